#include "plan/pull_request_tree.h"

#include <optional>

#include "plan/event_facts.h"
#include "plan/payloads/common.h"

namespace ropewalk::plan {
namespace {

std::optional<std::int64_t> number_at(const json::object& payload, std::initializer_list<std::string_view> path) {
  const json::value* found = find_at(payload, path);
  return found != nullptr && found->is_int64() ? std::optional(found->as_int64()) : std::nullopt;
}

/// The first of the pull requests that a run or a check lists.
std::optional<std::int64_t> first_listed(const json::object& payload, std::string_view of) {
  const json::value* list = find_at(payload, {of, "pull_requests"});
  if (list == nullptr || !list->is_array() || list->as_array().empty() || !list->as_array().front().is_object()) {
    return std::nullopt;
  }
  return number_at(list->as_array().front().as_object(), {"number"});
}

bool stands_on_merge(std::string_view event) {
  return event == "pull_request" || event == "pull_request_review" || event == "pull_request_review_comment" ||
         event == "merge_group";
}

/// The number of the pull request that the event names; nothing when it names none.
std::optional<std::int64_t> number_of(const Event& event) {
  const json::object& payload = event.payload;
  if (const auto number = number_at(payload, {"pull_request", "number"})) {
    return number;
  }
  if (find_at(payload, {"issue", "pull_request"}) != nullptr) {
    return number_at(payload, {"issue", "number"});
  }
  for (const char* of : {"workflow_run", "check_run", "check_suite"}) {
    if (const auto number = first_listed(payload, of)) {
      return number;
    }
  }
  constexpr std::int64_t kFirst = 1;
  return stands_on_merge(event.name) ? number_at(payload, {"number"}).value_or(kFirst) : std::optional<std::int64_t>();
}

/// The tip of a branch: where the remote was last seen to have it, else where it is here.
std::string tip_of(const ports::Repository& repository, const std::string& branch) {
  for (const std::string& name : {"refs/remotes/origin/" + branch, std::string(kHeadsPrefix) + branch}) {
    if (const auto found = repository.resolve(name)) {
      return *found;
    }
  }
  return {};
}

json::object* object_at(json::object& payload, std::string_view first, std::string_view second = {}) {
  json::value* found = payload.if_contains(first);
  json::object* object = found == nullptr ? nullptr : found->if_object();
  if (object == nullptr || second.empty()) {
    return object;
  }
  found = object->if_contains(second);
  return found == nullptr ? nullptr : found->if_object();
}

/// A payload that was made here names the commits that are there.
void complete_payload(Event& event, const ports::PullRequest& pull, const std::string& merge) {
  if (!event.is_made) {
    return;
  }
  if (json::object* base = object_at(event.payload, "pull_request", "base")) {
    (*base)["sha"] = pull.base;
  }
  if (json::object* pull_request = object_at(event.payload, "pull_request")) {
    (*pull_request)["merge_commit_sha"] = merge.empty() ? json::value(nullptr) : json::value(merge);
    (*pull_request)["mergeable"] = !merge.empty();
  }
  if (json::object* group = object_at(event.payload, "merge_group")) {
    (*group)["base_sha"] = pull.base;
    if (!merge.empty()) {
      (*group)["head_sha"] = merge;
    }
  }
}

}  // namespace

Result<void> settle_pull_request(Event& event, const RepositoryFacts& facts, ports::Repository& repository,
                                 const std::stop_token& stop) {
  const std::optional<std::int64_t> number = number_of(event);
  if (!number || facts.commits.empty()) {
    return {};
  }
  const std::string head = facts.commits.front().sha;
  const bool is_merged = stands_on_merge(event.name);
  std::string branch = is_merged ? text_at(event.payload, {"pull_request", "base", "ref"}) : facts.default_branch;
  if (branch.empty()) {
    branch = facts.default_branch;
  }
  const bool is_checked_out = branch == facts.branch;
  ports::PullRequest pull{*number, is_checked_out ? facts.base_commit : tip_of(repository, branch), branch};
  // A branch without commits of its own is compared with what is before it, as its payload says.
  if (pull.base.empty() || pull.base == head) {
    pull.base = facts.base_commit;
  }
  if (pull.base.empty()) {
    return {};
  }
  if (is_checked_out) {
    pull.base_branch.clear();
  }
  if (!is_merged) {
    event.pull = pull;
    const bool is_of_default_branch = event.ref == std::string(kHeadsPrefix) + branch;
    if (is_of_default_branch && !is_checked_out) {
      event.standing = ports::Standing::kBase;
      event.sha = pull.base;
    }
    return {};
  }
  auto merge = repository.merge(pull, head, stop);
  if (!merge && merge.error().kind != ErrorKind::kIncomplete) {
    return fail(std::move(merge.error()));
  }
  event.pull = pull;
  event.standing = ports::Standing::kMerge;
  if (!merge) {
    return {};
  }
  event.conflicts = merge->conflicts;
  const bool is_of_head = event.sha == head;
  complete_payload(event, pull, merge->commit);
  if (is_of_head && !merge->commit.empty()) {
    event.sha = merge->commit;
  }
  return {};
}

}  // namespace ropewalk::plan
