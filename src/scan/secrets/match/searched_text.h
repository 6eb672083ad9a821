// A text as expressions see it: bytes that are no UTF-8 are one control character each, so that places stay what they
// are and an expression goes over them as over any other character. Only what is searched is made so: most of a program
// or an image is bytes that no rule comes near.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scan/secrets/match/pattern.h"

namespace ropewalk::scan {

class SearchedText {
 public:
  /// The text outlives it.
  explicit SearchedText(std::string_view text) : text_(text) {}

  /// Matches in a piece one behind the other, as a search for all of them finds them. Those of nothing are left out
  /// unless `takes_empty`; one that touches the match before it always is.
  [[nodiscard]] std::vector<Span> find_all(const Pattern& pattern, Span piece, bool takes_empty = false) const;

  /// A stretch of it; `room` may hold the bytes.
  [[nodiscard]] std::string_view part(Span span, std::string& room) const;

 private:
  /// Some of the text, from `begin` on.
  struct Window {
    std::string_view text;
    std::size_t begin = 0;
  };
  [[nodiscard]] Window around(Span piece, std::string& room) const;

  std::string_view text_;
  /// Of all of the text, once all of it was asked for.
  mutable std::optional<std::string> whole_;
};

}  // namespace ropewalk::scan
