// The merge commit of a pull request, as GitHub makes one for each: nobody's index or working tree is needed for it.
#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "git/git_repository.h"

namespace ropewalk::git {
namespace {

namespace fs = std::filesystem;

/// What git says for words that it does not know.
constexpr int kUsageExit = 129;
constexpr int kConflictExit = 1;

}  // namespace

Result<std::string> GitRepository::commit_tree(const fs::path& folder, std::string_view tree,
                                               const std::vector<std::string>& parents, const std::string& message,
                                               std::string_view dated, const std::stop_token& stop) const {
  // The time of a commit where there is none to take it from: 2020-01-01T00:00:00Z.
  std::string date = "@1577836800 +0000";
  if (!dated.empty()) {
    const Result<std::string> time = git_.run({folder_.top, folder, folder}, Settings::kNone,
                                              {"log", "--max-count=1", "--format=%ct", std::string(dated)},
                                              {.environment = {}, .input = {}, .stop = stop});
    if (!time) {
      return fail(time.error());
    }
    date = fmt::format("@{} +0000", trim(*time));
  }
  std::vector<std::string> arguments{"commit-tree", "--no-gpg-sign", "-m", message, std::string(tree)};
  for (const std::string& parent : parents) {
    arguments.insert(arguments.end(), {"-p", parent});
  }
  // The same tree on the same commits is the same commit: nothing in it depends on who made it or when.
  GitCall call{.environment = {}, .input = {}, .stop = stop};
  for (const char* role : {"AUTHOR", "COMMITTER"}) {
    call.environment.emplace_back(fmt::format("GIT_{}_NAME", role), "Ropewalk");
    call.environment.emplace_back(fmt::format("GIT_{}_EMAIL", role), "ropewalk@localhost");
    call.environment.emplace_back(fmt::format("GIT_{}_DATE", role), date);
  }
  const Result<std::string> commit = git_.run({folder_.top, folder, folder}, Settings::kNone, arguments, call);
  return commit ? Result<std::string>(std::string(trim(*commit))) : fail(commit.error());
}

Result<ports::Merge> GitRepository::merge_in(const fs::path& folder, const ports::PullRequest& pull,
                                             std::string_view head, const std::stop_token& stop) const {
  const Result<ports::CapturedProcess> merged =
      git_.capture({folder_.top, folder, folder}, Settings::kNone,
                   {"merge-tree", "--write-tree", "--allow-unrelated-histories", "--name-only", "--no-messages", "-z",
                    pull.base, std::string(head)},
                   {.environment = {}, .input = {}, .stop = stop});
  if (!merged) {
    return fail(merged.error());
  }
  if (merged->outcome.exit_code == kUsageExit) {
    return fail(ErrorKind::kIncomplete, "This git cannot make the merge commit of a pull request",
                "git 2.38 or newer can");
  }
  std::vector<std::string_view> fields = split(merged->output, '\0');
  if (merged->outcome.exit_code == kConflictExit) {
    ports::Merge conflicting;
    for (std::size_t i = 1; i < fields.size(); ++i) {
      if (!fields[i].empty()) {
        conflicting.conflicts.emplace_back(fields[i]);
      }
    }
    std::ranges::sort(conflicting.conflicts);
    return conflicting;
  }
  if (merged->outcome.exit_code != 0) {
    return fail(ErrorKind::kInvalid,
                fmt::format("git merge-tree failed in {}: {}", folder_.top.string(), trim(merged->errors)));
  }
  const Result<std::string> commit = commit_tree(folder, trim(fields.front()), {pull.base, std::string(head)},
                                                 fmt::format("Merge {} into {}", head, pull.base), head, stop);
  if (!commit) {
    return fail(commit.error());
  }
  return ports::Merge{*commit, {}};
}

Result<ports::Merge> GitRepository::merge(const ports::PullRequest& pull, std::string_view head, std::stop_token stop) {
  const Result<fs::path> folder = files_.make_temporary_directory(fs::temp_directory_path(), "ropewalk-merge-");
  if (!folder) {
    return fail(folder.error());
  }
  const Result<void> started = start_snapshot(*folder);
  Result<ports::Merge> merged = started ? merge_in(*folder, pull, head, stop) : fail(started.error());
  static_cast<void>(files_.remove_all(*folder));
  return merged;
}

}  // namespace ropewalk::git
