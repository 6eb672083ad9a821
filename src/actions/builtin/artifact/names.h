// Names of artifacts: which are allowed, which number stands for one, which a pattern means.
#pragma once

#include <cstdint>
#include <string_view>

#include "record/store.h"

namespace ropewalk::actions::builtin {

/// Errors: kInvalid for an empty name and for the characters that @actions/artifact forbids, in its words.
[[nodiscard]] Result<void> check_artifact_name(std::string_view name);
/// The same for the name of a file within an artifact, where slashes are allowed.
[[nodiscard]] Result<void> check_artifact_file_name(std::string_view name);

/// The number that stands for an artifact in outputs and inputs: made of its run and its name.
[[nodiscard]] std::uint64_t artifact_id(const record::Artifact& artifact);

/// minimatch's patterns as far as names without slashes go: `*`, `?`, `[a-z]`, `{a,b}`, and `!` in front.
[[nodiscard]] bool matches_name_pattern(std::string_view pattern, std::string_view name);

}  // namespace ropewalk::actions::builtin
