// `perf:` of `.github/ropewalk.yml`: what `ropewalk perf` measures, and how.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace ropewalk::config {

struct PerfSettings {
  /// Run once in each version's folder.
  std::optional<std::string> build;
  /// What is measured: commands, `NAME=` in front of them or not.
  std::vector<std::string> run;
  /// time, processor or instructions.
  std::optional<std::string> measure;
  /// In percent.
  std::optional<double> margin;
  /// For each command.
  std::optional<std::chrono::duration<double>> budget;
};

}  // namespace ropewalk::config
