#include "deploy/kubernetes/cluster_state.h"

#include <utility>

#include "deploy/kubernetes/api.h"
namespace ropewalk::deploy {

json::object event_json(const Event& event) {
  json::object object = to_json(event);
  object["sequence"] = event.sequence;
  return object;
}

Result<Event> event_of(const json::value& value) {
  auto event = event_from_json(value);
  if (event && value.is_object()) {
    event->sequence = number_at(value.get_object(), "sequence", 0);
  }
  return event;
}

std::string text_of(const ClusterState& state) {
  json::object facts;
  for (const auto& [name, value] : state.facts) {
    facts[name] = value;
  }
  json::array deployments;
  for (const auto& [number, one] : state.deployments) {
    deployments.push_back(to_json(one));
  }
  json::array events;
  for (const Event& event : state.events) {
    events.push_back(event_json(event));
  }
  return to_json_text(json::object{{"fence", state.fence},
                                   {"last_number", state.last_number},
                                   {"last_sequence", state.last_sequence},
                                   {"archived_to", state.archived_to},
                                   {"writer", state.writer},
                                   {"facts", std::move(facts)},
                                   {"deployments", std::move(deployments)},
                                   {"events", std::move(events)}});
}

Result<ClusterState> cluster_state_from(const std::string& text) {
  const auto value = parse_json(text, "the journal in the cluster");
  if (!value || !value->is_object()) {
    return fail(ErrorKind::kInvalid, "the journal in the cluster cannot be read");
  }
  const json::object& object = value->get_object();
  ClusterState state{.fence = number_at(object, "fence", 0),
                     .last_number = number_at(object, "last_number", 0),
                     .last_sequence = number_at(object, "last_sequence", 0),
                     .archived_to = number_at(object, "archived_to", 0),
                     .writer = text_at(object, "writer")};
  for (const auto& fact : object_at(object, "facts")) {
    if (fact.value().is_string()) {
      state.facts[std::string(fact.key())] = std::string(fact.value().get_string());
    }
  }
  for (const json::value& one : array_at(object, "deployments")) {
    auto deployment = deployment_from_json(one);
    if (!deployment) {
      return fail(std::move(deployment.error()));
    }
    state.deployments[deployment->number] = std::move(*deployment);
  }
  for (const json::value& one : array_at(object, "events")) {
    auto event = event_of(one);
    if (!event) {
      return fail(std::move(event.error()));
    }
    state.events.push_back(std::move(*event));
  }
  return state;
}

}  // namespace ropewalk::deploy
