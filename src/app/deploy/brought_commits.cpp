#include "app/deploy/brought_commits.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/rfc3339.h"
#include "deploy/room.h"

namespace ropewalk::app {
namespace {

constexpr int kMostCommits = 1000;
constexpr std::size_t kRecent = 200;
constexpr std::size_t kShortCommit = 10;

}  // namespace

Result<std::optional<deploy::Deployment>> runs_before(const deploy::Store& store) {
  auto serves = deploy::serving(store);
  if (!serves || *serves) {
    return serves;
  }
  auto all = store.deployments(kRecent);
  if (!all) {
    return fail(std::move(all.error()));
  }
  const auto oldest = std::find_if(all->rbegin(), all->rend(), [](const deploy::Deployment& one) {
    return one.outcome == deploy::Outcome::kRunning || one.outcome == deploy::Outcome::kWaiting;
  });
  return oldest == all->rend() ? std::optional<deploy::Deployment>() : std::optional(std::move(*oldest));
}

void find_changes(MadePlan& made, const std::optional<deploy::Deployment>& before,
                  const ports::Repository* repository) {
  made.changes.clear();
  if (!before || before->digest == made.plan.digest) {
    return;
  }
  const bool have_names = !before->commit.empty() && !made.plan.commit.empty();
  const auto commits = have_names && repository != nullptr
                           ? repository->commits(before->commit, made.plan.commit, kMostCommits)
                           : Result<std::vector<ports::Commit>>(fail(ErrorKind::kNotFound, ""));
  if (!commits) {
    made.misses_changes = true;
    if (have_names) {
      made.warnings.push_back(fmt::format(
          "the commits from {} to {} are not in this repository: `ropewalk dora` will lack their lead times "
          "(`fetch-depth: 0` of actions/checkout fetches all)",
          before->commit.substr(0, kShortCommit), made.plan.commit.substr(0, kShortCommit)));
    }
    return;
  }
  for (const ports::Commit& commit : *commits) {
    if (const auto time = parse_rfc3339(commit.committer_date)) {
      made.changes.push_back({.commit = commit.sha, .time = *time});
    }
  }
}

}  // namespace ropewalk::app
