// Jobs and legs by the names that a run shows: `test (3.12, linux)`, `Unit tests`.
#pragma once

#include <string>
#include <vector>

#include "plan/plan.h"

namespace ropewalk::app {

/// A job that a word means, all of it or one leg.
struct MeantJob {
  std::string workflow_path;
  std::string id;
  /// As the leg is shown; empty for the whole job.
  std::string leg = {};
};

/// The jobs of the workflows that run whose name, or that of one of whose legs, is `word`; letters in any case.
[[nodiscard]] std::vector<MeantJob> jobs_called(const plan::Plan& plan, const std::string& word);

/// The names of all legs that are known before the run and are more than the job's id.
[[nodiscard]] std::vector<std::string> leg_names(const plan::Plan& plan);

/// Leaves out the other legs of jobs that are meant by their legs alone.
void keep_legs(plan::Plan& plan, const std::vector<MeantJob>& meant);

}  // namespace ropewalk::app
