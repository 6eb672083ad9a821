// A rule: what it is called, why it is there, and what it finds.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/source.h"
#include "diag/finding.h"
#include "workflow/model.h"

namespace ropewalk::lint {

/// Where a rule puts what it finds.
using Findings = std::vector<diag::Finding>;

/// Reads the action in a folder of the same repository, by the text of `uses:` (`./.github/actions/setup`). Errors:
/// kNotFound when there is none; any other when it is there and GitHub would refuse it.
using LocalActions = std::function<Result<std::shared_ptr<const workflow::ActionFile>>(std::string_view uses)>;

/// A workflow, with what its steps name.
struct WorkflowSubject {
  const workflow::Workflow& workflow;
  /// May be empty: then nothing is said of local actions.
  const LocalActions& local_actions;
};

/// An action file, with what its steps name.
struct ActionSubject {
  const workflow::ActionFile& action;
  const LocalActions& local_actions;
};

/// A step of a job or of a composite action, with the file that it stands in.
struct StepSubject {
  const workflow::Step& step;
  const SourceFilePtr& file;
  const LocalActions& local_actions;
};

/// Each of the three that is not null is asked.
struct Rule {
  /// The code of its findings.
  std::string_view code;
  /// One sentence: what is wrong where it finds something.
  std::string_view summary;
  /// What comes of it, and what to do: a sentence or two each, for the rule's page.
  std::string_view why;
  std::string_view fix;
  /// What a workflow and its jobs say, or how steps go together.
  void (*check)(const WorkflowSubject& subject, Findings& findings) = nullptr;
  void (*check_action)(const ActionSubject& subject, Findings& findings) = nullptr;
  /// A step by itself, wherever it stands; those within `parallel`, too.
  void (*check_step)(const StepSubject& subject, Findings& findings) = nullptr;
};

/// All rules, in the order of rules.h.
[[nodiscard]] std::span<const Rule> all_rules();

/// The page of the rule with this code; nothing for others.
[[nodiscard]] std::optional<std::string> rule_page(std::string_view code);

}  // namespace ropewalk::lint
