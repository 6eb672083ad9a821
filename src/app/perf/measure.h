// One measurement of one command in one version's folder.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>

#include "app/perf/compare.h"
#include "perf/formats/formats.h"

namespace ropewalk::app {

struct MeasuredCommand {
  std::string name;
  std::string text;
  /// It writes its results into a file; else its own time is the result.
  bool has_output = false;
  /// How often a short command is run for one measurement, of which the best counts.
  int repeats = 1;
  Measure measure = Measure::kTime;
};

/// `NAME=COMMAND`, or a command that is its own name.
[[nodiscard]] MeasuredCommand read_command(const std::string& text);

/// Errors: kInvalid for a command that fails or writes no results.
[[nodiscard]] Result<perf::Measurements> measure_time(const MeasuredCommand& command,
                                                      const std::filesystem::path& folder, const ComparePorts& ports,
                                                      std::stop_token stop);

/// How many instructions it takes, its children's among them. Errors: kIncomplete without valgrind.
[[nodiscard]] Result<double> count_instructions(const MeasuredCommand& command, const std::filesystem::path& folder,
                                                const ComparePorts& ports, std::stop_token stop);

}  // namespace ropewalk::app
