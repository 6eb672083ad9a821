// A step that is to run: main or post, of a job or of a composite action, whatever it does.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/strings.h"
#include "engine/evaluate.h"
#include "record/event.h"

namespace ropewalk::engine {

class RunningStep;
struct CompositeFrame;

/// What an action's main has saved for its post, by name.
using ActionState = std::map<std::string, std::string, LessIgnoringCase>;

/// How the body of a step ended.
struct StepEnd {
  record::Conclusion outcome = record::Conclusion::kSuccess;
  std::optional<int> exit_code = {};
};

struct StepTask {
  /// The id in the `steps` context, and GITHUB_ACTION; a generated one starts with `__`.
  std::string id = {};
  record::StepPhase phase = record::StepPhase::kMain;
  /// Where it is written; nowhere for the runner's own steps.
  SourceRef place = {};
  /// The name to show: `name` evaluated when there is one, else this.
  Source name = {};
  std::function<std::string(RunningStep&)> default_name = {};
  /// Null means `success()`.
  std::optional<expr::Expression> condition = {};
  /// Where the condition is written, in the file of `place`; empty for one that nobody wrote.
  Span condition_span = {};
  Source continue_on_error = {};
  Source timeout_minutes = {};
  Source env = {};
  /// Shared between the main and the post step of an action.
  std::shared_ptr<ActionState> state = {};
  /// The composite action that it is part of; null for a job's own. Shared with the post steps, which come later.
  std::shared_ptr<CompositeFrame> frame = {};
  std::function<StepEnd(RunningStep&)> body = {};
};

}  // namespace ropewalk::engine
