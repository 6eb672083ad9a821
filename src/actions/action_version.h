// Which release of an action a `uses` means: releases of one action differ in what they do.
#pragma once

#include <compare>
#include <string_view>

namespace ropewalk::actions {

/// A release; what a ref leaves open is the newest: `v4` is the newest 4.x.
struct ActionVersion {
  static constexpr int kNewest = 1'000'000;
  int major = kNewest;
  int minor = kNewest;
  int patch = kNewest;

  friend auto operator<=>(const ActionVersion&, const ActionVersion&) = default;
};

/// `v4`, `v4.1`, `4.1.8`, `v3-node20`, `releases/v4`; the commit of a published release of the native actions. Any
/// other ref (a branch, an unknown commit) is the newest release.
[[nodiscard]] ActionVersion action_version(std::string_view ref);

/// Whether a release may be newer than all that this program knows of: it may have inputs that nothing here tells of.
[[nodiscard]] bool may_be_newer(const ActionVersion& version);

}  // namespace ropewalk::actions
