// What `ropewalk init` wrote, so that it knows next time what is its own and what was edited: one line for each file,
// its path and the git blob id of what was written. A text that was committed as it was written can so be had back from
// git, as the common base of a merge.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ropewalk::init {

/// The file, relative to the top.
inline constexpr std::string_view kManifestFile = ".github/ropewalk-init.txt";

/// Blob ids by path.
using Manifest = std::map<std::string, std::string, std::less<>>;

/// Errors: kInvalid with the line.
[[nodiscard]] Result<Manifest> read_manifest(std::string_view text);
[[nodiscard]] std::string write_manifest(const Manifest& manifest);

/// Git's id of a blob with this content (SHA-1 of `blob <size>\0<content>`).
[[nodiscard]] std::string blob_id(std::string_view content);

}  // namespace ropewalk::init
