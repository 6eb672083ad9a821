#include "ports/object_store.h"

#include <algorithm>

namespace ropewalk::ports {
namespace {

int digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

std::optional<ObjectId> object_id_from_hex(std::string_view digits) {
  ObjectId id;
  if (digits.size() != 40 && digits.size() != 64) {
    return std::nullopt;
  }
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = digit(digits[i]);
    const int low = digit(digits[i + 1]);
    if (high < 0 || low < 0) {
      return std::nullopt;
    }
    id.bytes[i / 2] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return id;
}

ObjectId object_id_from_bytes(std::string_view bytes) {
  ObjectId id;
  std::transform(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(std::min(bytes.size(), id.bytes.size())),
                 id.bytes.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
  return id;
}

std::string to_hex(const ObjectId& id, std::size_t size) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    text += kDigits[id.bytes[i] >> 4U];
    text += kDigits[id.bytes[i] & 15U];
  }
  return text;
}

}  // namespace ropewalk::ports
