// A rule: what it is called, why it is there, and what it finds.
#pragma once

#include <optional>
#include <span>
#include <string>
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
  /// What comes of it, and what to do: a sentence or two each, for the rule's page.
  std::string_view why;
  std::string_view fix;
  void (*check)(const workflow::Workflow& workflow, Findings& findings) = nullptr;
};

/// All rules, in the order of rules.h.
[[nodiscard]] std::span<const Rule> all_rules();

/// The page of the rule with this code; nothing for others.
[[nodiscard]] std::optional<std::string> rule_page(std::string_view code);

}  // namespace ropewalk::lint
