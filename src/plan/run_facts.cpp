#include "plan/run_facts.h"

#include "base/strings.h"
#include "plan/evaluated.h"
#include "plan/event_facts.h"
#include "plan/payloads/common.h"

namespace ropewalk::plan {
namespace {

constexpr std::string_view kWorkflowsFolder = ".github/workflows/";
constexpr std::size_t kMaxGroupLength = 400;

/// The title that GitHub gives a run without `run-name`: what the event is about, else the workflow's name.
std::string default_title(const Event& event, const std::string& name) {
  const auto first_line = [](const std::string& text) { return text.substr(0, text.find('\n')); };
  std::string title = event.name == "push" ? first_line(text_at(event.payload, {"head_commit", "message"}))
                                           : text_at(event.payload, {"pull_request", "title"});
  if (title.empty()) {
    title = text_at(event.payload, {"issue", "title"});
  }
  if (title.empty()) {
    title = text_at(event.payload, {"discussion", "title"});
  }
  return title.empty() ? name : title;
}

Result<void> check_concurrency(const Concurrency& concurrency, const SourceRef& place) {
  if (concurrency.group.empty()) {
    return fail(ErrorKind::kInvalid, "Concurrency group name cannot be empty", {}, place);
  }
  if (utf16_length(concurrency.group) > kMaxGroupLength) {
    return fail(ErrorKind::kInvalid, "Concurrency group name must be less than 400 characters", {}, place);
  }
  if (concurrency.keeps_queue && concurrency.cancels_in_progress) {
    return fail(ErrorKind::kInvalid, "'queue: max' cannot be combined with 'cancel-in-progress: true'.", {}, place);
  }
  return {};
}

}  // namespace

std::string workflow_path(const workflow::Workflow& workflow) {
  const std::string& name = workflow.file->name();
  const std::size_t folder = name.rfind(kWorkflowsFolder);
  if (folder != std::string::npos && (folder == 0 || name[folder - 1] == '/')) {
    return name.substr(folder);
  }
  return name.starts_with("./") ? name.substr(2) : name;
}

std::string workflow_name(const workflow::Workflow& workflow) {
  const bool has_name = workflow.name != nullptr && !workflow.name->text.empty();
  return has_name ? std::string(workflow.name->text) : workflow_path(workflow);
}

Result<std::optional<Concurrency>> known_concurrency(const workflow::Token* concurrency, const SourceFilePtr& file,
                                                     const expr::Scope& scope, KnownContexts known) {
  if (concurrency == nullptr || !is_known_before_run(*concurrency, known)) {
    return std::optional<Concurrency>();
  }
  const auto value = evaluate_in_place(*concurrency, file, scope);
  if (!value) {
    return fail(value.error());
  }
  Concurrency result;
  const Evaluated* group = value->kind() == expr::Kind::kObject ? value->find("group") : &*value;
  if (group != nullptr) {
    result.group = group->value.to_text();
  }
  if (const Evaluated* cancels = value->find("cancel-in-progress")) {
    if (cancels->kind() != expr::Kind::kBoolean) {
      return fail(ErrorKind::kInvalid, unexpected_text(cancels->value), {}, SourceRef{file, cancels->span});
    }
    result.cancels_in_progress = cancels->value.boolean();
  }
  if (const Evaluated* queue = value->find("queue")) {
    result.keeps_queue = queue->value.to_text() == "max";
  }
  if (auto checked = check_concurrency(result, SourceRef{file, value->span}); !checked) {
    return fail(checked.error());
  }
  return std::optional(std::move(result));
}

Result<std::string> run_title(const PlannedRun& run, const expr::Scope& scope) {
  const workflow::Workflow& workflow = *run.root.workflow;
  if (workflow.run_name != nullptr) {
    const auto value = workflow::evaluate(*workflow.run_name, scope);
    if (!value) {
      return fail(ErrorKind::kInvalid, value.error().message, {}, SourceRef{workflow.file, value.error().span});
    }
    if (const std::string text = value->to_text(); !trim(text).empty()) {
      return std::string(trim(text));
    }
  }
  return default_title(*run.event, run.name);
}

}  // namespace ropewalk::plan
