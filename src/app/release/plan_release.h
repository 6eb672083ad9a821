// Reads a repository and plans its next release: the use case behind `ropewalk release plan`, and the first step of the
// other release commands.
#pragma once

#include <optional>
#include <string>

#include "app/place.h"
#include "config/config.h"
#include "ports/environment.h"
#include "ports/files.h"
#include "ports/process.h"
#include "release/git.h"
#include "release/plan.h"

namespace ropewalk::app {

struct ReleaseRequest {
  /// The package's folder, as the user names it; none: the whole repository.
  std::optional<std::string> package;
  /// In place of the branch that is checked out.
  std::optional<std::string> branch;
};

/// A plan with what it was made from.
struct PlannedRelease {
  release::Plan plan;
  release::Settings settings;
  /// Of the repository.
  std::filesystem::path top;
  /// Relative to the top; empty for the whole repository.
  std::string package;
  /// The commit that is planned for.
  std::string head;
  /// What the release page and links start with; empty when the remote is not on the web.
  std::string web;
  std::vector<release::VersionPlace> places;

  [[nodiscard]] std::filesystem::path folder() const { return package.empty() ? top : top / package; }
};

/// The path of the package that is asked for, relative to the repository's top; empty for the top itself.
[[nodiscard]] Result<std::string> package_of(const ReleaseRequest& request, const Place& place, const release::Git& git,
                                             const ports::Files& files);

/// Writes nothing. Errors: kUsage for wrong settings, a taken tag and a version outside of the branch's range,
/// kIncomplete when history is missing.
[[nodiscard]] Result<PlannedRelease> plan_release(const ReleaseRequest& request, const Place& place,
                                                  const config::Config& config, const ports::Files& files,
                                                  ports::Process& process, const ports::Environment& environment);

}  // namespace ropewalk::app
