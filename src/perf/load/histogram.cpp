#include "perf/load/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace ropewalk::perf {
namespace {

/// Buckets of an octave: 2^9, of which each is at most 1/512 of its time wide; its middle is off by half of that.
constexpr unsigned kBits = 9;
constexpr std::uint64_t kPerOctave = 1ULL << kBits;

std::size_t bucket_of(std::uint64_t time) {
  if (time < kPerOctave) {
    return static_cast<std::size_t>(time);
  }
  const auto shift = static_cast<unsigned>(std::bit_width(time)) - kBits - 1;
  return static_cast<std::size_t>((static_cast<std::uint64_t>(shift) << kBits) + (time >> shift));
}

/// The middle of a bucket.
std::uint64_t time_of(std::size_t bucket) {
  if (bucket < kPerOctave) {
    return bucket;
  }
  const std::uint64_t shift = (bucket >> kBits) - 1;
  const std::uint64_t low = (bucket - (shift << kBits)) << shift;
  return low + (shift > 0 ? (1ULL << (shift - 1)) : 0);
}

}  // namespace

void Histogram::add(std::chrono::nanoseconds time) {
  const std::size_t bucket = bucket_of(static_cast<std::uint64_t>(std::max<std::int64_t>(time.count(), 0)));
  if (bucket >= buckets_.size()) {
    buckets_.resize(bucket + 1);
  }
  ++buckets_[bucket];
  ++count_;
  sum_ += static_cast<double>(time.count());
  most_ = std::max(most_, time);
}

std::chrono::nanoseconds Histogram::quantile(double share) const {
  const std::uint64_t place = count_ - above(share);
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket) {
    seen += buckets_[bucket];
    if (seen >= std::max<std::uint64_t>(place, 1)) {
      return std::min(most_, std::chrono::nanoseconds(time_of(bucket)));
    }
  }
  return {};
}

std::uint64_t Histogram::above(double share) const {
  const auto place = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_) - 1e-9));
  return count_ - std::clamp<std::uint64_t>(place, std::min<std::uint64_t>(count_, 1), count_);
}

std::chrono::nanoseconds Histogram::mean() const {
  return std::chrono::nanoseconds(count_ > 0 ? static_cast<std::int64_t>(sum_ / static_cast<double>(count_)) : 0);
}

}  // namespace ropewalk::perf
