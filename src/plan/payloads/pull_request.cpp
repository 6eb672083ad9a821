// Payloads around pull requests: the pull request itself, its reviews and their comments, the merge queue.
#include "plan/payloads/pull_request.h"

#include <fmt/format.h>

#include "plan/payloads/families.h"

namespace ropewalk::plan {
namespace {

json::object side(const RepositoryFacts& facts, std::string_view ref, std::string_view sha) {
  const std::string owner = facts.full_name.substr(0, facts.full_name.find('/'));
  return {
      {"label", fmt::format("{}:{}", owner, ref)}, {"ref", ref}, {"sha", sha}, {"user", user_object(facts, owner)},
      {"repo", repository_object(facts)},
  };
}

std::string base_sha(const PayloadFacts& facts) {
  return facts.repository.base_commit.empty() ? facts.sha : facts.repository.base_commit;
}

}  // namespace

std::string title_of(const RepositoryFacts& facts) {
  const std::string subject = subject_of(head_message(facts));
  return subject.empty() ? "Changes of " + working_branch(facts) : subject;
}

json::object pull_request_object(const PayloadFacts& facts) {
  const RepositoryFacts& repository = facts.repository;
  const std::string url = fmt::format("{}/pull/{}", html_url(repository), kNumber);
  return {
      {"number", kNumber},
      {"id", id_of(url)},
      {"state", facts.action == "closed" ? "closed" : "open"},
      {"locked", facts.action == "locked"},
      {"title", title_of(repository)},
      {"body", nullptr},
      {"user", user_object(repository, repository.actor)},
      {"author_association", "OWNER"},
      {"labels", json::array()},
      {"assignees", json::array()},
      {"assignee", nullptr},
      {"requested_reviewers", json::array()},
      {"requested_teams", json::array()},
      {"milestone", nullptr},
      {"draft", facts.action == "converted_to_draft"},
      {"head", side(repository, working_branch(repository), facts.sha)},
      {"base", side(repository, repository.default_branch, base_sha(facts))},
      {"merged", false},
      {"mergeable", true},
      {"merged_at", nullptr},
      {"merge_commit_sha", facts.sha},
      {"auto_merge", nullptr},
      {"commits", repository.commits.size()},
      {"changed_files", repository.changes ? repository.changes->size() : 0},
      {"comments", 0},
      {"review_comments", 0},
      {"url", fmt::format("{}/pulls/{}", api_url(repository), kNumber)},
      {"html_url", url},
      {"diff_url", url + ".diff"},
      {"patch_url", url + ".patch"},
      {"created_at", time_of(repository)},
      {"updated_at", time_of(repository)},
      {"closed_at", nullptr},
  };
}

json::object pull_request_payload(const PayloadFacts& facts) {
  json::object payload = {{"number", kNumber}, {"pull_request", pull_request_object(facts)}};
  if (facts.action == "synchronize") {
    payload["before"] = base_sha(facts);
    payload["after"] = facts.sha;
  }
  return payload;
}

json::object pull_request_review_payload(const PayloadFacts& facts) {
  const RepositoryFacts& repository = facts.repository;
  return {
      {"review",
       {{"id", id_of("review")},
        {"user", user_object(repository, repository.actor)},
        {"body", nullptr},
        {"state", facts.action == "dismissed" ? "dismissed" : "approved"},
        {"commit_id", facts.sha},
        {"submitted_at", time_of(repository)},
        {"author_association", "OWNER"}}},
      {"pull_request", pull_request_object(facts)},
  };
}

json::object pull_request_review_comment_payload(const PayloadFacts& facts) {
  const RepositoryFacts& repository = facts.repository;
  return {
      {"comment",
       {{"id", id_of("comment")},
        {"user", user_object(repository, repository.actor)},
        {"body", "A comment."},
        {"path", !repository.changes || repository.changes->empty() ? "README.md" : repository.changes->front().path},
        {"commit_id", facts.sha},
        {"created_at", time_of(repository)},
        {"updated_at", time_of(repository)},
        {"author_association", "OWNER"}}},
      {"pull_request", pull_request_object(facts)},
  };
}

json::object merge_group_payload(const PayloadFacts& facts) {
  const RepositoryFacts& repository = facts.repository;
  json::value head_commit = nullptr;
  if (!repository.commits.empty()) {
    head_commit = commit_object(repository, repository.commits.front());
  }
  return {
      {"merge_group",
       {{"head_sha", facts.sha},
        {"head_ref",
         fmt::format("refs/heads/gh-readonly-queue/{}/pr-{}-{}", repository.default_branch, kNumber, base_sha(facts))},
        {"base_sha", base_sha(facts)},
        {"base_ref", fmt::format("refs/heads/{}", repository.default_branch)},
        {"head_commit", std::move(head_commit)}}},
  };
}

}  // namespace ropewalk::plan
