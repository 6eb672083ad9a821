#include "app/release/check_request.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "release/git.h"
#include "release/settings.h"

namespace ropewalk::app {
namespace {

constexpr std::uint64_t kMostBytes = 16ULL << 20U;

/// What the event of a GitHub job says of its pull request. Errors: kUsage for a file that cannot be read.
Result<CheckRequest> of_event(const ports::Files& files, const ports::Environment& environment) {
  CheckRequest request;
  const auto path = environment.variable("GITHUB_EVENT_PATH");
  if (!path || path->empty()) {
    return request;
  }
  const auto text = files.read_regular(*path, kMostBytes, ports::Links::kFollow);
  const auto event = text ? parse_json(*text, *path) : Result<json::value>(fail(text.error()));
  if (!event) {
    return fail(ErrorKind::kUsage, fmt::format("the job's event cannot be read: {}", event.error().message),
                "GITHUB_EVENT_PATH names it; --title TEXT is looked at without it");
  }
  const json::value* pull = event->is_object() ? event->get_object().if_contains("pull_request") : nullptr;
  if (pull == nullptr || !pull->is_object()) {
    return request;
  }
  request.title = std::string(string_member(pull->get_object(), "title"));
  const json::value* base = pull->get_object().if_contains("base");
  if (base != nullptr && base->is_object()) {
    request.base = std::string(string_member(base->get_object(), "sha"));
  }
  return request;
}

}  // namespace

bool CheckedRequest::is_green() const {
  if (title) {
    return title->problem.empty();
  }
  return std::all_of(commits.begin(), commits.end(),
                     [](const release::CheckedText& commit) { return commit.problem.empty(); });
}

Result<CheckedRequest> check_request(const CheckRequest& request, const Place& place, const ports::Files& files,
                                     ports::Process& process, const ports::Environment& environment) {
  // A title that is named is looked at without the event.
  auto read = request.title ? Result<CheckRequest>(CheckRequest()) : of_event(files, environment);
  if (!read) {
    return fail(std::move(read.error()));
  }
  const CheckRequest event = std::move(*read);
  const auto title = request.title ? request.title : event.title;
  const auto base = request.base ? request.base : request.title ? std::nullopt : event.base;
  if (!title && !base) {
    return fail(ErrorKind::kUsage, "nothing to check: there is no pull request's event here",
                "name what to look at: --title TEXT, --base COMMIT, or both");
  }
  const release::Git git(place.base, process, environment);
  const release::History history(git);
  const auto top = history.top();
  auto settings = release::read_settings(files, top ? std::filesystem::path(*top) : place.base, "");
  if (!settings) {
    return fail(std::move(settings.error()));
  }
  CheckedRequest checked;
  if (title) {
    checked.title = release::check_title(*title, *settings);
  }
  if (base) {
    if (const auto where = history.find(*base); !where || *where == release::Whereabouts::kUnknown) {
      return fail(ErrorKind::kIncomplete,
                  fmt::format("the commit '{}' is not here, so commits since it cannot be known", *base),
                  "fetch the history: `fetch-depth: 0` of actions/checkout");
    }
    auto commits = history.commits(*base, "");
    if (!commits) {
      return fail(std::move(commits.error()));
    }
    for (const release::Commit& commit : *commits) {
      checked.commits.push_back(release::check_commit(commit, *settings));
    }
  }
  return checked;
}

}  // namespace ropewalk::app
