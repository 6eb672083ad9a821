// What versions of actions/checkout do differently.
#pragma once

#include <string_view>

namespace ropewalk::actions::builtin {

struct CheckoutRules {
  /// Commits to fetch where `fetch-depth` is not given; 0 is all.
  int default_depth = 1;
  /// A branch becomes a local one; else HEAD is always detached.
  bool makes_branches = true;
  /// A run about a tag gets the tag as it is; else one that is made of the run's commit, without its annotation.
  bool keeps_tags = true;
  /// `fetch-tags` brings all tags; else those of the commits that are fetched.
  bool fetches_all_tags = true;
};

/// `ref` is what stands behind the `@` of `uses`: a version as far as it goes (`v4` is the newest of them). Anything
/// else (a commit, a branch) counts as the newest version.
[[nodiscard]] CheckoutRules checkout_rules(std::string_view ref);

}  // namespace ropewalk::actions::builtin
