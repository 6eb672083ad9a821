// A walk from each search path, only into folders that may hold a match.
#include "actions/builtin/file_search.h"

#include <fmt/format.h>

#include <algorithm>

#include "text/path_glob.h"

namespace ropewalk::actions::builtin {
namespace {

namespace fs = std::filesystem;

/// Deeper trees than this are taken for a mistake.
constexpr std::size_t kMaxDepth = 512;

class Walker {
 public:
  Walker(const text::PathGlobs& globs, const FileSearchOptions& options, const ports::Files& files)
      : globs_(globs), options_(options), files_(files) {}

  Result<void> visit(const fs::path& path) {
    const std::string name = path.filename().string();
    if (options_.excludes_hidden && name.starts_with('.')) {
      return {};
    }
    const ports::FileType type = files_.type_followed(path);
    if (type == ports::FileType::kMissing) {
      return {};
    }
    const bool is_directory = type == ports::FileType::kDirectory;
    if (globs_.matches(path.string(), is_directory)) {
      found_.push_back({path, is_directory});
    }
    return is_directory && globs_.may_match_below(path.string()) ? enter(path) : Result<void>();
  }

  [[nodiscard]] std::vector<FoundPath> take_found() {
    std::sort(found_.begin(), found_.end(),
              [](const FoundPath& a, const FoundPath& b) { return a.path.native() < b.path.native(); });
    return std::move(found_);
  }

 private:
  Result<void> enter(const fs::path& folder) {
    const Result<fs::path> real = files_.canonical(folder);
    if (!real || std::find(entered_.begin(), entered_.end(), *real) != entered_.end()) {
      return {};
    }
    if (entered_.size() >= kMaxDepth) {
      return fail(ErrorKind::kInvalid, fmt::format("{}: folders are nested too deep", folder.string()));
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
  std::vector<FoundPath> found_;
  /// The folders that the walk is in, links resolved.
  std::vector<fs::path> entered_;
};

}  // namespace

Result<FileSearch> search_files(std::string_view patterns, const FileSearchOptions& options, StepHost& host) {
  text::PathGlobOptions glob_options;
  glob_options.root = host.paths().workspace.string();
  glob_options.home = host.paths().home.string();
  glob_options.implicit_descendants = options.implicit_descendants;
  const Result<text::PathGlobs> globs = text::PathGlobs::compile(patterns, glob_options);
  if (!globs) {
    return fail(globs.error());
  }
  Walker walker(*globs, options, host.files());
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

}  // namespace ropewalk::actions::builtin
