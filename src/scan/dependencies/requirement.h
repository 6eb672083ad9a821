// One requirement as Python's tools write it: `name[extra] >=1.0 ; marker`, `name @ url` (PEP 508).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "scan/dependencies/dependency.h"

namespace ropewalk::scan {

/// Reads a requirement into a dependency without place and groups. Errors: kInvalid with what is wrong.
[[nodiscard]] Result<Dependency> read_requirement(std::string_view text);

/// Reads what pip takes: a requirement, or an address or a path without a name in front (`./x.whl`,
/// `git+https://…#egg=x`). Errors: kInvalid with what is wrong.
[[nodiscard]] Result<Dependency> read_pip_requirement(std::string_view text);

/// Reads what stands behind `-e`: a folder or an address, with or without a name in front.
[[nodiscard]] Result<Dependency> read_editable(std::string_view text);

/// What an address of a package is: `git+https://…` is git, `file:` and paths are paths, others are URLs. A wheel's
/// name and version are in its file name.
void set_address(Dependency& dependency, std::string_view address);

/// Name and version of a wheel's file name; empty for other names.
struct WheelName {
  std::string name;
  std::string version;
};
[[nodiscard]] WheelName read_wheel_name(std::string_view path);

}  // namespace ropewalk::scan
