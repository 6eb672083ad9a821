// The first step of every job. (GitHub's JobExtension.InitializeJob.)
#include <fmt/format.h>

#include <algorithm>

#include "actions/default_python.h"
#include "actions/job_programs.h"
#include "base/strings.h"
#include "engine/runner/run_job.h"
#include "engine/step/log_error.h"
#include "engine/step/native_host.h"

namespace ropewalk::engine {
namespace {

void print_permissions(RunningStep& step) {
  if (step.job.request.permissions.empty()) {
    return;
  }
  step.log.group("GITHUB_TOKEN Permissions");
  for (const auto& [scope, access] : step.job.request.permissions) {
    step.log.text(fmt::format("{}: {}", scope, access));
  }
  step.log.end_group();
}

/// The levels of `env`, weakest first: the user's file, the workflow's, the user's own words, the job's.
Result<void> evaluate_environment(RunningStep& step) {
  const JobRequest& request = step.job.request;
  const SourceFilePtr& file = request.workflow->file;
  for (const auto& [name, value] : step.job.run.options.file_environment) {
    step.set_variable(name, value);
  }
  auto of_workflow = evaluate_mapping({request.workflow->env, file}, step);
  if (!of_workflow) {
    return fail(std::move(of_workflow.error()));
  }
  for (const auto& [name, value] : *of_workflow) {
    step.set_variable(name, value);
  }
  for (const auto& [name, value] : step.job.run.options.environment) {
    step.set_variable(name, value);
  }
  auto of_job = evaluate_mapping({request.job->env, file}, step);
  if (!of_job) {
    return fail(std::move(of_job.error()));
  }
  for (const auto& [name, value] : *of_job) {
    step.set_variable(name, value);
  }
  return {};
}

/// The job's `defaults.run` go over the workflow's, key by key.
Result<void> evaluate_defaults(RunningStep& step) {
  const JobRequest& request = step.job.request;
  for (const workflow::Token* defaults : {request.workflow->defaults, request.job->defaults}) {
    const workflow::Token* run = defaults == nullptr ? nullptr : defaults->find("run");
    auto values = evaluate_mapping({run, request.workflow->file}, step);
    if (!values) {
      return fail(std::move(values.error()));
    }
    for (const auto& [key, value] : *values) {
      if (value.empty()) {
        continue;
      }
      if (equals_ignoring_case(key, "shell")) {
        step.job.defaults.shell = value;
      } else if (equals_ignoring_case(key, "working-directory")) {
        step.job.defaults.working_directory = value;
      }
    }
  }
  return {};
}

/// Actions of other repositories are asked for before the first step. One that is not available matters when its step
/// is reached, not here.
void prepare_actions(RunningStep& step) {
  const auto prepare = [&step](const workflow::Step& written) {
    if (written.uses != nullptr) {
      step.job.actions.prepare(trim(written.uses->text), step.stop());
    }
  };
  for (const workflow::Step& written : step.job.request.job->steps) {
    prepare(written);
    std::for_each(written.parallel.begin(), written.parallel.end(), prepare);
  }
}

/// Where artifacts are not declared, steps find the files and nobody reads them.
void make_idle_artifact_files(const RunningJob& job) {
  if (!job.artifacts) {
    const FileCommandPaths shared = file_command_paths(job.folders.steps, kSharedSuffix);
    static_cast<void>(create_artifact_files(job.files(), shared, nullptr));  // a step that misses them says so itself
  }
}

StepEnd failed(RunningStep& step, Error error) {
  log_error(step, std::move(error));
  return {record::Conclusion::kFailure};
}

}  // namespace

StepEnd set_up_job(RunningStep& step) {
  const RunningJob& job = step.job;
  step.log.text(fmt::format("Runner name: '{}'", job.place.environment().host_name()));
  step.log.text(fmt::format("Machine name: '{}'", job.place.environment().host_name()));
  print_permissions(step);
  step.log.text("Prepare workflow directory");
  if (auto done = evaluate_environment(step); !done) {
    return failed(step, std::move(done.error()));
  }
  if (auto done = evaluate_defaults(step); !done) {
    return failed(step, std::move(done.error()));
  }
  NativeHost host(step);
  if (auto done = actions::prepare_default_python(host); !done) {
    step.log.warning(
        fmt::format("This job has no Python of its own before actions/setup-python: {}", done.error().message));
  }
  if (auto done = actions::prepare_job_programs(host); !done) {
    step.log.debug(fmt::format("This job has no sudo and no uv but the machine's: {}", done.error().message));
  }
  make_idle_artifact_files(job);
  step.log.text("Prepare all required actions");
  prepare_actions(step);
  step.log.text(fmt::format("Complete job name: {}", job.request.name));
  return {};
}

}  // namespace ropewalk::engine
