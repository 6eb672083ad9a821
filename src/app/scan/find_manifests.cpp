#include "app/scan/find_manifests.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/scan/walk_readable.h"

namespace ropewalk::app {
namespace {

using std::filesystem::path;

/// Folders that hold what tools made.
bool is_passed_over(std::string_view name) {
  static constexpr std::array<std::string_view, 10> kNames = {
      ".git", ".hg",         ".svn", "node_modules",  "__pycache__",
      ".tox", ".mypy_cache", ".nox", ".pytest_cache", ".ruff_cache"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

class Finder {
 public:
  Finder(const Place& place, const ports::Files& files) : place_(place), files_(files) {}

  void add_folder(const path& folder, IgnoredFiles* ignored) {
    const auto is_ignored = [&](const std::string& name, bool is_folder) {
      if (ignored == nullptr || !ignored->passes_over(name, is_folder)) {
        return false;
      }
      found_.skipped.push_back({{.file = name}, "ignored", "git ignores it, so no push takes it along"});
      return true;
    };
    const ReadableWalk walk = walk_readable(files_, folder, [&](const ports::FileEntry& entry) {
      if (is_passed_over(entry.path.filename().string())) {
        return ports::Walk::kSkip;
      }
      if (is_ignored(shown_path(place_, folder / entry.path), true)) {
        return ports::Walk::kSkip;
      }
      if (files_.type(folder / entry.path / "pyvenv.cfg") == ports::FileType::kFile) {
        found_.skipped.push_back({{.file = shown_path(place_, folder / entry.path)},
                                  "environment",
                                  "a virtual environment: name it to have it scanned"});
        return ports::Walk::kSkip;
      }
      return ports::Walk::kEnter;
    });
    for (const UnreadableFolder& unreadable : walk.unreadable) {
      found_.trouble.push_back(
          {{.file = shown_path(place_, folder / unreadable.path)}, "unreadable", unreadable.message, {}});
    }
    for (const ports::FileEntry& entry : walk.entries) {
      if (entry.type == ports::FileType::kFile) {
        const std::string name = shown_path(place_, folder / entry.path);
        if (const auto* format = scan::manifest_format_of(name, false); format != nullptr && !is_ignored(name, false)) {
          found_.files.push_back({folder / entry.path, name, format});
        }
      }
    }
  }

  Result<void> add_file(const path& file, const scan::ManifestFormat* format) {
    const std::string name = shown_path(place_, file);
    const auto* known = format != nullptr ? format : scan::manifest_format_of(name, true);
    if (known == nullptr) {
      return fail(ErrorKind::kUsage, fmt::format("'{}' has no name that says what it is", file.string()),
                  "say it with --as FORMAT");
    }
    found_.files.push_back({file, name, known});
    return {};
  }

  FoundManifests take() { return std::move(found_); }

 private:
  const Place& place_;
  const ports::Files& files_;
  FoundManifests found_;
};

}  // namespace

std::string shown_path(const Place& place, const path& file) {
  const path relative = file.lexically_normal().lexically_relative(place.top.lexically_normal());
  const bool is_outside = relative.empty() || *relative.begin() == "..";
  return (is_outside ? file.lexically_normal() : relative).generic_string();
}

Result<FoundManifests> find_manifests(const std::vector<std::string>& paths, const std::optional<std::string>& format,
                                      const Place& place, const ports::Files& files, IgnoredFiles& ignored) {
  const scan::ManifestFormat* as = nullptr;
  if (format) {
    as = scan::manifest_format(*format);
    if (as == nullptr) {
      std::string names;
      for (const auto& known : scan::manifest_formats()) {
        names += names.empty() ? "" : ", ";
        names += known.name;
      }
      return fail(ErrorKind::kUsage, fmt::format("--as: no format '{}'", *format), names);
    }
  }
  Finder finder(place, files);
  if (paths.empty()) {
    finder.add_folder(place.top, &ignored);
  }
  for (const std::string& text : paths) {
    const path named = place.base / text;
    switch (files.type_followed(named)) {
      case ports::FileType::kMissing: return fail(ErrorKind::kUsage, fmt::format("no file or folder '{}'", text));
      case ports::FileType::kDirectory: finder.add_folder(named, nullptr); break;
      case ports::FileType::kFile:
      case ports::FileType::kSymlink:
      case ports::FileType::kOther:
        if (auto added = finder.add_file(named, as); !added) {
          return fail(std::move(added.error()));
        }
        break;
    }
  }
  return finder.take();
}

}  // namespace ropewalk::app
