#include "scan/advisories/pack.h"

#include <fmt/format.h>
#include <zlib.h>

namespace ropewalk::scan {
namespace {

constexpr std::size_t kChecksumAt = 8;
constexpr std::size_t kTablesAt = 12;
constexpr std::size_t kHeaderStringsAt = kTablesAt + kPackTables * 8;

std::size_t table_at(PackTable table) { return kTablesAt + static_cast<std::size_t>(table) * 8; }

}  // namespace

Result<Pack> Pack::over(std::string_view bytes, std::string_view name) {
  const auto damaged = [&](std::string_view what) {
    return fail(ErrorKind::kIncomplete, fmt::format("{}: {}", name, what),
                "make one with `ropewalk db build`, or fetch one with `ropewalk db update`");
  };
  if (!bytes.starts_with(kPackMagic)) {
    return damaged("this is not a pack of advisories");
  }
  if (bytes.size() < kPackHeader) {
    return damaged("the pack of advisories is cut off");
  }
  Pack pack(bytes);
  for (std::size_t i = 0; i < kPackTables; ++i) {
    const std::uint64_t offset = pack.number(kTablesAt + i * 8);
    const std::uint64_t rows = pack.number(kTablesAt + i * 8 + 4);
    const std::uint64_t width = kPackRow[i] == 0 ? 1 : kPackRow[i] * 4ULL;
    if (offset < kPackHeader || offset + rows * width > bytes.size()) {
      return damaged("the pack of advisories is cut off");
    }
  }
  return pack;
}

Result<Pack> Pack::from_bytes(std::string bytes, std::string_view name) {
  auto owned = std::make_shared<const std::string>(std::move(bytes));
  auto pack = over(*owned, name);
  if (!pack) {
    return pack;
  }
  const std::string_view body = std::string_view(*owned).substr(kTablesAt);
  const auto sum = crc32_z(0, reinterpret_cast<const unsigned char*>(body.data()), body.size());
  if (sum != pack->number(kChecksumAt)) {
    return fail(ErrorKind::kIncomplete,
                fmt::format("{}: the pack of advisories is damaged: its checksum differs", name),
                "make it again, or fetch it again");
  }
  pack->owned_ = std::move(owned);
  return pack;
}

std::uint32_t Pack::number(std::size_t offset) const {
  std::uint32_t value = 0;
  if (offset + 4 <= bytes_.size()) {
    for (std::size_t i = 0; i < 4; ++i) {
      value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes_[offset + i])) << (8 * i);
    }
  }
  return value;
}

std::uint32_t Pack::rows(PackTable table) const { return number(table_at(table) + 4); }

std::uint32_t Pack::cell(PackTable table, std::uint32_t row, std::uint32_t column) const {
  if (row >= rows(table)) {
    return kNothing;
  }
  const std::size_t width = kPackRow[static_cast<std::size_t>(table)];
  return number(number(table_at(table)) + (row * width + column) * 4);
}

std::string_view Pack::string(std::uint32_t at) const {
  const std::uint32_t offset = number(table_at(PackTable::kStrings));
  const std::uint32_t size = rows(PackTable::kStrings);
  if (at >= size || size - at < 2) {
    return {};
  }
  const char* begin = bytes_.data() + offset + at;
  const std::size_t length = static_cast<unsigned char>(begin[0]) + 256U * static_cast<unsigned char>(begin[1]);
  return length <= size - at - 2 ? std::string_view(begin + 2, length) : std::string_view();
}

std::string_view Pack::header_string(std::uint32_t n) const { return string(number(kHeaderStringsAt + n * 4ULL)); }

PackPackage Pack::package(std::uint32_t row) const {
  constexpr auto kTable = PackTable::kPackages;
  return {string(cell(kTable, row, 0)), string(cell(kTable, row, 1)), cell(kTable, row, 2), cell(kTable, row, 3)};
}

PackAffected Pack::affected(std::uint32_t row) const {
  constexpr auto kTable = PackTable::kAffected;
  return {cell(kTable, row, 0), cell(kTable, row, 1), cell(kTable, row, 2),
          cell(kTable, row, 3), cell(kTable, row, 4), string(cell(kTable, row, 5))};
}

PackEvent Pack::event(std::uint32_t row) const {
  constexpr auto kTable = PackTable::kEvents;
  const std::uint32_t kind = cell(kTable, row, 0);
  return {kind & 0xFFU, (kind & 0x100U) != 0, string(cell(kTable, row, 1)), string(cell(kTable, row, 2))};
}

std::string_view Pack::version(std::uint32_t row) const { return string(cell(PackTable::kVersions, row, 0)); }

PackAdvisory Pack::advisory(std::uint32_t row) const {
  constexpr auto kTable = PackTable::kAdvisories;
  const std::uint32_t score = cell(kTable, row, 3);
  return {.id = string(cell(kTable, row, 0)),
          .group = cell(kTable, row, 1),
          .vector = string(cell(kTable, row, 2)),
          .score = score == kNothing ? std::nullopt : std::optional(score),
          .modified = string(cell(kTable, row, 4)),
          .withdrawn = string(cell(kTable, row, 5)),
          .summary = string(cell(kTable, row, 6)),
          .link = string(cell(kTable, row, 7)),
          .is_malicious = (cell(kTable, row, 8) & kMaliciousFlag) != 0};
}

std::string_view Pack::group_id(std::uint32_t group, std::uint32_t n) const {
  if (n >= cell(PackTable::kGroups, group, 1)) {
    return {};
  }
  const std::uint32_t first = cell(PackTable::kGroups, group, 0);
  return string(cell(PackTable::kIds, first + n, 0));
}

std::optional<PackPackage> Pack::find(std::string_view ecosystem, std::string_view name) const {
  std::uint32_t low = 0;
  std::uint32_t high = rows(PackTable::kPackages);
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    const PackPackage found = package(middle);
    int order = found.ecosystem.compare(ecosystem);
    if (order == 0) {
      order = found.name.compare(name);
    }
    if (order == 0) {
      return found;
    }
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return std::nullopt;
}

std::vector<std::string_view> Pack::ecosystems() const {
  std::vector<std::string_view> all;
  const std::uint32_t count = rows(PackTable::kPackages);
  for (std::uint32_t at = 0; at < count;) {
    const std::string_view ecosystem = package(at).ecosystem;
    all.push_back(ecosystem);
    // The first row behind this ecosystem's.
    std::uint32_t low = at + 1;
    std::uint32_t high = count;
    while (low < high) {
      const std::uint32_t middle = low + (high - low) / 2;
      if (package(middle).ecosystem <= ecosystem) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    at = low;
  }
  return all;
}

}  // namespace ropewalk::scan
