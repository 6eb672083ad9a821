#include "scan/secrets/match/literals.h"

namespace ropewalk::scan {
namespace {

constexpr std::size_t kPairs = 65536;

constexpr unsigned char fold(char c) { return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c); }

/// Both cases of a letter.
std::array<unsigned char, 2> cases(char c) {
  const unsigned char lower = fold(c);
  return {lower, static_cast<unsigned char>(lower >= 'a' && lower <= 'z' ? lower - ('a' - 'A') : lower)};
}

std::size_t pair_of(unsigned first, unsigned second) { return first | (second << 8U); }

}  // namespace

Literals::Literals(std::vector<std::string> texts) : texts_(std::move(texts)) {
  pairs_.resize(kPairs / 64);
  std::vector<std::vector<std::uint32_t>> by_pair(kPairs);
  for (std::uint32_t number = 0; number < texts_.size(); ++number) {
    const std::string& text = texts_[number];
    if (text.empty()) {
      continue;
    }
    for (const unsigned char first : cases(text[0])) {
      for (unsigned second = 0; second < 256; ++second) {
        if (text.size() > 1 && fold(static_cast<char>(second)) != fold(text[1])) {
          continue;
        }
        std::vector<std::uint32_t>& list = by_pair[pair_of(first, second)];
        if (list.empty() || list.back() != number) {
          list.push_back(number);
        }
      }
    }
  }
  first_.assign(kPairs, kEnd);
  for (std::size_t pair = 0; pair < kPairs; ++pair) {
    if (by_pair[pair].empty()) {
      continue;
    }
    pairs_[pair / 64] |= 1ULL << (pair % 64);
    first_[pair] = static_cast<std::uint32_t>(lists_.size());
    lists_.insert(lists_.end(), by_pair[pair].begin(), by_pair[pair].end());
    lists_.push_back(kEnd);
  }
}

std::size_t Literals::pair_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t place) {
    return place < text.size() ? static_cast<unsigned char>(text[place]) : 0U;
  };
  return pair_of(byte(at), byte(at + 1));
}

std::size_t Literals::next(std::string_view text, std::size_t at) const {
  const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
  const std::uint64_t* const pairs = pairs_.data();
  for (; at + 1 < text.size(); ++at) {
    const std::size_t pair = pair_of(bytes[at], bytes[at + 1]);
    if ((pairs[pair / 64] >> (pair % 64) & 1U) != 0) {
      return at;
    }
  }
  // The last byte has no neighbour.
  return at < text.size() && first_[pair_at(text, at)] != kEnd ? at : text.size();
}

bool Literals::stands_at(std::string_view text, std::size_t at, std::uint32_t number) const {
  const std::string& wanted = texts_[number];
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
