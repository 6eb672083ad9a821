// The patterns of files that hashFiles(), caches and artifacts take: @actions/glob's, without the walking. Nothing here
// looks at a disk; a walker asks about each path that it meets.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "text/path_segment.h"

namespace ropewalk::text {

struct PathGlobOptions {
  /// The folder that relative patterns and relative paths mean: an absolute path.
  std::string root;
  /// What a leading `~` means; when empty, such a pattern is an error.
  std::string home = {};
  /// Whether what matches a folder matches everything below it too.
  bool implicit_descendants = true;
};

/// A list of patterns, one a line; empty lines and those that start with `#` are left out. In a pattern `*` and `?`
/// match within one segment, `[...]` one character, `**` as a whole segment any number of segments; names that start
/// with a dot are names like others. `!` in front takes paths out again: the last pattern that matches decides. A slash
/// at the end restricts a pattern to folders. (@actions/glob 0.x, with minimatch's nobrace, noext and dot.)
class PathGlobs {
 public:
  /// Fails (kInvalid) in @actions/glob's words on `.` and `..` as segments, and on a pattern that is empty behind `!`.
  [[nodiscard]] static Result<PathGlobs> compile(std::string_view patterns, const PathGlobOptions& options);

  /// Whether a path is in the result. Paths are absolute, or relative to the root; separators are `/`.
  [[nodiscard]] bool matches(std::string_view path, bool is_directory) const;
  /// Whether a walker has to look into a folder: it, or something below it, may match.
  [[nodiscard]] bool may_match_below(std::string_view directory) const;
  /// The absolute paths to start walking at: the literal beginnings of the patterns, without those below another.
  [[nodiscard]] std::vector<std::string> search_paths() const;

 private:
  struct Entry {
    std::vector<PathSegment> segments;
    bool is_negative = false;
    bool only_directories = false;
  };
  enum class Match : std::uint8_t { kNone = 0, kDirectory = 1, kAll = 3 };
  using Positions = std::vector<bool>;

  [[nodiscard]] static Result<Entry> compile_one(std::string_view text, const PathGlobOptions& options);
  [[nodiscard]] static Positions walk(const Entry& entry, const std::vector<std::string_view>& path);
  [[nodiscard]] unsigned match(const std::vector<std::string_view>& path) const;
  [[nodiscard]] std::vector<std::string_view> split_path(std::string_view path) const;

  std::string root_;
  std::vector<Entry> entries_;
};

}  // namespace ropewalk::text
