// Hides secrets in text: every place where any form of any secret stands, found in one pass.
#pragma once

#include <bitset>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace ropewalk::engine {

/// A growing set of secrets. Not for several threads at once.
class Masker {
 public:
  /// Hides a value and its encoded forms from now on. An empty value is ignored; there is no shortest length.
  void add_value(std::string_view value);
  /// Hides a secret as GitHub does: the whole, trimmed, and each of its lines.
  void add_secret(std::string_view secret);

  /// The text with each stretch of secrets replaced by `***`: stretches that overlap or touch become one.
  /// (GitHub's SecretMasker.)
  [[nodiscard]] std::string mask(std::string_view text) const;
  /// True when `mask` would change the text.
  [[nodiscard]] bool hides(std::string_view text) const;

  /// A part of a text, from `begin` to before `end`.
  struct Stretch {
    std::size_t begin;
    std::size_t end;
  };
  /// The first stretch to hide at or after `from`; empty (begin == end) at the text's end when there is none.
  [[nodiscard]] Stretch find(std::string_view text, std::size_t from) const;
  /// Where a stretch ends that has reached from `begin` to `end` so far: what overlaps or touches it belongs to it.
  [[nodiscard]] std::size_t end_of_stretch(std::string_view text, std::size_t begin, std::size_t end) const;
  /// How long the longest form is.
  [[nodiscard]] std::size_t longest() const { return longest_; }

 private:
  /// So that a part of a text is looked up without a copy.
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  static constexpr std::size_t kPrefix = 4;
  static constexpr std::size_t kFilterBits = std::size_t{1} << 17U;

  void add_form(std::string form);
  /// Where the longest form that begins at `at` ends; `at` when none does.
  [[nodiscard]] std::size_t match_at(std::string_view text, std::size_t at) const;

  std::unordered_set<std::string> values_;
  std::unordered_set<std::string, Hash, std::equal_to<>> forms_;
  /// By the first four bytes: how long the forms are that begin so, the longest first.
  std::unordered_map<std::uint32_t, std::vector<std::size_t>> lengths_;
  /// The first two bytes of all forms but those of one byte, and a hash of the first four.
  std::bitset<65536> pairs_;
  std::bitset<kFilterBits> prefixes_;
  std::bitset<256> single_;
  bool has_single_ = false;
  bool has_two_ = false;
  bool has_three_ = false;
  std::size_t longest_ = 0;
};

}  // namespace ropewalk::engine
