// Compared as .NET's OrdinalIgnoreCase compares.
#include "workflow/key_set.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "expr/ordinal.h"

namespace ropewalk::workflow {
namespace {

constexpr std::size_t kFewKeys = 32;

char folded(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80U; }

constexpr std::size_t kWord = sizeof(std::uint64_t);

/// Whether eight bytes are the same and all ASCII.
bool is_same_ascii(const char* a, const char* b) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  std::uint64_t word = 0;
  std::memcpy(&word, a, kWord);
  return (word & kHighBits) == 0 && std::memcmp(a, b, kWord) == 0;
}

/// Nearly all keys are ASCII, which needs no tables.
bool are_equal(std::string_view a, std::string_view b) {
  const std::size_t length = std::min(a.size(), b.size());
  std::size_t at = 0;
  while (at + kWord <= length && is_same_ascii(a.data() + at, b.data() + at)) at += kWord;
  for (; at < length; ++at) {
    if (!is_ascii(a[at]) || !is_ascii(b[at])) return expr::ordinal_equal(a.substr(at), b.substr(at));
    if (folded(a[at]) != folded(b[at])) return false;
  }
  return a.size() == b.size();
}

}  // namespace

std::size_t KeySet::Hash::operator()(std::string_view key) const { return expr::ordinal_hash(key); }

bool KeySet::Equal::operator()(std::string_view a, std::string_view b) const { return expr::ordinal_equal(a, b); }

bool KeySet::add(std::string_view key) {
  if (contains(key)) return false;
  add_new(key);
  return true;
}

void KeySet::add_new(std::string_view key) {
  shared_.push_back(key);
  const std::size_t count = shared_.size() - first_;
  if (count == kFewKeys + 1) hashed_.insert(shared_.begin() + static_cast<std::ptrdiff_t>(first_), shared_.end());
  if (count > kFewKeys + 1) hashed_.insert(key);
}

bool KeySet::contains(std::string_view key) const {
  if (!hashed_.empty()) return hashed_.contains(key);
  return std::any_of(shared_.begin() + static_cast<std::ptrdiff_t>(first_), shared_.end(),
                     [&](std::string_view known) { return are_equal(known, key); });
}

}  // namespace ropewalk::workflow
