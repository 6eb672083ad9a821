// What the scheduler hands to a job that is to run, and what comes back.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/backend.h"
#include "expr/value.h"
#include "plan/plan.h"
#include "record/event.h"

namespace ropewalk::engine {

/// One leg of one job, ready to run: everything is evaluated that its place in the graph decides.
struct JobRequest {
  JobId id;
  std::string name;
  /// Both belong to the plan, which outlives the run.
  const workflow::Workflow* workflow = nullptr;
  const workflow::Job* job = nullptr;
  std::vector<std::pair<std::string, std::string>> permissions;
  /// Contexts:
  expr::Value inputs;
  expr::Value needs;
  expr::Value strategy;
  expr::Value matrix;
  /// The `vars` of its steps.
  expr::Value variables;
  std::vector<std::pair<std::string, std::string>> secrets;
  /// A name for its folders, unique in the invocation.
  std::string folder;
  /// Where it runs, and what its place has to offer.
  Backend* backend = nullptr;
  PlaceNeeds needs_of_place;
  std::chrono::minutes timeout{360};
  std::chrono::minutes cancel_timeout{5};
};

/// How a job ended.
struct JobResult {
  record::Conclusion conclusion = record::Conclusion::kSuccess;
  std::string reason;
  bool is_incomplete = false;
  std::vector<std::pair<std::string, std::string>> outputs;
};

}  // namespace ropewalk::engine
