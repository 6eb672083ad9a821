#include "app/scan/walk_tree.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/scan/ignored_files.h"
#include "app/scan/scan_homes.h"

namespace ropewalk::app {
namespace {

using ports::FileType;

/// Deeper trees are somebody's trap.
constexpr int kDeepest = 500;

class Walker {
 public:
  Walker(const ScanPorts& ports, const WalkOptions& options) : ports_(ports), options_(options) {
    if (!options.takes_all) {
      ignored_.emplace(ports);
    }
  }

  Result<TreeWalk> walk(const std::vector<std::string>& paths) {
    if (paths.empty()) {
      folder(ports_.place.top, 0);
    }
    for (const std::string& path : paths) {
      const std::filesystem::path whole = path_of(path, ports_.place);
      switch (ports_.files.type_followed(whole)) {
        case FileType::kFile: {
          const auto size = ports_.files.size(whole);
          walk_.files.push_back({whole, name_of(whole), size ? *size : 0});
          break;
        }
        case FileType::kDirectory: folder(whole, 0); break;
        case FileType::kMissing:
        case FileType::kSymlink:
        case FileType::kOther: return fail(ErrorKind::kUsage, fmt::format("no file or folder '{}'", path));
      }
    }
    std::sort(walk_.files.begin(), walk_.files.end(),
              [](const TreeFile& a, const TreeFile& b) { return a.name < b.name; });
    walk_.files.erase(std::unique(walk_.files.begin(), walk_.files.end(),
                                  [](const TreeFile& a, const TreeFile& b) { return a.name == b.name; }),
                      walk_.files.end());
    return std::move(walk_);
  }

 private:
  [[nodiscard]] std::string name_of(const std::filesystem::path& path) const { return shown_name(path, ports_.place); }

  /// True when git passes it over, and so do we: then it is told.
  bool passes_over(const std::filesystem::path& path, bool is_folder) {
    if (!ignored_ || !ignored_->passes_over(name_of(path), is_folder)) {
      return false;
    }
    skip(path, "ignored", "git ignores it, so no push takes it along");
    return true;
  }

  void folder(const std::filesystem::path& path, int depth) {
    if (depth > kDeepest) {
      walk_.trouble.push_back({{name_of(path), 0, 0, 0, 0},
                               "unreadable",
                               fmt::format("folders are nested more than {} deep", kDeepest),
                               {}});
      return;
    }
    const auto entries = ports_.files.list(path);
    if (!entries) {
      walk_.trouble.push_back({{name_of(path), 0, 0, 0, 0}, "unreadable", entries.error().message, {}});
      return;
    }
    for (const ports::FileEntry& entry : *entries) {
      const std::filesystem::path whole = path / entry.path;
      const bool is_folder = entry.type == FileType::kDirectory;
      if ((is_folder || entry.type == FileType::kFile) && passes_over(whole, is_folder)) {
        continue;
      }
      switch (entry.type) {
        case FileType::kFile: walk_.files.push_back({whole, name_of(whole), entry.size}); break;
        case FileType::kDirectory:
          if (entry.path == ".git" && !options_.takes_all) {
            skip(whole, "git-folder", "git's own files: `--git` looks at what they hold");
          } else {
            folder(whole, depth + 1);
          }
          break;
        case FileType::kSymlink: skip(whole, "link", "a symbolic link is not followed"); break;
        case FileType::kMissing:
        case FileType::kOther: skip(whole, "no-file", "neither a file nor a folder"); break;
      }
    }
  }

  void skip(const std::filesystem::path& path, std::string reason, std::string message) {
    walk_.skipped.push_back({{name_of(path), 0, 0, 0, 0}, std::move(reason), std::move(message)});
  }

  const ScanPorts& ports_;
  const WalkOptions& options_;
  std::optional<IgnoredFiles> ignored_;
  TreeWalk walk_;
};

}  // namespace

Result<TreeWalk> walk_tree(const std::vector<std::string>& paths, const ScanPorts& ports, const WalkOptions& options) {
  return Walker(ports, options).walk(paths);
}

}  // namespace ropewalk::app
