// What a cache entry is: its version, its keys' rules, the files that go into it.
#pragma once

#include <optional>
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

/// Whose caches a job sees, and to which ref what it saves belongs. (GitHub's documentation, "Restrictions for
/// accessing a cache": a pull request's are its merge ref's, and it sees those of its base and of the default branch.)
[[nodiscard]] record::CacheScopes cache_scopes(StepHost& host);

/// Finds an entry and unpacks it into the workspace; with `lookup_only` it is only found. One that cannot be unpacked
/// is removed, said as a warning, and is a miss.
[[nodiscard]] Result<std::optional<record::CacheHit>> restore_entry(std::string_view key,
                                                                    const std::vector<std::string>& restore_keys,
                                                                    std::string_view version, bool lookup_only,
                                                                    StepHost& host);

/// False when the key is taken.
[[nodiscard]] Result<bool> save_entry(std::string_view key, std::string_view version,
                                      const std::vector<record::ArtifactFile>& files, StepHost& host);

/// The files and folders that the patterns match; what lies below a matched folder goes with it. Paths of the job (its
/// workspace, its home) are named relative to the workspace, so that they come back in another job's folders.
/// Errors: kNotFound, in @actions/cache's words, when there are none.
[[nodiscard]] Result<std::vector<record::ArtifactFile>> files_to_cache(const std::vector<std::string>& paths,
                                                                       StepHost& host);

}  // namespace ropewalk::actions::builtin
