// What the schema has accepted, key by key. What a lenient reading let pass and has no sense is left out.
#include "workflow/inputs.h"

#include <array>
#include <utility>

namespace ropewalk::workflow {
namespace {

constexpr std::array<std::pair<std::string_view, InputType>, 5> kTypes = {{
    {"string", InputType::kString},
    {"boolean", InputType::kBoolean},
    {"number", InputType::kNumber},
    {"choice", InputType::kChoice},
    {"environment", InputType::kEnvironment},
}};

InputType type_of(std::string_view text) {
  for (const auto& [word, type] : kTypes) {
    if (word == text) {
      return type;
    }
  }
  return InputType::kString;
}

/// The members of a mapping below a trigger; none when there is no such mapping.
std::span<const Member> members_of(const Trigger& trigger, std::string_view key) {
  const Token* found = trigger.configuration == nullptr ? nullptr : trigger.configuration->find(key);
  return found == nullptr ? std::span<const Member>{} : found->members;
}

std::string_view text_of(const Token& mapping, std::string_view key) {
  const Token* found = mapping.find(key);
  return found == nullptr ? std::string_view{} : found->text;
}

bool is_true(const Token& mapping, std::string_view key) {
  const Token* found = mapping.find(key);
  return found != nullptr && found->boolean;
}

}  // namespace

std::string_view name(InputType type) {
  for (const auto& [word, known] : kTypes) {
    if (known == type) {
      return word;
    }
  }
  return "string";
}

std::vector<InputDefinition> read_inputs(const Trigger& trigger) {
  std::vector<InputDefinition> inputs;
  if (trigger.event != "workflow_dispatch" && trigger.event != "workflow_call") {
    return inputs;
  }
  for (const Member& member : members_of(trigger, "inputs")) {
    InputDefinition input;
    input.name = member.key.text;
    input.span = member.key.span;
    input.type = type_of(text_of(member.value, "type"));
    input.is_required = is_true(member.value, "required");
    input.default_value = member.value.find("default");
    input.description = text_of(member.value, "description");
    if (const Token* options = member.value.find("options")) {
      for (const Token& option : options->items) {
        input.options.push_back(option.text);
      }
    }
    inputs.push_back(std::move(input));
  }
  return inputs;
}

std::vector<SecretDefinition> read_secrets(const Trigger& trigger) {
  std::vector<SecretDefinition> secrets;
  for (const Member& member : members_of(trigger, "secrets")) {
    secrets.push_back({member.key.text, is_true(member.value, "required"), text_of(member.value, "description")});
  }
  return secrets;
}

std::vector<OutputDefinition> read_outputs(const Trigger& trigger) {
  std::vector<OutputDefinition> outputs;
  for (const Member& member : members_of(trigger, "outputs")) {
    outputs.push_back({member.key.text, member.value.find("value"), text_of(member.value, "description")});
  }
  return outputs;
}

}  // namespace ropewalk::workflow
