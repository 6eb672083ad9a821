// A walk from each search path, only into folders that may hold a match.
#include "actions/file_search.h"

#include <fmt/format.h>

#include <algorithm>

#include "text/path_glob.h"

namespace ropewalk::actions {
namespace {

namespace fs = std::filesystem;

/// Deeper trees than this are taken for a mistake.
constexpr std::size_t kMaxDepth = 512;

class Walker {
 public:
  Walker(const text::PathGlobs& globs, const FileSearchOptions& options, const ports::Files& files,
         const std::stop_token& stop)
      : globs_(globs), options_(options), files_(files), stop_(stop) {}

  Result<void> visit(const fs::path& path) {
    const std::string text = path.string();
    if (options_.excludes_hidden && path.filename().string().starts_with('.')) {
      return {};
    }
    const ports::FileType type = options_.follows_links ? files_.type_followed(path) : files_.type(path);
    if (type == ports::FileType::kMissing) {
      return {};
    }
    const bool is_directory = type == ports::FileType::kDirectory;
    if (globs_.matches(text, is_directory)) {
      found_.push_back({path, is_directory});
    }
    return is_directory && globs_.may_match_below(text) ? enter(path) : Result<void>();
  }

  [[nodiscard]] std::vector<FoundPath> take_found() { return std::move(found_); }

 private:
  Result<void> enter(const fs::path& folder) {
    if (stop_.stop_requested()) {
      return fail(ErrorKind::kInterrupted, fmt::format("{}: looking for files was stopped", folder.string()));
    }
    if (entered_.size() >= kMaxDepth) {
      return fail(ErrorKind::kInvalid,
                  fmt::format("{}: folders are nested more than {} deep", folder.string(), kMaxDepth));
    }
    // Without links there are no circles.
    const Result<fs::path> real = options_.follows_links ? files_.canonical(folder) : Result<fs::path>(folder);
    if (!real || std::find(entered_.begin(), entered_.end(), *real) != entered_.end()) {
      return {};
    }
    const auto entries = files_.list(folder);
    if (!entries) {
      return fail(entries.error());
    }
    entered_.push_back(*real);
    for (const ports::FileEntry& entry : *entries) {
      if (Result<void> visited = visit(folder / entry.path); !visited) {
        return visited;
      }
    }
    entered_.pop_back();
    return {};
  }

  const text::PathGlobs& globs_;
  const FileSearchOptions& options_;
  const ports::Files& files_;
  const std::stop_token& stop_;
  std::vector<FoundPath> found_;
  /// The folders that the walk is in, links resolved.
  std::vector<fs::path> entered_;
};

}  // namespace

Result<FileSearch> search_files(std::string_view patterns, const FileSearchOptions& options, const ports::Files& files,
                                const std::stop_token& stop) {
  text::PathGlobOptions glob_options;
  glob_options.root = options.root.string();
  glob_options.home = options.home.string();
  glob_options.implicit_descendants = options.implicit_descendants;
  const Result<text::PathGlobs> globs = text::PathGlobs::compile(patterns, glob_options);
  if (!globs) {
    return fail(globs.error());
  }
  Walker walker(*globs, options, files, stop);
  FileSearch search;
  search.search_paths = globs->search_paths();
  for (const std::string& start : search.search_paths) {
    if (const Result<void> visited = walker.visit(start); !visited) {
      return fail(visited.error());
    }
  }
  search.found = walker.take_found();
  return search;
}

}  // namespace ropewalk::actions
