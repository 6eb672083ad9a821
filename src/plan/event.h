// The event that a run answers: its payload and the facts of the `github` context that follow from it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "expr/value.h"
#include "ports/repository.h"
#include "workflow/model.h"

namespace ropewalk::plan {

/// What is known about the repository without asking GitHub; made from git (repository_facts) or by a test.
struct RepositoryFacts {
  /// `owner/name`, from the origin's URL; `local/<folder>` without one.
  std::string full_name;
  std::string server_url = "https://github.com";
  std::string default_branch = "main";
  /// The checked-out branch; empty when HEAD is detached.
  std::string branch;
  /// Tags at HEAD, sorted.
  std::vector<std::string> tags;
  /// HEAD's commit and those since the merge base with the default branch, newest first; empty in a new repository.
  std::vector<ports::Commit> commits;
  /// The commit that a push or a pull request is compared with (merge base or first parent); empty without one.
  std::string base_commit;
  /// Paths that differ from `base_commit`, the working tree included; sorted.
  std::vector<ports::Change> changes;
  /// The login that events name as actor and sender.
  std::string actor = "ropewalk";
};

/// Asks git. `actor` is the user's name made into a login.
[[nodiscard]] Result<RepositoryFacts> repository_facts(const ports::Repository& repository);

/// What the user asked for.
struct EventRequest {
  std::string name = "push";
  /// The payload as given; made from the facts when there is none.
  std::optional<json::object> payload;
  /// `--input K=V`, in order.
  std::vector<std::pair<std::string, std::string>> inputs;
  /// `--set github.event.pull_request.draft=true`, in order: path and text (a JSON value, else a string).
  std::vector<std::pair<std::string, std::string>> overrides;
};

/// An event as GitHub would have sent it, with what the `github` context says because of it.
struct Event {
  std::string name;
  json::object payload;
  /// The payload's `action` (`opened`); empty where the event has none.
  std::string action;
  std::string ref;
  std::string ref_name;
  /// `branch` or `tag`.
  std::string ref_type;
  std::string sha;
  std::string head_ref;
  std::string base_ref;
  std::string actor;
  std::string repository;
  std::string repository_owner;
  std::string server_url;
  /// Paths that path filters look at; nothing when the event has none or they are not known.
  std::optional<std::vector<std::string>> changed_files;
  /// Inputs as given by the user, untyped; each workflow types and checks them (typed_inputs).
  std::vector<std::pair<std::string, std::string>> inputs;
  /// The message of the commit that the event is about, for `[skip ci]`; empty when it is not known.
  std::string head_message;
  /// True when the payload was made here and not given: then a workflow completes it by what it declares.
  bool is_made = false;
  /// Members of the `github` context that `--set github.x=…` replaces.
  std::vector<std::pair<std::string, json::value>> context_overrides;
};

/// Makes the event. Errors: kUsage for an unknown event name or override, kInvalid for a payload of the wrong form.
[[nodiscard]] Result<Event> make_event(const EventRequest& request, const RepositoryFacts& facts);

/// The inputs of `workflow_dispatch` or `workflow_call` by the workflow's own declaration: typed, defaulted, checked.
/// Errors (with the place of the declaration): missing required, unknown name, wrong type, no such choice.
[[nodiscard]] Result<expr::Object> typed_inputs(const workflow::Workflow& workflow, const Event& event);

/// What only a run knows of the `github` context.
struct RunFacts {
  std::string run_id;
  int run_number = 1;
  int run_attempt = 1;
  std::string workflow_name;
  /// Relative to the repository's top, with forward slashes.
  std::string workflow_path;
  int retention_days = 90;
  std::string token;
};

/// The run-level members of the `github` context, without those of a job (`job`, `workspace`, …) and of a step.
[[nodiscard]] expr::Object github_context(const Event& event, const RunFacts& run);

}  // namespace ropewalk::plan
