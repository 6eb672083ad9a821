// GitHub's estimate of how much memory an evaluation takes, which ends expressions that would build huge texts
// (src/Sdk/Expressions/Sdk/EvaluationMemory.cs and MemoryCounter.cs in actions/runner). The figures are .NET's object
// sizes as GitHub counts them, not ours, so that an expression fails here exactly when it fails there.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "expr/parser.h"
#include "expr/value.h"

namespace ropewalk::expr {

constexpr std::size_t kObjectBytes = 24;
constexpr std::size_t kPointerBytes = 8;

/// What a text counts: 26 bytes and two for each UTF-16 code unit.
[[nodiscard]] std::size_t counted_text_bytes(std::string_view text);
/// What a value counts; an array or object counts as a reference to it.
[[nodiscard]] std::size_t counted_bytes(const Value& value);

/// Counts what one function or index operation puts together.
class MemoryCounter {
 public:
  explicit MemoryCounter(std::size_t limit) : limit_(limit) {}
  /// False when the limit is passed.
  [[nodiscard]] bool add(std::size_t bytes) {
    bytes_ += bytes;
    return bytes_ <= limit_;
  }
  [[nodiscard]] bool add_text(std::string_view text) { return add(counted_text_bytes(text)); }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  std::size_t limit_;
  std::size_t bytes_ = 0;
};

/// Counts a whole evaluation, by levels of the tree: a result that holds nothing of its operands frees their levels.
class EvaluationMemory {
 public:
  explicit EvaluationMemory(std::size_t limit) : limit_(limit) {}
  /// Adds to a level (the root's is 0), after freeing all deeper levels when `frees_deeper`. False when the limit is
  /// passed.
  [[nodiscard]] bool add(std::size_t level, std::size_t bytes, bool frees_deeper);

 private:
  std::size_t limit_;
  std::size_t total_ = 0;
  std::size_t deepest_ = 0;
  std::array<std::size_t, kMaxExpressionDepth> levels_{};
};

}  // namespace ropewalk::expr
