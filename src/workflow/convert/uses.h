// What `uses:` of a step or job names.
#pragma once

#include <string>
#include <string_view>

namespace ropewalk::workflow {

/// `docker://image`, `./path`, `$/path` or `owner/repository[/path]@ref`.
[[nodiscard]] bool is_valid_step_uses(std::string_view uses);

/// What a step's generated id is made of: `owner/repository`, `self`, the image; `run` when there is nothing better.
[[nodiscard]] std::string uses_id(std::string_view uses);

/// A called workflow's `uses:` as it must be looked up: `./path` in a workflow that was itself called from another
/// repository (`caller`: `owner/repository/path@ref`) is of that repository and ref.
[[nodiscard]] std::string qualified_uses(std::string_view uses, std::string_view caller);

}  // namespace ropewalk::workflow
