// Advisories in one block of bytes that needs no reading: sorted tables that refer to each other by number, and a table
// of strings. A question costs a binary search and a few comparisons; nothing is allocated when a pack is opened.
//
// All numbers are 32 bits, little end first. After the header come the tables, in the order of `PackTable`; a row is a
// fixed number of numbers. Every number is checked against the table that it points into when it is used, so a damaged
// pack gives wrong answers at worst, and its checksum tells that before.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ropewalk::scan {

enum class PackTable : std::uint8_t { kPackages, kAffected, kEvents, kVersions, kAdvisories, kGroups, kIds, kStrings };
inline constexpr std::size_t kPackTables = 8;
/// How many numbers a row has. Strings are bytes.
inline constexpr std::array<std::uint32_t, kPackTables> kPackRow = {4, 6, 3, 1, 9, 2, 1, 0};

inline constexpr std::string_view kPackMagic = "RWADVIS1";
/// Magic, checksum (CRC-32 of all behind it), then offset and rows of each table, then four strings: the day of the
/// newest advisory, when and from what it was made, and under which terms.
inline constexpr std::size_t kPackHeader = 8 + 4 + kPackTables * 8 + 4 * 4;
/// No score, no string.
inline constexpr std::uint32_t kNothing = 0xFFFFFFFF;

/// Bits of an advisory's flags.
inline constexpr std::uint32_t kMaliciousFlag = 1;

struct PackPackage {
  std::string_view ecosystem;
  std::string_view name;
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

struct PackAffected {
  std::uint32_t advisory = 0;
  std::uint32_t first_event = 0;
  std::uint32_t events = 0;
  std::uint32_t first_version = 0;
  std::uint32_t versions = 0;
  std::string_view urgency;
};

struct PackEvent {
  std::uint32_t kind = 0;
  bool begins_range = false;
  std::string_view key;
  std::string_view text;
};

struct PackAdvisory {
  std::string_view id;
  std::uint32_t group = 0;
  /// The CVSS vector that gives the score; empty when there is none.
  std::string_view vector;
  /// In tenths.
  std::optional<std::uint32_t> score;
  std::string_view modified;
  std::string_view withdrawn;
  std::string_view summary;
  std::string_view link;
  bool is_malicious = false;
};

class Pack {
 public:
  /// Takes the bytes over. Errors: kIncomplete when they are no pack, or a damaged one.
  [[nodiscard]] static Result<Pack> from_bytes(std::string bytes, std::string_view name);
  /// The same over bytes that outlive the pack and are known to be good.
  [[nodiscard]] static Result<Pack> over(std::string_view bytes, std::string_view name);

  [[nodiscard]] std::uint32_t rows(PackTable table) const;
  [[nodiscard]] PackPackage package(std::uint32_t row) const;
  [[nodiscard]] PackAffected affected(std::uint32_t row) const;
  [[nodiscard]] PackEvent event(std::uint32_t row) const;
  /// The key of a version that is affected besides those in the ranges.
  [[nodiscard]] std::string_view version(std::uint32_t row) const;
  [[nodiscard]] PackAdvisory advisory(std::uint32_t row) const;
  /// The n-th id of a group of advisories that are one; empty past the last.
  [[nodiscard]] std::string_view group_id(std::uint32_t group, std::uint32_t n) const;

  /// The row of a package; nothing when no advisory is about it.
  [[nodiscard]] std::optional<PackPackage> find(std::string_view ecosystem, std::string_view name) const;

  /// All ecosystems that advisories are about, sorted: `Debian:12`, `PyPI`.
  [[nodiscard]] std::vector<std::string_view> ecosystems() const;

  /// `2024-10-10`.
  [[nodiscard]] std::string_view newest() const { return header_string(0); }
  [[nodiscard]] std::string_view made() const { return header_string(1); }
  [[nodiscard]] std::string_view source() const { return header_string(2); }
  [[nodiscard]] std::string_view terms() const { return header_string(3); }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }

 private:
  explicit Pack(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] std::uint32_t number(std::size_t offset) const;
  [[nodiscard]] std::uint32_t cell(PackTable table, std::uint32_t row, std::uint32_t column) const;
  [[nodiscard]] std::string_view string(std::uint32_t at) const;
  [[nodiscard]] std::string_view header_string(std::uint32_t n) const;

  /// Shared because copies of a pack are over the same bytes.
  std::shared_ptr<const std::string> owned_;
  std::string_view bytes_;
};

}  // namespace ropewalk::scan
