// The memory estimate's arithmetic.
#include "expr/memory.h"

#include "base/strings.h"

namespace ropewalk::expr {

std::size_t counted_text_bytes(std::string_view text) {
  constexpr std::size_t kTextOverhead = 26;
  return kTextOverhead + 2 * utf16_length(text);
}

std::size_t counted_bytes(const Value& value) {
  return value.kind() == Kind::kString ? counted_text_bytes(value.text()) : kObjectBytes;
}

bool EvaluationMemory::add(std::size_t level, std::size_t bytes, bool frees_deeper) {
  for (; frees_deeper && deepest_ > level; --deepest_) {
    total_ -= levels_[deepest_];
    levels_[deepest_] = 0;
  }
  deepest_ = level > deepest_ ? level : deepest_;
  levels_[level] += bytes;
  total_ += bytes;
  return total_ <= limit_;
}

}  // namespace ropewalk::expr
