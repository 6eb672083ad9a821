// Payloads of what starts workflows without a change: dispatches, the clock, other workflows.
#include <fmt/format.h>

#include "plan/payloads/families.h"

namespace ropewalk::plan {

json::object workflow_dispatch_payload(const PayloadFacts& facts) {
  return {{"inputs", json::object()}, {"ref", facts.ref}, {"workflow", nullptr}};
}

json::object workflow_call_payload(const PayloadFacts& facts) {
  return {{"inputs", json::object()}, {"ref", facts.ref}};
}

json::object workflow_run_payload(const PayloadFacts& facts) {
  const RepositoryFacts& repository = facts.repository;
  const bool is_complete = facts.action == "completed";
  json::object workflow = {
      {"id", id_of("workflow")},
      {"name", "CI"},
      {"path", ".github/workflows/ci.yml"},
      {"state", "active"},
  };
  json::value head_commit = nullptr;
  if (!repository.commits.empty()) {
    head_commit = commit_object(repository, repository.commits.front());
  }
  json::object run = {
      {"id", id_of("workflow_run")},
      {"name", "CI"},
      {"path", ".github/workflows/ci.yml"},
      {"workflow_id", id_of("workflow")},
      {"run_number", 1},
      {"run_attempt", 1},
      {"event", "push"},
      {"status", is_complete ? "completed" : facts.action},
      {"conclusion", is_complete ? json::value("success") : json::value(nullptr)},
      {"head_branch", working_branch(repository)},
      {"head_sha", facts.sha},
      {"head_commit", std::move(head_commit)},
      {"display_title", subject_of(head_message(repository))},
      {"head_repository", repository_object(repository)},
      {"repository", repository_object(repository)},
      {"pull_requests", json::array()},
      {"actor", user_object(repository, repository.actor)},
      {"triggering_actor", user_object(repository, repository.actor)},
      {"html_url", fmt::format("{}/actions/runs/{}", html_url(repository), id_of("workflow_run"))},
      {"artifacts_url", fmt::format("{}/actions/runs/{}/artifacts", api_url(repository), id_of("workflow_run"))},
      {"created_at", time_of(repository)},
      {"updated_at", time_of(repository)},
      {"run_started_at", time_of(repository)},
  };
  return {{"workflow", std::move(workflow)}, {"workflow_run", std::move(run)}};
}

json::object schedule_payload(const PayloadFacts& /*facts*/) {
  // Which schedule fired is for each workflow to say: its first one (plan/run_event.cpp).
  return {{"schedule", nullptr}};
}

json::object repository_dispatch_payload(const PayloadFacts& facts) {
  return {{"branch", facts.repository.default_branch}, {"client_payload", json::object()}};
}

}  // namespace ropewalk::plan
