// The contexts and functions that a step's expressions may use.
#include <fmt/format.h>

#include "base/strings.h"
#include "engine/hash_files.h"
#include "engine/step/composite_frame.h"
#include "engine/step/running_step.h"

namespace ropewalk::engine {

NamedTexts RunningStep::own_github_members() const {
  NamedTexts members{{"action", frame() != nullptr ? frame()->step_id : task.id},
                     {"action_repository", action_repository},
                     {"action_ref", action_ref}};
  if (frame() != nullptr) {
    members.emplace_back("action_path", job.place.inside(frame()->action_path).string());
  }
  if (files) {
    for (const auto& [member, path] : {std::pair{"env", &files->env},
                                       {"output", &files->output},
                                       {"path", &files->path},
                                       {"state", &files->state},
                                       {"step_summary", &files->summary},
                                       {"artifacts", &files->artifacts},
                                       {"artifacts_list", &files->artifacts_list}}) {
      members.emplace_back(member, job.place.inside(*path).string());
    }
  }
  return members;
}

expr::Object RunningStep::github() const {
  expr::Object github = job.github;
  for (auto& [member, value] : own_github_members()) {
    github.set(member, value);
  }
  if (frame() != nullptr) {
    github.set("action_status", record::name(status()));
  }
  return github;
}

std::span<const expr::ContextRow<RunningStep>> RunningStep::contexts() {
  using Step = const RunningStep&;
  static constexpr expr::ContextRow<RunningStep> kRows[] = {
      {"github", [](Step step) { return expr::Value(step.github()); }},
      {"env", [](Step step) { return step.environment.context(); }},
      {"steps", [](Step step) { return step.steps().value(); }},
      {"inputs", [](Step step) { return step.frame() != nullptr ? step.frame()->inputs : step.job.request.inputs; }},
      {"matrix", [](Step step) { return step.job.request.matrix; }},
      {"strategy", [](Step step) { return step.job.request.strategy; }},
      {"needs", [](Step step) { return step.job.request.needs; }},
      {"secrets", [](Step step) { return step.job.secrets; }},
      {"vars", [](Step step) { return step.job.request.variables; }},
      {"runner", [](Step step) { return step.job.runner; }},
      {"job", [](Step step) { return step.job.job_context(); }},
  };
  return kRows;
}

/// Within a composite action's main steps success() and failure() ask how the action went so far; everywhere else, and
/// for cancelled() always, it is the job (GitHub's SuccessFunction and its like).
record::Conclusion RunningStep::status() const {
  if (assumes_cancelled_) {
    return record::Conclusion::kCancelled;
  }
  return frame() != nullptr && task.phase == record::StepPhase::kMain ? frame()->status : job.status();
}

tl::expected<expr::Value, std::string> RunningStep::call(std::string_view function,
                                                         std::span<const expr::Value> arguments) const {
  const expr::Status answers{.success = status() == record::Conclusion::kSuccess,
                             .failure = status() == record::Conclusion::kFailure,
                             .cancelled = assumes_cancelled_ || job.status() == record::Conclusion::kCancelled};
  if (auto answer = expr::call_status_function(function, answers)) {
    return *std::move(answer);
  }
  if (function != "hashfiles") {
    return expr::unknown_function(function);
  }
  std::vector<std::string> patterns;
  for (const expr::Value& argument : arguments) {
    patterns.push_back(argument.to_text());
  }
  return hash(patterns);
}

tl::expected<expr::Value, std::string> RunningStep::hash(const std::vector<std::string>& patterns) const {
  if (const auto known = hashes_.find(patterns); known != hashes_.end()) {
    return known->second;
  }
  auto digest =
      hash_files(job.files(), job.folders.workspace, job.folders.home, patterns, stop_ ? stop() : std::stop_token());
  if (!digest) {
    return tl::unexpected(fmt::format("hashFiles('{}') failed. Fail to hash files under directory '{}': {}",
                                      join(patterns, "', '"), job.folders.workspace.string(), digest.error().message));
  }
  return hashes_.emplace(patterns, expr::Value(std::move(*digest))).first->second;
}

}  // namespace ropewalk::engine
