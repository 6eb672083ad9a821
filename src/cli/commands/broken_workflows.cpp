#include "cli/commands/broken_workflows.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "app/local_actions.h"
#include "base/strings.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "lint/check.h"

namespace ropewalk::cli {
namespace {

int report_failures(const plan::PlannedWorkflow& workflow, Outside& outside) {
  int code = kExitSuccess;
  for (const plan::PlannedJob& job : workflow.jobs) {
    if (job.failure) {
      code = stronger(code, report(*job.failure, outside));
    }
    if (job.called) {
      code = stronger(code, report_failures(*job.called, outside));
    }
  }
  return code;
}

}  // namespace

int report_broken(const plan::Plan& plan, Outside& outside) {
  if (plan.broken.empty()) {
    return kExitSuccess;
  }
  int code = kExitFailure;
  std::vector<std::string> paths;
  for (const plan::BrokenWorkflow& broken : plan.broken) {
    code = stronger(code, report(broken.errors, outside));
    paths.push_back(broken.path);
  }
  const auto runs = [](const plan::PlannedRun& run) { return !run.refusal; };
  const auto good = std::ranges::find_if(plan.runs, runs);
  if (good != plan.runs.end()) {
    warn(fmt::format("left out because of errors: {}", join(paths, ", ")),
         fmt::format("name a workflow to look at it alone, such as {}",
                     std::filesystem::path(good->path).stem().string()),
         {}, outside);
  }
  return code;
}

void recall_broken(const plan::Plan& plan, Outside& outside) {
  for (const plan::BrokenWorkflow& broken : plan.broken) {
    const std::size_t count = broken.errors.size();
    report(Error{ErrorKind::kInvalid, fmt::format("{} did not run: it has {} error{}, shown above", broken.path, count,
                                                  count == 1 ? "" : "s")},
           outside);
  }
}

void mention_warnings(const plan::Plan& plan, const app::Place& place, Outside& outside) {
  const lint::LocalActions local_actions = app::local_actions(outside.files(), {.path = place.top, .name = {}});
  std::size_t count = 0;
  std::vector<std::string> paths;
  for (const plan::PlannedRun& run : plan.runs) {
    const std::size_t found = run.refusal ? 0 : lint::check(*run.root.workflow, local_actions).size();
    count += found;
    if (found > 0) {
      paths.push_back(run.path);
    }
  }
  if (count > 0) {
    warn(fmt::format("{} warning{} in {}", count, count == 1 ? "" : "s", join(paths, ", ")),
         "`ropewalk parse` shows what looks wrong", {}, outside);
  }
}

int report_failures(const plan::Plan& plan, Outside& outside) {
  int code = kExitSuccess;
  for (const plan::PlannedRun& run : plan.runs) {
    code = stronger(code, report_failures(run.root, outside));
  }
  return code;
}

}  // namespace ropewalk::cli
