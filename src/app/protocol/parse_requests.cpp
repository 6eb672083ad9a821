// Request, options, response. The forms of tokens, jobs and events are in template_*.h.
#include "app/protocol/parse_requests.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "app/protocol/template_json.h"
#include "base/json.h"
#include "workflow/workflow_set.h"

namespace ropewalk::app {
namespace {

/// What the request's options ask for besides how to read.
struct Request {
  workflow::ReadOptions options;
  JsonOptions form;
  bool skips_called = false;
};

bool read_bool(const json::object& options, std::string_view key, bool otherwise) {
  const json::value* value = options.if_contains(key);
  return value != nullptr && value->is_bool() ? value->as_bool() : otherwise;
}

template <class Number>
void read_number(const json::object& options, std::string_view key, Number& number) {
  const json::value* value = options.if_contains(key);
  if (value == nullptr) {
    return;
  }
  if (value->is_int64() && value->as_int64() >= 0) {
    number = static_cast<Number>(value->as_int64());
  }
}

bool has_feature(const json::object& options, std::string_view feature) {
  const json::value* features = options.if_contains("features");
  if (features == nullptr || !features->is_array()) {
    return false;
  }
  const json::array& names = features->as_array();
  return std::any_of(names.begin(), names.end(),
                     [&](const json::value& name) { return name.is_string() && name.as_string() == feature; });
}

Request read_request(const json::object& options) {
  Request request;
  workflow::ReadOptions& read = request.options;
  read.strict_on = read_bool(options, "strictOn", read.strict_on);
  read.allows_anchors = read_bool(options, "anchors", read.allows_anchors);
  read_number(options, "maxDepth", read.max_depth);
  read_number(options, "maxFileSize", read.max_file_size);
  read_number(options, "maxResultSize", read.max_result_size);
  read_number(options, "maxJobLimit", read.max_jobs);
  read_number(options, "maxNestedDepth", read.max_nested_reusable_depth);
  if (string_member(options, "permissionsPolicy") == "LimitedRead") {
    read.permissions_policy = workflow::PermissionsPolicy::kLimitedRead;
  }
  if (string_member(options, "compat") == "xlang") {
    read.dialect = workflow::kTestDataDialect;
    read.allows_background_steps = has_feature(options, "allowBackgroundSteps");
  }
  request.form.has_source = read_bool(options, "includeSource", false);
  request.form.has_events = read_bool(options, "emitEvents", false);
  request.form.sorts_files = read_bool(options, "partialRerun", false);
  request.skips_called = read_bool(options, "skipReusable", false);
  return request;
}

Result<json::object> read_line(std::string_view line) {
  Result<json::value> parsed = parse_json(line, "request");
  if (!parsed) {
    return fail(ErrorKind::kUsage, parsed.error().message, {}, parsed.error().place);
  }
  if (!parsed->is_object()) {
    return fail(ErrorKind::kUsage, "A request must be a JSON object.");
  }
  const json::value* content = parsed->as_object().if_contains("content");
  if (content == nullptr || !content->is_string()) {
    return fail(ErrorKind::kUsage, "A request needs `content`, the text of a workflow.");
  }
  return std::move(parsed->as_object());
}

/// Finds called workflows among the request's.
workflow::WorkflowLoader loader_of(const json::object& request) {
  return [&request](std::string_view uses) -> Result<SourceFilePtr> {
    const json::value* texts = request.if_contains("workflows");
    const json::value* text = texts != nullptr && texts->is_object() ? texts->as_object().if_contains(uses) : nullptr;
    if (text == nullptr || !text->is_string()) {
      return fail(ErrorKind::kNotFound, "workflow was not found.");
    }
    return SourceFilePtr(std::make_shared<SourceFile>(std::string(uses), std::string(text->as_string())));
  };
}

json::object template_of(const json::object& line, const Request& request) {
  const std::string_view path = string_member(line, "path");
  const auto file = std::make_shared<SourceFile>(path.empty() ? "workflow.yml" : std::string(path),
                                                 std::string(string_member(line, "content")));
  workflow::ReadState state(request.options);
  const workflow::WorkflowLoader load = request.skips_called ? nullptr : loader_of(line);
  const auto workflow = workflow::read_workflow_set(file, state, load);
  return workflow == nullptr ? errors_json(state.problems) : template_json(*workflow, state, request.form);
}

}  // namespace

Result<std::string> answer_parse_request(std::string_view line) {
  const Result<json::object> request = read_line(line);
  if (!request) {
    return fail(request.error());
  }
  const json::value* options = request->if_contains("options");
  const bool has_options = options != nullptr && options->is_object();
  json::object response;
  if (const json::value* id = request->if_contains("id")) {
    response["id"] = *id;
  }
  response["template"] = template_of(*request, read_request(has_options ? options->as_object() : json::object()));
  return to_json_text(response);
}

}  // namespace ropewalk::app
