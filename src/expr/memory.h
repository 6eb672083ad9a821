// GitHub's estimate of how much memory an evaluation takes, which ends expressions that would build huge texts
// (src/Sdk/Expressions/Sdk/EvaluationMemory.cs and MemoryCounter.cs in actions/runner). The figures are .NET's object
// sizes as GitHub counts them, not ours, so that an expression fails here exactly when it fails there.
//
// It is counted twice, the second time only where it matters: see Accuracy.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/strings.h"
#include "expr/parser.h"
#include "expr/value.h"

namespace ropewalk::expr {

constexpr std::size_t kObjectBytes = 24;
constexpr std::size_t kPointerBytes = 8;

/// Counting exactly takes a look at every byte and a table of levels, for figures that hardly ever come near the limit.
/// So an evaluation first adds up an upper bound, and is done again exactly when that passes the limit.
enum class Accuracy : std::uint8_t { kUpperBound, kExact };

/// What a text counts: 26 bytes and two for each UTF-16 code unit. The upper bound takes each byte for a unit.
[[nodiscard]] inline std::size_t counted_text_bytes(std::string_view text, Accuracy accuracy) {
  constexpr std::size_t kTextOverhead = 26;
  return kTextOverhead + 2 * (accuracy == Accuracy::kExact ? utf16_length(text) : text.size());
}

/// What a value counts; an array or object counts as a reference to it.
[[nodiscard]] inline std::size_t counted_bytes(const Value& value, Accuracy accuracy) {
  return value.kind() == Kind::kString ? counted_text_bytes(value.text(), accuracy) : kObjectBytes;
}

/// Counts what one function puts together.
class MemoryCounter {
 public:
  MemoryCounter(std::size_t limit, Accuracy accuracy) : limit_(limit), accuracy_(accuracy) {}
  /// False when the limit is passed.
  [[nodiscard]] bool add_text(std::string_view text) {
    bytes_ += counted_text_bytes(text, accuracy_);
    return bytes_ <= limit_;
  }

 private:
  std::size_t limit_;
  Accuracy accuracy_;
  std::size_t bytes_ = 0;
};

/// Counts a whole evaluation, by levels of the tree: a result that holds nothing of its operands frees their levels.
/// The upper bound frees nothing.
class EvaluationMemory {
 public:
  /// A limit above 2 GiB counts as 2 GiB.
  EvaluationMemory(std::size_t limit, Accuracy accuracy)
      : limit_(std::min(limit, kMaxLimit)), is_exact_(accuracy == Accuracy::kExact) {
    levels_[0] = 0;
  }
  /// Adds to a level (the root's is 0), after freeing all deeper levels when `frees_deeper`. False when the limit is
  /// passed.
  [[nodiscard]] bool add(std::size_t level, std::size_t bytes, bool frees_deeper) {
    total_ += bytes;
    return is_exact_ ? add_to_level(level, bytes, frees_deeper) : total_ <= limit_;
  }

 private:
  [[nodiscard]] bool add_to_level(std::size_t level, std::size_t bytes, bool frees_deeper);

  static constexpr std::size_t kMaxLimit = std::size_t{1} << 31U;

  std::size_t limit_;
  bool is_exact_;
  std::size_t total_ = 0;
  std::size_t deepest_ = 0;
  /// Set up to the deepest one.
  std::array<std::uint32_t, kMaxExpressionDepth> levels_;
};

}  // namespace ropewalk::expr
