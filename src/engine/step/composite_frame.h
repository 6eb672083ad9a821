// The inside of a composite action: its own steps, inputs and status, cut off from the job's.
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>

#include "engine/environment_map.h"
#include "engine/job/running_job.h"
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
  /// The job's own step around it, which its steps are part of: the id, and the action's repository and ref.
  std::string step_id;
  std::string repository;
  std::string ref;
  PostSteps post_steps;
  /// The timeout of the step that runs the action is one for its steps.
  std::stop_token late;
  std::shared_ptr<AnnotationCounts> counts;
};

}  // namespace ropewalk::engine
