// Refs come from the user's repository by a local fetch, which copies nothing.
#include "actions/builtin/checkout/history.h"

#include <fmt/format.h>

#include <set>

#include "actions/builtin/checkout/git_commands.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

namespace fs = std::filesystem;

Result<void> fetch_refs(const fs::path& folder, const std::vector<std::string>& specifications, StepHost& host) {
  std::vector<std::string> arguments{"fetch",
                                     "--quiet",
                                     "--no-auto-maintenance",
                                     "--no-recurse-submodules",
                                     "--update-shallow",
                                     "--no-tags",
                                     host.repository()->top().string()};
  arguments.insert(arguments.end(), specifications.begin(), specifications.end());
  const Result<std::string> fetched = read_git(folder, arguments, host);
  return fetched ? Result<void>() : Result<void>(fail(fetched.error()));
}

/// The commits behind which history is cut: those `depth` commits away from the top that have parents. The answer of
/// `git rev-list --parents` is a commit and its parents in each line.
Result<std::vector<std::string>> find_cut(const std::string& top, int depth, const fs::path& folder, StepHost& host) {
  std::vector<std::string> level{top};
  std::set<std::string, std::less<>> seen{top};
  for (int distance = 1; distance < depth && !level.empty(); ++distance) {
    std::vector<std::string> arguments{"rev-list", "--no-walk=unsorted", "--parents"};
    arguments.insert(arguments.end(), level.begin(), level.end());
    const Result<std::string> listed = read_git(folder, arguments, host);
    if (!listed) {
      return fail(listed.error());
    }
    level.clear();
    for (const std::string_view line : split_lines(*listed)) {
      const std::vector<std::string_view> ids = split(line, ' ');
      for (std::size_t i = 1; i < ids.size(); ++i) {
        if (seen.emplace(ids[i]).second) {
          level.emplace_back(ids[i]);
        }
      }
    }
  }
  return level;
}

}  // namespace

Result<void> shape_history(const CheckoutTarget& target, const HistorySettings& settings, const fs::path& folder,
                           StepHost& host) {
  const std::string tags = "+refs/tags/*:refs/tags/*";
  if (settings.depth == 0) {
    // Branches that only exist here first, then what the remote was last seen to have.
    if (Result<void> fetched = fetch_refs(folder, {"+refs/heads/*:refs/remotes/origin/*", tags}, host); !fetched) {
      return fetched;
    }
    if (Result<void> fetched = fetch_refs(folder, {"+refs/remotes/origin/*:refs/remotes/origin/*"}, host); !fetched) {
      return fetched;
    }
  } else if (settings.has_tags) {
    if (Result<void> fetched = fetch_refs(folder, {tags}, host); !fetched) {
      return fetched;
    }
  }
  const fs::path git = folder / ".git";
  const std::string pull = target.ref.starts_with("refs/pull/") ? target.ref.substr(5) : "";
  const std::string remote = !target.branch.empty() ? "origin/" + target.branch : pull;
  if (!remote.empty()) {
    const Result<void> written = host.files().write(git / "refs" / "remotes" / remote, target.snapshot.commit + "\n");
    if (!written) {
      return written;
    }
  }
  if (settings.depth == 0) {
    return {};
  }
  const Result<std::vector<std::string>> cut = find_cut(target.snapshot.commit, settings.depth, folder, host);
  if (!cut || cut->empty()) {
    return cut ? Result<void>() : Result<void>(fail(cut.error()));
  }
  // A user's repository that is shallow itself ends where it ends.
  const std::string own_ends = host.files().read(git / "shallow").value_or("");
  return host.files().write(git / "shallow", own_ends + join(*cut, "\n") + "\n");
}

}  // namespace ropewalk::actions::builtin
