// What a cache entry is: its version, its keys' rules, the files that go into it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actions/native_action.h"
#include "record/store.h"

namespace ropewalk::actions::builtin {

/// Lines of an input as actions/cache takes them: trimmed, blanks behind `!` dropped, empty ones left out.
[[nodiscard]] std::vector<std::string> cache_lines(const Inputs& inputs, std::string_view name);

/// SHA-256 over the paths as written, the compression and the format, joined by `|` (@actions/cache). Entries of
/// another version are never restored.
[[nodiscard]] std::string cache_version(const std::vector<std::string>& paths);

/// Errors, in @actions/cache's words: no path; more than 10 keys; a key of more than 512 characters or with a comma.
[[nodiscard]] Result<void> check_paths_and_keys(const std::vector<std::string>& paths, std::string_view key,
                                                const std::vector<std::string>& restore_keys);

/// The files and folders that the patterns match; what lies below a matched folder goes with it. Paths of the job (its
/// workspace, its home) are named relative to the workspace, so that they come back in another job's folders.
/// Errors: kNotFound, in @actions/cache's words, when there are none.
[[nodiscard]] Result<std::vector<record::ArtifactFile>> files_to_cache(const std::vector<std::string>& paths,
                                                                       StepHost& host);

}  // namespace ropewalk::actions::builtin
