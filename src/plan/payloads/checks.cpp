// Payloads of checks and commit statuses.
#include <fmt/format.h>

#include "plan/payloads/families.h"

namespace ropewalk::plan {
namespace {

json::object app_object(const RepositoryFacts& facts) {
  return {{"id", id_of("app")}, {"slug", "checks"}, {"name", "Checks"}, {"owner", user_object(facts, facts.actor)}};
}

json::object suite_object(const PayloadFacts& facts) {
  const RepositoryFacts& repository = facts.repository;
  return {
      {"id", id_of("check_suite")},
      {"head_branch", working_branch(repository)},
      {"head_sha", facts.sha},
      {"status", "completed"},
      {"conclusion", "success"},
      {"before", repository.base_commit},
      {"after", facts.sha},
      {"pull_requests", json::array()},
      {"app", app_object(repository)},
      {"created_at", time_of(repository)},
      {"updated_at", time_of(repository)},
  };
}

}  // namespace

json::object check_run_payload(const PayloadFacts& facts) {
  const RepositoryFacts& repository = facts.repository;
  const bool is_complete = facts.action != "created";
  return {
      {"check_run",
       {{"id", id_of("check_run")},
        {"name", "check"},
        {"head_sha", facts.sha},
        {"status", is_complete ? "completed" : "in_progress"},
        {"conclusion", is_complete ? json::value("success") : json::value(nullptr)},
        {"started_at", time_of(repository)},
        {"completed_at", is_complete ? json::value(time_of(repository)) : json::value(nullptr)},
        {"html_url", fmt::format("{}/runs/{}", html_url(repository), id_of("check_run"))},
        {"output", {{"title", nullptr}, {"summary", nullptr}, {"annotations_count", 0}}},
        {"check_suite", suite_object(facts)},
        {"app", app_object(repository)},
        {"pull_requests", json::array()}}},
  };
}

json::object check_suite_payload(const PayloadFacts& facts) { return {{"check_suite", suite_object(facts)}}; }

json::object status_payload(const PayloadFacts& facts) {
  const RepositoryFacts& repository = facts.repository;
  json::value commit = nullptr;
  if (!repository.commits.empty()) {
    commit = commit_object(repository, repository.commits.front());
  }
  return {
      {"id", id_of("status")},
      {"sha", facts.sha},
      {"name", repository.full_name},
      {"state", "success"},
      {"context", "default"},
      {"description", nullptr},
      {"target_url", nullptr},
      {"commit", std::move(commit)},
      {"branches", {{{"name", working_branch(repository)}, {"commit", {{"sha", facts.sha}}}, {"protected", false}}}},
      {"created_at", time_of(repository)},
      {"updated_at", time_of(repository)},
  };
}

}  // namespace ropewalk::plan
