// Reads TOML 1.0 (https://toml.io/en/v1.0.0) in one pass. Locks are long files in which a few keys count; they are read
// in every scan, so this reader does nothing but that: it keeps texts, lines and columns, and no types of numbers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "toml/document.h"

namespace ropewalk::toml {

class DocumentReader {
 public:
  explicit DocumentReader(std::string_view text) : text_(text) {}

  [[nodiscard]] tl::expected<Node, Problem> read();

 private:
  /// Where reading ended; thrown within the reader alone, so that every step need not pass it on.
  struct Stop {
    std::size_t at = 0;
    std::string message;
  };
  using Keys = std::vector<std::string>;

  void read_line();
  void read_header();
  void read_pair(Node& table, int depth);
  [[nodiscard]] Keys read_keys();
  [[nodiscard]] std::string read_key();
  [[nodiscard]] Node read_value(int depth);
  [[nodiscard]] Node read_array(int depth);
  [[nodiscard]] Node read_inline_table(int depth);
  [[nodiscard]] Node read_scalar();
  [[nodiscard]] std::string read_string();
  [[nodiscard]] std::string read_short_string(char quote);
  [[nodiscard]] std::string read_long_string(char quote);
  void read_escape(std::string& out, bool is_long);

  /// The table at the end of keys, made where it is missing; of an array of tables the last one.
  [[nodiscard]] Node& open(Node& from, const Keys& keys, std::size_t count);
  [[nodiscard]] Node make(NodeKind kind) const;

  void skip_blanks();
  /// Blanks, comments and line ends.
  void skip_gaps();
  void end_line();
  [[nodiscard]] bool is_at(char c) const { return at_ < text_.size() && text_[at_] == c; }
  [[nodiscard]] bool is_line_end() const;
  void expect(char c, std::string_view where);
  [[noreturn]] void stop(std::string message) const;

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
  std::size_t line_begin_ = 0;
  Node root_;
  /// What pairs are put into. Pointers into the tree are only kept until the next header.
  Node* table_ = &root_;
};

}  // namespace ropewalk::toml
