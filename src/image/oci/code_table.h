// The codes of a DEFLATE stream as tables: one look says of the next bits which symbol they are, how many of them are
// its code, and what else belongs to it.
#pragma once

#include <cstdint>
#include <vector>

namespace ropewalk::image {

/// How many bits the first look takes: for literals and lengths, for distances, for the lengths of codes.
constexpr unsigned kLengthBits = 11;
constexpr unsigned kDistanceBits = 9;
constexpr unsigned kOrderBits = 7;

// An entry: bits 0 to 3 how many bits the code has, 4 to 7 what it is, 8 to 15 how many bits more belong to it,
// 16 to 31 its value. Of another table: how many bits it is looked into with, and where it begins.
constexpr std::uint32_t kLiteral = 0x10;
constexpr std::uint32_t kOtherTable = 0x20;
constexpr std::uint32_t kEndOfBlock = 0x40;
constexpr std::uint32_t kNoCode = 0x80;

constexpr std::uint32_t entry(std::uint32_t kind, std::uint32_t extra, std::uint32_t value) {
  return kind | extra << 8U | value << 16U;
}
constexpr unsigned code_bits(std::uint32_t found) { return found & 0xFU; }
constexpr unsigned extra_bits(std::uint32_t found) { return (found >> 8U) & 0xFFU; }
constexpr unsigned value_of(std::uint32_t found) { return found >> 16U; }
constexpr std::uint64_t low(std::uint64_t bits, unsigned count) { return bits & ((1ULL << count) - 1); }

struct CodeTable {
  unsigned bits = 0;
  std::vector<std::uint32_t> entries;

  [[nodiscard]] std::uint32_t look_up(std::uint64_t next) const {
    const std::uint32_t found = entries[low(next, bits)];
    return (found & kOtherTable) == 0 ? found : entries[value_of(found) + low(next >> bits, extra_bits(found))];
  }
};

/// What a symbol stands for (RFC 1951 §3.2.5), without the length of its code.
[[nodiscard]] std::uint32_t length_entry(unsigned symbol);
[[nodiscard]] std::uint32_t distance_entry(unsigned symbol);
[[nodiscard]] std::uint32_t order_entry(unsigned symbol);

/// The table of a set of codes, given by their lengths; false when it is none.
[[nodiscard]] bool build(CodeTable& table, unsigned bits, const std::uint8_t* lengths, unsigned count,
                         std::uint32_t (*entry_of)(unsigned symbol));

}  // namespace ropewalk::image
