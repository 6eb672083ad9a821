// CODEOWNERS of a repository: its bad lines, and what it leaves open.
#pragma once

#include <optional>
#include <string>

#include "scan/core/finding.h"
#include "scan/policy/owners/codeowners.h"
#include "scan/policy/tree.h"

namespace ropewalk::scan::policy {

/// The file that GitHub takes, read.
struct FoundOwners {
  std::string path;
  OwnersFile owners;
};

/// Nothing when there is none; trouble, in the report, when it cannot be read.
[[nodiscard]] std::optional<FoundOwners> find_owners(const Tree& tree, Report& report);

/// Adds findings for lines that GitHub skips, patterns that own no file, lines that a later one takes over whole, and
/// the file itself left without an owner.
void check_owners(const Tree& tree, const FoundOwners& found, Report& report);

/// The findings of lines alone that GitHub skips.
void check_owners_lines(const FoundOwners& found, Report& report);

/// The `owners` line for a path: who owns it, and which line says so.
[[nodiscard]] Fact owners_of(const std::optional<FoundOwners>& found, const std::string& path);

}  // namespace ropewalk::scan::policy
