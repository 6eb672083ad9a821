#include "git/store/pack_index.h"

namespace ropewalk::git {
namespace {

constexpr std::size_t kFanout = 256 * 4;

std::uint64_t big_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint64_t value = 0;
  for (const char c : bytes.substr(at, count)) {
    value = (value << 8U) | static_cast<unsigned char>(c);
  }
  return value;
}

}  // namespace

std::optional<PackIndex> PackIndex::read(std::string_view bytes, std::size_t id_size) {
  constexpr std::string_view kHead("\377tOc\0\0\0\2", 8);
  PackIndex index;
  index.bytes_ = bytes;
  index.id_size_ = id_size;
  index.is_old_ = !bytes.starts_with(std::string_view("\377tOc", 4));
  const std::size_t head = index.is_old_ ? 0 : kHead.size();
  if (bytes.size() < head + kFanout || (!index.is_old_ && !bytes.starts_with(kHead))) {
    return std::nullopt;
  }
  index.count_ = static_cast<std::size_t>(big_endian(bytes, head + kFanout - 4, 4));
  const std::size_t row = index.is_old_ ? 4 + id_size : id_size + 8;
  if (index.count_ > (bytes.size() - head - kFanout) / row) {
    return std::nullopt;
  }
  if (index.is_old_) {
    index.offsets_ = kFanout;
    index.ids_ = kFanout + 4;
    index.step_ = row;
  } else {
    index.ids_ = head + kFanout;
    index.step_ = id_size;
    // Ids, a checksum of four bytes for each, then the places.
    index.offsets_ = index.ids_ + index.count_ * (id_size + 4);
  }
  return index;
}

std::string_view PackIndex::id_bytes(std::size_t number) const {
  return bytes_.substr(ids_ + number * step_, id_size_);
}

std::optional<std::uint64_t> PackIndex::offset(std::size_t number) const {
  if (is_old_) {
    return big_endian(bytes_, number * step_ + offsets_, 4);
  }
  const std::uint64_t place = big_endian(bytes_, offsets_ + number * 4, 4);
  if ((place & 0x80000000U) == 0) {
    return place;
  }
  const std::size_t far = offsets_ + count_ * 4 + static_cast<std::size_t>(place & 0x7fffffffU) * 8;
  return far + 8 <= bytes_.size() ? std::optional(big_endian(bytes_, far, 8)) : std::nullopt;
}

std::size_t PackIndex::lower_bound(std::string_view id) const {
  std::size_t low = 0;
  std::size_t high = count_;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (id_bytes(middle) < id) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

std::optional<std::uint64_t> PackIndex::find(const ports::ObjectId& id) const {
  const std::string_view wanted(reinterpret_cast<const char*>(id.bytes.data()), id_size_);
  const std::size_t number = lower_bound(wanted);
  return number < count_ && id_bytes(number) == wanted ? offset(number) : std::nullopt;
}

}  // namespace ropewalk::git
