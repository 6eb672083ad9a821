// Stand-ins for parts of a workflow, for tests of the workflow itself: a job, a step, or every step that uses an action
// does something else than what is written. The file stays as it is; what is planned and run is a copy of its model.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/errors.h"
#include "app/read_workflows.h"
#include "base/result.h"

namespace ropewalk::app {

/// One stand-in: of a job (`job` alone), of a step (`step`, in that job or in all), or of an action (`uses`).
struct Double {
  /// A glob for the workflow's path or its file's name; empty for all.
  std::string workflow;
  /// `build`, or `caller / build` for a job of a called workflow; a glob. Empty for all.
  std::string job;
  /// Its id, its name as written, or its number in the job, from 1.
  std::string step;
  /// A glob for the text of `uses:`, with or without what stands behind the `@`.
  std::string uses;
  /// What it does instead: a script for bash (no expressions), then these outputs, then success or failure.
  std::string script;
  std::vector<std::pair<std::string, std::string>> outputs;
  bool fails = false;

  [[nodiscard]] bool is_of_job() const { return step.empty() && uses.empty(); }
};

using Doubles = std::vector<Double>;

/// Reads a file of doubles (schemas/doubles.schema.json). Errors: kUsage with what is wrong in it.
[[nodiscard]] Result<Doubles> read_doubles(std::string_view text, std::string_view name);

/// The workflows with the doubles in their places; those that none of them concerns are the same as before. Errors:
/// kUsage for each double that stands for nothing.
[[nodiscard]] Checked<Workflows> apply_doubles(const Workflows& workflows, const Doubles& doubles);

}  // namespace ropewalk::app
