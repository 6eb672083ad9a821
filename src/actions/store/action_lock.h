// `.github/ropewalk.lock`: which commit each action of another repository is, so that all runs take the same.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "actions/action_store.h"
#include "base/result.h"
#include "base/source.h"
#include "base/strings.h"

namespace ropewalk::actions {

/// The file, relative to the top of the repository.
inline constexpr std::string_view kLockFile = ".github/ropewalk.lock";

/// `owner/repo@ref` to the commit's 40 hexadecimal digits; owners and repositories are compared without case.
using ActionLock = std::map<std::string, std::string, LessIgnoringCase>;

/// `owner/repo@ref`: paths within a repository share its entry.
[[nodiscard]] std::string lock_key(const ActionReference& reference);

/// Reads lines of the form `owner/repo@ref COMMIT`; `#` begins a comment. Errors: kInvalid with the place of the first
/// line of another form, or that names an action twice.
[[nodiscard]] Result<ActionLock> read_lock(const SourceFilePtr& file);

/// The file's text, sorted.
[[nodiscard]] std::string lock_text(const ActionLock& lock);

}  // namespace ropewalk::actions
