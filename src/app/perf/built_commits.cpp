#include "app/perf/built_commits.h"

#include <fmt/format.h>

namespace ropewalk::app {

Result<std::filesystem::path> BuiltCommits::get(const std::string& commit, bool is_second) {
  const auto there = folders_.find({commit, is_second});
  if (there != folders_.end()) {
    return there->second;
  }
  // All of one length, since a path's length alone can move a benchmark.
  std::filesystem::path path = folder_ / fmt::format("{:.12}{}", commit, is_second ? "b" : "a");
  const auto made = make_version(path, commit, commit, build_, place_, ports_, stop_);
  Result<std::filesystem::path> result =
      made ? Result<std::filesystem::path>(std::move(path)) : Result<std::filesystem::path>(fail(made.error()));
  if (!made && made.error().kind == ErrorKind::kInterrupted) {
    return result;
  }
  return folders_.emplace(std::pair(commit, is_second), std::move(result)).first->second;
}

}  // namespace ropewalk::app
