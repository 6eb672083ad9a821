// Problem matchers as their JSON files describe them, checked as GitHub checks them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "text/regex.h"

namespace ropewalk::engine {

/// One expression and which of its groups means what.
struct MatcherPattern {
  text::Regex regex;
  std::optional<std::size_t> file = {};
  std::optional<std::size_t> line = {};
  std::optional<std::size_t> column = {};
  std::optional<std::size_t> severity = {};
  std::optional<std::size_t> code = {};
  std::optional<std::size_t> message = {};
  std::optional<std::size_t> from_path = {};
  bool loop = false;
};

struct MatcherConfig {
  std::string owner;
  /// Used where a match names none; empty means error.
  std::string severity;
  std::string from_path;
  std::vector<MatcherPattern> patterns;
};

/// Reads a matcher file. Errors: kInvalid in GitHub's words for what it would refuse, and for expressions that need
/// look-around or back references, which are not supported here.
[[nodiscard]] Result<std::vector<MatcherConfig>> read_matchers(std::string_view text, std::string_view name);

}  // namespace ropewalk::engine
