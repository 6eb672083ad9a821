// What has to stand behind a literal, for an expression to match there: a small automaton, far quicker to ask than the
// expression, that may say yes too often and never no when it is yes.
//
// Most literals stand somewhere by chance: "key" in "keyboard". What follows settles that within a few bytes. Positions
// of the expression are bits of one word (Glushkov's construction); a step looks up which positions take the byte.
// Counted repeats become loops behind their least count or earlier, assertions are taken to hold, and what is too long
// for the word is cut off: where the automaton ends, the answer is yes.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace ropewalk::scan {

using ByteSet = std::bitset<256>;

/// The automaton while it is put together.
class TailPart {
 public:
  /// The empty text.
  TailPart() = default;
  /// One character of a class of ASCII bytes; with `has_others` also any that is not ASCII.
  static TailPart one_of(const ByteSet& ascii, bool has_others);
  /// Nothing is known of it.
  static TailPart anything();
  static TailPart either(const std::vector<const TailPart*>& parts);
  [[nodiscard]] TailPart repeated(std::size_t least, std::optional<std::size_t> most) const;

  void append(const TailPart& next);
  /// Whatever follows is not known: it ends here.
  void cut() { is_cut_ = true; }

 private:
  friend class Tail;
  static constexpr std::size_t kMost = 64;

  /// Adds the positions of another part, without a way to them; false when there is no room.
  bool add(const TailPart& other);

  std::vector<ByteSet> bytes_;
  std::vector<std::uint64_t> follow_;
  std::uint64_t first_ = 0;
  std::uint64_t last_ = 0;
  bool is_nullable_ = true;
  bool is_cut_ = false;
};

class Tail {
 public:
  /// No byte further behind is looked at. Loops go on for as long as the text does; what is not ruled out by then is
  /// left to the expression.
  static constexpr std::size_t kMostSteps = 512;

  Tail() = default;
  explicit Tail(const TailPart& part);

  /// False when no match of the expression has a literal that ends at this place.
  [[nodiscard]] bool may_match(std::string_view text, std::size_t at) const;

 private:
  /// For each byte the positions that take it.
  std::vector<std::uint64_t> takers_;
  std::vector<std::uint64_t> follow_;
  std::uint64_t first_ = 0;
  std::uint64_t last_ = 0;
  bool is_always_ = true;
};

}  // namespace ropewalk::scan
