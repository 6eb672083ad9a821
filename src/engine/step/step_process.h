// Runs a program as a step of GitHub's runner does: its output read for commands, its end within the step's time.
#pragma once

#include "engine/output_reader.h"
#include "engine/step/running_step.h"

namespace ropewalk::engine {

struct StepProgram {
  std::vector<std::string> arguments;
  std::filesystem::path working_directory;
  ports::EnvironmentList environment;
};

/// Makes the step's files, runs the program, reads the files. Errors in the log. A process that was stopped ends as
/// kCancelled; why it was is the caller's to judge. `says_exit_code` adds GitHub's error for a code other than
/// 0.
[[nodiscard]] StepEnd run_step_program(RunningStep& step, const std::function<Result<StepProgram>()>& make_program,
                                       bool says_exit_code);

/// A process of the step without its files and its log.
[[nodiscard]] ports::ProcessRequest process_request(StepProgram program);

/// Creates the step's files, whose paths its `github` context has. False, with an error in the log, when that fails.
[[nodiscard]] bool open_files(RunningStep& step);
/// Reads them; marks the step as failed when one has a mistake.
void close_files(RunningStep& step);

/// The variables of a step as GitHub prints them at its start.
void print_environment(RunningStep& step);

}  // namespace ropewalk::engine
