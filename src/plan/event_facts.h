// What follows from a payload: the ref, the commit, the branches and the changed files of an event.
#pragma once

#include "plan/event.h"
#include "plan/event_table.h"
#include "plan/repository_facts.h"

namespace ropewalk::plan {

/// Fills in what GitHub reads out of the payload: `action`, `ref` (with its name and type), `sha`, `head_ref`,
/// `base_ref`, `actor`, `changed_files`, `head_message`. What the payload does not say comes from `facts`.
void derive_facts(Event& event, const EventKind& kind, const RepositoryFacts& facts);

/// Sets `ref`, and `ref_name` and `ref_type` by it.
void set_ref(Event& event, std::string ref);

/// The full form of a ref that may be short: `main` is `refs/heads/main` (or `refs/tags/…` for a tag at HEAD).
[[nodiscard]] std::string full_ref(std::string_view ref, const RepositoryFacts& facts);

/// Walks down objects: `at(payload, {"pull_request", "head", "sha"})`; null when something on the way is missing.
[[nodiscard]] const json::value* find_at(const json::object& object, std::initializer_list<std::string_view> path);
/// The same for a string; empty when it is missing or no string.
[[nodiscard]] std::string text_at(const json::object& object, std::initializer_list<std::string_view> path);

}  // namespace ropewalk::plan
