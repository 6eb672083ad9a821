#include "plan/make_event.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "plan/event_facts.h"
#include "plan/event_table.h"
#include "plan/overrides.h"
#include "plan/payloads/common.h"
#include "plan/repository_facts.h"

namespace ropewalk::plan {
namespace {

Result<const EventKind*> known_event(const std::string& name) {
  if (const EventKind* kind = find_event(name)) {
    return kind;
  }
  std::vector<std::string_view> names;
  for (const EventKind& kind : all_events()) {
    names.push_back(kind.name);
  }
  const std::string_view near = nearest(name, names);
  return fail(
      ErrorKind::kUsage, fmt::format("'{}' is not an event that starts workflows", name),
      near.empty() ? fmt::format("the events are {}", fmt::join(names, ", ")) : fmt::format("did you mean {}?", near));
}

/// The text of the last override of `github.NAME` or, in the payload, of `github.event.NAME`.
std::string last_override(const std::vector<Override>& overrides, bool is_of_payload, std::string_view name) {
  std::string text;
  for (const Override& one : overrides) {
    if (one.is_of_payload == is_of_payload && one.path.size() == 1 && equals_ignoring_case(one.path[0], name)) {
      text = one.text;
    }
  }
  return text;
}

/// Makes a payload for the ref, commit and activity type that the overrides ask for, so that all of it tells one story.
json::object make_payload(const EventKind& kind, const std::vector<Override>& overrides, const RepositoryFacts& facts) {
  PayloadFacts made{.repository = facts, .ref = {}, .sha = {}, .action = {}};
  std::string ref = last_override(overrides, false, "ref");
  if (ref.empty()) {
    ref = last_override(overrides, true, "ref");
  }
  made.ref = full_ref(ref.empty() ? facts.branch : ref, facts);
  made.sha = last_override(overrides, false, "sha");
  if (made.sha.empty()) {
    made.sha = facts.commits.empty() ? std::string(kZeroSha) : facts.commits.front().sha;
  }
  made.action = last_override(overrides, true, "action");
  if (made.action.empty() && !kind.types.empty()) {
    made.action = kind.types.front();
  }

  json::object payload;
  if (!made.action.empty()) {
    payload["action"] = made.action;
  }
  for (auto& [name, value] : kind.make_payload(made)) {
    payload[name] = value;
  }
  payload["repository"] = repository_object(facts);
  payload["sender"] = user_object(facts, facts.actor);
  return payload;
}

std::string* member_of(Event& event, std::string_view name) {
  if (equals_ignoring_case(name, "sha")) {
    return &event.sha;
  }
  if (equals_ignoring_case(name, "head_ref")) {
    return &event.head_ref;
  }
  if (equals_ignoring_case(name, "base_ref")) {
    return &event.base_ref;
  }
  if (equals_ignoring_case(name, "actor")) {
    return &event.actor;
  }
  if (equals_ignoring_case(name, "repository")) {
    return &event.repository;
  }
  if (equals_ignoring_case(name, "repository_owner")) {
    return &event.repository_owner;
  }
  if (equals_ignoring_case(name, "server_url")) {
    return &event.server_url;
  }
  if (equals_ignoring_case(name, "ref_name")) {
    return &event.ref_name;
  }
  if (equals_ignoring_case(name, "ref_type")) {
    return &event.ref_type;
  }
  return nullptr;
}

void override_context(Event& event, const Override& one, const RepositoryFacts& facts) {
  const std::string& name = one.path.front();
  if (equals_ignoring_case(name, "ref")) {
    set_ref(event, full_ref(one.text, facts));
  } else if (std::string* member = member_of(event, name)) {
    *member = one.text;
  } else {
    event.context_overrides.emplace_back(to_lower(name), one.value());
  }
}

/// Repository and server, which a given payload may name otherwise than git does.
void set_repository(Event& event, const RepositoryFacts& facts) {
  event.repository = text_at(event.payload, {"repository", "full_name"});
  if (event.repository.empty()) {
    event.repository = facts.full_name;
  }
  event.repository_owner = event.repository.substr(0, event.repository.find('/'));
  event.server_url = facts.server_url;
}

}  // namespace

Result<Event> make_event(const EventRequest& request, const RepositoryFacts& facts) {
  const auto kind = known_event(request.name);
  if (!kind) {
    return fail(kind.error());
  }
  const auto overrides = read_overrides(request.overrides);
  if (!overrides) {
    return fail(overrides.error());
  }

  Event event;
  event.name = request.name;
  event.inputs = request.inputs;
  event.is_made = !request.payload.has_value();
  event.payload = event.is_made ? make_payload(**kind, *overrides, facts) : *request.payload;
  for (const Override& one : *overrides) {
    if (!one.is_of_payload) {
      continue;
    }
    if (auto done = set_at(event.payload, one.path, one.value()); !done) {
      return fail(done.error());
    }
  }
  if (const json::value* action = event.payload.if_contains("action"); action != nullptr && !action->is_string()) {
    return fail(ErrorKind::kInvalid, "the payload's 'action' is not a string",
                "it names the activity type: \"opened\"");
  }
  set_repository(event, facts);
  derive_facts(event, **kind, facts);
  for (const Override& one : *overrides) {
    if (!one.is_of_payload) {
      override_context(event, one, facts);
    }
  }
  return event;
}

}  // namespace ropewalk::plan
