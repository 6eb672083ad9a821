// Files and lines of requirements that stand in something else: a command, a section of another file.
#pragma once

#include <string>
#include <vector>

#include "scan/dependencies/dependency.h"
#include "scan/dependencies/read/requirement_lines.h"

namespace ropewalk::scan {

/// What a file of requirements is for: constraints install nothing by themselves.
enum class Role { kRequirements, kConstraints };

/// Reads a file, named as files are shown, that `place` asks for. False when there is no such file; what else is wrong
/// with it is told in the manifest.
[[nodiscard]] bool include_requirements(const std::string& file, const Location& place, Role role,
                                        const std::vector<std::string>& groups, const ManifestInput& input,
                                        Manifest& into);

/// Reads lines that stand in `input.file`, at their lines of it.
void add_requirement_lines(const std::vector<RequirementLine>& lines, const std::vector<std::string>& groups,
                           const ManifestInput& input, Manifest& into);

}  // namespace ropewalk::scan
