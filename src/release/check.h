// Whether a pull request's title and commits say what a release needs to know.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "release/history.h"
#include "release/settings.h"

namespace ropewalk::release {

struct CheckedText {
  /// Empty for a pull request's title.
  std::string sha = {};
  std::string title;
  Level level = Level::kNone;
  /// What is wrong with it; empty when nothing is.
  std::string problem = {};
};

/// A title by itself. Merges' and reverts' own titles are taken, and `fixup!` is not.
[[nodiscard]] CheckedText check_title(std::string_view title, const Settings& settings);
[[nodiscard]] CheckedText check_commit(const Commit& commit, const Settings& settings);

}  // namespace ropewalk::release
