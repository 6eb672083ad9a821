#include "scan/secrets/sources/utf16.h"

#include <cstdint>

#include "base/strings.h"

namespace ropewalk::scan {
namespace {

enum class Order { kNone, kLittle, kBig };

Order order_of(std::string_view bytes) {
  if (bytes.starts_with("\xff\xfe")) {
    return Order::kLittle;
  }
  if (bytes.starts_with("\xfe\xff")) {
    return Order::kBig;
  }
  // Without a mark: nearly every second byte of the beginning is zero, always the same ones.
  constexpr std::size_t kLooked = 512;
  const std::size_t end = std::min(bytes.size(), kLooked) / 2 * 2;
  std::size_t even = 0;
  std::size_t odd = 0;
  for (std::size_t at = 0; at < end; at += 2) {
    even += bytes[at] == '\0' ? 1U : 0U;
    odd += bytes[at + 1] == '\0' ? 1U : 0U;
  }
  constexpr std::size_t kFewest = 8;
  if (end / 2 < kFewest) {
    return Order::kNone;
  }
  if (odd * 10 >= end / 2 * 9 && even == 0) {
    return Order::kLittle;
  }
  return even * 10 >= end / 2 * 9 && odd == 0 ? Order::kBig : Order::kNone;
}

}  // namespace

std::optional<std::string> from_utf16(std::string_view bytes) {
  const Order order = order_of(bytes);
  if (order == Order::kNone) {
    return std::nullopt;
  }
  std::string text;
  std::uint32_t high = 0;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    const std::uint32_t first = static_cast<unsigned char>(bytes[at]);
    const std::uint32_t second = static_cast<unsigned char>(bytes[at + 1]);
    const std::uint32_t unit = order == Order::kLittle ? first | (second << 8U) : (first << 8U) | second;
    if (unit == 0xFEFF && at == 0) {
      continue;
    }
    if (unit >= 0xD800 && unit < 0xDC00) {
      high = unit;
    } else if (unit >= 0xDC00 && unit < 0xE000 && high != 0) {
      append_utf8(text, 0x10000 + ((high - 0xD800) << 10U) + (unit - 0xDC00));
      high = 0;
    } else {
      append_utf8(text, unit);
    }
  }
  return text;
}

bool is_utf16(std::string_view bytes) { return order_of(bytes) != Order::kNone; }

}  // namespace ropewalk::scan
