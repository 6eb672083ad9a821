#include "plan/run_event.h"

#include "plan/event_facts.h"
#include "plan/filters.h"
#include "plan/inputs.h"

namespace ropewalk::plan {
namespace {

/// The first text of a filter; empty when the trigger has none.
std::string first_text(const workflow::Trigger& trigger, std::string_view key) {
  const workflow::Token* filter = trigger.configuration == nullptr ? nullptr : trigger.configuration->find(key);
  if (filter == nullptr) {
    return {};
  }
  const std::vector<std::string> texts = texts_of(*filter);
  return texts.empty() ? std::string() : texts.front();
}

std::string first_cron(const workflow::Trigger& trigger) {
  if (trigger.configuration == nullptr || trigger.configuration->items.empty()) {
    return {};
  }
  const workflow::Token* cron = trigger.configuration->items.front().find("cron");
  return cron == nullptr ? std::string() : std::string(cron->text);
}

bool is_missing(const json::object& payload, std::string_view key) {
  const json::value* value = payload.if_contains(key);
  return value == nullptr || value->is_null();
}

/// Changes the copy; false when there is nothing to change.
bool complete(Event& event, const workflow::Trigger& trigger, const std::string& path) {
  json::object& payload = event.payload;
  if (event.name == "workflow_dispatch" && is_missing(payload, "workflow")) {
    payload["workflow"] = path;
    return true;
  }
  if (!event.is_made) {
    return false;
  }
  if (event.name == "schedule" && is_missing(payload, "schedule")) {
    payload["schedule"] = first_cron(trigger);
    return true;
  }
  if (event.name == "workflow_run") {
    const std::string awaited = first_text(trigger, "workflows");
    if (awaited.empty() || text_at(payload, {"workflow_run", "name"}) != "CI") {
      return false;
    }
    payload["workflow_run"].as_object()["name"] = awaited;
    payload["workflow"].as_object()["name"] = awaited;
    return true;
  }
  if (event.name == "repository_dispatch" && event.action.empty()) {
    event.action = first_text(trigger, "types");
    if (event.action.empty()) {
      event.action = "dispatch";
    }
    payload["action"] = event.action;
    return true;
  }
  return false;
}

}  // namespace

std::shared_ptr<const Event> event_for_workflow(const std::shared_ptr<const Event>& event,
                                                const workflow::Workflow& workflow, const std::string& path) {
  const bool may_need_it = event->name == "workflow_dispatch" || event->name == "schedule" ||
                           event->name == "workflow_run" || event->name == "repository_dispatch";
  const workflow::Trigger* trigger = may_need_it ? workflow.find_trigger(event->name) : nullptr;
  if (trigger == nullptr) {
    return event;
  }
  auto completed = std::make_shared<Event>(*event);
  return complete(*completed, *trigger, path) ? completed : event;
}

std::shared_ptr<const Event> event_with_inputs(const std::shared_ptr<const Event>& event, const expr::Object& inputs) {
  auto completed = std::make_shared<Event>(*event);
  completed->payload["inputs"] = as_event_inputs(inputs);
  return completed;
}

}  // namespace ropewalk::plan
