#include "deploy/targets/tree.h"

#include <algorithm>
#include <array>
#include <stop_token>

#include "base/hash.h"

namespace ropewalk::deploy {
namespace {

/// `.index` is what git leaves where it wrote a tree.
constexpr std::array<std::string_view, 13> kLeftOut = {
    ".git",          ".venv",       "venv", "__pycache__", "node_modules", ".mypy_cache", ".ruff_cache",
    ".pytest_cache", ".benchmarks", ".tox", ".nox",        ".ropewalk",    ".index"};

Result<std::vector<ports::FileEntry>> entries(const ports::Files& files, const std::filesystem::path& tree) {
  return files.walk(tree, [](const ports::FileEntry& entry) {
    const std::string name = entry.path.filename().string();
    return std::find(kLeftOut.begin(), kLeftOut.end(), name) == kLeftOut.end() ? ports::Walk::kEnter
                                                                               : ports::Walk::kSkip;
  });
}

bool is_left_out(const std::filesystem::path& path) {
  return std::find(kLeftOut.begin(), kLeftOut.end(), path.filename().string()) != kLeftOut.end();
}

}  // namespace

std::filesystem::path version_folder(const std::filesystem::path& service, std::string_view digest) {
  constexpr std::size_t kKeyLength = 16;
  const std::size_t colon = digest.find(':');
  return service / "versions" / digest.substr(colon == std::string_view::npos ? 0 : colon + 1).substr(0, kKeyLength);
}

Result<std::string> digest_of_tree(const ports::Files& files, const std::filesystem::path& tree) {
  const auto all = entries(files, tree);
  if (!all) {
    return fail(all.error());
  }
  Sha256 whole;
  const auto put = [&](std::string_view text) {
    whole.update(text);
    whole.update(std::string_view("\0", 1));
  };
  for (const ports::FileEntry& entry : *all) {
    if (is_left_out(entry.path)) {
      continue;
    }
    if (entry.type == ports::FileType::kFile) {
      const auto digest = files.digest(tree / entry.path, std::stop_token());
      if (!digest) {
        return fail(digest.error());
      }
      put(entry.path.generic_string());
      put(entry.is_executable ? "x" : "f");
      put(to_hex(*digest));
    } else if (entry.type == ports::FileType::kSymlink) {
      const auto link = files.read_symlink(tree / entry.path);
      put(entry.path.generic_string());
      put("l");
      put(link ? link->generic_string() : std::string());
    }
  }
  return "sha256:" + to_hex(whole.finish());
}

Result<void> copy_tree(ports::Files& files, const std::filesystem::path& from, const std::filesystem::path& to) {
  const auto all = entries(files, from);
  if (!all) {
    return fail(all.error());
  }
  if (auto made = files.make_directories(to); !made) {
    return made;
  }
  for (const ports::FileEntry& entry : *all) {
    if (is_left_out(entry.path)) {
      continue;
    }
    auto done = entry.type == ports::FileType::kDirectory ? files.make_directories(to / entry.path)
                                                          : files.copy(from / entry.path, to / entry.path);
    if (!done) {
      return done;
    }
  }
  return {};
}

}  // namespace ropewalk::deploy
