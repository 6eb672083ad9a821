// Counts bytes of a text that are in a set, and measures distances by that.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "scan/secrets/match/lanes.h"
#include "scan/secrets/match/shape.h"

namespace ropewalk::scan {

class ByteCounter {
 public:
  ByteCounter() = default;
  explicit ByteCounter(const ByteSet& set);

  [[nodiscard]] std::size_t count(std::string_view text, Lanes lanes = widest_lanes()) const;
  /// Behind so many of them from `at` on, or `end`. May go some bytes further: it counts block by block.
  [[nodiscard]] std::size_t behind(std::string_view text, std::size_t at, std::size_t end, std::size_t wanted) const;
  /// Before so many of them in front of `at`, or `begin`; as above.
  [[nodiscard]] std::size_t before(std::string_view text, std::size_t begin, std::size_t at, std::size_t wanted) const;

 private:
  std::array<unsigned char, 256> is_in_ = {};
  /// By a byte's lower half: for each of the eight lower and the eight higher upper halves a bit.
  std::array<unsigned char, 16> low_rows_ = {};
  std::array<unsigned char, 16> high_rows_ = {};
};

}  // namespace ropewalk::scan
