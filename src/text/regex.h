// Regular expressions (RE2): time proportional to the text, whatever the expression. Problem matchers, annotations and
// rules use these; they are written for JavaScript or .NET, and what RE2 lacks of those is refused with a reason.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ropewalk::text {

enum class RegexCase { kExact, kIgnore };

/// What a search found: the whole match first, then each group; a group that took no part is empty of a value. The
/// views are into the searched text.
using Captures = std::vector<std::optional<std::string_view>>;

/// A compiled expression; cheap to copy, may be used by several threads at once.
class Regex {
 public:
  /// Takes JavaScript's and .NET's spelling of named groups, and of `\uXXXX`, as well as RE2's own.
  /// Fails (kInvalid) when the expression is not valid, and says so when it uses look-around or back references, which
  /// RE2 doesn't have.
  [[nodiscard]] static Result<Regex> compile(std::string_view expression, RegexCase letter_case = RegexCase::kExact);

  /// The first match anywhere in the text; nothing when there is none.
  [[nodiscard]] std::optional<Captures> search(std::string_view text) const;
  [[nodiscard]] bool is_match(std::string_view text) const;
  /// How many groups the expression has, the whole match not counted.
  [[nodiscard]] std::size_t group_count() const;

 private:
  struct Compiled;
  /// Shared because it is immutable and expensive to make.
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace ropewalk::text
