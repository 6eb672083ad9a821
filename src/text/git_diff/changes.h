// The two texts of a diff while it is made: their lines, and which of them are changed.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace ropewalk::text {

struct DiffSide {
  std::vector<std::string_view> lines;
  /// Equal lines of both sides have equal numbers.
  std::vector<std::uint32_t> ids;
  /// Lines that the other side lacks, or has elsewhere.
  std::vector<char> changed;

  [[nodiscard]] std::ptrdiff_t size() const { return static_cast<std::ptrdiff_t>(ids.size()); }
  [[nodiscard]] bool is_changed(std::ptrdiff_t line) const {
    return line >= 0 && line < size() && changed[static_cast<std::size_t>(line)] != 0;
  }
  void mark(std::ptrdiff_t line, bool is) { changed[static_cast<std::size_t>(line)] = is ? 1 : 0; }
  [[nodiscard]] std::uint32_t id(std::ptrdiff_t line) const { return ids[static_cast<std::size_t>(line)]; }
};

/// Marks what has changed between the two.
void mark_changes(DiffSide& a, DiffSide& b);

/// Moves the changes of `side` to where they read best; `other` tells which of them stand beside a change there.
void settle_changes(DiffSide& side, DiffSide& other);

}  // namespace ropewalk::text
