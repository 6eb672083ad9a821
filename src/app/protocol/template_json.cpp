// The whole of it.
#include "app/protocol/template_json.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/protocol/template_event.h"
#include "app/protocol/template_job.h"
#include "app/protocol/template_token.h"

namespace ropewalk::app {
namespace {

json::array file_table(const workflow::ReadState& state, bool is_sorted) {
  std::vector<std::string> names;
  for (const SourceFilePtr& file : state.files) {
    names.push_back(file->name());
  }
  if (is_sorted) {
    std::sort(names.begin(), names.end());
  }
  json::array table;
  for (const std::string& name : names) {
    table.emplace_back(json::string(name));
  }
  return table;
}

}  // namespace

json::object template_json(const workflow::Workflow& workflow, workflow::ReadState& state, const JsonOptions& options) {
  const TokenJson tokens(state, options.has_source);
  const workflow::Dialect& dialect = state.options.dialect;
  json::object object;
  // GitHub's two ports differ here: the one that tells events does not tell types apart from them.
  if (options.has_events) {
    object["events"] = events_json(workflow.triggers);
  } else if (json::object types = input_types_json(workflow); !types.empty()) {
    object["input-types"] = std::move(types);
  }
  std::optional<workflow::Permissions> permissions;
  if (workflow.permissions != nullptr) {
    permissions = workflow::read_permissions(*workflow.permissions, dialect);
    object["permissions"] = permissions_json(*permissions);
  }
  if (workflow.env != nullptr) {
    object["env"] = tokens.token(*workflow.env);
  }
  if (workflow.defaults != nullptr) {
    object["defaults"] = tokens.token(*workflow.defaults);
  }
  if (workflow.concurrency != nullptr) {
    object["concurrency"] = tokens.token(*workflow.concurrency);
  }
  object["jobs"] = jobs_json(workflow, permissions, dialect, tokens);
  if (options.has_source) {
    object["file-table"] = file_table(state, options.sorts_files);
  }
  return object;
}

json::object errors_json(const workflow::Problems& problems) {
  json::array errors;
  for (const workflow::Problem& problem : problems.all()) {
    if (errors.size() == workflow::kReportedProblems) {
      break;
    }
    errors.push_back(json::object{{"Message", json::string(github_message(problem))}});
  }
  return json::object{{"errors", std::move(errors)}};
}

}  // namespace ropewalk::app
