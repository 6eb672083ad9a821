// Commits as folders, each built once however often it is measured.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "app/perf/versions.h"

namespace ropewalk::app {

class BuiltCommits {
 public:
  /// All references outlive it.
  BuiltCommits(std::filesystem::path folder, const std::string& build, const Place& place, const ComparePorts& ports,
               std::stop_token stop)
      : folder_(std::move(folder)), build_(build), place_(place), ports_(ports), stop_(std::move(stop)) {}

  /// The folder of a commit, or a second one of the same. Errors: kInvalid for a build that fails, the same each time;
  /// kInterrupted.
  [[nodiscard]] Result<std::filesystem::path> get(const std::string& commit, bool is_second = false);

 private:
  std::filesystem::path folder_;
  const std::string& build_;
  const Place& place_;
  const ComparePorts& ports_;
  std::stop_token stop_;
  std::map<std::pair<std::string, bool>, Result<std::filesystem::path>> folders_;
};

}  // namespace ropewalk::app
