// The words of an instruction: flags, quoted words, JSON arrays and marks of heredocs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::image::dockerfile {

/// Words between blanks; quotes and escapes keep blanks inside of a word and stay in it. Nothing when a quote is not
/// closed.
[[nodiscard]] std::optional<std::vector<std::string>> split_words(std::string_view text, char escape);

/// A word without its quotes and escapes, nothing expanded.
[[nodiscard]] std::string unquoted(std::string_view word, char escape);

/// The texts of a JSON array of texts; nothing for anything else.
[[nodiscard]] std::optional<std::vector<std::string>> read_array(std::string_view text);

struct HeredocMark {
  std::string name;
  bool expands = true;
  /// `<<-`: leading tabs are taken off each line.
  bool drops_tabs = false;
};

/// The marks of heredocs in a line (`<<EOF`, `<<-"EOF"`, `3<<EOF`), in order.
[[nodiscard]] std::vector<HeredocMark> find_heredocs(std::string_view text, char escape);

}  // namespace ropewalk::image::dockerfile
