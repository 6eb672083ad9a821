// The steps at the remote: the branch with the tag, and the tags that move.
#include <fmt/format.h>

#include "app/release/run/step.h"
#include "base/hash.h"
#include "base/strings.h"
#include "release/git.h"

namespace ropewalk::app {
namespace {

constexpr std::string_view kRemote = "origin";

class PushSteps {
 public:
  PushSteps(ReleaseTarget& target, const ReleasePorts& ports)
      : target_(target), git_(target.planned.top, ports.process, ports.environment), login_(login(ports.environment)) {}

  Result<Looked> look_at_push() const {
    if (!has_remote()) {
      return Looked{StepState::kSkipped, "there is no remote 'origin'"};
    }
    auto there = remote_id("refs/tags/" + target_.tag());
    if (!there) {
      return fail(std::move(there.error()));
    }
    const std::string detail = fmt::format("{} and {} to {}", branch(), target_.tag(), kRemote);
    if (there->empty()) {
      return Looked{StepState::kWould, detail};
    }
    const auto own = git_.capture({"rev-parse", "--verify", "--quiet", "refs/tags/" + target_.tag()});
    if (!own || trim(own->output) != *there) {
      return fail(ErrorKind::kInvalid, fmt::format("the remote has another tag {}: {}", target_.tag(), *there),
                  "a tag that is out is never moved: release another version");
    }
    return Looked{StepState::kDone, detail};
  }

  Result<void> push() const {
    auto done = git_.capture({"push", "--quiet", "--atomic", std::string(kRemote),
                              target_.planned.head + ":refs/heads/" + branch(), "refs/tags/" + target_.tag()},
                             login_);
    return pushed(done);
  }

  Result<Looked> look_at_moving() const {
    if (!target_.settings.moves_tags.value_or(false)) {
      return Looked{StepState::kSkipped, "not asked for (release, move-tags)"};
    }
    if (target_.version().is_prerelease() || !has_remote()) {
      return Looked{StepState::kSkipped, "a pre-release moves no tags"};
    }
    bool is_done = true;
    for (const std::string& name : moving()) {
      auto there = remote_id("refs/tags/" + name + "^{}");
      if (there && there->empty()) {
        there = remote_id("refs/tags/" + name);
      }
      if (!there) {
        return fail(std::move(there.error()));
      }
      is_done = is_done && *there == target_.planned.head;
    }
    return Looked{is_done ? StepState::kDone : StepState::kWould, join(moving(), ", ")};
  }

  Result<void> move() const {
    std::vector<std::string> words = {"push", "--quiet", "--force", std::string(kRemote)};
    for (const std::string& name : moving()) {
      words.push_back(target_.planned.head + ":refs/tags/" + name);
    }
    return pushed(git_.capture(words, login_));
  }

 private:
  static Result<void> pushed(const Result<ports::CapturedProcess>& done) {
    if (!done) {
      return fail(done.error());
    }
    if (done->outcome.exit_code != 0) {
      const bool is_behind = done->errors.find("fetch first") != std::string::npos ||
                             done->errors.find("non-fast-forward") != std::string::npos;
      return fail(is_behind ? ErrorKind::kInvalid : ErrorKind::kIncomplete,
                  fmt::format("git push failed: {}", trim(done->errors)),
                  is_behind
                      ? "the branch has moved on at the remote: take the commit and the tag back and release again"
                      : "run it again to go on");
    }
    return {};
  }

  /// The token of a GitHub job for its own server, as the job's checkout would leave it in the repository: given by the
  /// environment, it stays nowhere.
  static ports::EnvironmentList login(const ports::Environment& environment) {
    const std::string token = environment.variable("GITHUB_TOKEN").value_or("");
    if (environment.variable("GITHUB_ACTIONS") != "true" || token.empty()) {
      return {};
    }
    const std::string server = environment.variable("GITHUB_SERVER_URL").value_or("https://github.com");
    return {{"GIT_CONFIG_COUNT", "1"},
            {"GIT_CONFIG_KEY_0", fmt::format("http.{}/.extraheader", server)},
            {"GIT_CONFIG_VALUE_0", "AUTHORIZATION: basic " + to_base64("x-access-token:" + token)}};
  }

  [[nodiscard]] bool has_remote() const {
    const auto remote = git_.capture({"remote", "get-url", std::string(kRemote)});
    return remote && remote->outcome.exit_code == 0;
  }

  [[nodiscard]] std::string branch() const {
    return target_.planned.plan.branch.empty() ? "main" : target_.planned.plan.branch;
  }

  /// What a ref of the remote is; empty when it has none.
  [[nodiscard]] Result<std::string> remote_id(const std::string& ref) const {
    auto list = git_.capture({"ls-remote", std::string(kRemote), ref}, login_);
    if (!list) {
      return fail(std::move(list.error()));
    }
    if (list->outcome.exit_code != 0) {
      return fail(ErrorKind::kIncomplete, fmt::format("the remote does not answer: {}", trim(list->errors)),
                  "run it again to go on");
    }
    for (const std::string_view line : split_lines(list->output)) {
      const std::size_t tab = line.find('\t');
      if (tab != std::string_view::npos && line.substr(tab + 1) == ref) {
        return std::string(line.substr(0, tab));
      }
    }
    return std::string();
  }

  /// `v1` and `v1.2` of `v1.2.3`; of 0.x the second alone.
  [[nodiscard]] std::vector<std::string> moving() const {
    const std::string version = target_.version().text();
    const std::size_t at = target_.tag().rfind(version);
    const std::string prefix = at == std::string::npos ? "v" : target_.tag().substr(0, at);
    std::vector<std::string> names;
    if (target_.version().major > 0) {
      names.push_back(fmt::format("{}{}", prefix, target_.version().major));
    }
    names.push_back(fmt::format("{}{}.{}", prefix, target_.version().major, target_.version().minor));
    return names;
  }

  ReleaseTarget& target_;
  release::Git git_;
  ports::EnvironmentList login_;
};

}  // namespace

std::vector<Step> push_steps(ReleaseTarget& target, const ReleasePorts& ports) {
  const auto steps = std::make_shared<PushSteps>(target, ports);  // shared by the functions below
  return {{"push", [steps] { return steps->look_at_push(); }, [steps] { return steps->push(); }}};
}

std::vector<Step> tag_steps(ReleaseTarget& target, const ReleasePorts& ports) {
  const auto steps = std::make_shared<PushSteps>(target, ports);
  return {{"moving tags", [steps] { return steps->look_at_moving(); }, [steps] { return steps->move(); }}};
}

}  // namespace ropewalk::app
