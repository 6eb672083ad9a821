// The last step of every job. (GitHub's JobExtension.FinalizeJob.)
#include <fmt/format.h>

#include <algorithm>

#include "engine/runner/run_job.h"
#include "engine/step/running_step.h"

namespace ropewalk::engine {
namespace {

/// An output that holds a secret is dropped, so that no other job sees it.
bool set_outputs(RunningStep& step, JobResult& result) {
  const JobRequest& request = step.job.request;
  if (request.job->outputs == nullptr) {
    return true;
  }
  step.log.text("Evaluate and set job outputs");
  auto outputs = evaluate_mapping({request.job->outputs, request.workflow->file}, step);
  if (!outputs) {
    step.log.error("Fail to evaluate job outputs");
    step.log.error(outputs.error().message);
    return false;
  }
  for (auto& [name, value] : *outputs) {
    if (value.empty()) {
      step.log.debug(fmt::format("Skip output '{}' since it's empty", name));
    } else if (step.job.log.masker().hides(value)) {
      step.log.warning(fmt::format("Skip output '{}' since it may contain secret.", name));
    } else {
      step.log.text(fmt::format("Set output '{}'", name));
      result.outputs.emplace_back(name, std::move(value));
    }
  }
  return true;
}

/// The address of what the job deploys to; shown, unless it holds a secret.
bool show_environment_url(RunningStep& step) {
  const JobRequest& request = step.job.request;
  const workflow::Token* environment = request.job->environment;
  const workflow::Token* url = environment == nullptr ? nullptr : environment->find("url");
  if (url == nullptr || url->kind == workflow::Token::Kind::kNull) {
    return true;
  }
  step.log.text("Evaluate and set environment url");
  const auto address = evaluate_text({url, request.workflow->file}, step);
  if (!address) {
    step.log.error("Failed to evaluate environment url");
    step.log.error(address.error().message);
    return false;
  }
  if (step.job.log.masker().hides(*address)) {
    const auto name = evaluate_text({environment->find("name"), request.workflow->file}, step);
    step.log.warning(fmt::format("Skip setting environment url as environment '{}' may contain secret.",
                                 name ? *name : std::string()));
  } else {
    step.log.text(fmt::format("Evaluated environment url: {}", *address));
  }
  return true;
}

void end_orphans(RunningStep& step) {
  const ports::EnvironmentList& runtime = step.job.runtime_environment;
  const auto mark =
      std::find_if(runtime.begin(), runtime.end(), [](const auto& pair) { return pair.first == kTrackingVariable; });
  if (mark == runtime.end()) {
    return;
  }
  step.log.text("Cleaning up orphan processes");
  for (const std::string& process : step.job.place.end_leftovers(mark->first, mark->second)) {
    const std::size_t space = process.find(' ');
    step.log.text(fmt::format("Terminate orphan process: pid ({}){}", process.substr(0, space),
                              space == std::string::npos ? std::string() : process.substr(space)));
  }
}

}  // namespace

StepEnd complete_job(RunningStep& step, JobResult& result) {
  const bool has_outputs = set_outputs(step, result);
  const bool has_url = show_environment_url(step);
  if (step.job.stop.is_timed_out()) {
    step.log.error(fmt::format("The job running on runner {} has exceeded the maximum execution time of {} minutes.",
                               step.job.run.ports.machine.host_name(), step.job.request.timeout.count()));
  }
  end_orphans(step);
  if (auto closed = step.job.place.close(); !closed) {
    step.log.warning(closed.error().message);
  }
  return {has_outputs && has_url ? record::Conclusion::kSuccess : record::Conclusion::kFailure};
}

}  // namespace ropewalk::engine
