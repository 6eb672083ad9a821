// The steps at the remote: the branch with the tag, and the tags that move.
#include <fmt/format.h>

#include "app/release/run/moving.h"
#include "app/release/run/remote.h"
#include "app/release/run/step.h"
#include "base/strings.h"

namespace ropewalk::app {
namespace {

constexpr std::string_view kRemote = "origin";

class PushSteps {
 public:
  PushSteps(ReleaseTarget& target, const ReleasePorts& ports)
      : target_(target), git_(target.planned.top, ports.process, ports.environment), remote_(git_, ports.environment) {}

  Result<Looked> look_at_push() const {
    if (!remote_.is_there()) {
      return Looked{StepState::kSkipped, "there is no remote 'origin'"};
    }
    auto there = remote_.id_of("refs/tags/" + target_.tag());
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
    return pushed(
        remote_.push({"--atomic", target_.planned.head + ":refs/heads/" + branch(), "refs/tags/" + target_.tag()}));
  }

  Result<Looked> look_at_moving() const {
    if (!target_.settings.moves_tags.value_or(false)) {
      return Looked{StepState::kSkipped, "not asked for (release, move-tags)"};
    }
    if (!remote_.is_there()) {
      return Looked{StepState::kSkipped, "there is no remote 'origin'"};
    }
    if (moving().empty()) {
      return Looked{StepState::kSkipped,
                    target_.version().is_prerelease() ? "a pre-release moves no tags" : "higher versions have them"};
    }
    bool is_done = true;
    for (const std::string& name : moving()) {
      auto there = remote_.id_of("refs/tags/" + name + "^{}");
      if (there && there->empty()) {
        there = remote_.id_of("refs/tags/" + name);
      }
      if (!there) {
        return fail(std::move(there.error()));
      }
      is_done = is_done && *there == target_.planned.head;
    }
    return Looked{is_done ? StepState::kDone : StepState::kWould, join(moving(), ", ")};
  }

  Result<void> move() const {
    std::vector<std::string> words = {"--force"};
    for (const std::string& name : moving()) {
      words.push_back(target_.planned.head + ":refs/tags/" + name);
    }
    return pushed(remote_.push(std::move(words)));
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

  [[nodiscard]] std::string branch() const {
    return target_.planned.plan.branch.empty() ? "main" : target_.planned.plan.branch;
  }

  /// `v1` and `v1.2` of `v1.2.3`; of 0.x the second alone. Not those at which a higher version is.
  [[nodiscard]] std::vector<std::string> moving() const {
    const std::string prefix = tag_prefix(target_);
    const Moving moves = moving_of(target_, git_);
    std::vector<std::string> names;
    if (moves.major && target_.version().major > 0) {
      names.push_back(fmt::format("{}{}", prefix, target_.version().major));
    }
    if (moves.minor) {
      names.push_back(fmt::format("{}{}.{}", prefix, target_.version().major, target_.version().minor));
    }
    return names;
  }

  ReleaseTarget& target_;
  release::Git git_;
  Remote remote_;
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
