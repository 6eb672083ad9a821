#include "actions/store/action_lock.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace ropewalk::actions {
namespace {

bool is_commit_id(std::string_view text) {
  return text.size() == 40 && std::all_of(text.begin(), text.end(),
                                          [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; });
}

}  // namespace

std::string lock_key(const ActionReference& reference) {
  return reference.owner + "/" + reference.repository + "@" + reference.ref;
}

Result<ActionLock> read_lock(const SourceFilePtr& file) {
  ActionLock lock;
  std::size_t at = 0;
  for (const std::string_view line : split_lines(file->text())) {
    const std::size_t begin = at;
    at += line.size() + 1;
    const std::string_view words = trim(line.substr(0, line.find('#')));
    if (words.empty()) {
      continue;
    }
    const std::size_t space = words.find_first_of(" \t");
    const std::string_view commit = space == std::string_view::npos ? "" : trim(words.substr(space));
    const bool is_entry = words.substr(0, space).find('@') != std::string_view::npos && is_commit_id(commit);
    const SourceRef place{file, {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin + line.size())}};
    if (!is_entry) {
      return tl::unexpected(Error{ErrorKind::kInvalid, fmt::format("'{}' is not an entry of a lock file", words),
                                  "an entry is `owner/repo@ref COMMIT`; `ropewalk lock` writes them", place});
    }
    if (!lock.emplace(words.substr(0, space), to_lower(commit)).second) {
      return tl::unexpected(Error{ErrorKind::kInvalid, fmt::format("'{}' is here twice", words.substr(0, space)),
                                  "leave one of the lines", place});
    }
  }
  return lock;
}

std::string lock_text(const ActionLock& lock) {
  std::string text =
      "# Which commit each action of another repository is. `ropewalk lock` writes this file, and `ropewalk run` "
      "takes\n"
      "# no other commits than these.\n";
  for (const auto& [name, commit] : lock) {
    text += fmt::format("{} {}\n", name, commit);
  }
  return text;
}

}  // namespace ropewalk::actions
