// Owns what the tokens of one file point to: texts, items, members and parsed expressions.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <memory_resource>
#include <span>
#include <string_view>
#include <type_traits>

#include "expr/expression.h"

namespace ropewalk::workflow {

/// Hands out memory that lives as long as the arena; nothing is freed before. Tokens that point here are plain views.
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  [[nodiscard]] std::pmr::memory_resource& memory() { return memory_; }

  /// A copy of the text that lives as long as the arena.
  [[nodiscard]] std::string_view keep(std::string_view text);

  /// The expression where it can be pointed to.
  [[nodiscard]] const expr::Expression* keep(expr::Expression expression);

  /// `count` default values, to be filled in.
  template <class T>
  [[nodiscard]] std::span<T> make_array(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>, "the arena destroys nothing");
    if (count == 0) {
      return {};
    }
    T* first = static_cast<T*>(memory_.allocate(count * sizeof(T), alignof(T)));
    std::uninitialized_value_construct_n(first, count);
    return {first, count};
  }

 private:
  static constexpr std::size_t kFirstBlock = 16 * 1024;

  std::pmr::monotonic_buffer_resource memory_{kFirstBlock};
  std::deque<expr::Expression> expressions_;
};

}  // namespace ropewalk::workflow
