#include "image/oci/code_table.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace ropewalk::image {
namespace {

constexpr unsigned kLongestCode = 15;

unsigned reversed(unsigned code, unsigned length) {
  unsigned turned = 0;
  for (unsigned bit = 0; bit < length; ++bit) {
    turned = turned << 1U | (code >> bit & 1U);
  }
  return turned;
}

}  // namespace

std::uint32_t length_entry(unsigned symbol) {
  constexpr std::array<std::uint16_t, 29> kBase = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                                   31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
  if (symbol < 256) {
    return entry(kLiteral, 0, symbol);
  }
  if (symbol == 256) {
    return entry(kEndOfBlock, 0, 0);
  }
  const unsigned number = symbol - 257;
  if (number >= kBase.size()) {
    return kNoCode;
  }
  const unsigned extra = number < 8 || number == 28 ? 0 : (number - 4) / 4;
  return entry(0, extra, kBase[number]);
}

std::uint32_t distance_entry(unsigned symbol) {
  if (symbol >= 30) {
    return kNoCode;
  }
  const unsigned extra = symbol < 4 ? 0 : symbol / 2 - 1;
  const unsigned base = symbol < 4 ? symbol + 1 : ((2U + symbol % 2) << extra) + 1;
  return entry(0, extra, base);
}

std::uint32_t order_entry(unsigned symbol) { return entry(0, 0, symbol); }

/// Codes of one length follow each other, and so do lengths. A set that leaves codes over is none, unless there is one
/// code of one bit, or no code at all.
bool build(CodeTable& table, unsigned bits, const std::uint8_t* lengths, unsigned count,
           std::uint32_t (*entry_of)(unsigned symbol)) {
  std::array<unsigned, kLongestCode + 1> counts = {};
  for (unsigned symbol = 0; symbol < count; ++symbol) {
    ++counts[lengths[symbol]];
  }
  counts[0] = 0;
  std::array<unsigned, kLongestCode + 2> next = {};
  int left = 1;
  unsigned longest = 0;
  for (unsigned length = 1; length <= kLongestCode; ++length) {
    left = left * 2 - static_cast<int>(counts[length]);
    if (left < 0) {
      return false;
    }
    next[length + 1] = (next[length] + counts[length]) << 1U;
    longest = counts[length] > 0 ? length : longest;
  }
  if (left > 0 && longest > 1) {
    return false;
  }
  table.bits = bits;
  table.entries.assign(1UL << bits, kNoCode | 1U);
  // How long the longest code is of those that begin with the same bits.
  std::array<std::uint8_t, 1UL << kLengthBits> longest_of = {};
  std::array<std::uint16_t, 288> codes = {};
  for (unsigned symbol = 0; symbol < count; ++symbol) {
    if (const unsigned length = lengths[symbol]; length > 0) {
      codes[symbol] = static_cast<std::uint16_t>(reversed(next[length]++, length));
      if (length > bits) {
        std::uint8_t& most = longest_of[low(codes[symbol], bits)];
        most = std::max(most, lengths[symbol]);
      }
    }
  }
  for (unsigned symbol = 0; symbol < count; ++symbol) {
    const unsigned length = lengths[symbol];
    if (length == 0) {
      continue;
    }
    const std::uint32_t found = entry_of(symbol) | length;
    const unsigned code = codes[symbol];
    if (length <= bits) {
      for (std::size_t at = code; at < 1UL << bits; at += 1UL << length) {
        table.entries[at] = found;
      }
      continue;
    }
    const auto first = static_cast<unsigned>(low(code, bits));
    const unsigned more = longest_of[first] - bits;
    if ((table.entries[first] & kOtherTable) == 0) {
      table.entries[first] = entry(kOtherTable, more, static_cast<std::uint32_t>(table.entries.size()));
      table.entries.resize(table.entries.size() + (1UL << more), kNoCode | 1U);
    }
    const std::size_t begin = value_of(table.entries[first]);
    for (std::size_t at = code >> bits; at < 1UL << more; at += 1UL << (length - bits)) {
      table.entries[begin + at] = found;
    }
  }
  return true;
}

}  // namespace ropewalk::image
