#include "scan/secrets/match/tail.h"

#include <algorithm>
#include <bit>

namespace ropewalk::scan {
namespace {

/// What is counted further is a loop from there on.
constexpr std::size_t kMostCopies = 16;

ByteSet others() {
  ByteSet set;
  for (std::size_t c = 128; c < 256; ++c) {
    set.set(c);
  }
  return set;
}

}  // namespace

TailPart TailPart::one_of(const ByteSet& ascii, bool has_others) {
  TailPart part;
  part.bytes_ = {has_others ? ascii | others() : ascii};
  part.follow_ = {0};
  part.first_ = part.last_ = 1;
  part.is_nullable_ = false;
  if (has_others) {
    // The bytes of a character that is not ASCII, as many as there are.
    part.bytes_.push_back(others());
    part.follow_ = {2, 2};
    part.last_ = 3;
  }
  return part;
}

TailPart TailPart::anything() {
  TailPart part;
  part.cut();
  return part;
}

bool TailPart::add(const TailPart& other) {
  if (bytes_.size() + other.bytes_.size() > kMost) {
    return false;
  }
  const std::size_t before = bytes_.size();
  bytes_.insert(bytes_.end(), other.bytes_.begin(), other.bytes_.end());
  for (const std::uint64_t follow : other.follow_) {
    follow_.push_back(before < kMost ? follow << before : 0);
  }
  return true;
}

void TailPart::append(const TailPart& next) {
  if (is_cut_) {
    return;
  }
  if (next.bytes_.empty()) {
    is_cut_ = next.is_cut_;
    return;
  }
  const std::size_t before = bytes_.size();
  if (!add(next)) {
    is_cut_ = true;
    return;
  }
  const std::uint64_t first = next.first_ << before;
  for (std::size_t position = 0; position < before; ++position) {
    if ((last_ >> position & 1U) != 0) {
      follow_[position] |= first;
    }
  }
  first_ |= is_nullable_ ? first : 0;
  last_ = (next.last_ << before) | (next.is_nullable_ ? last_ : 0);
  is_nullable_ = is_nullable_ && next.is_nullable_;
  is_cut_ = next.is_cut_;
}

TailPart TailPart::either(const std::vector<const TailPart*>& parts) {
  TailPart whole;
  whole.is_nullable_ = parts.empty();
  for (const TailPart* const part : parts) {
    const std::size_t before = whole.bytes_.size();
    if (!whole.add(*part)) {
      return anything();
    }
    if (!part->bytes_.empty()) {
      whole.first_ |= part->first_ << before;
      whole.last_ |= part->last_ << before;
    }
    whole.is_nullable_ = whole.is_nullable_ || part->is_nullable_;
    whole.is_cut_ = whole.is_cut_ || part->is_cut_;
  }
  return whole;
}

TailPart TailPart::repeated(std::size_t least, std::optional<std::size_t> most) const {
  TailPart whole;
  for (std::size_t copy = 0; copy < std::min(least, kMostCopies) && !whole.is_cut_; ++copy) {
    whole.append(*this);
  }
  if (least > kMostCopies || !most || *most > least) {
    TailPart loop = *this;
    if (least > kMostCopies || !most || *most > least + 1) {
      for (std::size_t position = 0; position < loop.bytes_.size(); ++position) {
        loop.follow_[position] |= (loop.last_ >> position & 1U) != 0 ? loop.first_ : 0;
      }
    }
    loop.is_nullable_ = true;
    whole.append(loop);
  }
  return whole;
}

Tail::Tail(const TailPart& part)
    : follow_(part.follow_), first_(part.first_), last_(part.last_), is_always_(part.is_nullable_) {
  if (is_always_) {
    return;
  }
  takers_.resize(256);
  for (std::size_t position = 0; position < part.bytes_.size(); ++position) {
    const ByteSet& bytes = part.bytes_[position];
    for (std::size_t byte = bytes._Find_first(); byte < 256; byte = bytes._Find_next(byte)) {
      takers_[byte] |= 1ULL << position;
    }
  }
}

bool Tail::may_match(std::string_view text, std::size_t at) const {
  if (is_always_) {
    return true;
  }
  std::uint64_t open = first_;
  const std::size_t end = std::min(text.size(), at + kMostSteps);
  for (; at < end; ++at) {
    std::uint64_t active = open & takers_[static_cast<unsigned char>(text[at])];
    if (active == 0) {
      return false;
    }
    if ((active & last_) != 0) {
      return true;
    }
    open = 0;
    for (; active != 0; active &= active - 1) {
      open |= follow_[static_cast<std::size_t>(std::countr_zero(active))];
    }
  }
  return end < text.size();
}

}  // namespace ropewalk::scan
