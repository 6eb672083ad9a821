// A component that a bill of materials names, as a dependency: its package URL says what it is looked up as.
#pragma once

#include <string>
#include <string_view>

#include "scan/dependencies/dependency.h"

namespace ropewalk::scan {

/// `purl` may be empty: then no advisories are about it. A version that is not stated is the URL's.
[[nodiscard]] Dependency component_dependency(const std::string& name, const std::string& version,
                                              const std::string& purl);

/// OSV's name of the ecosystem that a package URL's type means: `crates.io` of `cargo`; other types are their own.
[[nodiscard]] std::string_view ecosystem_of_purl(std::string_view type);
/// The package URL of a package as its ecosystem names it: `pkg:npm/%40babel/core@7.0.0`, `pkg:golang/x.org/a/b@v1`.
/// `from` is where it comes from instead of an index, empty for most.
[[nodiscard]] std::string purl_of(std::string_view ecosystem, std::string_view name, const std::string& version,
                                  const std::string& from);

}  // namespace ropewalk::scan
