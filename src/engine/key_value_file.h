// The format of GITHUB_ENV, GITHUB_OUTPUT and GITHUB_STATE: `NAME=value` lines and `NAME<<DELIMITER` blocks.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ropewalk::engine {

/// What a file says, up to its first mistake: GitHub keeps what stands before it.
struct KeyValues {
  /// In the file's order, doubles included.
  std::vector<std::pair<std::string, std::string>> pairs;
  /// The mistake in GitHub's words; empty when there is none.
  std::string error;
};

/// Reads the text. Lines end at LF alone: a CR stays part of its line. (GitHub's EnvFileKeyValuePairs on Linux.)
[[nodiscard]] KeyValues read_key_values(std::string_view text);

}  // namespace ropewalk::engine
