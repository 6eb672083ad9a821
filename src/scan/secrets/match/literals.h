// Many short texts looked for at once, letters of either case.
//
// Nearly every byte of a text begins none of them, and that has to cost next to nothing. Of each literal the three
// neighbouring bytes are taken that are rarest in texts and programs. Two tables, asked with two neighbouring bytes
// each, hold in which of eight groups of literals such a pair stands first, and in which second: only where both name
// the same group is anything looked at. Eight places are asked at once, with one branch. An automaton would look at
// each byte once too, but its table does not fit where these do.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scan/secrets/match/lanes.h"

namespace ropewalk::scan {

class Literals {
 public:
  Literals() = default;
  /// Lower-case ASCII or any other bytes; empty ones are found nowhere. Their numbers are their places in the list.
  explicit Literals(std::vector<std::string> texts, Lanes lanes = widest_lanes());

  /// Calls `found(number, begin)` for each place where a literal stands, roughly in the order of places.
  template <typename Found>
  void find(std::string_view text, Found&& found) const {
    for (std::size_t at = texts_.empty() ? text.size() : next(text, 0); at < text.size(); at = next(text, at + 1)) {
      for (std::uint32_t item = list_at(text, at); lists_[item] != kEnd; ++item) {
        const std::uint32_t number = lists_[item];
        if (const std::size_t offset = texts_[number].offset; at >= offset && stands_at(text, at - offset, number)) {
          found(number, at - offset);
        }
      }
    }
  }

  /// The length of the longest.
  [[nodiscard]] std::size_t longest() const { return longest_; }
  [[nodiscard]] std::size_t size(std::uint32_t number) const { return texts_[number].text.size(); }

 private:
  static constexpr std::uint32_t kEnd = 0xffffffffU;

  struct Text {
    std::string text;
    /// Where its rarest bytes are.
    std::size_t offset = 0;
  };

  [[nodiscard]] std::size_t next(std::string_view text, std::size_t at) const;
  /// The same by comparing sixteen places at once with each pair, which pays for few of them: the first that fits, or
  /// where less is left than that.
  [[nodiscard]] std::size_t next_of_few(std::string_view text, std::size_t at) const;
  /// True when the three bytes there are those of some literal, or seem to be.
  [[nodiscard]] bool fits(std::string_view text, std::size_t at) const;
  [[nodiscard]] std::uint32_t list_at(std::string_view text, std::size_t at) const;
  [[nodiscard]] bool stands_at(std::string_view text, std::size_t at, std::uint32_t number) const;

  std::vector<Text> texts_;
  Lanes lanes_ = Lanes::kOne;
  std::size_t longest_ = 0;
  /// Groups of literals by the pair that is their rarest, and by the pair behind that, which shares a byte with it.
  std::vector<std::uint8_t> first_pairs_;
  std::vector<std::uint8_t> second_pairs_;
  /// For each pair that is somebody's rarest where the numbers of those literals begin in `lists_`, ended by kEnd.
  std::vector<std::uint16_t> begins_;
  std::vector<std::uint32_t> lists_;
  /// The pairs, when they are few.
  std::vector<std::uint16_t> few_;
};

}  // namespace ropewalk::scan
