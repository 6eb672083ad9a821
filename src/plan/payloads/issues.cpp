// Payloads of issues, their comments, labels, milestones, and of discussions.
#include <fmt/format.h>

#include "plan/payloads/families.h"
#include "plan/payloads/pull_request.h"

namespace ropewalk::plan {
namespace {

json::object label_object() {
  return {{"id", id_of("label")}, {"name", "bug"}, {"color", "d73a4a"}, {"default", true}, {"description", nullptr}};
}

json::object milestone_object(const PayloadFacts& facts) {
  return {
      {"number", 1},
      {"title", "v1.0"},
      {"state", facts.action == "closed" ? "closed" : "open"},
      {"description", nullptr},
      {"due_on", nullptr},
      {"creator", user_object(facts.repository, facts.repository.actor)},
      {"html_url", html_url(facts.repository) + "/milestone/1"},
  };
}

json::object issue_object(const PayloadFacts& facts) {
  const RepositoryFacts& repository = facts.repository;
  const std::string url = fmt::format("{}/issues/{}", html_url(repository), kNumber);
  json::array labels;
  if (facts.action == "labeled") {
    labels.emplace_back(label_object());
  }
  return {
      {"number", kNumber},
      {"id", id_of(url)},
      {"title", "An issue"},
      {"body", nullptr},
      {"state", facts.action == "closed" ? "closed" : "open"},
      {"state_reason", facts.action == "closed" ? json::value("completed") : json::value(nullptr)},
      {"locked", facts.action == "locked"},
      {"user", user_object(repository, repository.actor)},
      {"author_association", "OWNER"},
      {"labels", std::move(labels)},
      {"assignees", json::array()},
      {"assignee", nullptr},
      {"milestone", nullptr},
      {"comments", 0},
      {"url", fmt::format("{}/issues/{}", api_url(repository), kNumber)},
      {"html_url", url},
      {"created_at", time_of(repository)},
      {"updated_at", time_of(repository)},
      {"closed_at", nullptr},
  };
}

json::object comment_object(const PayloadFacts& facts) {
  const RepositoryFacts& repository = facts.repository;
  return {
      {"id", id_of("comment")},
      {"body", "A comment."},
      {"user", user_object(repository, repository.actor)},
      {"author_association", "OWNER"},
      {"html_url", fmt::format("{}/issues/{}#issuecomment-{}", html_url(repository), kNumber, id_of("comment"))},
      {"created_at", time_of(repository)},
      {"updated_at", time_of(repository)},
  };
}

json::object discussion_object(const PayloadFacts& facts) {
  const RepositoryFacts& repository = facts.repository;
  return {
      {"number", kNumber},
      {"id", id_of("discussion")},
      {"title", "A discussion"},
      {"body", "What do you think?"},
      {"state", "open"},
      {"locked", facts.action == "locked"},
      {"category", {{"id", id_of("category")}, {"name", "General"}, {"slug", "general"}, {"is_answerable", false}}},
      {"user", user_object(repository, repository.actor)},
      {"author_association", "OWNER"},
      {"html_url", fmt::format("{}/discussions/{}", html_url(repository), kNumber)},
      {"created_at", time_of(repository)},
      {"updated_at", time_of(repository)},
  };
}

}  // namespace

json::object issues_payload(const PayloadFacts& facts) {
  json::object payload = {{"issue", issue_object(facts)}};
  if (facts.action == "labeled" || facts.action == "unlabeled") {
    payload["label"] = label_object();
  }
  if (facts.action == "milestoned" || facts.action == "demilestoned") {
    payload["milestone"] = milestone_object(facts);
  }
  return payload;
}

json::object issue_comment_payload(const PayloadFacts& facts) {
  return {{"issue", issue_object(facts)}, {"comment", comment_object(facts)}};
}

json::object pull_request_comment_payload(const PayloadFacts& facts) {
  json::object payload = issue_comment_payload(facts);
  // A comment on a pull request is one on an issue that names its pull request.
  json::object& issue = payload["issue"].as_object();
  issue["title"] = title_of(facts.repository);
  issue["pull_request"] = {
      {"url", fmt::format("{}/pulls/{}", api_url(facts.repository), kNumber)},
      {"html_url", fmt::format("{}/pull/{}", html_url(facts.repository), kNumber)},
  };
  return payload;
}

json::object label_payload(const PayloadFacts& /*facts*/) { return {{"label", label_object()}}; }

json::object milestone_payload(const PayloadFacts& facts) { return {{"milestone", milestone_object(facts)}}; }

json::object discussion_payload(const PayloadFacts& facts) { return {{"discussion", discussion_object(facts)}}; }

json::object discussion_comment_payload(const PayloadFacts& facts) {
  return {{"discussion", discussion_object(facts)}, {"comment", comment_object(facts)}};
}

}  // namespace ropewalk::plan
