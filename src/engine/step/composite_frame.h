// The inside of a composite action: its own steps, inputs and status, cut off from the job's.
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>

#include "engine/environment_map.h"
#include "engine/job/job_state.h"
#include "engine/step_log.h"
#include "engine/step_task.h"

namespace ropewalk::engine {

struct CompositeFrame {
  /// The number of the step that runs the action.
  int parent_step = 0;
  std::filesystem::path action_path;
  expr::Value inputs;
  StepsContext steps;
  /// `github.action_status`: how the action's own steps went so far.
  record::Conclusion status = record::Conclusion::kSuccess;
  /// What the calling step put over the job's environment.
  EnvironmentMap overrides;
  /// `github.action_repository` and `github.action_ref` of the action.
  std::string repository;
  std::string ref;
  PostSteps post_steps;
  std::optional<Deadline> deadline;
  std::shared_ptr<AnnotationCounts> counts;
};

}  // namespace ropewalk::engine
