#include "scan/secrets/match/literals.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#include <algorithm>
#include <array>
#include <cstring>
#include <map>

namespace ropewalk::scan {
namespace {

constexpr std::size_t kPairs = 65536;
/// So many pairs are compared one by one.
constexpr std::size_t kFew = 8;
/// Pairs of sixteen places.
constexpr std::size_t kAtOnce = 17;
/// Literals of one byte let everything follow, so they are among themselves; the groups before are for the others.
constexpr unsigned kGroupOfSingles = 7;
/// Makes letters small. Other bytes fall together as well, which costs a second look and nothing else.
constexpr unsigned kFold = 0x20;

constexpr unsigned char fold(char c) { return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c); }

constexpr unsigned pair_of(unsigned first, unsigned second) { return (first | kFold) | (second | kFold) << 8U; }

unsigned byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
}

/// How often a byte stands in texts and programs, of a thousand; roughly.
double frequency(char c) {
  constexpr std::string_view kLetters = "etaoinsrhldcumpfgybwvkxjqz";
  constexpr std::array<double, 26> kOfLetters = {95, 70, 62, 58, 57, 55, 53, 50, 25, 35, 30, 33, 25,
                                                 23, 25, 20, 16, 14, 13, 9,  9,  7,  6,  2,  2,  2};
  if (const std::size_t at = kLetters.find(c); at != std::string_view::npos) {
    return kOfLetters[at];
  }
  constexpr std::string_view kCommon = " .,_-/:=()\"'\n";
  return c == ' ' ? 150 : c >= '0' && c <= '9' ? 8 : kCommon.find(c) != std::string_view::npos ? 15 : 2;
}

std::size_t rarest(const std::string& text) {
  const std::size_t width = std::min<std::size_t>(text.size(), 3);
  std::size_t best = 0;
  double least = 1e12;
  for (std::size_t at = 0; at + width <= text.size(); ++at) {
    double share = 1;
    for (std::size_t i = at; i < at + width; ++i) {
      share *= frequency(text[i]);
    }
    if (share < least) {
      least = share;
      best = at;
    }
  }
  return best;
}

#ifdef __x86_64__

/// The first place where one of the pairs stands, or where less is left than the places that are compared at once.
std::size_t pass_pairs_by_sixteen(std::string_view text, std::size_t at, const std::vector<std::uint16_t>& few) {
  struct Pair {
    __m128i first;
    __m128i second;
  };
  std::array<Pair, kFew> pairs;
  const std::size_t count = few.size();
  for (std::size_t i = 0; i < count; ++i) {
    pairs[i] = {_mm_set1_epi8(static_cast<char>(few[i] & 0xffU)), _mm_set1_epi8(static_cast<char>(few[i] >> 8U))};
  }
  const __m128i fold_all = _mm_set1_epi8(static_cast<char>(kFold));
  for (; at + kAtOnce <= text.size(); at += kAtOnce - 1) {
    const __m128i a = _mm_or_si128(_mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at)), fold_all);
    const __m128i b = _mm_or_si128(_mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at + 1)), fold_all);
    __m128i found = _mm_setzero_si128();
    for (std::size_t i = 0; i < count; ++i) {
      found = _mm_or_si128(found, _mm_and_si128(_mm_cmpeq_epi8(a, pairs[i].first), _mm_cmpeq_epi8(b, pairs[i].second)));
    }
    if (const int mask = _mm_movemask_epi8(found); mask != 0) {
      return at + static_cast<std::size_t>(__builtin_ctz(static_cast<unsigned>(mask)));
    }
  }
  return at;
}

/// The same where the processor can; what is shorter is left to the other.
__attribute__((target("avx2"))) std::size_t pass_pairs_by_thirty_two(std::string_view text, std::size_t at,
                                                                     const std::vector<std::uint16_t>& few) {
  struct Pair {
    __m256i first;
    __m256i second;
  };
  std::array<Pair, kFew> pairs;
  const std::size_t count = few.size();
  for (std::size_t i = 0; i < count; ++i) {
    pairs[i] = {_mm256_set1_epi8(static_cast<char>(few[i] & 0xffU)), _mm256_set1_epi8(static_cast<char>(few[i] >> 8U))};
  }
  const __m256i fold_all = _mm256_set1_epi8(static_cast<char>(kFold));
  constexpr std::size_t kWide = 32;
  for (; at + kWide + 1 <= text.size(); at += kWide) {
    const char* const place = text.data() + at;
    const __m256i a = _mm256_or_si256(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(place)), fold_all);
    const __m256i b = _mm256_or_si256(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(place + 1)), fold_all);
    __m256i found = _mm256_setzero_si256();
    for (std::size_t i = 0; i < count; ++i) {
      found = _mm256_or_si256(
          found, _mm256_and_si256(_mm256_cmpeq_epi8(a, pairs[i].first), _mm256_cmpeq_epi8(b, pairs[i].second)));
    }
    if (const int mask = _mm256_movemask_epi8(found); mask != 0) {
      return at + static_cast<std::size_t>(__builtin_ctz(static_cast<unsigned>(mask)));
    }
  }
  return pass_pairs_by_sixteen(text, at, few);
}

#endif

}  // namespace

