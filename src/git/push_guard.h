// Settings under which a job's pushes lead nowhere (docs/decisions/0020-push-is-off.md).
#pragma once

#include <string>
#include <vector>

namespace ropewalk::git {

/// What a job's own `.gitconfig` says. `own` are the places that belong to the user: the URLs of the remotes and the
/// repository itself. Other places on this machine stay open: a test suite may push to repositories that it makes.
[[nodiscard]] std::string push_guard_text(const std::vector<std::string>& own);

/// The hook `pre-receive` of a snapshot, which says why a push is refused.
[[nodiscard]] std::string refusing_hook();

/// A workspace's remote `origin`: what is fetched comes from the snapshot; a push goes to `push_url`, or, when that is
/// empty, to the snapshot too, which refuses it.
[[nodiscard]] std::string workspace_remote_text(const std::string& remote_url, const std::string& snapshot,
                                                const std::string& push_url);

}  // namespace ropewalk::git
