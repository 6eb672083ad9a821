#include "engine/hash_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "base/strings.h"
#include "text/path_glob.h"

namespace ropewalk::engine {
namespace {

namespace fs = std::filesystem;

constexpr int kDeepest = 200;

class Hasher {
 public:
  Hasher(const ports::Files& files, const text::PathGlobs& globs, fs::path workspace, bool follows_links)
      : files_(files), globs_(globs), workspace_(std::move(workspace)), follows_links_(follows_links) {}

  Result<void> visit(const fs::path& path, int depth) {
    if (depth > kDeepest) {
      return fail(ErrorKind::kInvalid, fmt::format("'{}' lies too deep", path.string()));
    }
    const ports::FileType type = follows_links_ ? files_.type_followed(path) : files_.type(path);
    switch (type) {
      case ports::FileType::kMissing: return {};
      case ports::FileType::kDirectory: return visit_folder(path, depth);
      case ports::FileType::kFile:
      case ports::FileType::kSymlink:
      case ports::FileType::kOther: return visit_file(path);
    }
    return {};
  }

  [[nodiscard]] std::string finish() { return has_file_ ? to_hex(all_.finish()) : std::string(); }

 private:
  Result<void> visit_folder(const fs::path& path, int depth) {
    if (!globs_.may_match_below(path.string())) {
      return {};
    }
    if (follows_links_) {
      const auto real = files_.canonical(path);
      if (!real || !entered_.insert(*real).second) {
        return {};
      }
    }
    auto entries = files_.list(path);
    if (!entries) {
      return fail(std::move(entries.error()));
    }
    for (const ports::FileEntry& entry : *entries) {
      if (auto visited = visit(path / entry.path, depth + 1); !visited) {
        return visited;
      }
    }
    return {};
  }

  Result<void> visit_file(const fs::path& path) {
    const fs::path relative = path.lexically_relative(workspace_);
    const bool is_inside = !relative.empty() && *relative.begin() != "..";
    if (!globs_.matches(path.string(), false) || !is_inside || files_.type_followed(path) != ports::FileType::kFile) {
      return {};
    }
    auto bytes = files_.read(path);
    if (!bytes) {
      return fail(std::move(bytes.error()));
    }
    const Sha256Digest digest = sha256(*bytes);
    std::string raw;
    for (const std::uint8_t byte : digest) {
      raw += static_cast<char>(byte);
    }
    all_.update(raw);
    has_file_ = true;
    return {};
  }

  const ports::Files& files_;
  const text::PathGlobs& globs_;
  fs::path workspace_;
  bool follows_links_;
  bool has_file_ = false;
  Sha256 all_;
  std::set<fs::path> entered_;
};

}  // namespace

Result<std::string> hash_files(const ports::Files& files, const fs::path& workspace, const fs::path& home,
                               const std::vector<std::string>& patterns) {
  std::vector<std::string> lines = patterns;
  const bool follows_links = !lines.empty() && equals_ignoring_case(lines.front(), "--follow-symbolic-links");
  if (follows_links) {
    lines.erase(lines.begin());
  }
  auto globs = text::PathGlobs::compile(join(lines, "\n"), {.root = workspace.string(), .home = home.string()});
  if (!globs) {
    return fail(std::move(globs.error()));
  }
  Hasher hasher(files, *globs, workspace, follows_links);
  for (const std::string& path : globs->search_paths()) {
    if (auto visited = hasher.visit(path, 0); !visited) {
      return fail(std::move(visited.error()));
    }
  }
  return hasher.finish();
}

}  // namespace ropewalk::engine
