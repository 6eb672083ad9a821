// Patterns of file names as picomatch reads them with `dot: true`, which dorny/paths-filter uses.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "text/regex.h"

namespace ropewalk::actions::builtin {

/// `*` and `?` within a segment, `**` over segments, `[...]`, `{a,b}` and `{1..3}`, `@(a|b)`, `?(…)`, `*(…)`, `+(…)`,
/// and `!` in front for everything else.
class NamePattern {
 public:
  /// Errors: kInvalid for a pattern that cannot be read.
  [[nodiscard]] static Result<NamePattern> compile(std::string_view pattern);
  [[nodiscard]] bool matches(std::string_view path) const { return regex_.is_match(path) != is_negative_; }

 private:
  NamePattern(text::Regex regex, bool is_negative) : regex_(std::move(regex)), is_negative_(is_negative) {}
  text::Regex regex_;
  bool is_negative_;
};

}  // namespace ropewalk::actions::builtin
