// The members are those of actions/languageservices (events.ts).
#include "app/protocol/template_event.h"

#include <array>
#include <string>
#include <string_view>

#include "workflow/inputs.h"

namespace ropewalk::app {
namespace {

constexpr std::array<std::string_view, 10> kFilters = {"branches", "branches-ignore", "tags",  "tags-ignore",
                                                       "paths",    "paths-ignore",    "types", "names",
                                                       "versions", "workflows"};

json::value literal_json(const workflow::Token& token) {
  switch (token.kind) {
    case workflow::Token::Kind::kBoolean: return json::value(token.boolean);
    case workflow::Token::Kind::kNumber: return json::value(token.number);
    case workflow::Token::Kind::kString:
    case workflow::Token::Kind::kSequence:
    case workflow::Token::Kind::kMapping:
    case workflow::Token::Kind::kExpression:
    case workflow::Token::Kind::kInsert:
    case workflow::Token::Kind::kNull: return json::value(json::string(token.text));
  }
  return nullptr;
}

json::array texts(const workflow::Token& token) {
  json::array list;
  if (token.kind == workflow::Token::Kind::kString) {
    list.emplace_back(json::string(token.text));
  }
  for (const workflow::Token& item : token.items) {
    list.emplace_back(json::string(item.text));
  }
  return list;
}

json::array schedule_json(const workflow::Token& schedule) {
  json::array entries;
  for (const workflow::Token& item : schedule.items) {
    json::object entry;
    for (const workflow::Member& member : item.members) {
      entry[member.key.text] = json::string(member.value.text);
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

json::object input_json(const workflow::InputDefinition& input) {
  json::object object;
  object["type"] = name(input.type);
  if (!input.description.empty()) {
    object["description"] = json::string(input.description);
  }
  if (input.is_required) {
    object["required"] = true;
  }
  if (input.default_value != nullptr) {
    object["default"] = literal_json(*input.default_value);
  }
  json::array options;
  for (const std::string_view option : input.options) {
    options.emplace_back(json::string(option));
  }
  if (!options.empty()) {
    object["options"] = std::move(options);
  }
  return object;
}

json::object call_json(const workflow::Trigger& trigger) {
  json::object object;
  json::object inputs;
  for (const workflow::InputDefinition& input : workflow::read_inputs(trigger)) {
    inputs[input.name] = input_json(input);
  }
  if (!inputs.empty()) {
    object["inputs"] = std::move(inputs);
  }
  json::object secrets;
  for (const workflow::SecretDefinition& secret : workflow::read_secrets(trigger)) {
    json::object entry;
    if (!secret.description.empty()) {
      entry["description"] = json::string(secret.description);
    }
    if (secret.is_required) {
      entry["required"] = true;
    }
    secrets[secret.name] = std::move(entry);
  }
  if (!secrets.empty()) {
    object["secrets"] = std::move(secrets);
  }
  return object;
}

json::value event_json(const workflow::Trigger& trigger) {
  if (trigger.configuration == nullptr) {
    return json::object();
  }
  if (trigger.event == "schedule") {
    return schedule_json(*trigger.configuration);
  }
  if (trigger.event == "workflow_call" || trigger.event == "workflow_dispatch") {
    return call_json(trigger);
  }
  json::object object;
  for (const std::string_view filter : kFilters) {
    if (const workflow::Token* patterns = trigger.configuration->find(filter)) {
      object[filter] = texts(*patterns);
    }
  }
  return object;
}

}  // namespace

json::object events_json(const std::vector<workflow::Trigger>& triggers) {
  json::object events;
  for (const workflow::Trigger& trigger : triggers) {
    events[trigger.event] = event_json(trigger);
  }
  return events;
}

json::object input_types_json(const workflow::Workflow& workflow) {
  json::object types;
  if (const workflow::Trigger* trigger = workflow.find_trigger("workflow_dispatch")) {
    for (const workflow::InputDefinition& input : workflow::read_inputs(*trigger)) {
      types[input.name] = name(input.type);
    }
  }
  return types;
}

}  // namespace ropewalk::app
