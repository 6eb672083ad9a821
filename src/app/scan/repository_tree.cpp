#include "app/scan/repository_tree.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "app/scan/walk_readable.h"
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

class TreeBuilder {
 public:
  TreeBuilder(const ports::Files& files, const std::filesystem::path& top) : files_(files), top_(top) {}

  /// What git tracks. What is not there was removed, or stands where nobody may look.
  void add_tracked(const std::vector<std::string>& tracked) {
    has_index_ = true;
    std::set<std::filesystem::path> folders;
    for (const std::string& name : tracked) {
      if (files_.type(top_ / name) != ports::FileType::kMissing) {
        names_.insert(name);
        tracked_.push_back(name);
      } else if (const auto folder = std::filesystem::path(name).parent_path(); folders.insert(folder).second) {
        const auto listed = files_.list(top_ / folder);
        if (!listed && files_.type(top_ / folder) == ports::FileType::kDirectory) {
          tell(folder, listed.error().message);
        }
      }
    }
  }

  void add_below(const std::string& folder, const std::function<bool(const std::filesystem::path&)>& enters) {
    if (files_.type(top_ / folder) != ports::FileType::kDirectory) {
      return;
    }
    const ReadableWalk walk = walk_readable(files_, top_ / folder, [&](const ports::FileEntry& entry) {
      return enters(entry.path) ? ports::Walk::kEnter : ports::Walk::kSkip;
    });
    for (const ports::FileEntry& entry : walk.entries) {
      if (entry.type == ports::FileType::kFile || entry.type == ports::FileType::kSymlink) {
        names_.insert((std::filesystem::path(folder) / entry.path).generic_string());
      }
    }
    for (const UnreadableFolder& unreadable : walk.unreadable) {
      tell(std::filesystem::path(folder) / unreadable.path, unreadable.message);
    }
  }

  scan::policy::Tree build() {
    scan::policy::Tree tree;
    tree.files.assign(names_.begin(), names_.end());
    for (const auto& [folder, message] : unreadable_) {
      tree.trouble.push_back({{.file = folder}, "unreadable", message, {}});
    }
    tree.read = [&files = files_, top = top_](const std::string& path) {
      return files.read_regular(top / path, kMostTextBytes, ports::Links::kFollow);
    };
    tree.read_unlinked = [&files = files_, top = top_](const std::string& path) {
      auto bytes = files.read_regular(top / path, kMostTextBytes, ports::Links::kRefuse);
      const bool is_link = !bytes && files.type(top / path) == ports::FileType::kSymlink;
      return is_link ? Result<std::string>("") : bytes;
    };
    if (has_index_) {
      tree.tracked = std::move(tracked_);
    }
    return tree;
  }

 private:
  void tell(const std::filesystem::path& folder, const std::string& message) {
    unreadable_.emplace(folder.empty() ? "." : folder.generic_string(), message);
  }

  const ports::Files& files_;
  const std::filesystem::path top_;
  std::set<std::string> names_;
  std::vector<std::string> tracked_;
  bool has_index_ = false;
  std::map<std::string, std::string> unreadable_;
};

}  // namespace

scan::policy::Tree repository_tree(const ports::Files& files, const Place& place) {
  const std::filesystem::path git = git_folder(files, place.top);
  const auto index = git.empty() ? Result<std::string>(fail(ErrorKind::kNotFound, "")) : files.read(git / "index");
  const auto tracked = index ? scan::policy::read_git_index(*index) : std::nullopt;
  TreeBuilder builder(files, place.top);
  const auto enters = [](const std::filesystem::path& folder) { return !is_made_by_tools(folder); };
  if (tracked) {
    const auto never = [](const std::filesystem::path&) { return false; };
    builder.add_tracked(*tracked);
    builder.add_below("", never);
    builder.add_below(".github", enters);
    builder.add_below("docs", never);
  } else {
    builder.add_below("", enters);
  }
  return builder.build();
}

}  // namespace ropewalk::app
