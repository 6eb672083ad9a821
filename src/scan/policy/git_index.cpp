#include "scan/policy/git_index.h"

#include <algorithm>
#include <cstdint>

namespace ropewalk::scan::policy {
namespace {

std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t index = 0; index < size; ++index) {
    value = value << 8U | static_cast<unsigned char>(bytes[at + index]);
  }
  return value;
}

/// The offset encoding of packs: how much of the name before is cut off.
std::optional<std::size_t> cut_length(std::string_view bytes, std::size_t& at) {
  std::size_t value = 0;
  for (int digits = 0; digits < 5 && at < bytes.size(); ++digits) {
    const auto byte = static_cast<unsigned char>(bytes[at++]);
    value = (digits == 0 ? 0 : (value + 1) << 7U) | (byte & 0x7FU);
    if ((byte & 0x80U) == 0) {
      return value;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<std::string>> read_git_index(std::string_view bytes, std::size_t hash_bytes) {
  if (bytes.size() < 12 + hash_bytes || !bytes.starts_with("DIRC")) {
    return std::nullopt;
  }
  const std::uint32_t version = number(bytes, 4, 4);
  const std::uint32_t count = number(bytes, 8, 4);
  if (version < 2 || version > 4 || bytes.find("link", 12) == bytes.size() - hash_bytes) {
    return std::nullopt;
  }
  const std::size_t end = bytes.size() - hash_bytes;
  const std::size_t fixed = 40 + hash_bytes + 2;
  std::vector<std::string> names;
  std::string before;
  std::size_t at = 12;
  for (std::uint32_t index = 0; index < count; ++index) {
    if (end < at || end - at < fixed + 2) {
      return std::nullopt;
    }
    const std::size_t start = at;
    const std::uint32_t mode = number(bytes, at + 24, 4);
    const std::uint32_t flags = number(bytes, at + 40 + hash_bytes, 2);
    at += fixed + ((flags & 0x4000U) != 0 && version >= 3 ? 2 : 0);
    std::string name;
    if (version == 4) {
      const auto cut = cut_length(bytes, at);
      if (!cut || *cut > before.size()) {
        return std::nullopt;
      }
      name = before.substr(0, before.size() - *cut);
    }
    const std::size_t stop = bytes.find('\0', at);
    if (stop == std::string_view::npos || stop >= end) {
      return std::nullopt;
    }
    name += bytes.substr(at, stop - at);
    at = stop + 1;
    if (version != 4) {
      at = start + ((stop - start) / 8 + 1) * 8;  // padded with one to eight zeros
    }
    before = name;
    // Submodules are commits of others, and a sparse index has whole folders.
    constexpr std::uint32_t kTypeMask = 0170000;
    const std::uint32_t type = mode & kTypeMask;
    if (type == 0040000) {
      return std::nullopt;
    }
    if (type != 0160000 && (names.empty() || names.back() != name)) {
      names.push_back(std::move(name));
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace ropewalk::scan::policy
