#include "plan/run_title.h"

#include <string_view>

#include "base/strings.h"
#include "plan/event_facts.h"

namespace ropewalk::plan {
namespace {

constexpr std::string_view kWorkflowsFolder = ".github/workflows/";

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
