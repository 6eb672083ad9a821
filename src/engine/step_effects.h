// What a step's output may do to the step and to its job, and what it takes to do it: all that commands and problem
// matchers see of the step whose lines they read.
#pragma once

#include <filesystem>
#include <string>

#include "engine/environment_map.h"
#include "engine/file_commands.h"
#include "engine/matchers/matcher_set.h"
#include "engine/step_log.h"
#include "ports/files.h"

namespace ropewalk::engine {

/// All of it belongs to the step and outlives its commands.
struct StepEffects {
  /// The id in the `steps` context.
  const std::string& id;
  StepLog& log;
  /// Variables, outputs, PATH, state, summary: the same as the step's files can change.
  FileCommandTarget& target;
  /// The `env` context as the step sees it.
  const EnvironmentMap& environment;
  MatcherSet& matchers;
  const ports::Files& files;
  const std::filesystem::path& workspace;
  bool& echoes_commands;
  /// Set by a command or a file that could not be processed: the step has failed whatever its process says.
  bool& has_failed_command;
};

}  // namespace ropewalk::engine
