// The two things that are copied in.
#include "workflow/arena.h"

#include <cstring>
#include <utility>

namespace ropewalk::workflow {

std::string_view Arena::keep(std::string_view text) {
  if (text.empty()) {
    return {};
  }
  auto* copy = static_cast<char*>(memory_.allocate(text.size(), 1));
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

const expr::Expression* Arena::keep(expr::Expression expression) {
  expressions_.push_back(std::move(expression));
  return &expressions_.back();
}

}  // namespace ropewalk::workflow
