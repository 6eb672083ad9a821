// The step at the Python index: each distribution uploaded once.
#include <fmt/format.h>

#include "app/release/run/step.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/strings.h"
#include "ports/http_retry.h"
#include "release/index_pages.h"

namespace ropewalk::app {
namespace {

constexpr std::uint64_t kMostBytes = 2ULL << 30U;

std::string pages_of(const config::ReleaseSettings& settings) {
  if (settings.index_pages) {
    return *settings.index_pages;
  }
  const std::string upload = settings.index.value_or("");
  for (const auto& [from, pages] : {std::pair{"https://upload.pypi.org/", "https://pypi.org/simple/"},
                                    {"https://test.pypi.org/", "https://test.pypi.org/simple/"}}) {
    if (upload.starts_with(from)) {
      return pages;
    }
  }
  return upload + (upload.ends_with('/') ? "simple/" : "/simple/");
}

class IndexSteps {
 public:
  IndexSteps(ReleaseTarget& target, const ReleasePorts& ports, std::stop_token stop)
      : target_(target), ports_(ports), stop_(std::move(stop)) {}

  Result<Looked> look() const {
    if (!target_.settings.index) {
      return Looked{StepState::kSkipped, "no index is configured (release, index)"};
    }
    auto missing = missing_files();
    if (!missing) {
      return fail(std::move(missing.error()));
    }
    return Looked{missing->empty() ? StepState::kDone : StepState::kWould,
                  missing->empty() ? *target_.settings.index
                                   : fmt::format("{} to {}", join(*missing, ", "), *target_.settings.index)};
  }

  Result<void> act() const {
    auto missing = missing_files();
    if (!missing) {
      return fail(std::move(missing.error()));
    }
    for (const std::string& name : *missing) {
      if (auto sent = upload(name); !sent) {
        return sent;
      }
    }
    return {};
  }

 private:
  [[nodiscard]] Result<ports::HttpResponse> send(const ports::HttpRequest& request) const {
    return ports::send_with_retries(ports_.http(), request, {.most_tries = 4}, ports_.random,
                                    ports::wait_on(ports_.clock), stop_);
  }

  /// What the index has of the project; nothing of a project that it doesn't know.
  [[nodiscard]] Result<release::IndexFiles> files_at_index(std::string_view project) const {
    const std::string url = fmt::format("{}{}/", pages_of(target_.settings), release::normalised_name(project));
    auto answer = send(
        {.url = url,
         .headers = {{"Accept", "application/vnd.pypi.simple.v1+json, text/html;q=0.5"}, {"Cache-Control", "no-cache"}},
         .most_redirects = 3});
    if (!answer) {
      return fail(std::move(answer.error()));
    }
    if (answer->status == 404) {
      return release::IndexFiles();
    }
    if (!answer->is_success()) {
      return fail(ErrorKind::kIncomplete, fmt::format("the index answers {} to {}", answer->status, url),
                  "run it again to go on");
    }
    return release::read_index_page(answer->body, answer->header("Content-Type"));
  }

  [[nodiscard]] Result<std::vector<std::string>> missing_files() const {
    auto own = dist_files(target_, ports_.files);
    if (!own) {
      return fail(std::move(own.error()));
    }
    std::vector<std::string> missing;
    std::optional<release::IndexFiles> there;
    for (const auto& [name, hash] : *own) {
      const auto distribution = release::read_distribution_name(name);
      if (!distribution) {
        continue;
      }
      if (!there) {
        auto found = files_at_index(distribution->name);
        if (!found) {
          return fail(std::move(found.error()));
        }
        there = std::move(*found);
      }
      const auto found = there->find(name);
      if (found == there->end()) {
        missing.push_back(name);
      } else if (found->second.empty()) {
        return fail(ErrorKind::kIncomplete, fmt::format("the index has {} and does not say its hash", name));
      } else if (found->second != hash) {
        return fail(ErrorKind::kInvalid, fmt::format("the index has {} with another hash: {}", name, found->second),
                    "what is out is never replaced: release another version");
      }
    }
    if (!there && !own->empty()) {
      return fail(ErrorKind::kInvalid, "the build made no distribution that an index takes");
    }
    return missing;
  }

