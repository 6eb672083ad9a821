#include "app/scan/repository_tree.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/strings.h"
#include "scan/policy/git_index.h"

namespace ropewalk::app {
namespace {

constexpr std::uint64_t kMostTextBytes = 16ULL << 20U;

/// The folder of git's own files for a working tree; empty when there is none.
std::filesystem::path git_folder(const ports::Files& files, const std::filesystem::path& top) {
  const std::filesystem::path at = top / ".git";
  switch (files.type_followed(at)) {
    case ports::FileType::kDirectory: return at;
    case ports::FileType::kFile: {
      const auto text = files.read(at);
      constexpr std::string_view kPointer = "gitdir:";
      if (text && text->starts_with(kPointer)) {
        return (top / std::string(trim(std::string_view(*text).substr(kPointer.size())))).lexically_normal();
      }
      return {};
    }
    default: return {};
  }
}

bool is_made_by_tools(const std::filesystem::path& folder) {
  static constexpr std::array<std::string_view, 9> kNames = {
      ".git", ".venv", "venv", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".tox"};
  return std::find(kNames.begin(), kNames.end(), folder.filename().string()) != kNames.end();
}

void add_below(const ports::Files& files, const std::filesystem::path& top, const std::string& folder, bool is_deep,
               std::set<std::string>& names) {
  const auto found = files.walk(top / folder, [&](const ports::FileEntry& entry) {
    return is_deep && !is_made_by_tools(entry.path) ? ports::Walk::kEnter : ports::Walk::kSkip;
  });
  for (const ports::FileEntry& entry : found ? *found : std::vector<ports::FileEntry>{}) {
    if (entry.type == ports::FileType::kFile || entry.type == ports::FileType::kSymlink) {
      names.insert((std::filesystem::path(folder) / entry.path).generic_string());
    }
  }
}

}  // namespace

Result<scan::policy::Tree> repository_tree(const ports::Files& files, const Place& place) {
  std::set<std::string> names;
  const std::filesystem::path git = git_folder(files, place.top);
  const auto index = git.empty() ? Result<std::string>(fail(ErrorKind::kNotFound, "")) : files.read(git / "index");
  const auto tracked = index ? scan::policy::read_git_index(*index) : std::nullopt;
  if (tracked) {
    for (const std::string& name : *tracked) {
      if (files.type(place.top / name) != ports::FileType::kMissing) {
        names.insert(name);
      }
    }
    add_below(files, place.top, "", false, names);
    add_below(files, place.top, ".github", true, names);
    add_below(files, place.top, "docs", false, names);
  } else {
    const auto found = files.walk(place.top, [](const ports::FileEntry& entry) {
      return is_made_by_tools(entry.path) ? ports::Walk::kSkip : ports::Walk::kEnter;
    });
    if (!found) {
      return fail(found.error());
    }
    for (const ports::FileEntry& entry : *found) {
      if (entry.type == ports::FileType::kFile || entry.type == ports::FileType::kSymlink) {
        names.insert(entry.path.generic_string());
      }
    }
  }
  scan::policy::Tree tree;
  tree.files.assign(names.begin(), names.end());
  tree.read = [&files, top = place.top](const std::string& path) {
    return files.read_regular(top / path, kMostTextBytes, ports::Links::kFollow);
  };
  return tree;
}

}  // namespace ropewalk::app
