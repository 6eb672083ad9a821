// Many short texts looked for at once, letters of either case.
//
// Nearly every byte of a text begins none of them, and that has to cost next to nothing: two bytes are looked up in a
// table of 65,536 bits; what passes is looked up by its first bytes in short lists. An automaton would look at each
// byte once too, but its table does not fit where this one does.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::scan {

class Literals {
 public:
  Literals() = default;
  /// Lower-case ASCII or any other bytes; empty ones are found nowhere. Their numbers are their places in the list.
  explicit Literals(std::vector<std::string> texts);

  /// Calls `found(number, begin)` for each place where a literal stands, by place.
  template <typename Found>
  void find(std::string_view text, Found&& found) const {
    for (std::size_t at = texts_.empty() ? text.size() : next(text, 0); at < text.size(); at = next(text, at + 1)) {
      const std::uint32_t list = first_[pair_at(text, at)];
      for (std::uint32_t item = list; item < lists_.size() && lists_[item] != kEnd; ++item) {
        if (stands_at(text, at, lists_[item])) {
          found(lists_[item], at);
        }
      }
    }
  }

 private:
  static constexpr std::uint32_t kEnd = 0xffffffffU;

  [[nodiscard]] std::size_t next(std::string_view text, std::size_t at) const;
  [[nodiscard]] static std::size_t pair_at(std::string_view text, std::size_t at);
  [[nodiscard]] bool stands_at(std::string_view text, std::size_t at, std::uint32_t number) const;

  std::vector<std::string> texts_;
  /// A bit for each pair of bytes that begins a literal.
  std::vector<std::uint64_t> pairs_;
  /// Where the numbers of the literals with this pair begin in `lists_`, ended by kEnd.
  std::vector<std::uint32_t> first_;
  std::vector<std::uint32_t> lists_;
};

}  // namespace ropewalk::scan
