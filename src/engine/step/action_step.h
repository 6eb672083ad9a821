// `uses:`: an action, whatever kind it is of.
#pragma once

#include "actions/resolve.h"
#include "engine/step/running_step.h"

namespace ropewalk::engine {

/// One call of an action: what was written, what it means, its inputs.
struct ActionCall {
  const workflow::Step* step = nullptr;
  SourceFilePtr file;
  std::string uses;
  actions::ResolvedAction action;
  /// `with`, evaluated, in order.
  NamedTexts given;
};

/// The body of a `uses` step: resolves the action, registers its post step, runs its main.
[[nodiscard]] StepEnd run_action(RunningStep& step, const workflow::Step& written, const SourceFilePtr& file);

/// The step that runs an action's `pre` before the first step of the job; nothing for an action without one, and for a
/// folder of the workspace, which is not there yet. `main` is the step that runs the action: both share its state.
[[nodiscard]] std::optional<StepTask> make_pre_task(RunningJob& job, const workflow::Step& written,
                                                    const SourceFilePtr& file, const StepTask& main);

/// Puts an action's post step in front of those that are registered, for the job or the composite action around it;
/// once for each step, whether its pre or its main comes first.
void register_post(RunningStep& step, expr::Expression condition, std::function<StepEnd(RunningStep&)> body);

/// The group with which an action's log begins.
void print_call(RunningStep& step, const ActionCall& call, const NamedTexts& inputs);

/// The kinds, one file each.
[[nodiscard]] StepEnd run_native(RunningStep& step, const ActionCall& call, const actions::NativeAction& action);
[[nodiscard]] StepEnd run_node(RunningStep& step, const ActionCall& call, const actions::FolderAction& action,
                               const NamedTexts& inputs);
[[nodiscard]] StepEnd run_node_pre(RunningStep& step, const ActionCall& call, const actions::FolderAction& action,
                                   const NamedTexts& inputs);
[[nodiscard]] StepEnd run_composite(RunningStep& step, const ActionCall& call, const actions::FolderAction& action,
                                    const NamedTexts& inputs);

}  // namespace ropewalk::engine
