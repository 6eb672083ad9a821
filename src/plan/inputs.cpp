#include "plan/inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/strings.h"
#include "plan/scope.h"

namespace ropewalk::plan {
namespace {

using expr::Kind;
using expr::Value;
using workflow::InputDefinition;
using workflow::InputType;

constexpr std::string_view kCall = "workflow_call";
constexpr std::string_view kDispatch = "workflow_dispatch";

SourceRef place_of(const InputDefinition& input, const SourceFilePtr& file) { return {file, input.span}; }

Value empty_value(const InputDefinition& input) {
  if (input.type == InputType::kBoolean) {
    return Value(false);
  }
  if (input.type == InputType::kNumber) {
    return Value(0.0);
  }
  if (input.type == InputType::kChoice && !input.options.empty()) {
    return Value(input.options.front());
  }
  return Value("");
}

/// A text from the command line or from a dispatch's payload as a value of the declared type.
Result<Value> typed(const InputDefinition& input, std::string_view text, const SourceFilePtr& file) {
  if (input.type == InputType::kBoolean) {
    if (text == "true") {
      return Value(true);
    }
    if (text == "false") {
      return Value(false);
    }
    return fail(ErrorKind::kUsage, fmt::format("input '{}' is '{}': a boolean is true or false", input.name, text), {},
                place_of(input, file));
  }
  if (input.type == InputType::kNumber) {
    const double number = expr::parse_number(text);
    if (!std::isnan(number) && !trim(text).empty()) {
      return Value(number);
    }
    return fail(ErrorKind::kUsage, fmt::format("input '{}' is '{}', which is not a number", input.name, text), {},
                place_of(input, file));
  }
  if (input.type == InputType::kChoice && std::ranges::find(input.options, text) == input.options.end()) {
    return fail(ErrorKind::kUsage,
                fmt::format("Provided value '{}' for input '{}' not in the list of allowed values", text, input.name),
                fmt::format("it takes {}", fmt::join(input.options, ", ")), place_of(input, file));
  }
  return Value(text);
}

/// A value that an expression or YAML gave, which must be of the declared type already; scalars are strings too.
Result<Value> checked(const InputDefinition& input, const Value& value, SourceRef place) {
  const bool fits = input.type == InputType::kBoolean  ? value.kind() == Kind::kBoolean
                    : input.type == InputType::kNumber ? value.kind() == Kind::kNumber
                                                       : value.is_primitive();
  if (fits) {
    return input.type == InputType::kBoolean || input.type == InputType::kNumber ? value : Value(value.to_text());
  }
  return fail(ErrorKind::kInvalid, workflow::unexpected_text(value),
              fmt::format("input '{}' is declared as {}", input.name, name(input.type)), std::move(place));
}

const InputDefinition* find_input(const std::vector<InputDefinition>& inputs, std::string_view name) {
  const auto found = std::ranges::find_if(
      inputs, [&](const InputDefinition& input) { return equals_ignoring_case(input.name, name); });
  return found == inputs.end() ? nullptr : &*found;
}

/// What was given: the payload's inputs, and over them those of the command line.
std::vector<std::pair<std::string, std::string>> given_inputs(const Event& event) {
  std::vector<std::pair<std::string, std::string>> given;
  const json::value* inputs = event.payload.if_contains("inputs");
  if (inputs != nullptr && inputs->is_object()) {
    for (const auto& [name, value] : inputs->as_object()) {
      if (value.is_null()) {
        continue;
      }
      given.emplace_back(name, value.is_string() ? std::string(value.as_string()) : to_json_text(value));
    }
  }
  given.insert(given.end(), event.inputs.begin(), event.inputs.end());
  return given;
}

tl::unexpected<Error> fail_for_unknown(std::string_view name, const std::vector<InputDefinition>& declared,
                                       const workflow::Trigger& trigger, const SourceFilePtr& file) {
  std::vector<std::string_view> names;
  for (const InputDefinition& input : declared) {
    names.push_back(input.name);
  }
  const std::string_view near = nearest(name, names);
  std::string hint = !near.empty()   ? fmt::format("did you mean {}?", near)
                     : names.empty() ? fmt::format("the workflow's {} declares no inputs", trigger.event)
                                     : fmt::format("declared are {}", fmt::join(names, ", "));
  return fail(ErrorKind::kUsage, fmt::format("Unexpected inputs provided: '{}'", name), std::move(hint),
              SourceRef{file, trigger.span});
}

}  // namespace

Result<Value> default_of(const InputDefinition& input, const SourceFilePtr& file, const expr::Scope& scope) {
  if (input.default_value == nullptr || input.default_value->kind == workflow::Token::Kind::kNull) {
    return empty_value(input);
  }
  const auto value = workflow::evaluate(*input.default_value, scope);
  if (!value) {
    return fail(ErrorKind::kInvalid, value.error().message, {}, SourceRef{file, value.error().span});
  }
  const SourceRef place{file, input.default_value->span};
  // A dispatch takes its defaults as the form on GitHub's page would send them: as texts.
  if (value->kind() == Kind::kString && (input.type == InputType::kBoolean || input.type == InputType::kNumber)) {
    const auto read = typed(input, value->text(), file);
    if (read) {
      return *read;
    }
  }
  return checked(input, *value, place);
}

Result<Value> called_inputs(const workflow::Workflow& called, const workflow::Evaluated* with,
                            const SourceFilePtr& caller, const expr::Scope& scope) {
  const workflow::Trigger* trigger = called.find_trigger(kCall);
  if (trigger == nullptr) {
    return Value();
  }
  expr::Object result;
  for (const InputDefinition& input : workflow::read_inputs(*trigger)) {
    const workflow::Evaluated* given = with == nullptr ? nullptr : with->find(input.name);
    auto value = given == nullptr ? default_of(input, called.file, scope)
                                  : checked(input, given->value, SourceRef{caller, given->span});
    if (!value) {
      return value;
    }
    result.set(std::string(input.name), *std::move(value));
  }
  return Value(std::move(result));
}

json::object as_event_inputs(const expr::Object& inputs) {
  json::object result;
  for (const auto& [name, value] : inputs.members()) {
    result[name] = value.to_text();
  }
  return result;
}

Result<expr::Object> typed_inputs(const workflow::Workflow& workflow, const Event& event) {
  expr::Object result;
  const workflow::Trigger* trigger =
      event.name == kDispatch || event.name == kCall ? workflow.find_trigger(event.name) : nullptr;
  if (trigger == nullptr) {
    if (event.inputs.empty()) {
      return result;
    }
    return fail(ErrorKind::kUsage,
                fmt::format("input '{}' was given, but {} takes no inputs from {}", event.inputs.front().first,
                            workflow.file->name(), event.name),
                "workflow_dispatch and workflow_call declare inputs");
  }
  const std::vector<InputDefinition> declared = workflow::read_inputs(*trigger);
  const auto given = given_inputs(event);
  for (const auto& [name, text] : given) {
    if (find_input(declared, name) == nullptr) {
      return fail_for_unknown(name, declared, *trigger, workflow.file);
    }
  }
  const GithubContext github(event);
  const PlanScope scope(github, {}, {}, {}, {});
  for (const InputDefinition& input : declared) {
    const auto last = std::find_if(given.rbegin(), given.rend(),
                                   [&](const auto& one) { return equals_ignoring_case(one.first, input.name); });
    const bool is_given = last != given.rend();
    if (!is_given && input.is_required && input.default_value == nullptr) {
      return fail(ErrorKind::kUsage, fmt::format("Required input '{}' not provided", input.name),
                  fmt::format("give it with --input {}=…", input.name), place_of(input, workflow.file));
    }
    auto value = is_given ? typed(input, last->second, workflow.file) : default_of(input, workflow.file, scope);
    if (!value) {
      return fail(value.error());
    }
    result.set(std::string(input.name), *std::move(value));
  }
  return result;
}

}  // namespace ropewalk::plan
