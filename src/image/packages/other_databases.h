// Package managers besides the distributions' own: conda's records, and databases that are seen and not read.
#pragma once

#include <string_view>

#include "image/oci/tree.h"
#include "image/packages/package.h"

namespace ropewalk::image {

/// `x/conda-meta/NAME-VERSION-BUILD.json`.
[[nodiscard]] bool is_conda_record(std::string_view path);

void find_conda_packages(const Tree& tree, Inventory& inventory);

/// Tells as a gap (kUnsupported) what a package manager that is not read has installed: what is in there is not
/// known.
void find_other_databases(const Tree& tree, Inventory& inventory);

}  // namespace ropewalk::image
