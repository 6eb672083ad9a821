#include "plan/event_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "plan/payloads/common.h"
#include "plan/repository_facts.h"

namespace ropewalk::plan {
namespace {

bool is_about_pull_request(std::string_view event) { return event == "pull_request" || event == "pull_request_target"; }

std::string head_sha(const RepositoryFacts& facts) {
  return facts.commits.empty() ? std::string(kZeroSha) : facts.commits.front().sha;
}

/// The newest commit of the default branch, as far as it is known: what the work is compared with, else HEAD.
std::string default_branch_sha(const RepositoryFacts& facts) {
  const bool is_elsewhere = facts.branch != facts.default_branch && !facts.base_commit.empty();
  return is_elsewhere ? facts.base_commit : head_sha(facts);
}

std::string first_of(std::string a, std::string b) { return a.empty() ? std::move(b) : std::move(a); }

void set_ref_and_sha(Event& event, RefRule rule, const RepositoryFacts& facts) {
  const json::object& payload = event.payload;
  switch (rule) {
    case RefRule::kDefaultBranch:
      set_ref(event, std::string(kHeadsPrefix) + facts.default_branch);
      event.sha = default_branch_sha(facts);
      return;
    case RefRule::kPushed: {
      const std::string ref = text_at(payload, {"ref"});
      set_ref(event, full_ref(ref.empty() ? facts.branch : ref, facts));
      event.sha = first_of(text_at(payload, {"after"}), head_sha(facts));
      return;
    }
    case RefRule::kPullRequestMerge: {
      const json::value* number = find_at(payload, {"pull_request", "number"});
      if (number == nullptr) {
        number = payload.if_contains("number");
      }
      set_ref(event, fmt::format("refs/pull/{}/merge", number == nullptr ? "1" : to_json_text(*number)));
      event.sha = first_of(text_at(payload, {"pull_request", "merge_commit_sha"}),
                           first_of(text_at(payload, {"pull_request", "head", "sha"}), head_sha(facts)));
      return;
    }
    case RefRule::kMergeGroup:
      set_ref(event, text_at(payload, {"merge_group", "head_ref"}));
      event.sha = first_of(text_at(payload, {"merge_group", "head_sha"}), head_sha(facts));
      return;
    case RefRule::kReleaseTag:
      set_ref(event, std::string(kTagsPrefix) + text_at(payload, {"release", "tag_name"}));
      event.sha = head_sha(facts);
      return;
    case RefRule::kDeployment: {
      const std::string ref = text_at(payload, {"deployment", "ref"});
      event.sha = first_of(text_at(payload, {"deployment", "sha"}), head_sha(facts));
      // A deployment of a bare commit has no ref.
      set_ref(event, ref == event.sha ? "" : full_ref(ref, facts));
      return;
    }
    case RefRule::kCreated: {
      const bool is_tag = text_at(payload, {"ref_type"}) == "tag";
      set_ref(event, std::string(is_tag ? kTagsPrefix : kHeadsPrefix) + text_at(payload, {"ref"}));
      event.sha = head_sha(facts);
      return;
    }
    case RefRule::kPackage: {
      const std::string branch = text_at(payload, {"registry_package", "package_version", "target_commitish"});
      set_ref(event, full_ref(first_of(branch, facts.default_branch), facts));
      event.sha = first_of(text_at(payload, {"registry_package", "package_version", "target_oid"}), head_sha(facts));
      return;
    }
  }
}

/// The file lists of a push's commits together; nothing when no commit has one (GitHub's own event files leave them
/// out).
std::optional<std::vector<std::string>> files_of_commits(const json::object& payload) {
  const json::value* commits = payload.if_contains("commits");
  if (commits == nullptr || !commits->is_array()) {
    return std::nullopt;
  }
  bool is_known = false;
  std::set<std::string> files;
  for (const json::value& commit : commits->as_array()) {
    if (!commit.is_object()) {
      continue;
    }
    for (const std::string_view list : {"added", "modified", "removed"}) {
      const json::value* paths = commit.as_object().if_contains(list);
      if (paths == nullptr || !paths->is_array()) {
        continue;
      }
      is_known = true;
      for (const json::value& path : paths->as_array()) {
        if (path.is_string()) {
          files.emplace(path.as_string());
        }
      }
    }
  }
  return is_known ? std::optional(std::vector<std::string>(files.begin(), files.end())) : std::nullopt;
}

std::vector<std::string> paths_of(const std::vector<ports::Change>& changes) {
  std::vector<std::string> paths;
  for (const ports::Change& change : changes) {
    paths.push_back(change.path);
  }
  std::ranges::sort(paths);
  return paths;
}

/// What git says of changed files; nothing where it was not asked.
std::optional<std::vector<std::string>> known_changes(const RepositoryFacts& facts) {
  return facts.changes ? std::optional(paths_of(*facts.changes)) : std::nullopt;
}

/// True when a given payload is about the very commit that is checked out: then what git says holds for it.
bool is_about_head(const Event& event, const RepositoryFacts& facts) {
  const std::string sha = first_of(text_at(event.payload, {"pull_request", "head", "sha"}), event.sha);
  return event.is_made || (!facts.commits.empty() && sha == facts.commits.front().sha);
}

}  // namespace

const json::value* find_at(const json::object& object, std::initializer_list<std::string_view> path) {
  const json::object* place = &object;
  const json::value* found = nullptr;
  for (const std::string_view name : path) {
    if (place == nullptr) {
      return nullptr;
    }
    found = place->if_contains(name);
    if (found == nullptr) {
      return nullptr;
    }
    place = found->if_object();
  }
  return found;
}

std::string text_at(const json::object& object, std::initializer_list<std::string_view> path) {
  const json::value* found = find_at(object, path);
  return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
}

void set_ref(Event& event, std::string ref) {
  event.ref = std::move(ref);
  event.ref_name = short_ref(event.ref);
  event.ref_type = event.ref.empty() ? "" : event.ref.starts_with(kTagsPrefix) ? "tag" : "branch";
}

std::string full_ref(std::string_view ref, const RepositoryFacts& facts) {
  if (ref.starts_with("refs/")) {
    return std::string(ref);
  }
  if (ref.empty()) {
    return facts.tags.empty() ? std::string(kHeadsPrefix) + facts.default_branch
                              : std::string(kTagsPrefix) + facts.tags.back();
  }
  const bool is_tag = ref != facts.branch && std::ranges::find(facts.tags, ref) != facts.tags.end();
  return std::string(is_tag ? kTagsPrefix : kHeadsPrefix) + std::string(ref);
}

void derive_facts(Event& event, const EventKind& kind, const RepositoryFacts& facts) {
  event.action = text_at(event.payload, {"action"});
  event.actor = first_of(text_at(event.payload, {"sender", "login"}), facts.actor);
  set_ref_and_sha(event, kind.ref, facts);
  if (is_about_pull_request(event.name)) {
    event.head_ref = text_at(event.payload, {"pull_request", "head", "ref"});
    event.base_ref = text_at(event.payload, {"pull_request", "base", "ref"});
    if (is_about_head(event, facts)) {
      event.changed_files = known_changes(facts);
    }
  }
  if (event.name == "push") {
    event.head_message = text_at(event.payload, {"head_commit", "message"});
    event.changed_files = files_of_commits(event.payload);
    if (!event.changed_files && is_about_head(event, facts)) {
      event.changed_files = known_changes(facts);
    }
  }
  if (event.name == "pull_request" && is_about_head(event, facts)) {
    event.head_message = head_message(facts);
  }
}

}  // namespace ropewalk::plan