  /// User and password: those of the environment, or a short-lived token for the job's identity (trusted publishing).
  [[nodiscard]] Result<std::string> credentials() const {
    const auto value = [&](std::string_view name) { return ports_.environment.variable(name).value_or(""); };
    if (const std::string token = value("ROPEWALK_INDEX_TOKEN"); !token.empty()) {
      return "__token__:" + token;
    }
    if (const std::string password = value("TWINE_PASSWORD"); !password.empty()) {
      const std::string user = value("TWINE_USERNAME");
      return (user.empty() ? "__token__" : user) + ":" + password;
    }
    if (value("ACTIONS_ID_TOKEN_REQUEST_URL").empty()) {
      return std::string();
    }
    const std::string host = target_.settings.index->substr(0, target_.settings.index->find('/', 8));
    const std::string index = host == "https://upload.pypi.org" ? "https://pypi.org" : host;
    const std::string audience = index == "https://test.pypi.org" ? "testpypi" : "pypi";
    auto identity = send({.url = value("ACTIONS_ID_TOKEN_REQUEST_URL") + "&audience=" + audience,
                          .headers = {{"Authorization", "Bearer " + value("ACTIONS_ID_TOKEN_REQUEST_TOKEN")}}});
    auto own = token_in(identity, "value");
    if (!own) {
      return own;
    }
    auto minted = token_in(send({.method = "POST",
                                 .url = index + "/_/oidc/mint-token",
                                 .headers = {{"Content-Type", "application/json"}},
                                 .body = to_json_text(json::object{{"token", *own}})}),
                           "token");
    return minted ? Result<std::string>("__token__:" + *minted) : minted;
  }

  static Result<std::string> token_in(const Result<ports::HttpResponse>& answer, std::string_view key) {
    if (!answer) {
      return fail(answer.error());
    }
    const auto value = parse_json(answer->body, "the answer");
    const std::string_view token = value && value->is_object() ? string_member(value->get_object(), key) : "";
    if (!answer->is_success() || token.empty()) {
      return fail(ErrorKind::kInvalid,
                  fmt::format("no token for publishing: {} {}", answer->status, trim(answer->body).substr(0, 200)),
                  "the index has to know this workflow as a trusted publisher, with 'id-token: write'");
    }
    return std::string(token);
  }

  [[nodiscard]] Result<void> upload(const std::string& name) const {
    auto bytes = ports_.files.read_regular(target_.dist / name, kMostBytes, ports::Links::kRefuse);
    auto user = credentials();
    if (!bytes || !user) {
      return fail(!bytes ? bytes.error() : user.error());
    }
    const release::Distribution distribution = *release::read_distribution_name(name);
    release::Form form("ropewalk-" + to_hex(ports_.random.bytes(16)));
    form.add(":action", "file_upload");
    form.add("protocol_version", "1");
    form.add("metadata_version", "2.1");
    form.add("name", distribution.name);
    form.add("version", distribution.version);
    form.add("filetype", distribution.is_wheel ? "bdist_wheel" : "sdist");
    form.add("pyversion", distribution.python);
    form.add("sha256_digest", to_hex(sha256(*bytes)));
    form.add_file("content", name, *bytes);
    ports::HttpRequest request{.method = "POST",
                               .url = *target_.settings.index,
                               .headers = {{"Content-Type", form.content_type()}, {"User-Agent", "ropewalk"}},
                               .body = form.body(),
                               .timeout = std::chrono::minutes{10}};
    if (!user->empty()) {
      request.headers.push_back({"Authorization", "Basic " + to_base64(*user)});
    }
    auto answer = send(request);
    if (answer && answer->is_success()) {
      return {};
    }
    // Whatever was said: what counts is whether the file is there now.
    auto missing = missing_files();
    if (!missing) {
      return fail(std::move(missing.error()));
    }
    if (std::find(missing->begin(), missing->end(), name) == missing->end()) {
      return {};
    }
    if (!answer) {
      return fail(std::move(answer.error()));
    }
    return fail(answer->status >= 500 || answer->status == 429 ? ErrorKind::kIncomplete : ErrorKind::kInvalid,
                fmt::format("the index answers {} to {}: {}", answer->status, name, trim(answer->body).substr(0, 300)),
                "run it again to go on");
  }

  ReleaseTarget& target_;
  const ReleasePorts& ports_;
  std::stop_token stop_;
};

}  // namespace

std::vector<Step> index_steps(ReleaseTarget& target, const ReleasePorts& ports, std::stop_token stop) {
  const auto steps = std::make_shared<IndexSteps>(target, ports, std::move(stop));  // shared by both functions
  return {{"Python index", [steps] { return steps->look(); }, [steps] { return steps->act(); }}};
}

}  // namespace ropewalk::app
