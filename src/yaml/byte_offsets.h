// libyaml counts characters, everything of ours counts bytes: this turns one into the other.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ropewalk::yaml {

/// Answers for rising character indexes in one pass over the text; a lower index than the last one starts over.
class ByteOffsets {
 public:
  /// `start` is where counting begins, after a byte order mark.
  ByteOffsets(std::string_view text, std::size_t start, bool is_ascii)
      : text_(text), start_(start), byte_(start), is_ascii_(is_ascii) {}

  /// The offset of the character with this index; the end when there are fewer.
  [[nodiscard]] std::uint32_t at(std::size_t character) {
    if (!is_ascii_) {
      return walk_to(character);
    }
    return static_cast<std::uint32_t>(std::min(start_ + character, text_.size()));
  }

 private:
  [[nodiscard]] std::uint32_t walk_to(std::size_t character);

  std::string_view text_;
  std::size_t start_;
  std::size_t byte_;
  std::size_t character_ = 0;
  bool is_ascii_;
};

}  // namespace ropewalk::yaml
