// JavaScript actions of local folders, under the node of this machine.
#include <fmt/format.h>

#include <algorithm>

#include "engine/step/action_step.h"
#include "engine/step/log_error.h"
#include "engine/step/step_process.h"

namespace ropewalk::engine {
namespace {

StepEnd run_file(RunningStep& step, const actions::FolderAction& action, std::string_view file,
                 const NamedTexts& inputs) {
  return run_step_program(
      step,
      [&]() -> Result<StepProgram> {
        const auto node = step.job.place.find_program("node", step.job.search_path());
        if (!node) {
          return fail(ErrorKind::kNotFound,
                      fmt::format("node: command not found. The action runs on '{}', and there is no Node.js on this "
                                  "machine's PATH",
                                  action.file->using_text));
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

}  // namespace

StepEnd run_node(RunningStep& step, const ActionCall& call, const actions::FolderAction& action,
                 const NamedTexts& inputs) {
  if (!action.file->pre.empty()) {
    step.log.warning(fmt::format("`pre` execution is not supported for local action from '{}'", call.uses));
  }
  if (!action.file->post.empty()) {
    auto condition = parse_action_condition(action.file->post_if, "always()");
    if (!condition) {
      log_error(step, std::move(condition.error()));
      return {record::Conclusion::kFailure};
    }
    register_post(step, std::move(*condition), [action, inputs](RunningStep& post) {
      post.log.text("Post job cleanup.");
      return run_file(post, action, action.file->post, inputs);
    });
  }
  print_call(step, call, inputs);
  return run_file(step, action, action.file->main, inputs);
}

}  // namespace ropewalk::engine
