// Secrets and variables that a workflow reads and that nobody gave a value: GitHub takes them as empty, and so does a
// run here. What fails because of one is easier to understand when it is named.
#pragma once

#include <string>
#include <vector>

#include "app/run_plan.h"
#include "plan/plan.h"

namespace ropewalk::app {

/// One name read in a step, or in a job around its steps.
struct MissingValue {
  /// The workflow's file and the lines of the step or the job, from 1.
  std::string file;
  int first_line = 0;
  int last_line = 0;
  /// `secrets.PYPI_TOKEN`, and the option that would give it a value: `--secret PYPI_TOKEN`.
  std::string name;
  std::string option;
};

/// Of all workflows that the plan runs. Called workflows that get their secrets one by one are judged by their
/// variables alone.
[[nodiscard]] std::vector<MissingValue> missing_values(const plan::Plan& plan, const RunSettings& settings);

/// Those that a step reads which begins at this line, in order, each once.
[[nodiscard]] std::vector<MissingValue> missing_at(const std::vector<MissingValue>& all, const std::string& file,
                                                   int line);

}  // namespace ropewalk::app
