#include "app/release/run/run_release.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/release/changelog_file.h"
#include "app/release/run/begun_release.h"
#include "app/release/run/only_release.h"
#include "app/release/run/remote.h"
#include "base/rfc3339.h"
#include "base/strings.h"
#include "release/git.h"
#include "release/version_files.h"

namespace ropewalk::app {
namespace {

/// Whether the remote's branch has commits that HEAD lacks. Errors: kInvalid when it has, as nothing could be pushed.
Result<void> check_remote_branch(const PlannedRelease& planned, const Remote& remote, const release::Git& git) {
  const std::string branch = planned.plan.branch.empty() ? "main" : planned.plan.branch;
  auto there = remote.id_of("refs/heads/" + branch);
  if (!there) {
    return fail(std::move(there.error()));
  }
  if (there->empty() || *there == planned.head) {
    return {};
  }
  const auto asked = git.capture({"merge-base", "--is-ancestor", *there, "HEAD"});
  if (asked && asked->outcome.exit_code == 0) {
    return {};
  }
  return fail(ErrorKind::kInvalid, fmt::format("the branch '{}' has moved on at the remote", branch),
              "a release is made of what it has there: git pull, and release again");
}

/// Plans; where the release is begun on top of HEAD, here or at the remote, its commit is checked out first. A tag that
/// is taken by anything else stays the error that it is.
Result<PlannedRelease> plan_or_move_on(const RunReleaseRequest& request, const Place& place,
                                       const config::Config& config, const ReleasePorts& ports) {
  const release::Git git(place.base, ports.process, ports.environment);
  const auto plan = [&] {
    return plan_release(request.plan, place, config, ports.files, ports.process, ports.environment);
  };
  const auto above = [&] {
    const auto package = package_of(request.plan, place, git, ports.files);
    return package ? begun_above_head(*package, git) : std::nullopt;
  };
  auto planned = plan();
  if (!planned) {
    const auto begun = above();
    if (begun && request.acts) {
      auto moved = move_on(*begun, git);
      return moved ? plan() : Result<PlannedRelease>(fail(std::move(moved.error())));
    }
    if (begun) {
      planned.error().hint = fmt::format(
          "it is the next release, begun on top of this commit: release run --yes goes on with it, or git merge "
          "--ff-only {} goes there",
          begun->tag);
    }
    return planned;
  }
  if (!planned->plan.version || begun_at_head(*planned, git) || !request.acts) {
    return planned;
  }
  const Remote remote(git, ports.environment);
  if (!remote.is_there()) {
    return planned;
  }
  auto there = remote.id_of("refs/tags/" + planned->plan.tag);
  if (!there) {
    return fail(std::move(there.error()));
  }
  if (there->empty()) {
    auto checked = check_remote_branch(*planned, remote, git);
    return checked ? std::move(planned) : Result<PlannedRelease>(fail(std::move(checked.error())));
  }
  if (auto fetched = remote.fetch_tag(planned->plan.tag); !fetched) {
    return fail(std::move(fetched.error()));
  }
  if (const auto begun = above()) {
    auto moved = move_on(*begun, git);
    return moved ? plan() : Result<PlannedRelease>(fail(std::move(moved.error())));
  }
  return plan();  // the tag is here now, and taken
}

/// An alarm for a release that ended half way and that commits came on top of: running again goes on with it only at
/// its commit. A remote that doesn't answer says nothing here; the steps ask it again.
bool look_below(const PlannedRelease& planned, const release::Git& git, const ports::Environment& environment,
                release::Plan& plan) {
  const auto begun = begun_below_head(planned, git);
  const Remote remote(git, environment);
  if (!begun || !remote.is_there()) {
    return false;
  }
  const auto there = remote.id_of("refs/tags/" + begun->tag);
  if (!there || !there->empty()) {
    return false;
  }
  plan.alarms.push_back(
      fmt::format("the release {0} was begun here and is not at the remote: at its commit (git switch "
                  "--detach {0}) `ropewalk release run` goes on with it",
                  begun->tag));
  return true;
}

/// What was begun is gone on with; else what is planned is made. Nothing when there is neither.
Result<std::optional<ReleaseTarget>> find_target(const RunReleaseRequest& request, const Place& place,
                                                 const config::Config& config, const ReleasePorts& ports,
                                                 ReleaseReport& report) {
  auto planned = plan_or_move_on(request, place, config, ports);
  if (!planned) {
    return fail(std::move(planned.error()));
  }
  report.plan = planned->plan;
  const release::Git git(planned->top, ports.process, ports.environment);
  ReleaseTarget target{.planned = std::move(*planned)};
  target.settings = config.release;
  if (request.image) {
    target.settings.image = request.image;
  }
  target.date = to_rfc3339(ports.clock.now()).substr(0, 10);
  if (const auto going_on = begun_at_head(target.planned, git)) {
    auto python = release::python_version(going_on->version);
    if (!python) {
      return fail(std::move(python.error()));
    }
    target.is_begun = true;
    target.planned.plan.tag = going_on->tag;
    target.planned.plan.version = going_on->version;
    target.planned.plan.python_version = std::move(*python);
  } else {
    report.has_left_behind = look_below(target.planned, git, ports.environment, report.plan);
    if (!report.plan.version) {
      return std::optional<ReleaseTarget>();
    }
  }
  target.dist = target.planned.folder() / "dist" / target.tag();
  return std::optional(std::move(target));
}

/// Leaves the steps that are asked for.
Result<void> choose(std::vector<Step>& steps, const std::vector<std::string>& only) {
  for (const std::string& name : only) {
    if (std::none_of(steps.begin(), steps.end(), [&](const Step& step) { return step.name == name; })) {
      std::vector<std::string> names;
      for (const Step& step : steps) {
        names.emplace_back(step.name);
      }
      return fail(ErrorKind::kUsage, fmt::format("a release has no step '{}'", name),
                  fmt::format("its steps are {}", join(names, ", ")));
    }
  }
  std::erase_if(steps, [&](const Step& step) {
    return !only.empty() && std::find(only.begin(), only.end(), step.name) == only.end();
  });
  return {};
}

Result<StepReport> take(const Step& step, bool acts) {
  auto looked = step.look();
  if (!looked) {
    return fail(std::move(looked.error()));
  }
  StepReport report{.name = std::string(step.name), .state = looked->state, .detail = looked->detail};
  if (looked->state == StepState::kWould && acts) {
    if (auto acted = step.act(); !acted) {
      return fail(std::move(acted.error()));
    }
    report.state = StepState::kActed;
  }
  return report;
}

}  // namespace

std::string_view name(StepState state) {
  switch (state) {
    case StepState::kDone: return "there";
    case StepState::kActed: return "done";
    case StepState::kWould: return "to do";
    case StepState::kSkipped: break;
  }
  return "skipped";
}

bool ReleaseReport::is_complete() const {
  return std::none_of(steps.begin(), steps.end(),
                      [](const StepReport& step) { return step.state == StepState::kWould; });
}

Result<ReleaseReport> run_release(const RunReleaseRequest& request, const Place& place, const config::Config& config,
                                  const ReleasePorts& ports, const std::function<void(const StepReport&)>& on_step,
                                  std::stop_token stop) {
  ReleaseReport report;
  std::unique_ptr<OnlyRelease> only;
  if (request.acts) {
    const release::Git git(place.base, ports.process, ports.environment);
    // Outside of a repository planning says what is wrong.
    if (git.read({"rev-parse", "--git-dir"})) {
      auto begun = OnlyRelease::begin(git, ports, stop);
      if (!begun) {
        return fail(std::move(begun.error()));
      }
      only = std::move(*begun);
    }
  }
  auto target = find_target(request, place, config, ports, report);
  if (!target) {
    return fail(std::move(target.error()));
  }
  report.target = std::move(*target);
  if (!report.target) {
    return report;
  }
  std::vector<Step> steps;
  for (std::vector<Step> part : {file_steps(*report.target, ports), build_steps(*report.target, ports, stop),
                                 signature_steps(*report.target, ports), push_steps(*report.target, ports),
                                 github_steps(*report.target, ports, stop), index_steps(*report.target, ports, stop),
                                 image_steps(*report.target, ports, stop), tag_steps(*report.target, ports)}) {
    std::move(part.begin(), part.end(), std::back_inserter(steps));
  }
  if (auto chosen = choose(steps, request.only); !chosen) {
    return fail(std::move(chosen.error()));
  }
  for (const Step& step : steps) {
    if (stop.stop_requested()) {
      return fail(ErrorKind::kInterrupted, "interrupted; run it again to go on");
    }
    auto taken = take(step, request.acts);
    if (!taken) {
      Error error = std::move(taken.error());
      error.message = fmt::format("{}: {}", step.name, error.message);
      return fail(std::move(error));
    }
    on_step(*taken);
    report.steps.push_back(std::move(*taken));
  }
  return report;
}

}  // namespace ropewalk::app
