// A regular expression of a rule: RE2's dialect, which is also Go's. It is compiled when it is first used, so that
// hundreds of rules cost nothing where no text comes near them.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ropewalk::scan {

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;

  friend bool operator==(const Span&, const Span&) = default;
};

/// Cheap to copy; may be used by several threads at once.
class Pattern {
 public:
  /// Does not look at the expression yet: for those that are known to be good.
  explicit Pattern(std::string expression);
  /// Errors: kInvalid with the library's reason.
  [[nodiscard]] static Result<Pattern> compile(std::string expression);

  [[nodiscard]] const std::string& expression() const;
  [[nodiscard]] std::size_t group_count() const;

  /// The first match that begins at `from` or later and ends before `to`; what stands around is seen by `\b`, `^`, `$`.
  [[nodiscard]] std::optional<Span> find(std::string_view text, std::size_t from, std::size_t to) const;
  [[nodiscard]] bool is_match(std::string_view text) const;
  /// True when a match begins exactly at `at`.
  [[nodiscard]] bool matches_at(std::string_view text, std::size_t at, std::size_t to) const;
  /// Whole match and groups of the first match; a group that took no part has no value. Empty without a match.
  [[nodiscard]] std::vector<std::optional<std::string_view>> captures(std::string_view text) const;

 private:
  struct Compiled;
  std::shared_ptr<Compiled> compiled_;
};

}  // namespace ropewalk::scan
