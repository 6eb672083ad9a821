#include "scan/secrets/match/byte_counter.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#include <algorithm>

namespace ropewalk::scan {
namespace {

constexpr std::size_t kBlock = 64;

#ifdef __x86_64__

struct Rows {
  const unsigned char* low;
  const unsigned char* high;
};

/// Of whole groups of 32 bytes. A byte's bit stands in the row of its lower half, in the table for its upper half.
__attribute__((target("avx2,popcnt"))) std::size_t count_by_thirty_two(const char* text, std::size_t groups,
                                                                       Rows rows) {
  const __m256i low_rows = _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(rows.low)));
  const __m256i high_rows = _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(rows.high)));
  const __m256i bits =
      _mm256_broadcastsi128_si256(_mm_setr_epi8(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128));
  const __m256i half = _mm256_set1_epi8(0x0f);
  std::size_t count = 0;
  for (std::size_t group = 0; group < groups; ++group) {
    const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + 32 * group));
    const __m256i low_half = _mm256_and_si256(bytes, half);
    const __m256i row =
        _mm256_blendv_epi8(_mm256_shuffle_epi8(low_rows, low_half), _mm256_shuffle_epi8(high_rows, low_half), bytes);
    const __m256i bit = _mm256_shuffle_epi8(bits, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half));
    const __m256i is_in = _mm256_cmpeq_epi8(_mm256_and_si256(row, bit), bit);
    count += static_cast<std::size_t>(__builtin_popcount(static_cast<unsigned>(_mm256_movemask_epi8(is_in))));
  }
  return count;
}

#endif

}  // namespace

ByteCounter::ByteCounter(const ByteSet& set) {
  for (std::size_t byte = 0; byte < is_in_.size(); ++byte) {
    is_in_[byte] = set[byte] ? 1 : 0;
    if (set[byte]) {
      auto& rows = byte < 0x80 ? low_rows_ : high_rows_;
      rows[byte & 0x0fU] |= static_cast<unsigned char>(1U << ((byte >> 4U) & 7U));
    }
  }
}

std::size_t ByteCounter::count(std::string_view text, Lanes lanes) const {
  std::size_t found = 0;
#ifndef __x86_64__
  static_cast<void>(lanes);
#else
  if (lanes == Lanes::kThirtyTwo && text.size() >= 32) {
    const std::size_t groups = text.size() / 32;
    found = count_by_thirty_two(text.data(), groups, {low_rows_.data(), high_rows_.data()});
    text.remove_prefix(groups * 32);
  }
#endif
  for (const char c : text) {
    found += is_in_[static_cast<unsigned char>(c)];
  }
  return found;
}

std::size_t ByteCounter::behind(std::string_view text, std::size_t at, std::size_t end, std::size_t wanted) const {
  for (std::size_t found = 0; at < end && found < wanted;) {
    const std::size_t size = std::min(kBlock, end - at);
    found += count(text.substr(at, size));
    at += size;
  }
  return at;
}

std::size_t ByteCounter::before(std::string_view text, std::size_t begin, std::size_t at, std::size_t wanted) const {
  for (std::size_t found = 0; at > begin && found < wanted;) {
    const std::size_t size = std::min(kBlock, at - begin);
    at -= size;
    found += count(text.substr(at, size));
  }
  return at;
}

}  // namespace ropewalk::scan
