// The typed model of a workflow file: what a reader of GitHub's documentation would call its parts. Values that may
// hold expressions stay Tokens; absent keys are null pointers.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "expr/expression.h"
#include "workflow/token.h"

namespace ropewalk::workflow {

/// Owns the tokens' texts, items and expressions (arena.h). Shared, because plans and records outlive the reading.
class Arena;

/// One name under `on:`, with its configuration (null when there is none).
struct Trigger {
  std::string_view event;
  Span span;
  const Token* configuration = nullptr;
};

/// `if:` as it will be evaluated: with `success() &&` put in front unless a status function is called.
struct Condition {
  expr::Expression expression;
  /// As written, empty when there was none.
  std::string_view written;
  Span span;
};

enum class StepKind { kRun, kUses, kWait, kWaitAll, kCancel, kParallel };

/// One step of a job or of a composite action.
struct Step {
  StepKind kind = StepKind::kRun;
  Span span;
  /// As written or generated (`__run`, `__actions_checkout`); unique in its job.
  std::string_view id;
  bool has_generated_id = false;
  bool is_background = false;
  const Token* name = nullptr;
  std::optional<Condition> condition;
  const Token* continue_on_error = nullptr;
  const Token* timeout_minutes = nullptr;
  const Token* env = nullptr;
  const Token* run = nullptr;
  const Token* shell = nullptr;
  const Token* working_directory = nullptr;
  const Token* uses = nullptr;
  const Token* with = nullptr;
  /// Step ids that a wait or cancel step names.
  std::vector<std::string_view> targets;
  /// The steps of a `parallel` step.
  std::vector<Step> parallel;
};

/// `needs: [a]`: one name with its place.
struct Need {
  std::string_view job;
  Span span;
};

struct Workflow;

/// One entry under `jobs:`; `uses` is set for a job that calls a reusable workflow.
struct Job {
  std::string_view id;
  Span id_span;
  Span span;
  const Token* name = nullptr;
  std::vector<Need> needs;
  std::optional<Condition> condition;
  const Token* strategy = nullptr;
  const Token* continue_on_error = nullptr;
  const Token* timeout_minutes = nullptr;
  const Token* cancel_timeout_minutes = nullptr;
  const Token* concurrency = nullptr;
  const Token* permissions = nullptr;
  const Token* env = nullptr;
  const Token* environment = nullptr;
  const Token* defaults = nullptr;
  const Token* runs_on = nullptr;
  const Token* container = nullptr;
  const Token* services = nullptr;
  const Token* outputs = nullptr;
  const Token* snapshot = nullptr;
  std::vector<Step> steps;
  /// A job that calls a reusable workflow:
  const Token* uses = nullptr;
  const Token* with = nullptr;
  const Token* secrets = nullptr;
  bool inherits_secrets = false;
  /// The called workflow, read with this one; null when it was not loaded.
  std::shared_ptr<const Workflow> called;
};

/// A workflow file that GitHub would accept.
struct Workflow {
  SourceFilePtr file;
  std::shared_ptr<const Arena> storage;
  const Token* name = nullptr;
  const Token* run_name = nullptr;
  std::vector<Trigger> triggers;
  const Token* permissions = nullptr;
  const Token* env = nullptr;
  const Token* defaults = nullptr;
  const Token* concurrency = nullptr;
  /// In the file's order.
  std::vector<Job> jobs;

  [[nodiscard]] const Job* find_job(std::string_view id) const;
  [[nodiscard]] const Trigger* find_trigger(std::string_view event) const;
};

/// One input of an action file.
struct ActionInput {
  std::string_view name;
  const Token* default_value = nullptr;
  bool is_required = false;
  std::string_view deprecation_message;
};

struct ActionOutput {
  std::string_view name;
  const Token* value = nullptr;
};

enum class ActionKind { kNode, kDocker, kComposite };

/// An `action.yml` that GitHub would accept.
struct ActionFile {
  SourceFilePtr file;
  std::shared_ptr<const Arena> storage;
  std::string_view name;
  ActionKind kind = ActionKind::kNode;
  /// `node20`, `docker`, `composite`, as written.
  std::string_view using_text;
  std::vector<ActionInput> inputs;
  std::vector<ActionOutput> outputs;
  std::vector<Step> steps;
  std::string_view main;
  std::string_view pre;
  std::string_view post;
  std::string_view pre_if;
  std::string_view post_if;
  /// Docker actions:
  std::string_view image;
  const Token* args = nullptr;
  const Token* env = nullptr;
  std::string_view entrypoint;
  std::string_view pre_entrypoint;
  std::string_view post_entrypoint;
};

}  // namespace ropewalk::workflow
