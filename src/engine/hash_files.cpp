#include "engine/hash_files.h"

#include <fmt/format.h>

#include "actions/file_search.h"
#include "base/hash.h"
#include "base/strings.h"

namespace ropewalk::engine {
namespace {

namespace fs = std::filesystem;

bool is_inside(const fs::path& path, const fs::path& folder) {
  const std::string start = folder.string() + "/";
  return path.string().starts_with(start);
}

}  // namespace

Result<std::string> hash_files(const ports::Files& files, const fs::path& workspace, const fs::path& home,
                               const std::vector<std::string>& patterns, const std::stop_token& stop) {
  std::vector<std::string> lines = patterns;
  actions::FileSearchOptions options{.root = workspace, .home = home, .follows_links = false};
  if (!lines.empty() && equals_ignoring_case(lines.front(), "--follow-symbolic-links")) {
    options.follows_links = true;
    lines.erase(lines.begin());
  }
  const auto search = actions::search_files(join(lines, "\n"), options, files, stop);
  if (!search) {
    return fail(search.error());
  }
  Sha256 all;
  bool has_file = false;
  for (const actions::FoundPath& found : search->found) {
    if (found.is_directory || !is_inside(found.path, workspace)) {
      continue;
    }
    const ports::FileType type = files.type_followed(found.path);
    if (type == ports::FileType::kDirectory) {
      continue;
    }
    if (type == ports::FileType::kMissing) {
      return fail(ErrorKind::kNotFound, fmt::format("'{}' is a link to nothing", found.path.string()),
                  "take it out with a pattern that begins with '!'");
    }
    const auto digest = files.digest(found.path, stop);
    if (!digest) {
      return fail(digest.error());
    }
    std::string raw;
    for (const std::uint8_t byte : *digest) {
      raw += static_cast<char>(byte);
    }
    all.update(raw);
    has_file = true;
  }
  return has_file ? to_hex(all.finish()) : std::string();
}

}  // namespace ropewalk::engine
