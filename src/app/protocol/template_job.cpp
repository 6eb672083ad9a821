// The order of members is that of GitHub's own serialisation, though nobody may rely on it.
#include "app/protocol/template_job.h"

#include <array>
#include <string_view>
#include <utility>

namespace ropewalk::app {
namespace {

using JobField = std::pair<std::string_view, const workflow::Token * workflow::Job::*>;
using StepField = std::pair<std::string_view, const workflow::Token * workflow::Step::*>;

constexpr std::array<JobField, 3> kLimits = {{{"continue-on-error", &workflow::Job::continue_on_error},
                                              {"timeout-minutes", &workflow::Job::timeout_minutes},
                                              {"cancel-timeout-minutes", &workflow::Job::cancel_timeout_minutes}}};
constexpr std::array<JobField, 9> kSettings = {{{"concurrency", &workflow::Job::concurrency},
                                                {"env", &workflow::Job::env},
                                                {"environment", &workflow::Job::environment},
                                                {"defaults", &workflow::Job::defaults},
                                                {"runs-on", &workflow::Job::runs_on},
                                                {"container", &workflow::Job::container},
                                                {"services", &workflow::Job::services},
                                                {"outputs", &workflow::Job::outputs},
                                                {"snapshot", &workflow::Job::snapshot}}};
constexpr std::array<StepField, 8> kStepFields = {{{"continue-on-error", &workflow::Step::continue_on_error},
                                                   {"timeout-minutes", &workflow::Step::timeout_minutes},
                                                   {"env", &workflow::Step::env},
                                                   {"working-directory", &workflow::Step::working_directory},
                                                   {"shell", &workflow::Step::shell},
                                                   {"run", &workflow::Step::run},
                                                   {"uses", &workflow::Step::uses},
                                                   {"with", &workflow::Step::with}}};

/// The name of a step that only waits, cancels or groups, when nobody gave it one.
std::string_view default_name(workflow::StepKind kind) {
  switch (kind) {
    case workflow::StepKind::kRun:
    case workflow::StepKind::kUses: return {};
    case workflow::StepKind::kWait: return "Wait";
    case workflow::StepKind::kWaitAll: return "Wait for all";
    case workflow::StepKind::kCancel: return "Cancel";
    case workflow::StepKind::kParallel: return "Parallel group";
  }
  return {};
}

class JobWriter {
 public:
  JobWriter(const SourceFilePtr& file, const TokenJson& tokens, const workflow::Dialect& dialect)
      : file_(file), tokens_(tokens), dialect_(dialect) {}

  json::object job(const workflow::Job& job, const std::optional<workflow::Permissions>& inherited) const;

 private:
  void add_token(json::object& object, std::string_view key, const workflow::Token* token) const {
    if (token != nullptr) {
      object[key] = tokens_.token(*token);
    }
  }
  void add_call(json::object& object, const workflow::Job& job,
                const std::optional<workflow::Permissions>& permissions) const;
  void add_definitions(json::object& object, const workflow::Workflow& called) const;
  json::array steps(const std::vector<workflow::Step>& steps) const;
  json::object step(const workflow::Step& step) const;
  void add_targets(json::object& object, const workflow::Step& step) const;