Literals::Literals(std::vector<std::string> texts, Lanes lanes) : lanes_(lanes) {
  first_pairs_.resize(kPairs);
  second_pairs_.resize(kPairs);
  begins_.resize(kPairs);
  std::map<std::uint16_t, std::vector<std::uint32_t>> by_pair;
  for (std::uint32_t number = 0; number < texts.size(); ++number) {
    const std::string& text = texts[number];
    const std::size_t at = rarest(text);
    longest_ = std::max(longest_, text.size());
    // What a short literal does not say may be anything.
    for (unsigned second = text.size() > 1 ? byte_at(text, at + 1) : 0;
         !text.empty() && second < (text.size() > 1 ? byte_at(text, at + 1) + 1 : 256); ++second) {
      std::vector<std::uint32_t>& list = by_pair[static_cast<std::uint16_t>(pair_of(byte_at(text, at), second))];
      if (list.empty() || list.back() != number) {
        list.push_back(number);
      }
    }
    texts_.push_back({text, at});
  }
  unsigned group = 0;
  for (const auto& [pair, numbers] : by_pair) {
    const bool has_single = std::any_of(numbers.begin(), numbers.end(),
                                        [this](std::uint32_t number) { return texts_[number].text.size() == 1; });
    const unsigned own = has_single ? kGroupOfSingles : group++ % kGroupOfSingles;
    const auto bit = static_cast<std::uint8_t>(1U << own);
    first_pairs_[pair] |= bit;
    begins_[pair] = static_cast<std::uint16_t>(lists_.size());
    for (const std::uint32_t number : numbers) {
      lists_.push_back(number);
      const Text& text = texts_[number];
      const unsigned shared = pair >> 8U;
      for (unsigned third = 0; third < 256; ++third) {
        if (text.offset + 2 >= text.text.size() ||
            pair_of(0, third) == pair_of(0, byte_at(text.text, text.offset + 2))) {
          second_pairs_[pair_of(shared, third)] |= bit;
        }
      }
    }
    lists_.push_back(kEnd);
  }
  if (by_pair.size() <= kFew) {
    for (const auto& [pair, numbers] : by_pair) {
      few_.push_back(pair);
    }
  }
}

std::uint32_t Literals::list_at(std::string_view text, std::size_t at) const {
  return begins_[pair_of(byte_at(text, at), byte_at(text, at + 1))];
}

bool Literals::fits(std::string_view text, std::size_t at) const {
  const unsigned a = byte_at(text, at);
  const unsigned b = byte_at(text, at + 1);
  const unsigned c = byte_at(text, at + 2);
  return (first_pairs_[pair_of(a, b)] & second_pairs_[pair_of(b, c)]) != 0;
}

std::size_t Literals::next_of_few(std::string_view text, std::size_t at) const {
  switch (lanes_) {
#ifdef __x86_64__
    case Lanes::kThirtyTwo: return pass_pairs_by_thirty_two(text, at, few_);
    case Lanes::kSixteen: return pass_pairs_by_sixteen(text, at, few_);
#else
    case Lanes::kThirtyTwo:
    case Lanes::kSixteen:
#endif
    case Lanes::kOne: break;
  }
  return at;
}

std::size_t Literals::next(std::string_view text, std::size_t at) const {
  if (!few_.empty() && lanes_ != Lanes::kOne) {
    for (at = next_of_few(text, at); at + kAtOnce <= text.size(); at = next_of_few(text, at + 1)) {
      if (fits(text, at)) {
        return at;
      }
    }
  }
  const std::uint8_t* const first = first_pairs_.data();
  const std::uint8_t* const second = second_pairs_.data();
  constexpr std::uint64_t kFoldAll = kFold * 0x0101010101010101ULL;
  // Eight places need ten bytes.
  while (at + 16 <= text.size()) {
    std::uint64_t even = 0;
    std::uint64_t odd = 0;
    std::uint16_t last = 0;
    std::memcpy(&even, text.data() + at, sizeof even);
    std::memcpy(&odd, text.data() + at + 1, sizeof odd);
    std::memcpy(&last, text.data() + at + 8, sizeof last);
    even |= kFoldAll;
    odd |= kFoldAll;
    last = static_cast<std::uint16_t>(last | (kFold | kFold << 8U));
    const std::array<std::uint16_t, 9> pairs = {static_cast<std::uint16_t>(even),
                                                static_cast<std::uint16_t>(odd),
                                                static_cast<std::uint16_t>(even >> 16),
                                                static_cast<std::uint16_t>(odd >> 16),
                                                static_cast<std::uint16_t>(even >> 32),
                                                static_cast<std::uint16_t>(odd >> 32),
                                                static_cast<std::uint16_t>(even >> 48),
                                                static_cast<std::uint16_t>(odd >> 48),
                                                last};
    // Whether there is any costs half of saying where, and mostly there is none.
    unsigned any = 0;
    for (unsigned i = 0; i < 8; ++i) {
      any |= static_cast<unsigned>(first[pairs[i]]) & second[pairs[i + 1]];
    }
    if (any != 0) {
      unsigned place = 0;
      while ((first[pairs[place]] & second[pairs[place + 1]]) == 0) {
        ++place;
      }
      return at + place;
    }
    at += 8;
  }
  for (; at < text.size(); ++at) {
    if (fits(text, at)) {
      return at;
    }
  }
  return text.size();
}

bool Literals::stands_at(std::string_view text, std::size_t at, std::uint32_t number) const {
  const std::string& wanted = texts_[number].text;
  if (text.size() - at < wanted.size()) {
    return false;
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (fold(text[at + i]) != static_cast<unsigned char>(wanted[i])) {
      return false;
    }
  }
  return true;
}

}  // namespace ropewalk::scan
