// Where functions put their texts together.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace ropewalk::expr {

/// Most texts have room in it, so that the only memory that is asked for is that of the finished value.
class TextBuffer {
 public:
  void append(std::string_view text) { end_at(std::copy(text.begin(), text.end(), grow(text.size()))); }
  void append(std::size_t count, char c) { end_at(std::fill_n(grow(count), count, c)); }
  /// Room behind the text for so many bytes; `end_at` says how many of them were written.
  [[nodiscard]] char* grow(std::size_t count) {
    bytes_.try_resize(length_ + count);
    return bytes_.data() + length_;
  }
  void end_at(const char* end) { length_ = static_cast<std::size_t>(end - bytes_.data()); }

  [[nodiscard]] std::size_t size() const { return length_; }
  [[nodiscard]] std::string_view view() const { return {bytes_.data(), length_}; }

 private:
  static constexpr std::size_t kUsualLength = 1024;
  fmt::basic_memory_buffer<char, kUsualLength> bytes_;
  std::size_t length_ = 0;
};

}  // namespace ropewalk::expr