  const SourceFilePtr& file_;
  const TokenJson& tokens_;
  const workflow::Dialect& dialect_;
};

json::object JobWriter::job(const workflow::Job& job, const std::optional<workflow::Permissions>& inherited) const {
  json::object object;
  object["type"] = job.uses == nullptr ? "job" : "reusableWorkflowJob";
  object["id"] = tokens_.text(job.id, job.id_span, file_);
  const bool has_name = job.name != nullptr && (!job.name->is_literal() || !job.name->text.empty());
  object["name"] = has_name ? tokens_.token(*job.name) : object["id"];
  json::array needs;
  for (const workflow::Need& need : job.needs) {
    needs.push_back(tokens_.text(need.job, need.span, file_));
  }
  if (!needs.empty() || job.uses != nullptr) {
    object["needs"] = std::move(needs);
  }
  if (job.condition) {
    object["if"] = tokens_.condition(*job.condition, file_);
  }
  add_token(object, "strategy", job.strategy);
  for (const auto& [key, field] : kLimits) {
    add_token(object, key, job.*field);
  }
  std::optional<workflow::Permissions> permissions =
      job.permissions == nullptr ? inherited : workflow::read_permissions(*job.permissions, dialect_);
  if (job.uses != nullptr) {
    add_call(object, job, permissions);
    return object;
  }
  if (permissions) {
    object["permissions"] = permissions_json(*permissions);
  }
  for (const auto& [key, field] : kSettings) {
    add_token(object, key, job.*field);
  }
  if (!job.steps.empty()) {
    object["steps"] = steps(job.steps);
  }
  return object;
}

/// A called workflow's own permissions take the place of the call's, once they are known to be no more than those.
void JobWriter::add_call(json::object& object, const workflow::Job& job,
                         const std::optional<workflow::Permissions>& permissions) const {
  std::optional<workflow::Permissions> effective = permissions;
  object["ref"] = tokens_.token(*job.uses);
  add_token(object, "concurrency", job.concurrency);
  add_token(object, "input-values", job.with);
  add_token(object, "secret-values", job.secrets);
  if (job.inherits_secrets) {
    object["inherit-secrets"] = true;
  }
  json::array jobs;
  if (job.called != nullptr) {
    const workflow::Workflow& called = *job.called;
    if (called.permissions != nullptr) {
      effective = workflow::read_permissions(*called.permissions, dialect_);
    }
    add_token(object, "env", called.env);
    add_token(object, "defaults", called.defaults);
    add_definitions(object, called);
    jobs = jobs_json(called, effective, dialect_, tokens_);
  }
  if (effective) {
    object["permissions"] = permissions_json(*effective);
  }
  object["jobs"] = std::move(jobs);
}

void JobWriter::add_definitions(json::object& object, const workflow::Workflow& called) const {
  const workflow::Trigger* trigger = called.find_trigger("workflow_call");
  if (trigger == nullptr || trigger->configuration == nullptr) {
    return;
  }
  add_token(object, "input-definitions", trigger->configuration->find("inputs"));
  add_token(object, "secret-definitions", trigger->configuration->find("secrets"));
  add_token(object, "outputs", trigger->configuration->find("outputs"));
}

json::array JobWriter::steps(const std::vector<workflow::Step>& steps) const {
  json::array list;
  for (const workflow::Step& item : steps) {
    list.push_back(step(item));
  }
  return list;
}

json::object JobWriter::step(const workflow::Step& step) const {
  json::object object;
  object["id"] = json::string(step.id);
  if (step.name != nullptr) {
    object["name"] = tokens_.token(*step.name);
  } else if (const std::string_view name = default_name(step.kind); !name.empty()) {
    object["name"] = json::string(name);
  }
  if (step.condition) {
    object["if"] = tokens_.condition(*step.condition, file_);
  }
  for (const auto& [key, field] : kStepFields) {
    add_token(object, key, step.*field);
  }
  if (step.is_background) {
    object["background"] = true;
  }
  add_targets(object, step);
  return object;
}

void JobWriter::add_targets(json::object& object, const workflow::Step& step) const {
  json::array targets;
  for (const std::string_view target : step.targets) {
    targets.emplace_back(json::string(target));
  }
  switch (step.kind) {
    case workflow::StepKind::kRun:
    case workflow::StepKind::kUses: break;
    case workflow::StepKind::kWait: object["wait"] = std::move(targets); break;
    case workflow::StepKind::kWaitAll: object["wait-all"] = true; break;
    case workflow::StepKind::kCancel: object["cancel"] = targets.empty() ? json::value() : targets.front(); break;
    case workflow::StepKind::kParallel: object["parallel"] = steps(step.parallel); break;
  }
}

}  // namespace

json::object permissions_json(const workflow::Permissions& permissions) {
  json::object object;
  for (std::size_t index = 0; index < workflow::kPermissionCount; ++index) {
    const workflow::PermissionLevel level = permissions.levels[index];
    if (level != workflow::PermissionLevel::kNone) {
      object[workflow::permission_names()[index]] = json::string(name(level));
    }
  }
  return object;
}

json::array jobs_json(const workflow::Workflow& workflow, const std::optional<workflow::Permissions>& inherited,
                      const workflow::Dialect& dialect, const TokenJson& tokens) {
  const JobWriter writer(workflow.file, tokens, dialect);
  json::array jobs;
  for (const workflow::Job& job : workflow.jobs) {
    jobs.push_back(writer.job(job, inherited));
  }
  return jobs;
}

}  // namespace ropewalk::app
