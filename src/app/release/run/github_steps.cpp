// The step at GitHub: one release with all its files, made as a draft and shown when it is whole.
#include <fmt/format.h>

#include "app/release/changelog_file.h"
#include "app/release/run/step.h"
#include "base/json.h"
#include "base/strings.h"
#include "ports/http_retry.h"

namespace ropewalk::app {
namespace {

constexpr std::uint64_t kMostBytes = 2ULL << 30U;
constexpr int kMostPages = 20;
constexpr std::size_t kPageSize = 100;

/// A release as the API shows it.
struct Shown {
  std::int64_t id = 0;
  bool is_draft = false;
  std::string upload_url;
  struct Asset {
    std::int64_t id = 0;
    std::string name;
    std::string state;
    std::uint64_t size = 0;
    /// `sha256:…`; empty where the server doesn't say it.
    std::string digest;
  };
  std::vector<Asset> assets;
};

std::int64_t whole_member(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

Shown read_release(const json::object& object) {
  const json::value* draft = object.if_contains("draft");
  Shown shown{.id = whole_member(object, "id"),
              .is_draft = draft != nullptr && draft->is_bool() && draft->get_bool(),
              .upload_url = std::string(string_member(object, "upload_url")),
              .assets = {}};
  shown.upload_url = shown.upload_url.substr(0, shown.upload_url.find('{'));
  const json::value* assets = object.if_contains("assets");
  for (const json::value& item : assets != nullptr && assets->is_array() ? assets->get_array() : json::array()) {
    if (item.is_object()) {
      const json::object& asset = item.get_object();
      shown.assets.push_back({whole_member(asset, "id"), std::string(string_member(asset, "name")),
                              std::string(string_member(asset, "state")),
                              static_cast<std::uint64_t>(whole_member(asset, "size")),
                              std::string(string_member(asset, "digest"))});
    }
  }
  return shown;
}

class GithubSteps {
 public:
  GithubSteps(ReleaseTarget& target, const ReleasePorts& ports, std::stop_token stop)
      : target_(target), ports_(ports), stop_(std::move(stop)) {
    api_ = ports.environment.variable("GITHUB_API_URL").value_or("https://api.github.com");
    for (const std::string_view name : {"GITHUB_TOKEN", "GH_TOKEN"}) {
      if (token_.empty()) {
        token_ = ports.environment.variable(name).value_or("");
      }
    }
    repository_ = ports.environment.variable("GITHUB_REPOSITORY").value_or("");
    if (repository_.empty() && target.planned.web.starts_with("https://github.com/")) {
      repository_ = target.planned.web.substr(std::string_view("https://github.com/").size());
    }
  }

  Result<Looked> look() const {
    if (repository_.empty()) {
      return Looked{StepState::kSkipped, "the repository is not on GitHub"};
    }
    if (token_.empty()) {
      return Looked{StepState::kSkipped, "there is no GITHUB_TOKEN"};
    }
    auto found = find();
    if (!found) {
      return fail(std::move(found.error()));
    }
    if (!*found) {
      return Looked{StepState::kWould, fmt::format("{} with its files", target_.tag())};
    }
    auto missing = missing_files(**found);
    if (!missing) {
      return fail(std::move(missing.error()));
    }
    if (missing->empty() && !(*found)->is_draft) {
      return Looked{StepState::kDone, fmt::format("{} with {} files", target_.tag(), (*found)->assets.size())};
    }
    return Looked{StepState::kWould, fmt::format("{}: {} files are missing", target_.tag(), missing->size())};
  }

  Result<void> act() const {
    auto found = find();
    if (!found) {
      return fail(std::move(found.error()));
    }
    if (!*found) {
      auto made = make_draft();
      if (!made) {
        return fail(std::move(made.error()));
      }
      *found = std::move(*made);
    }
    if (auto uploaded = upload_missing(**found); !uploaded) {
      return uploaded;
    }
    return (*found)->is_draft ? publish(**found) : Result<void>();
  }

 private:
  [[nodiscard]] Result<ports::HttpResponse> send(ports::HttpRequest request) const {
    request.headers.push_back({"Authorization", "Bearer " + token_});
    request.headers.push_back({"Accept", "application/vnd.github+json"});
    request.headers.push_back({"X-GitHub-Api-Version", "2022-11-28"});
    request.headers.push_back({"User-Agent", "ropewalk"});
    return ports::send_with_retries(ports_.http(), request, {.most_tries = 4}, ports_.random,
                                    ports::wait_on(ports_.clock), stop_);
  }

  [[nodiscard]] Result<json::value> call(ports::HttpRequest request) const {
    const std::string what = fmt::format("{} {}", request.method, request.url);
    auto answer = send(std::move(request));
    if (!answer) {
      return fail(std::move(answer.error()));
    }
    if (!answer->is_success()) {
      return fail(answer->status >= 500 || answer->status == 429 ? ErrorKind::kIncomplete : ErrorKind::kInvalid,
                  fmt::format("GitHub answers {} to {}: {}", answer->status, what, trim(answer->body).substr(0, 300)),
                  answer->status == 403 || answer->status == 401 ? "the token needs 'contents: write'"
                                                                 : "run it again to go on");
    }
    return answer->body.empty() ? Result<json::value>(json::value()) : parse_json(answer->body, "GitHub's answer");
  }

  [[nodiscard]] std::string url(std::string_view rest) const {
    return fmt::format("{}/repos/{}/releases{}", api_, repository_, rest);
  }

  /// The release of the tag, drafts among them: those are found by looking through the list.
  [[nodiscard]] Result<std::optional<Shown>> find() const {
    for (int page = 1; page <= kMostPages; ++page) {
      auto list = call({.url = url(fmt::format("?per_page={}&page={}", kPageSize, page))});
      if (!list) {
        return fail(std::move(list.error()));
      }
      if (!list->is_array()) {
        return fail(ErrorKind::kIncomplete, "GitHub's list of releases cannot be read");
      }
      for (const json::value& item : list->get_array()) {
        if (item.is_object() && string_member(item.get_object(), "tag_name") == target_.tag()) {
          return std::optional(read_release(item.get_object()));
        }
      }
      if (list->get_array().size() < kPageSize) {
        break;
      }
    }
    return std::optional<Shown>();
  }

  [[nodiscard]] Result<Shown> make_draft() const {
    auto changelog = read_changelog(target_.planned, ports_.files);
    const std::string notes = changelog ? release::entry_of(changelog->text, target_.version()) : std::string();
    const json::object body{{"tag_name", target_.tag()},
                            {"target_commitish", target_.planned.head},
                            {"name", target_.tag()},
                            {"body", notes},
                            {"draft", true},
                            {"prerelease", target_.version().is_prerelease()}};
    auto made = call({.method = "POST",
                      .url = url(""),
                      .headers = {{"Content-Type", "application/json"}},
                      .body = to_json_text(body)});
    if (!made) {
      return fail(std::move(made.error()));
    }
    if (!made->is_object()) {
      return fail(ErrorKind::kIncomplete, "GitHub's answer about the new release cannot be read");
    }
    return read_release(made->get_object());
  }

  /// The files that are not there, or only in part. Errors: kInvalid for one that is out with other bytes.
  [[nodiscard]] Result<std::vector<std::string>> missing_files(const Shown& shown) const {
    auto wanted = published_files();
    if (!wanted) {
      return fail(std::move(wanted.error()));
    }
    std::vector<std::string> missing;
    for (const auto& [name, hash] : *wanted) {
      const auto found = std::find_if(shown.assets.begin(), shown.assets.end(),
                                      [&, &name = name](const Shown::Asset& asset) { return asset.name == name; });
      if (found == shown.assets.end()) {
        missing.push_back(name);
        continue;
      }
      auto size = ports_.files.size(target_.dist / name);
      if (!size) {
        return fail(std::move(size.error()));
      }
      const bool is_same = found->state == "uploaded" &&
                           (is_signature(name) ||
                            (found->size == *size && (found->digest.empty() || found->digest == "sha256:" + hash)));
      if (is_same) {
        continue;
      }
      if (!shown.is_draft && found->state == "uploaded") {
        return fail(ErrorKind::kInvalid,
                    fmt::format("the release {} has a file {} with other bytes", target_.tag(), name),
                    "what is out is never replaced: release another version");
      }
      missing.push_back(name);
    }
    return missing;
  }

  [[nodiscard]] Result<std::map<std::string, std::string>> published_files() const {
    auto files = dist_files(target_, ports_.files);
    if (files && !files->empty()) {
      auto sums = ports_.files.digest(target_.dist / "SHA256SUMS", {});
      if (!sums) {
        return fail(std::move(sums.error()));
      }
      files->emplace("SHA256SUMS", to_hex(*sums));
      auto entries = ports_.files.list(target_.dist);
      for (const ports::FileEntry& entry : entries.value_or(std::vector<ports::FileEntry>())) {
        if (is_signature(entry.path.string())) {
          files->emplace(entry.path.string(), std::string());
        }
      }
    }
    return files;
  }

  [[nodiscard]] Result<void> upload_missing(const Shown& shown) const {
    auto missing = missing_files(shown);
    if (!missing) {
      return fail(std::move(missing.error()));
    }
    for (const std::string& name : *missing) {
      for (const Shown::Asset& asset : shown.assets) {
        if (asset.name != name) {
          continue;
        }
        if (auto gone = call({.method = "DELETE", .url = url(fmt::format("/assets/{}", asset.id))}); !gone) {
          return fail(std::move(gone.error()));
        }
      }
      auto bytes = ports_.files.read_regular(target_.dist / name, kMostBytes, ports::Links::kRefuse);
      if (!bytes) {
        return fail(std::move(bytes.error()));
      }
      auto sent = call({.method = "POST",
                        .url = fmt::format("{}?name={}", shown.upload_url, name),
                        .headers = {{"Content-Type", "application/octet-stream"}},
                        .body = std::move(*bytes),
                        .timeout = std::chrono::minutes{10}});
      if (!sent) {
        return fail(std::move(sent.error()));
      }
    }
    return {};
  }

  [[nodiscard]] Result<void> publish(const Shown& shown) const {
    auto done = call({.method = "PATCH",
                      .url = url(fmt::format("/{}", shown.id)),
                      .headers = {{"Content-Type", "application/json"}},
                      .body = "{\"draft\":false}"});
    return done ? Result<void>() : Result<void>(fail(std::move(done.error())));
  }

  ReleaseTarget& target_;
  const ReleasePorts& ports_;
  std::stop_token stop_;
  std::string api_;
  std::string token_;
  std::string repository_;
};

}  // namespace

std::vector<Step> github_steps(ReleaseTarget& target, const ReleasePorts& ports, std::stop_token stop) {
  const auto steps = std::make_shared<GithubSteps>(target, ports, std::move(stop));  // shared by both functions
  return {{"GitHub release", [steps] { return steps->look(); }, [steps] { return steps->act(); }}};
}

}  // namespace ropewalk::app
