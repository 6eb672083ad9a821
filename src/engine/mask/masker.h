// Hides secrets in text: every place where any form of any secret stands, found in one pass.
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace ropewalk::engine {

/// A growing set of secrets. Copying it gives a job its own set. Not for several threads at once.
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

 private:
  struct Stretch {
    std::size_t begin;
    std::size_t end;
  };
  void add_form(std::string form);
  /// The first stretch at or after `from`; empty (begin == end) when there is none.
  [[nodiscard]] Stretch find(std::string_view text, std::size_t from) const;
  /// Where the longest form that begins at `at` ends; `at` when none does.
  [[nodiscard]] std::size_t match_at(std::string_view text, std::size_t at) const;

  std::unordered_set<std::string> values_;
  /// Forms by their first two bytes; a form of one byte is under that byte alone.
  std::unordered_map<std::uint16_t, std::vector<std::string>> forms_;
  std::bitset<65536> starts_;
  std::bitset<256> single_;
  bool has_single_ = false;
};

}  // namespace ropewalk::engine
