// Reads the inputs of a native action's call, with the words of GitHub's runner and of @actions/core.
#include "actions/native_action.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace ropewalk::actions {
namespace {

using InputList = std::vector<const NativeInput*>;

InputList inputs_of_release(const NativeAction& action, const ActionVersion& version) {
  InputList inputs;
  for (const NativeInput& input : action.inputs()) {
    if (version >= input.since && version <= input.until) {
      inputs.push_back(&input);
    }
  }
  return inputs;
}

bool has_input(const InputList& inputs, std::string_view name) {
  return std::any_of(inputs.begin(), inputs.end(),
                     [&](const NativeInput* input) { return equals_ignoring_case(input->name, name); });
}

std::string unexpected_inputs_warning(const std::vector<std::string>& unexpected, const InputList& valid) {
  std::vector<std::string> names;
  for (const NativeInput* const input : valid) {
    names.emplace_back(input->name);
  }
  return fmt::format("Unexpected input(s) '{}', valid inputs are ['{}']", join(unexpected, "', '"),
                     join(names, "', '"));
}

}  // namespace

std::string Inputs::text(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::string() : std::string(trim(found->second));
}

std::vector<std::string> Inputs::lines(std::string_view name) const {
  const std::string whole = text(name);
  std::vector<std::string> lines;
  for (const std::string_view line : split(whole, '\n')) {
    if (const std::string_view trimmed = trim(line); !trimmed.empty()) {
      lines.emplace_back(trimmed);
    }
  }
  return lines;
}

Result<bool> Inputs::boolean(std::string_view name) const {
  const std::string value = text(name);
  if (value == "true" || value == "True" || value == "TRUE") {
    return true;
  }
  if (value == "false" || value == "False" || value == "FALSE") {
    return false;
  }
  return fail(ErrorKind::kInvalid,
              fmt::format("Input does not meet YAML 1.2 \"Core Schema\" specification: {}\n"
                          "Support boolean input list: `true | True | TRUE | false | False | FALSE`",
                          name));
}

bool Inputs::is_true(std::string_view name) const { return equals_ignoring_case(text(name), "true"); }

Result<int> Inputs::number(std::string_view name) const {
  const std::string value = text(name);
  int number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size()) {
    return fail(ErrorKind::kInvalid, fmt::format("Input '{}' is '{}', which is not a whole number", name, value));
  }
  return number;
}

Result<Inputs> prepare_inputs(const NativeAction& action, const GivenInputs& given, std::vector<std::string>& warnings,
                              const ActionVersion& version) {
  const InputList documented = inputs_of_release(action, version);
  std::map<std::string, std::string, LessIgnoringCase> values;
  for (const NativeInput* const input : documented) {
    values.emplace(input->name, input->default_value);
  }
  std::vector<std::string> unexpected;
  for (const auto& [name, value] : given) {
    if (has_input(documented, name)) {
      values[name] = value;
    } else {
      unexpected.push_back(name);
    }
  }
  if (!unexpected.empty()) {
    warnings.push_back(unexpected_inputs_warning(unexpected, documented));
  }
  for (const NativeInput* const input : documented) {
    const std::string_view value = trim(values.find(input->name)->second);
    if (value.empty() && input->is_required) {
      return fail(ErrorKind::kInvalid, fmt::format("Input required and not supplied: {}", input->name));
    }
    if (input->support == InputSupport::kNotSupported && !value.empty() &&
        !equals_ignoring_case(value, input->default_value)) {
      return fail(
          ErrorKind::kInvalid,
          fmt::format("Input '{}' of {} is '{}', which is not supported here", input->name, action.name(), value),
          std::string(input->note));
    }
  }
  return Inputs(std::move(values));
}

}  // namespace ropewalk::actions
