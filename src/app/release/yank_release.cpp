#include "app/release/yank_release.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/strings.h"
#include "ports/http_retry.h"

namespace ropewalk::app {
namespace {

constexpr std::string_view kMark = "**This release has been taken back.**";

}  // namespace

Result<Yanked> yank_release(const YankRequest& request, const PlannedRelease& planned,
                            const config::ReleaseSettings& settings, const ReleasePorts& ports, std::stop_token stop) {
  const auto variable = [&](std::string_view name) { return ports.environment.variable(name).value_or(""); };
  const std::string token = variable("GITHUB_TOKEN").empty() ? variable("GH_TOKEN") : variable("GITHUB_TOKEN");
  std::string repository = variable("GITHUB_REPOSITORY");
  if (repository.empty() && planned.web.starts_with("https://github.com/")) {
    repository = planned.web.substr(std::string_view("https://github.com/").size());
  }
  Yanked yanked;
  if (settings.index && !planned.settings.names.empty()) {
    yanked.by_hand.push_back(
        fmt::format("yank it at the index: no index has an interface for that (at PyPI: "
                    "https://pypi.org/manage/project/{}/releases/)",
                    planned.settings.names.front()));
  }
  if (repository.empty() || token.empty()) {
    return fail(ErrorKind::kUsage, repository.empty() ? "the repository is not on GitHub" : "there is no GITHUB_TOKEN",
                !yanked.by_hand.empty() ? yanked.by_hand.front()
                : repository.empty()    ? "GITHUB_REPOSITORY names it, or a remote at github.com"
                                        : "a token with `contents: write` takes the release at GitHub back");
  }
  const std::string api = variable("GITHUB_API_URL").empty() ? "https://api.github.com" : variable("GITHUB_API_URL");
  const auto send = [&](std::string method, const std::string& path, std::string body) -> Result<json::object> {
    const ports::HttpRequest call{.method = std::move(method),
                                  .url = fmt::format("{}/repos/{}/releases/{}", api, repository, path),
                                  .headers = {{"Authorization", "Bearer " + token},
                                              {"Accept", "application/vnd.github+json"},
                                              {"Content-Type", "application/json"},
                                              {"User-Agent", "ropewalk"}},
                                  .body = std::move(body)};
    auto answer = ports::send_with_retries(ports.http(), call, {.most_tries = 4}, ports.random,
                                           ports::wait_on(ports.clock), stop);
    if (!answer) {
      return fail(std::move(answer.error()));
    }
    auto value = answer->is_success() ? parse_json(answer->body, "GitHub's answer") : fail(ErrorKind::kIncomplete, "");
    if (!value || !value->is_object()) {
      return fail(answer->status == 404 ? ErrorKind::kUsage : ErrorKind::kIncomplete,
                  answer->status == 404 ? fmt::format("GitHub has no release {}", request.tag)
                                        : fmt::format("GitHub answers {}", answer->status));
    }
    return std::move(value->as_object());
  };
  auto release = send("GET", "tags/" + request.tag, "");
  if (!release) {
    return fail(std::move(release.error()));
  }
  const std::string notes(string_member(*release, "body"));
  StepReport step{.name = "GitHub release", .state = StepState::kDone, .detail = request.tag + " is marked"};
  if (notes.find(kMark) == std::string::npos) {
    step.state = StepState::kWould;
    const json::value* id = release->if_contains("id");
    if (request.acts && id != nullptr && id->is_int64()) {
      const json::object change{{"name", request.tag + " (taken back)"},
                                {"body", fmt::format("{} {}\n\n{}", kMark, request.reason, notes)},
                                {"make_latest", "false"},
                                {"prerelease", true}};
      auto changed = send("PATCH", std::to_string(id->get_int64()), to_json_text(change));
      if (!changed) {
        return fail(std::move(changed.error()));
      }
      step.state = StepState::kActed;
    }
  }
  yanked.steps.push_back(std::move(step));
  return yanked;
}

}  // namespace ropewalk::app
