// The exact way of counting.
#include "expr/memory.h"

namespace ropewalk::expr {

bool EvaluationMemory::add_to_level(std::size_t level, std::size_t bytes, bool frees_deeper) {
  for (; frees_deeper && deepest_ > level; --deepest_) {
    total_ -= levels_[deepest_];
  }
  while (deepest_ < level) {
    levels_[++deepest_] = 0;
  }
  if (total_ > limit_) {
    return false;
  }
  levels_[level] += static_cast<std::uint32_t>(bytes);
  return true;
}

}  // namespace ropewalk::expr
