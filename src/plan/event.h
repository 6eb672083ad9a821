// The event that a run answers: its payload and what the `github` context says because of it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "ports/repository.h"

namespace ropewalk::plan {

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
  /// The pull request that the event names, as far as git knows it, and the commit that its jobs stand on.
  std::optional<ports::PullRequest> pull;
  ports::Standing standing = ports::Standing::kHead;
  /// Files in which the pull request conflicts with its base: then GitHub runs nothing for it. Sorted.
  std::vector<std::string> conflicts;
  /// Members of the `github` context that `--set github.x=…` replaces.
  std::vector<std::pair<std::string, json::value>> context_overrides;
};

}  // namespace ropewalk::plan
