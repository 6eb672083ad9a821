#include "scan/secrets/decode/base64_blocks.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#include <cstdint>

namespace ropewalk::scan {
namespace {

constexpr std::size_t kBlock = 64;

/// Where the next block begins, or the run. `letters` says of the block's bytes which are letters, the first one in the
/// lowest bit.
inline std::size_t behind(std::size_t from, std::uint64_t letters, bool& is_found) {
  // A bit stays where sixteen follow each other.
  std::uint64_t runs = letters & (letters >> 1U);
  runs &= runs >> 2U;
  runs &= runs >> 4U;
  runs &= runs >> 8U;
  is_found = runs != 0;
  // A run at the end may go on.
  return is_found ? from + static_cast<std::size_t>(__builtin_ctzll(runs))
                  : from + kBlock - static_cast<std::size_t>(__builtin_clzll(~letters));
}

#ifdef __x86_64__

__m128i letters_of_sixteen(__m128i bytes) {
  const auto is_within = [](__m128i from_first, char last) {
    return _mm_cmpeq_epi8(_mm_min_epu8(from_first, _mm_set1_epi8(last)), from_first);
  };
  const auto is_one = [bytes](char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); };
  const __m128i small = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
  const __m128i letters = is_within(_mm_sub_epi8(small, _mm_set1_epi8('a')), 25);
  // '/' stands right before the digits.
  const __m128i digits = is_within(_mm_sub_epi8(bytes, _mm_set1_epi8('/')), 10);
  return _mm_or_si128(_mm_or_si128(letters, digits), _mm_or_si128(is_one('+'), _mm_or_si128(is_one('-'), is_one('_'))));
}

/// What every processor of this kind has.
std::size_t pass_by_sixteen(std::string_view text, std::size_t from, bool& is_found) {
  while (!is_found && from + kBlock <= text.size()) {
    std::uint64_t letters = 0;
    for (unsigned i = 0; i < 4; ++i) {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + from + 16 * std::size_t{i}));
      letters |= std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(letters_of_sixteen(bytes)))} << (16 * i);
    }
    from = behind(from, letters, is_found);
  }
  return from;
}

/// A byte is a letter when a row (its upper half) and a column (its lower half) name the same kind: the signs of
/// 0x2., digits, letters of 0x4. and 0x6., those of 0x5., those of 0x7.
__attribute__((target("avx2"))) inline std::uint64_t letters_of_block(const char* block) {
  constexpr char kSigns = 1;
  constexpr char kDigits = 2;
  constexpr char kToO = 4;
  constexpr char kToZ = 8;
  constexpr char kSmallToZ = 16;
  constexpr char kAnyTen = kDigits | kToO | kToZ | kSmallToZ;
  const __m256i columns = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(kAnyTen & ~kToO, kAnyTen, kAnyTen, kAnyTen, kAnyTen, kAnyTen, kAnyTen, kAnyTen, kAnyTen, kAnyTen,
                    kToO | kToZ | kSmallToZ, kToO | kSigns, kToO, kToO | kSigns, kToO, kToO | kToZ | kSigns));
  const __m256i rows = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(0, 0, kSigns, kDigits, kToO, kToZ, kToO, kSmallToZ, 0, 0, 0, 0, 0, 0, 0, 0));
  const __m256i low_half = _mm256_set1_epi8(0x0f);
  std::uint64_t letters = 0;
  for (unsigned i = 0; i < 2; ++i) {
    const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(block + 32 * std::size_t{i}));
    // A byte above 0x7f has no column.
    const __m256i column = _mm256_shuffle_epi8(columns, bytes);
    const __m256i row = _mm256_shuffle_epi8(rows, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), low_half));
    const __m256i is_letter = _mm256_cmpgt_epi8(_mm256_and_si256(column, row), _mm256_setzero_si256());
    letters |= std::uint64_t{static_cast<unsigned>(_mm256_movemask_epi8(is_letter))} << (32 * i);
  }
  return letters;
}

__attribute__((target("avx2"))) std::size_t pass_by_thirty_two(std::string_view text, std::size_t from,
                                                               bool& is_found) {
  while (!is_found && from + kBlock <= text.size()) {
    from = behind(from, letters_of_block(text.data() + from), is_found);
  }
  return from;
}

#endif

}  // namespace

std::size_t pass_base64_blocks(std::string_view text, std::size_t from, bool& is_found, Lanes lanes) {
  is_found = false;
  switch (lanes) {
#ifdef __x86_64__
    case Lanes::kThirtyTwo: return pass_by_thirty_two(text, from, is_found);
    case Lanes::kSixteen: return pass_by_sixteen(text, from, is_found);
#else
    case Lanes::kThirtyTwo:
    case Lanes::kSixteen:
#endif
    case Lanes::kOne: break;
  }
  // Nothing is passed: who asks goes byte by byte.
  return from;
}

}  // namespace ropewalk::scan
