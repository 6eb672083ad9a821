// The filters of dorny/paths-filter: names, each with rules that changed files match.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "actions/builtin/paths_filter/changed_files.h"
#include "actions/builtin/paths_filter/name_pattern.h"

namespace ropewalk::actions::builtin {

struct Rule {
  /// Lower case; empty: any.
  std::vector<std::string> statuses;
  /// One of them has to match.
  std::vector<NamePattern> patterns;

  [[nodiscard]] bool takes(const ChangedFile& file) const;
};

using Rules = std::vector<std::pair<std::string, std::vector<Rule>>>;

/// The input `filters`: YAML, or the path of a file of it below `folder`. Errors: kInvalid, kNotFound.
[[nodiscard]] Result<Rules> read_rules(const std::string& input, const std::filesystem::path& folder, StepHost& host);

}  // namespace ropewalk::actions::builtin
