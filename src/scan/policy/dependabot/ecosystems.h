// Which files belong to which of Dependabot's ecosystems.
#pragma once

#include <string_view>
#include <vector>

namespace ropewalk::scan::policy {

/// The ecosystem that looks after a file, by its name alone: `pip` for `requirements.txt`, `uv` for `uv.lock`; empty
/// for a file of none.
[[nodiscard]] std::string_view ecosystem_of(std::string_view path);

/// Whether an entry of this ecosystem finds anything to do in a folder that has files of these ecosystems. True for
/// ecosystems whose files are not known here.
[[nodiscard]] bool has_work(std::string_view ecosystem, const std::vector<std::string_view>& present);

/// Whether an update entry of this ecosystem looks after files of the other: uv and pip share files.
[[nodiscard]] bool looks_after(std::string_view ecosystem, std::string_view other);

}  // namespace ropewalk::scan::policy
