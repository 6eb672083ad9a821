// Calls of the git program for releases: nothing of a user's settings changes what is read.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "ports/environment.h"
#include "ports/process.h"

namespace ropewalk::release {

class Git {
 public:
  /// Works on the repository around `folder`. The ports outlive it.
  Git(std::filesystem::path folder, ports::Process& process, const ports::Environment& environment)
      : folder_(std::move(folder)), process_(process), environment_(environment) {}

  /// What came of it, whatever the exit code. Errors: kNotFound without git, kInternal. `more` goes over the user's
  /// environment.
  [[nodiscard]] Result<ports::CapturedProcess> capture(std::vector<std::string> arguments,
                                                       const ports::EnvironmentList& more = {}) const;
  /// Standard output. Errors: kInvalid with git's own words, besides those of `capture`.
  [[nodiscard]] Result<std::string> read(std::vector<std::string> arguments) const;

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
  ports::Process& process_;
  const ports::Environment& environment_;
};

}  // namespace ropewalk::release
