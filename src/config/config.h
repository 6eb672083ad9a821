// `.github/ropewalk.yml`: what a repository settles for everyone who works on it, a section for each command. Only app/
// reads it and hands the values down.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/source.h"
#include "config/deployment.h"
#include "config/notify.h"
#include "config/perf.h"
#include "config/release.h"
#include "config/scan.h"

namespace ropewalk::config {

/// `budgets:`, what a pipeline may take. A budget that is not given is not checked.
struct Budgets {
  using Time = std::chrono::duration<double>;
  std::optional<Time> workflow;
  std::optional<Time> build;
  std::optional<Time> tests;
  std::optional<Time> deploy;
  /// In percent.
  std::optional<double> coverage;
  std::optional<double> changed_coverage;
};

/// `init:`, what `ropewalk init` goes by besides what it finds.
struct InitSettings {
  /// Files that the team keeps in its own way: they are neither written nor held against the templates.
  std::vector<std::string> keep;
  std::vector<std::string> pythons;
  std::vector<std::string> tools;
};

struct Config {
  Budgets budgets;
  InitSettings init;
  ScanSettings scan;
  std::vector<NotifyChannel> notify;
  ReleaseSettings release;
  PerfSettings perf;
  ServiceSettings service;
  /// In the order of the file.
  std::vector<EnvironmentSettings> environments;
};

/// The file, relative to the top of the repository.
inline constexpr std::string_view kConfigFile = ".github/ropewalk.yml";

/// Reads the file's text. Errors: all of them, each with its place; an unknown key is one. Schema:
/// schemas/ropewalk.schema.json.
struct ReadConfigResult {
  Config config;
  std::vector<Error> errors;
};
[[nodiscard]] ReadConfigResult read_config(const SourceFilePtr& file);

/// `90s`, `15m`, `15 min`, `1h`, `1h30m`: a time as people write it; a number alone is minutes. Nothing for other
/// texts.
[[nodiscard]] std::optional<Budgets::Time> read_time(std::string_view text);

}  // namespace ropewalk::config
