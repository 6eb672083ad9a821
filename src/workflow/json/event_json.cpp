// The members are those of actions/languageservices (events.ts).
#include "workflow/json/event_json.h"

#include <array>
#include <string>
#include <string_view>

#include "workflow/inputs.h"

namespace ropewalk::workflow {
namespace {

constexpr std::array<std::string_view, 10> kFilters = {"branches", "branches-ignore", "tags",  "tags-ignore",
                                                       "paths",    "paths-ignore",    "types", "names",
                                                       "versions", "workflows"};

json::value literal_json(const Token& token) {
  switch (token.kind) {
    case Token::Kind::kBoolean: return json::value(token.boolean);
    case Token::Kind::kNumber: return json::value(token.number);
    case Token::Kind::kString:
    case Token::Kind::kSequence:
    case Token::Kind::kMapping:
    case Token::Kind::kExpression:
    case Token::Kind::kInsert:
    case Token::Kind::kNull: return json::value(json::string(token.text));
  }
  return nullptr;
}

json::array texts(const Token& token) {
  json::array list;
  if (token.kind == Token::Kind::kString) {
    list.emplace_back(json::string(token.text));
  }
  for (const Token& item : token.items) {
    list.emplace_back(json::string(item.text));
  }
  return list;
}

json::array schedule_json(const Token& schedule) {
  json::array entries;
  for (const Token& item : schedule.items) {
    json::object entry;
    for (const Member& member : item.members) {
      entry[member.key.text] = json::string(member.value.text);
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

json::object input_json(const InputDefinition& input) {
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

json::object call_json(const Trigger& trigger) {
  json::object object;
  json::object inputs;
  for (const InputDefinition& input : read_inputs(trigger)) {
    inputs[input.name] = input_json(input);
  }
  if (!inputs.empty()) {
    object["inputs"] = std::move(inputs);
  }
  json::object secrets;
  for (const SecretDefinition& secret : read_secrets(trigger)) {
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

json::value event_json(const Trigger& trigger) {
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
    if (const Token* patterns = trigger.configuration->find(filter)) {
      object[filter] = texts(*patterns);
    }
  }
  return object;
}

}  // namespace

json::object events_json(const std::vector<Trigger>& triggers) {
  json::object events;
  for (const Trigger& trigger : triggers) {
    events[trigger.event] = event_json(trigger);
  }
  return events;
}

json::object input_types_json(const Workflow& workflow) {
  json::object types;
  if (const Trigger* trigger = workflow.find_trigger("workflow_dispatch")) {
    for (const InputDefinition& input : read_inputs(*trigger)) {
      types[input.name] = name(input.type);
    }
  }
  return types;
}

}  // namespace ropewalk::workflow
