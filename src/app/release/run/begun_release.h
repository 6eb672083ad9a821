// A release that was begun, as the repository tells of it.
//
// The release's commit names its tag in its last lines, so HEAD says by itself whether it is one. A job that is run
// again stands one commit below: its checkout is what it was started with, and the release's commit is on top of that,
// with its tag.
#pragma once

#include <optional>
#include <string>

#include "app/release/plan_release.h"
#include "release/git.h"
#include "release/version.h"

namespace ropewalk::app {

/// What a release's commit says of itself at the end of its message.
inline constexpr std::string_view kTagTrailer = "Release-Tag";
inline constexpr std::string_view kPackageTrailer = "Release-Package";

struct BegunRelease {
  release::Version version;
  std::string tag;
  /// The release's commit.
  std::string commit;
};

/// HEAD is a release's commit, or is tagged with one. Nothing when neither.
[[nodiscard]] std::optional<BegunRelease> begun_at_head(const PlannedRelease& planned, const release::Git& git);

/// The tagged release's commit of this package (empty: the whole repository) whose first parent is HEAD. Nothing
/// without one.
[[nodiscard]] std::optional<BegunRelease> begun_above_head(const std::string& package, const release::Git& git);

/// The last release, when it was made here and commits came on top of it: nobody says yet that it is whole. Nothing
/// when HEAD is that release, or when another tool made it.
[[nodiscard]] std::optional<BegunRelease> begun_below_head(const PlannedRelease& planned, const release::Git& git);

/// Moves HEAD, its branch and the working tree on to the release's commit. Errors: kUsage when what isn't committed is
/// in the way.
[[nodiscard]] Result<void> move_on(const BegunRelease& begun, const release::Git& git);

}  // namespace ropewalk::app
