// What `git status --porcelain=v2 -z` says.
#include "git/working_tree_status.h"

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::git {
namespace {

/// What follows the given number of fields, each ended by a space.
std::string_view behind_fields(std::string_view record, int fields) {
  for (int i = 0; i < fields; ++i) {
    const std::size_t space = record.find(' ');
    if (space == std::string_view::npos) {
      return {};
    }
    record.remove_prefix(space + 1);
  }
  return record;
}

}  // namespace

std::vector<std::string> status_arguments() {
  return {
      "status",           "--porcelain=v2", "-z", "--untracked-files=all", "--no-renames", "--ignore-submodules=dirty",
      "--no-ahead-behind"};
}

WorkingTreeStatus read_status(std::string_view text) {
  // The fields in front of the path (git-status(1), "Porcelain Format Version 2"): of a changed and of an unmerged
  // path.
  constexpr int kChangedFields = 8;
  constexpr int kUnmergedFields = 10;
  WorkingTreeStatus status;
  for (const std::string_view record : split(text, '\0')) {
    if (record.size() < 3 || record[1] != ' ') {
      continue;
    }
    switch (record.front()) {
      case '1': status.changed.emplace_back(behind_fields(record, kChangedFields)); break;
      case 'u': status.changed.emplace_back(behind_fields(record, kUnmergedFields)); break;
      case '?': (record.ends_with('/') ? status.nested : status.untracked).emplace_back(record.substr(2)); break;
      default: break;
    }
  }
  std::ranges::sort(status.changed);
  std::ranges::sort(status.untracked);
  std::ranges::sort(status.nested);
  return status;
}

}  // namespace ropewalk::git
