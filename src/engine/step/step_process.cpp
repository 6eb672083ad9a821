#include "engine/step/step_process.h"

#include <fmt/format.h>

#include "engine/step/log_error.h"

namespace ropewalk::engine {

bool open_files(RunningStep& step) {
  auto created = create_file_commands(step.job.files(), *step.files);
  if (created && step.job.artifacts) {
    created = create_artifact_files(step.job.files(), *step.files, step.job.artifacts.get());
  }
  if (!created) {
    step.log.error(created.error().message);
    return false;
  }
  step.has_files = true;
  return true;
}

void close_files(RunningStep& step) {
  RunningJob& job = step.job;
  bool is_good = process_file_commands(job.files(), *step.files, step.log, step);
  if (job.artifacts) {
    is_good &=
        process_artifacts(job.files(), *step.files, job.folders.workspace, *job.artifacts, step.log, step.stop());
  }
  if (!is_good) {
    step.has_failed_command = true;
  }
}

ports::ProcessRequest process_request(StepProgram program) {
  return {.arguments = std::move(program.arguments),
          .working_directory = std::move(program.working_directory),
          .environment = std::move(program.environment),
          .stream_grace = ports::kRunnerStreamGrace,
          .keeps_background = true};
}

namespace {

StepEnd end_of(RunningStep& step, const Result<ports::ProcessOutcome>& ended, bool says_exit_code) {
  if (!ended) {
    log_error(step, ended.error());
    return {record::Conclusion::kFailure};
  }
  switch (ended->end) {
    case ports::ProcessEnd::kTimedOut:
    case ports::ProcessEnd::kStopped: return {record::Conclusion::kCancelled};
    case ports::ProcessEnd::kSignalled:
      // The second interrupt kills all programs at once, and this one before its own stop had reached it.
      if (step.stop().stop_requested()) {
        return {record::Conclusion::kCancelled};
      }
      break;
    case ports::ProcessEnd::kExited: break;
  }
  if (ended->exit_code == 0) {
    return {record::Conclusion::kSuccess, 0};
  }
  if (says_exit_code) {
    step.log.error(fmt::format("Process completed with exit code {}.", ended->exit_code));
  }
  return {record::Conclusion::kFailure, ended->exit_code};
}

}  // namespace

StepEnd run_step_program(RunningStep& step, const std::function<Result<StepProgram>()>& make_program,
                         bool says_exit_code) {
  if (!step.has_files && !open_files(step)) {
    return {record::Conclusion::kFailure};
  }
  auto program = make_program();
  if (!program) {
    log_error(step, std::move(program.error()));
    return {record::Conclusion::kFailure};
  }
  const std::filesystem::path folder = program->working_directory;
  if (step.job.files().type_followed(folder) != ports::FileType::kDirectory) {
    log_error(step, {.message = fmt::format("An error occurred trying to start process '{}' with working directory "
                                            "'{}'. No such file or directory",
                                            program->arguments.front(), folder.string())});
    return {record::Conclusion::kFailure};
  }
  OutputReader reader(step.effects);
  ports::ProcessRequest request = process_request(std::move(*program));
  request.may_read = step.job.run.may_read;
  const auto ended =
      step.job.place.run(request, [&](const ports::OutputLine& line) { reader.read(line); }, step.stop());
  step.started_arguments = std::move(request.arguments);
  step.started_folder = std::move(request.working_directory);
  step.started_environment = std::move(request.environment);
  // The runner reads the files last, so what is wrong with them is said behind how the process ended.
  const StepEnd end = end_of(step, ended, says_exit_code);
  close_files(step);
  return end;
}

void print_environment(RunningStep& step) {
  if (step.environment.entries().empty()) {
    return;
  }
  step.log.text("env:");
  for (const auto& [name, value] : step.environment.entries()) {
    step.log.text(fmt::format("  {}: {}", name, value));
  }
}

}  // namespace ropewalk::engine
