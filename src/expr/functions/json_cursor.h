// A place in a JSON text, with the containers around it: what the lenient reader looks at and how it complains.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::expr {

class JsonCursor {
 public:
  explicit JsonCursor(std::string_view text) : text_(text) {}

 protected:
  /// An open container, for the path in messages: which item or member of it was read last.
  struct Level {
    bool is_array = false;
    bool is_started = false;
    std::size_t index = 0;
    /// Where the text of the member's name begins.
    std::size_t key_at = 0;
  };

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
  // These give false after an error.
  [[nodiscard]] bool skip_white_space_and_comments();
  [[nodiscard]] bool skip_comment();
  /// Steps into a container, if the depth limit allows.
  [[nodiscard]] bool open(bool is_array);

  /// A string in single or double quotes, from its first quote.
  [[nodiscard]] bool read_string(std::string& out);
  /// A member's name, quoted or not.
  [[nodiscard]] bool read_key(std::string& out);

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Level> levels_;
  std::string error_;

 private:
  [[nodiscard]] std::string_view character() const;
  [[nodiscard]] std::string path() const;
  [[nodiscard]] bool read_escape(std::string& out);
  [[nodiscard]] bool read_hex_unit(std::uint32_t& out);
};

}  // namespace ropewalk::expr
