// The shape of a part of an expression: how long its matches are, and what they contain.
#pragma once

#include "scan/secrets/match/anchors.h"

namespace ropewalk::scan {

/// Literals of which each match of the part contains one.
struct Needle {
  std::vector<std::string> literals;
  /// It begins at most so many bytes behind the beginning of the part.
  std::size_t before = 0;
  /// What stands behind the literal, to the end of the part.
  TailPart tail;
};

struct Shape {
  /// At most so many bytes that are not in `endless`.
  std::size_t most = 0;
  ByteSet endless;
  /// All that it can match, in lower case; nothing when that is too much to list.
  std::optional<std::vector<std::string>> exact;
  std::optional<Needle> needle;
  /// All that it can match, roughly.
  TailPart tail;

  [[nodiscard]] bool is_endless() const { return endless.any(); }
};

/// One character of a class of bytes below 0x80, or any that is not ASCII as well.
[[nodiscard]] Shape shape_of_class(const ByteSet& ascii, bool has_others);
/// One text that is no ASCII character; empty for what takes no bytes.
[[nodiscard]] Shape shape_of_text(std::string text);
[[nodiscard]] Shape in_sequence(const std::vector<Shape>& parts);
[[nodiscard]] Shape either(const std::vector<Shape>& parts);
/// `most` of nothing is without a limit; `loop` says which bytes the part is made of, all of them when it is not known.
[[nodiscard]] Shape repeated(const Shape& part, std::size_t least, std::optional<std::size_t> most,
                             const ByteSet& loop);

}  // namespace ropewalk::scan
