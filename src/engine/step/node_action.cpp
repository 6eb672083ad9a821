// JavaScript actions, under the node of the job's place.
#include <fmt/format.h>

#include <algorithm>

#include "engine/step/action_step.h"
#include "engine/step/log_error.h"
#include "engine/step/node_runtime.h"
#include "engine/step/step_process.h"

namespace ropewalk::engine {
namespace {

StepEnd run_file(RunningStep& step, const actions::FolderAction& action, std::string_view file,
                 const NamedTexts& inputs) {
  return run_step_program(
      step,
      [&]() -> Result<StepProgram> {
        auto node = node_for(step, std::string(action.file->using_text));
        if (!node) {
          return fail(std::move(node.error()));
        }
        const std::filesystem::path target = action.folder / file;
        if (step.job.files().type_followed(target) != ports::FileType::kFile) {
          return fail(ErrorKind::kNotFound, fmt::format("File not found: '{}'", target.string()));
        }
        ports::EnvironmentList environment = step.process_environment(inputs);
        std::erase_if(environment, [](const auto& pair) { return pair.first == "NODE_ICU_DATA"; });
        return StepProgram{{node->string(), step.job.place.inside(target).string()},
                           step.job.folders.workspace,
                           std::move(environment)};
      },
      false);
}

/// False, with an error in the log, when its condition is no condition.
bool register_node_post(RunningStep& step, const actions::FolderAction& action, const NamedTexts& inputs) {
  if (action.file->post.empty()) {
    return true;
  }
  auto condition = parse_action_condition(action.file->post_if, "always()");
  if (!condition) {
    log_error(step, std::move(condition.error()));
    return false;
  }
  register_post(step, std::move(*condition), [action, inputs](RunningStep& post) {
    post.log.text("Post job cleanup.");
    return run_file(post, action, action.file->post, inputs);
  });
  return true;
}

}  // namespace

StepEnd run_node(RunningStep& step, const ActionCall& call, const actions::FolderAction& action,
                 const NamedTexts& inputs) {
  if (!action.file->pre.empty() && call.action.origin == actions::ActionOrigin::kWorkspace) {
    step.log.warning(fmt::format("`pre` execution is not supported for local action from '{}'", call.uses));
  }
  if (!register_node_post(step, action, inputs)) {
    return {record::Conclusion::kFailure};
  }
  print_call(step, call, inputs);
  return run_file(step, action, action.file->main, inputs);
}

StepEnd run_node_pre(RunningStep& step, const ActionCall& call, const actions::FolderAction& action,
                     const NamedTexts& inputs) {
  if (!register_node_post(step, action, inputs)) {
    return {record::Conclusion::kFailure};
  }
  print_call(step, call, inputs);
  return run_file(step, action, action.file->pre, inputs);
}

}  // namespace ropewalk::engine
