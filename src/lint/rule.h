// A rule: what it is called, why it is there, and what it finds.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "diag/finding.h"
#include "workflow/model.h"

namespace ropewalk::lint {

/// Where a rule puts what it finds.
using Findings = std::vector<diag::Finding>;

struct Rule {
  /// The code of its findings.
  std::string_view code;
  /// One sentence: what is wrong where it finds something.
  std::string_view summary;
  void (*check)(const workflow::Workflow& workflow, Findings& findings) = nullptr;
};

/// All rules, in the order of rules.h.
[[nodiscard]] std::span<const Rule> all_rules();

}  // namespace ropewalk::lint
