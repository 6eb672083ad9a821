// Archives within memory: zip (wheels and jars too), tar, and what gzip or zstd compressed.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace ropewalk::scan {

enum class ArchiveKind { kNone, kZip, kTar, kGzip, kZstd, kOther };

/// By its first bytes, a zip also by its last record: a program, or a line for the shell, may stand in front of it.
/// kOther: kinds that are not opened, like bzip2, xz, 7z and RAR.
[[nodiscard]] ArchiveKind archive_kind(std::string_view bytes);

/// What stands in the same file and is no part of the zip: in front of it, and behind it as its remark. At its place,
/// with blanks instead of the zip; empty when there is nothing.
[[nodiscard]] std::string text_beside(std::string_view bytes);

/// What opening one came to.
struct ArchiveRead {
  /// Not well formed, or more than it may hold: what was found until then was handed over.
  std::string problem = {};
};

/// Calls `each(name, bytes)` for every file in it; of a compressed file the one, under the name without its last
/// extension. All entries together are at most `limit` bytes.
[[nodiscard]] ArchiveRead read_archive(
    std::string_view bytes, std::string_view name, std::uint64_t limit,
    const std::function<void(const std::string& name, std::string_view bytes)>& each);

}  // namespace ropewalk::scan
