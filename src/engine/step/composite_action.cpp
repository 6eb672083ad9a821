// Composite actions: steps of their own within one step of the job. (GitHub's CompositeActionHandler.)
#include <fmt/format.h>

#include "engine/step/action_step.h"
#include "engine/step/composite_frame.h"
#include "engine/step/log_error.h"
#include "engine/step/make_task.h"
#include "engine/step/run_step.h"

namespace ropewalk::engine {
namespace {

/// GitHub counts the steps of the workflow as depth 0, so that ten actions lie in one another at the most.
constexpr int kDeepest = 9;

class DepthGuard {
 public:
  explicit DepthGuard(int& depth) : depth_(++depth) {}
  ~DepthGuard() { --depth_; }
  DepthGuard(const DepthGuard&) = delete;
  DepthGuard& operator=(const DepthGuard&) = delete;

 private:
  int& depth_;
};

std::shared_ptr<CompositeFrame> make_frame(const RunningStep& step, const actions::FolderAction& action,
                                           const NamedTexts& inputs) {
  auto frame = std::make_shared<CompositeFrame>();
  frame->parent_step = step.number();
  frame->action_path = action.folder;
  frame->inputs = text_object(inputs);
  frame->overrides = step.overrides;
  // The runner makes the contexts of all inner steps, however deep, from those of the job's own step.
  const CompositeFrame* outer = step.frame();
  frame->step_id = outer != nullptr ? outer->step_id : step.task.id;
  frame->repository = outer != nullptr ? outer->repository : step.action_repository;
  frame->ref = outer != nullptr ? outer->ref : step.action_ref;
  frame->late = step.late();
  frame->counts = step.log.counts();
  return frame;
}

/// Sees what a step of the action would see.
class FrameScope final : public expr::ContextTable<FrameScope> {
 public:
  FrameScope(const RunningStep& step, const CompositeFrame& frame) : ContextTable(&step), frame_(frame) {}

  static std::span<const expr::ContextRow<FrameScope>> contexts() {
    static constexpr expr::ContextRow<FrameScope> kRows[] = {
        {"inputs", [](const FrameScope& scope) { return scope.frame_.inputs; }},
        {"steps", [](const FrameScope& scope) { return scope.frame_.steps.value(); }},
    };
    return kRows;
  }

 private:
  const CompositeFrame& frame_;
};

/// A cancellation counts for more than a failure. (GitHub's MergeTaskResults.)
record::Conclusion worse(record::Conclusion so_far, record::Conclusion now) {
  if (now == record::Conclusion::kCancelled) {
    return now;
  }
  return now == record::Conclusion::kFailure && so_far == record::Conclusion::kSuccess ? now : so_far;
}

void merge(CompositeFrame& frame, const StepResult& result) { frame.status = worse(frame.status, result.conclusion); }

void run_steps(RunningStep& step, const actions::FolderAction& action, const std::shared_ptr<CompositeFrame>& frame) {
  for (const workflow::Step& written : action.file->steps) {
    const StepResult result = run_step(step.job, make_task(written, action.file->file, frame));
    merge(*frame, result);
    if (result.has_bad_condition) {
      return;
    }
  }
}

/// Also after a failure: what the steps have said so far counts.
bool set_outputs(RunningStep& step, const actions::FolderAction& action, const CompositeFrame& frame) {
  const FrameScope scope(step, frame);
  for (const workflow::ActionOutput& output : action.file->outputs) {
    auto value = evaluate_text({output.value, action.file->file}, scope);
    if (!value) {
      log_error(step, std::move(value.error()));
      return false;
    }
    step.set_output(output.name, *value);
  }
  return true;
}

StepEnd run_posts(RunningStep& post, const std::shared_ptr<CompositeFrame>& frame) {
  post.log.text("Post job cleanup.");
  frame->parent_step = post.number();
  frame->counts = post.log.counts();
  frame->late = post.late();
  record::Conclusion worst = record::Conclusion::kSuccess;
  PostSteps& posts = frame->post_steps;
  while (!posts.empty()) {
    StepTask task = std::move(posts.back());
    posts.pop_back();
    task.frame = frame;
    worst = worse(worst, run_step(post.job, task).conclusion);
  }
  return {worst};
}

}  // namespace

StepEnd run_composite(RunningStep& step, const ActionCall& call, const actions::FolderAction& action,
                      const NamedTexts& inputs) {
  const DepthGuard guard(step.job.composite_depth);
  if (step.job.composite_depth > kDeepest + 1) {
    step.log.error(fmt::format("Composite action depth exceeded max depth {}", kDeepest));
    return {record::Conclusion::kFailure};
  }
  print_call(step, call, inputs);
  const auto frame = make_frame(step, action, inputs);
  run_steps(step, action, frame);
  if (!set_outputs(step, action, *frame)) {
    frame->status = record::Conclusion::kFailure;
  }
  if (!frame->post_steps.empty()) {
    // Nothing else can have registered a post step meanwhile, so this is as good as at the action's start. The action's
    // file must live as long as its steps' tasks, which point into it.
    register_post(step, *parse_action_condition("", "always()"),
                  [frame, file = action.file](RunningStep& post) { return run_posts(post, frame); });
  }
  return {frame->status};
}

}  // namespace ropewalk::engine
