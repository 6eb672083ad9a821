// A place in a JSON text, with the containers around it: what the lenient reader looks at and how it complains.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ropewalk::expr {

class JsonCursor {
 public:
  explicit JsonCursor(std::string_view text) : text_(text) {}

 protected:
  /// An open container, for the path in messages: which item or member of it was read last.
  struct Level {
    bool is_array;
    bool is_started;
    std::size_t index;
    /// Where the text of the member's name begins.
    std::size_t key_at;
  };
  static constexpr std::size_t kMaxDepth = 64;

  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  /// A character ahead; NUL past the end.
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  /// True where a number or a word may end.
  [[nodiscard]] bool is_separator_at(std::size_t at) const;

  /// Sets the error, with path, line and position, and gives false; the second names the character at the current
  /// place.
  bool fail(std::string_view message);
  bool fail_at_character(std::string_view before);

  void skip_white_space();
  /// These give false after an error.
  [[nodiscard]] bool skip_white_space_and_comments();
  [[nodiscard]] bool skip_comment();
  /// Steps into a container, if the depth limit allows.
  [[nodiscard]] bool open(bool is_array);

  void close() { --depth_; }
  [[nodiscard]] Level& level() { return levels_[depth_ - 1]; }

  /// A text is a part of the JSON text, or lies in `unescaped_` until the next one is read.
  /// A string in single or double quotes, from its first quote.
  [[nodiscard]] bool read_string(std::string_view& out);
  /// A member's name, quoted or not.
  [[nodiscard]] bool read_key(std::string_view& out);

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::string error_;

 private:
  [[nodiscard]] std::string_view character() const;
  [[nodiscard]] std::string path() const;
  /// The text up to the quote or the next backslash.
  [[nodiscard]] std::string_view read_plain(char quote);
  [[nodiscard]] bool read_escape(std::string& out);
  [[nodiscard]] bool read_hex_unit(std::uint32_t& out);

  /// Set up to the depth; one more than is allowed, for the message about it.
  std::array<Level, kMaxDepth + 1> levels_;
  std::string unescaped_;
};

}  // namespace ropewalk::expr
