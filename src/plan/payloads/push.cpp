// Payloads of what happens to branches and tags: push, create, delete.
#include <fmt/format.h>

#include "plan/payloads/families.h"

namespace ropewalk::plan {
namespace {

json::value null_or(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

}  // namespace

json::object push_payload(const PayloadFacts& facts) {
  const RepositoryFacts& repository = facts.repository;
  const bool is_tag = facts.ref.starts_with(kTagsPrefix);
  const std::string before = is_tag || repository.base_commit.empty() ? std::string(kZeroSha) : repository.base_commit;

  json::value head_commit = nullptr;
  json::array commits;
  if (!repository.commits.empty()) {
    head_commit = commit_object(repository, repository.commits.front());
    if (!is_tag) {
      // GitHub lists the oldest first.
      for (auto commit = repository.commits.rbegin(); commit != repository.commits.rend(); ++commit) {
        commits.emplace_back(commit_object(repository, *commit));
      }
    }
  }
  return {
      {"ref", facts.ref},
      {"before", before},
      {"after", facts.sha},
      {"base_ref", nullptr},
      {"created", before == kZeroSha},
      {"deleted", false},
      {"forced", false},
      {"compare",
       fmt::format("{}/compare/{}...{}", html_url(repository), before.substr(0, 12), facts.sha.substr(0, 12))},
      {"commits", std::move(commits)},
      {"head_commit", std::move(head_commit)},
      {"pusher",
       {{"name", repository.actor},
        {"email", null_or(repository.commits.empty() ? "" : repository.commits.front().committer_email)}}},
  };
}

json::object create_payload(const PayloadFacts& facts) {
  return {
      {"ref", short_ref(facts.ref)},
      {"ref_type", facts.ref.starts_with(kTagsPrefix) ? "tag" : "branch"},
      {"master_branch", facts.repository.default_branch},
      {"description", nullptr},
      {"pusher_type", "user"},
  };
}

json::object delete_payload(const PayloadFacts& facts) {
  return {
      {"ref", short_ref(facts.ref)},
      {"ref_type", facts.ref.starts_with(kTagsPrefix) ? "tag" : "branch"},
      {"pusher_type", "user"},
  };
}

}  // namespace ropewalk::plan
