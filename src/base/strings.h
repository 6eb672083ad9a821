// Small string functions that more than one room needs. All of them are about bytes or UTF-8, never about a locale.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk {

/// Without leading and trailing ASCII white space (space, tab, CR, LF, VT, FF).
[[nodiscard]] std::string_view trim(std::string_view text);

/// ASCII letters made lower or upper; every other byte stays.
[[nodiscard]] std::string to_lower(std::string_view text);
[[nodiscard]] std::string to_upper(std::string_view text);

/// What equals_ignoring_case() says of texts of one length.
[[nodiscard]] bool have_same_letters(std::string_view a, std::string_view b);
/// Equal when ASCII case is ignored.
[[nodiscard]] inline bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && have_same_letters(a, b);
}

/// Orders strings with ASCII case ignored: a comparator for maps whose keys have no case. Transparent.
struct LessIgnoringCase {
  using is_transparent = void;
  [[nodiscard]] bool operator()(std::string_view a, std::string_view b) const;
};

/// The pieces between separators; an empty text gives one empty piece.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

/// The lines of a text, without their ends (LF or CR LF). A final line end opens no further line.
[[nodiscard]] std::vector<std::string_view> split_lines(std::string_view text);

[[nodiscard]] std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// Every occurrence of `from` (not empty) replaced, left to right, without looking at what was put in.
[[nodiscard]] std::string replace_all(std::string_view text, std::string_view from, std::string_view to);

/// True when every byte is below 0x80.
[[nodiscard]] bool is_ascii(std::string_view text);

/// How many UTF-16 code units, or code points, a UTF-8 text has. A byte that is no UTF-8 counts as one.
[[nodiscard]] std::size_t utf16_length(std::string_view text);
[[nodiscard]] std::size_t code_point_length(std::string_view text);

/// True when the bytes are well-formed UTF-8 (RFC 3629: no surrogates, nothing overlong).
[[nodiscard]] bool is_valid_utf8(std::string_view text);

/// The code point at `at`, which moves behind it. A byte that is no UTF-8 gives kFirstNoCodePoint plus the byte.
constexpr std::uint32_t kFirstNoCodePoint = 0x110000;
[[nodiscard]] std::uint32_t next_code_point(std::string_view text, std::size_t& at);

/// Appends one code point as UTF-8; a value that is no code point becomes U+FFFD.
void append_utf8(std::string& out, std::uint32_t code_point);

/// The candidate nearest to `word` by edit distance with ASCII case ignored, for "did you mean"; empty when none is
/// near enough (more than a third of the word's length away).
[[nodiscard]] std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace ropewalk
