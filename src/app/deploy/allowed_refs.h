// The branches and tags that may deploy to an environment.
#pragma once

#include <string>
#include <vector>

namespace ropewalk::app {

/// Whether a branch or a tag is one of these, by GitHub's patterns (text/glob.h); a pattern that is none is a name.
[[nodiscard]] bool is_among(const std::string& name, const std::vector<std::string>& patterns);

/// `branches main, release/* and tags v*`; empty where all may.
[[nodiscard]] std::string allowed_text(const std::vector<std::string>& branches, const std::vector<std::string>& tags);

}  // namespace ropewalk::app
