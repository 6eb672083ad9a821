// Compared as .NET's OrdinalIgnoreCase compares.
#include "workflow/key_set.h"

#include <algorithm>

#include "expr/ordinal.h"

namespace ropewalk::workflow {
namespace {

constexpr std::size_t kFewKeys = 32;

}  // namespace

std::size_t KeySet::Hash::operator()(std::string_view key) const { return expr::ordinal_hash(key); }

bool KeySet::Equal::operator()(std::string_view a, std::string_view b) const { return expr::ordinal_equal(a, b); }

bool KeySet::add(std::string_view key) {
  if (contains(key)) {
    return false;
  }
  add_new(key);
  return true;
}

void KeySet::add_new(std::string_view key) {
  shared_.push_back(key);
  const std::size_t count = shared_.size() - first_;
  if (count == kFewKeys + 1) {
    hashed_.insert(shared_.begin() + static_cast<std::ptrdiff_t>(first_), shared_.end());
  }
  if (count > kFewKeys + 1) {
    hashed_.insert(key);
  }
}

bool KeySet::contains(std::string_view key) const {
  if (!hashed_.empty()) {
    return hashed_.contains(key);
  }
  return std::any_of(shared_.begin() + static_cast<std::ptrdiff_t>(first_), shared_.end(),
                     [&](std::string_view known) { return expr::ordinal_equal(known, key); });
}

}  // namespace ropewalk::workflow
