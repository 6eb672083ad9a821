// coverage.py's own data file: which lines ran. Which could have run is in the sources, and coverage.py knows how to
// tell.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ports/environment.h"
#include "ports/process.h"

namespace ropewalk::app {

/// Whether a file's text is a data file of coverage.py: an SQLite database.
[[nodiscard]] bool is_coverage_data(std::string_view text);
/// `.coverage`, and `.coverage.host.12.abc` of parallel runs; not `.coveragerc`.
[[nodiscard]] bool is_coverage_data_name(std::string_view name);

/// The data as `coverage json` has it, by the coverage.py of PATH or of `python3`, which reads the sources from
/// `folder`. Errors: kInvalid when there is no coverage.py, and for what it says of the file, such as sources that are
/// gone.
[[nodiscard]] Result<std::string> coverage_data_as_json(const std::filesystem::path& file, std::string_view name,
                                                        const std::filesystem::path& folder, ports::Process& process,
                                                        const ports::Environment& environment);

}  // namespace ropewalk::app
