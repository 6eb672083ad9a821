// Places in a text as lines and columns: as people count, and as gitleaks does.
#pragma once

#include <string_view>
#include <vector>

#include "scan/core/finding.h"
#include "scan/secrets/match/pattern.h"

namespace ropewalk::scan {

/// Lines are from 0 here: what stands before the text is added by whoever knows it. `line` is where the text of the
/// lines is that the place is on, from the first byte of the first line to the end of the last one.
struct TextPlace {
  int start_line = 0;
  int start_column = 0;
  int end_line = 0;
  int end_column = 0;
  Span line;
};

/// Knows the line ends of a text, from the first question on.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  /// Columns are from 1 and count characters, without a byte order mark; the end column is that behind the last
  /// character.
  [[nodiscard]] TextPlace place(Span span) const;
  /// Columns are from 1 and count bytes. As gitleaks reports them: a line begins with the line end before it, so
  /// columns are one too high after the first line; the end column is the last character's; what ends on a last line
  /// without a line end has no end; and a line that ends the text begins with the text.
  [[nodiscard]] TextPlace gitleaks_place(Span span) const;

 private:
  void find_ends() const;

  std::string_view text_;
  mutable bool is_known_ = false;
  mutable std::vector<std::size_t> ends_;
};

}  // namespace ropewalk::scan
