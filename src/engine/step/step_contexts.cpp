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
                                       {"step_summary", &files->summary}}) {
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

expr::Value RunningStep::named_value(std::string_view context) const {
  const std::string wanted = to_lower(context);
  if (wanted == "github") {
    return github();
  }
  if (wanted == "env") {
    return environment.context();
  }
  if (wanted == "steps") {
    return steps().value();
  }
  if (wanted == "inputs") {
    return frame() != nullptr ? frame()->inputs : job.request.inputs;
  }
  if (wanted == "matrix") {
    return job.request.matrix;
  }
  if (wanted == "strategy") {
    return job.request.strategy;
  }
  if (wanted == "needs") {
    return job.request.needs;
  }
  if (wanted == "secrets") {
    return job.secrets;
  }
  if (wanted == "vars") {
    return job.run.variables;
  }
  if (wanted == "runner") {
    return job.runner;
  }
  return wanted == "job" ? job.job_context() : expr::Value();
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
  if (function == "always") {
    return expr::Value(true);
  }
  if (function == "success") {
    return expr::Value(status() == record::Conclusion::kSuccess);
  }
  if (function == "failure") {
    return expr::Value(status() == record::Conclusion::kFailure);
  }
  if (function == "cancelled") {
    return expr::Value(assumes_cancelled_ || job.status() == record::Conclusion::kCancelled);
  }
  if (function != "hashfiles") {
    return tl::unexpected(fmt::format("Unrecognized function: '{}'", function));
  }
  std::vector<std::string> patterns;
  for (const expr::Value& argument : arguments) {
    patterns.push_back(argument.to_text());
  }
  return hash(patterns);
}

tl::expected<expr::Value, std::string> RunningStep::hash(const std::vector<std::string>& patterns) const {
  if (const auto known = hashes_.find(patterns); known != hashes_.end() && !has_begun_) {
    return known->second;
  }
  auto digest =
      hash_files(job.files(), job.folders.workspace, job.folders.home, patterns, stop_ ? stop() : std::stop_token());
  if (!digest) {
    return tl::unexpected(fmt::format("hashFiles('{}') failed. Fail to hash files under directory '{}': {}",
                                      join(patterns, "', '"), job.folders.workspace.string(), digest.error().message));
  }
  return hashes_.insert_or_assign(patterns, expr::Value(std::move(*digest))).first->second;
}

}  // namespace ropewalk::engine
