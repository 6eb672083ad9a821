// GitHub's REST API, "Issue comments": a pull request is an issue there.
#include "app/comment_report.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "base/json.h"
#include "base/strings.h"

namespace ropewalk::app {
namespace {

/// GitHub takes 65,536 characters; the rest is said to be missing.
constexpr std::size_t kMostCharacters = 65'000;
constexpr int kCommentsOfAPage = 100;
/// A pull request with more comments than this gets a new one.
constexpr int kMostPages = 30;

struct Target {
  std::string api;
  std::string repository;
  std::string token;
  std::int64_t pull_request = 0;
};

std::string variable(const ports::Environment& environment, std::string_view name) {
  return environment.variable(std::string(name)).value_or("");
}

/// The number of the event's pull request; 0 when it has none.
std::int64_t pull_request_of(const ports::Environment& environment, const ports::Files& files) {
  const std::string path = variable(environment, "GITHUB_EVENT_PATH");
  const auto text = path.empty() ? Result<std::string>(std::string()) : files.read(path);
  const auto event = text ? parse_json(*text, path) : Result<json::value>(fail(text.error()));
  if (!event || !event->is_object()) {
    return 0;
  }
  const json::value* pull = event->get_object().if_contains("pull_request");
  const json::value* number = pull != nullptr && pull->is_object() ? pull->get_object().if_contains("number") : nullptr;
  return number != nullptr && number->is_int64() ? number->get_int64() : 0;
}

Result<Target> target_of(const ports::Environment& environment, const ports::Files& files) {
  Target target;
  target.api = variable(environment, "GITHUB_API_URL");
  target.api = target.api.empty() ? "https://api.github.com" : target.api;
  target.repository = variable(environment, "GITHUB_REPOSITORY");
  target.token = variable(environment, "GITHUB_TOKEN");
  target.pull_request = pull_request_of(environment, files);
  if (target.pull_request == 0) {
    return target;
  }
  if (target.repository.empty()) {
    return fail(ErrorKind::kUsage, "no repository to comment in", "GITHUB_REPOSITORY names it: owner/name");
  }
  if (target.token.empty()) {
    return fail(ErrorKind::kUsage, "no token to comment with",
                "give the step `env: GITHUB_TOKEN: ${{ github.token }}`, and its job `pull-requests: write`");
  }
  return target;
}

/// A comment ends no HTML comment early, whatever the title is.
std::string mark_of(const report::Report& report) {
  return fmt::format("<!-- ropewalk report: {} -->", replace_all(report.title, "--", "- -"));
}

std::string body_of(const report::Report& report) {
  std::string body = mark_of(report) + "\n" + report::as_markdown(report);
  if (code_point_length(body) <= kMostCharacters) {
    return body;
  }
  std::size_t end = 0;
  for (std::size_t count = 0; count < kMostCharacters; ++count) {
    static_cast<void>(next_code_point(body, end));
  }
  body.resize(body.rfind('\n', end));
  return body + "\n\n*The rest is in the summary of the run: a comment has no more room.*\n";
}

class Comments {
 public:
  Comments(const Target& target, ports::Http& http, std::stop_token stop)
      : target_(target), http_(http), stop_(std::move(stop)) {}

  Result<Commented> put(const std::string& mark, const std::string& body) {
    auto old = find(mark);
    if (!old) {
      return fail(std::move(old.error()));
    }
    const json::object content{{"body", body}};
    auto answer = *old ? send("PATCH", fmt::format("/issues/comments/{}", **old), to_json_text(content))
                       : send("POST", comments_path(), to_json_text(content));
    if (!answer) {
      return fail(std::move(answer.error()));
    }
    return *old ? Commented::kEdited : Commented::kMade;
  }

 private:
  [[nodiscard]] std::string comments_path() const { return fmt::format("/issues/{}/comments", target_.pull_request); }

  Result<std::optional<std::int64_t>> find(const std::string& mark) {
    for (int page = 1; page <= kMostPages; ++page) {
      auto answer = send("GET", fmt::format("{}?per_page={}&page={}", comments_path(), kCommentsOfAPage, page), "");
      if (!answer) {
        return fail(std::move(answer.error()));
      }
      const auto list = parse_json(answer->body, "the comments");
      if (!list || !list->is_array()) {
        return fail(ErrorKind::kIncomplete, "GitHub's list of comments cannot be read");
      }
      for (const json::value& item : list->get_array()) {
        const json::value* id = item.is_object() ? item.get_object().if_contains("id") : nullptr;
        if (id != nullptr && id->is_int64() && string_member(item.get_object(), "body").starts_with(mark)) {
          return std::optional(id->get_int64());
        }
      }
      if (list->get_array().size() < kCommentsOfAPage) {
        break;
      }
    }
    return std::optional<std::int64_t>();
  }

  Result<ports::HttpResponse> send(std::string method, const std::string& path, std::string body) {
    auto answer = http_.send({.method = std::move(method),
                              .url = fmt::format("{}/repos/{}{}", target_.api, target_.repository, path),
                              .headers = {{"Authorization", "Bearer " + target_.token},
                                          {"Accept", "application/vnd.github+json"},
                                          {"Content-Type", "application/json"},
                                          {"User-Agent", "ropewalk"},
                                          {"X-GitHub-Api-Version", "2022-11-28"}},
                              .body = std::move(body)},
                             stop_);
    if (!answer || answer->is_success()) {
      return answer;
    }
    const auto said = parse_json(answer->body, "the answer");
    const std::string message(said && said->is_object() ? string_member(said->get_object(), "message") : "");
    return fail(ErrorKind::kIncomplete,
                fmt::format("the report did not become a comment: GitHub answered {}{}", answer->status,
                            message.empty() ? "" : ": " + message),
                answer->status == 403 || answer->status == 404
                    ? "the job needs `permissions: pull-requests: write`; pull requests from forks never have it"
                    : "");
  }

  const Target& target_;
  ports::Http& http_;
  std::stop_token stop_;
};

}  // namespace

Result<Commented> comment_report(const report::Report& report, const ports::Environment& environment,
                                 const ports::Files& files, ports::Http& http, std::stop_token stop) {
  auto target = target_of(environment, files);
  if (!target) {
    return fail(std::move(target.error()));
  }
  if (target->pull_request == 0) {
    return Commented::kNoPullRequest;
  }
  return Comments(*target, http, std::move(stop)).put(mark_of(report), body_of(report));
}

}  // namespace ropewalk::app
