// Licences of packages against a list of those that are allowed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scan/core/finding.h"
#include "scan/dependencies/dependency.h"

namespace ropewalk::scan {

/// What metadata calls a licence, as an SPDX expression: `MIT License` is `MIT`, an expression is itself. Nothing for
/// what names none for certain (`BSD`, a whole text).
[[nodiscard]] std::optional<std::string> spdx_license(std::string_view name);

/// Whether an expression can be met with licences of the list: one side of an OR, both sides of an AND. Nothing when it
/// is no expression.
[[nodiscard]] std::optional<bool> is_allowed_license(std::string_view expression,
                                                     const std::vector<std::string>& allowed);

/// A finding for each package whose licence is not on the list; packages whose licence is not known are told as
/// skipped. `allowed` is not empty.
void check_licenses(const Manifest& manifest, const std::vector<std::string>& allowed, Report& report);

}  // namespace ropewalk::scan
