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

/// Puts an action's post step in front of those that are registered, for the job or the composite action around it.
void register_post(RunningStep& step, expr::Expression condition, std::function<StepEnd(RunningStep&)> body);

/// The group with which an action's log begins.
void print_call(RunningStep& step, const ActionCall& call, const NamedTexts& inputs);

/// The kinds, one file each.
[[nodiscard]] StepEnd run_native(RunningStep& step, const ActionCall& call, const actions::NativeAction& action);
[[nodiscard]] StepEnd run_node(RunningStep& step, const ActionCall& call, const actions::FolderAction& action,
                               const NamedTexts& inputs);
[[nodiscard]] StepEnd run_composite(RunningStep& step, const ActionCall& call, const actions::FolderAction& action,
                                    const NamedTexts& inputs);

}  // namespace ropewalk::engine
