#include "app/release/run/run_release.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/release/changelog_file.h"
#include "base/rfc3339.h"
#include "base/strings.h"
#include "release/git.h"
#include "release/version_files.h"

namespace ropewalk::app {
namespace {

/// A release that was begun, as HEAD tells of it.
struct Begun {
  release::Version version;
  std::string tag;
};

/// HEAD is a release's commit, or is tagged with one. Nothing when neither.
std::optional<Begun> begun(const PlannedRelease& planned, const release::Git& git) {
  if (planned.head.empty()) {
    return std::nullopt;
  }
  const auto text = git.read({"log", "-1", "--format=%B", "HEAD"});
  const release::Message message = release::read_message(text ? *text : "");
  const auto tag = message.footer(kTagTrailer);
  const std::string package = planned.package.empty() ? "." : planned.package;
  if (tag && message.footer(kPackageTrailer) == package && message.header) {
    const std::string& described = message.header->description;
    if (const auto version = release::Version::parse(described.substr(described.rfind(' ') + 1))) {
      return Begun{*version, *tag};
    }
  }
  if (planned.plan.previous && !planned.plan.previous_tag.empty()) {
    const auto commit = git.read({"rev-parse", planned.plan.previous_tag + "^{commit}"});
    if (commit && trim(*commit) == planned.head) {
      return Begun{*planned.plan.previous, planned.plan.previous_tag};
    }
  }
  return std::nullopt;
}

/// What was begun is gone on with; else what is planned is made. Nothing when there is neither.
Result<std::optional<ReleaseTarget>> find_target(const RunReleaseRequest& request, const Place& place,
                                                 const config::Config& config, const ReleasePorts& ports,
                                                 release::Plan& plan) {
  auto planned = plan_release(request.plan, place, config, ports.files, ports.process, ports.environment);
  if (!planned) {
    return fail(std::move(planned.error()));
  }
  plan = planned->plan;
  const release::Git git(planned->top, ports.process, ports.environment);
  ReleaseTarget target{.planned = std::move(*planned)};
  target.settings = config.release;
  target.date = to_rfc3339(ports.clock.now()).substr(0, 10);
  if (const auto going_on = begun(target.planned, git)) {
    auto python = release::python_version(going_on->version);
    if (!python) {
      return fail(std::move(python.error()));
    }
    target.is_begun = true;
    target.planned.plan.tag = going_on->tag;
    target.planned.plan.version = going_on->version;
    target.planned.plan.python_version = std::move(*python);
  } else if (!plan.version) {
    return std::optional<ReleaseTarget>();
  }
  target.dist = target.planned.folder() / "dist" / target.tag();
  return std::optional(std::move(target));
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
  auto target = find_target(request, place, config, ports, report.plan);
  if (!target) {
    return fail(std::move(target.error()));
  }
  report.target = std::move(*target);
  if (!report.target) {
    return report;
  }
  std::vector<Step> steps;
  for (std::vector<Step> part : {file_steps(*report.target, ports), build_steps(*report.target, ports, stop),
                                 push_steps(*report.target, ports), github_steps(*report.target, ports, stop),
                                 index_steps(*report.target, ports, stop), tag_steps(*report.target, ports)}) {
    std::move(part.begin(), part.end(), std::back_inserter(steps));
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
