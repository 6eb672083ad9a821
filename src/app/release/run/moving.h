// Which names follow a release: `v1`, `v1.2`, `latest` are at the highest version that they stand for, so that a late
// 1.2.9 takes nothing from 1.3.0.
#pragma once

#include "app/release/run/step.h"
#include "release/git.h"

namespace ropewalk::app {

struct Moving {
  /// `v1`; `v1.2`; `latest`. None for a pre-release.
  bool major = false;
  bool minor = false;
  bool latest = false;
};

/// By the tags that are here.
[[nodiscard]] Moving moving_of(const ReleaseTarget& target, const release::Git& git);

/// What stands before the version in the release's tag.
[[nodiscard]] std::string tag_prefix(const ReleaseTarget& target);

}  // namespace ropewalk::app
