// The remote of a release: what it has, what is given to it and taken from it.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "ports/environment.h"
#include "release/git.h"

namespace ropewalk::app {

/// The repository's `origin`. In a job of GitHub Actions it is spoken to with the job's token, which stays nowhere.
class Remote {
 public:
  Remote(release::Git git, const ports::Environment& environment);

  [[nodiscard]] bool is_there() const;
  /// What a ref of it is; empty when it has none. Errors: kIncomplete when it doesn't answer.
  [[nodiscard]] Result<std::string> id_of(const std::string& ref) const;
  /// What git says, whatever the exit code.
  [[nodiscard]] Result<ports::CapturedProcess> push(std::vector<std::string> words) const;
  /// Brings a tag with its commits here. Errors: as `id_of`.
  [[nodiscard]] Result<void> fetch_tag(const std::string& tag) const;

 private:
  release::Git git_;
  ports::EnvironmentList login_;
};

}  // namespace ropewalk::app
