// Which advisories of an image's distribution are about its packages. Distributions mend an old version instead of
// taking the new one, so their packages are judged by their own advisories alone, under the name of the source package.
#pragma once

#include <string>
#include <vector>

#include "scan/advisories/pack.h"
#include "scan/core/finding.h"

namespace ropewalk::scan {

/// The JSON text of a detail; `null` when the package has none.
[[nodiscard]] std::string_view detail(const Package& package, std::string_view key);
/// The text of a detail; empty when it is none.
[[nodiscard]] std::string text_detail(const Package& package, std::string_view key);
[[nodiscard]] std::string text_detail(const Details& details, std::string_view key);

/// Adds to a finding where its package comes from (layer, instruction, base image), and to its hint what to build anew.
void add_origin(const Package& package, Finding& finding);

/// Judges the packages of `dpkg`, `apk` and `rpm` among these. Those of a distribution that the data has no advisories
/// of are trouble (`no-advisories`), once a distribution; `looked_at` counts the others.
[[nodiscard]] Report judge_distribution(const std::vector<Package>& packages, const Pack& pack);

}  // namespace ropewalk::scan
