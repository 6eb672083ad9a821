// From bytes to the model: YAML, schema, conversion, called workflows.
#include "workflow/workflow_set.h"

#include <fmt/format.h>

#include <utility>

#include "base/strings.h"
#include "workflow/arena.h"
#include "workflow/called_workflows.h"
#include "workflow/convert/workflow.h"
#include "workflow/schema.h"
#include "workflow/template_reader.h"
#include "yaml/document.h"

namespace ropewalk::workflow {
namespace {

/// Counts a file's name the first time that it is read.
bool count_name(const SourceFilePtr& file, ReadState& state) {
  const std::size_t before = state.files.size();
  static_cast<void>(state.file_index(file));
  if (state.files.size() == before || state.budget.add_name(utf16_length(file->name()))) {
    return true;
  }
  state.file_error(file, {}, "Maximum object size exceeded");
  return false;
}

}  // namespace

bool is_within_size(const SourceFilePtr& file, ReadState& state) {
  const std::size_t most = state.options.max_file_size;
  if (file->text().size() <= most || utf16_length(file->text()) <= most) {
    return true;
  }
  state.file_error(file, {}, fmt::format("The maximum file size of {} characters has been exceeded", most));
  return false;
}

std::shared_ptr<Workflow> read_file(const SourceFilePtr& file, ReadState& state) {
  if (!count_name(file, state) || !is_within_size(file, state)) {
    return nullptr;
  }
  const auto arena = std::make_shared<Arena>();
  const yaml::Document document = yaml::read_document(
      file, arena->memory(),
      {.allows_anchors = state.options.allows_anchors, .max_depth = static_cast<std::size_t>(state.options.max_depth)});
  const Schema& schema = workflow_schema();
  const auto which = state.options.strict_on ? WorkflowRoot::kWorkflowStrict : WorkflowRoot::kWorkflow;
  const std::optional<Token> token = read_template(document, schema, root(schema, which), state, *arena);
  if (!token || !state.problems.empty()) {
    return nullptr;
  }
  Conversion conversion(state, *arena, schema);
  auto workflow = std::make_shared<Workflow>(convert_workflow(conversion, *token));
  workflow->file = file;
  workflow->storage = arena;
  return state.problems.empty() ? workflow : nullptr;
}

std::shared_ptr<const Workflow> read_workflow_set(const SourceFilePtr& file, ReadState& state,
                                                  const WorkflowLoader& load) {
  std::shared_ptr<Workflow> workflow = read_file(file, state);
  if (workflow != nullptr && load) {
    CalledWorkflows(state, load).load_all(*workflow);
  }
  return state.problems.empty() ? workflow : nullptr;
}

}  // namespace ropewalk::workflow
