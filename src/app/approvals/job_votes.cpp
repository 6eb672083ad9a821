#include "app/approvals/job_votes.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

#include "app/approvals/approve.h"
#include "base/json.h"
#include "base/strings.h"
#include "deploy/queue/queue.h"
#include "deploy/queue/start.h"
#include "deploy/room.h"

namespace ropewalk::app {
namespace {

constexpr std::size_t kNewest = 100;

std::string fact_of(std::int64_t number) { return fmt::format("job.{}", number); }

Result<std::optional<deploy::VotedJob>> voted_job(const deploy::Store& store, std::int64_t number) {
  const auto text = store.fact(fact_of(number));
  if (!text) {
    return fail(text.error());
  }
  const auto parsed = text->empty() ? Result<json::value>(json::value()) : parse_json(*text, "a job that waits");
  if (!parsed) {
    return fail(parsed.error());
  }
  if (!parsed->is_object()) {
    return std::nullopt;
  }
  return deploy::VotedJob{std::string(string_member(parsed->get_object(), "workflow")),
                          std::string(string_member(parsed->get_object(), "job"))};
}

/// What counts for one job: its votes and since when it has waited; nothing while it waits.
Result<std::vector<deploy::Vote>> votes_on(const deploy::Store& store, const deploy::Deployment& deployment,
                                           deploy::Time now) {
  std::vector<deploy::Vote> votes;
  const auto job = voted_job(store, deployment.number);
  const auto plan = deploy::plan_of(store, deployment.number);
  auto cast = deploy::votes_of(store, deployment.number);
  if (!job || !plan || !cast) {
    return fail(!job ? job.error() : !plan ? plan.error() : cast.error());
  }
  const auto rules = deploy::approval_rules_of(plan->rules);
  if (!*job || deploy::approval_status(rules, deployment, *cast, now).state != deploy::ApprovalState::kReady) {
    return votes;
  }
  votes = *std::move(cast);
  votes.push_back({.kind = deploy::VoteKind::kWaited,
                   .by = {deploy::Identity::Kind::kUser, deployment.by},
                   .time = deployment.started,
                   .bound = deploy::binding_of(deployment)});
  for (deploy::Vote& vote : votes) {
    vote.of_job = *job;
  }
  return votes;
}

}  // namespace

Result<void> keep_voted_job(deploy::Store& store, std::int64_t number, const deploy::VotedJob& job) {
  return store.set_fact(fact_of(number), to_json_text(json::object{{"workflow", job.workflow}, {"job", job.job}}));
}

Result<std::vector<deploy::Vote>> votes_of_job(std::string_view environment, const ports::Files& files,
                                               const ports::Environment& machine, deploy::Stores& stores,
                                               deploy::Time now) {
  std::vector<deploy::Vote> votes;
  const std::string run = machine.variable("GITHUB_RUN_ID").value_or("");
  const std::string repository = machine.variable("GITHUB_REPOSITORY").value_or("");
  if (run.empty() || repository.empty()) {
    return votes;
  }
  const std::string service = service_of_jobs(repository);
  for (const KnownEnvironment& one : all_environments(files, machine)) {
    if (one.service != service || !equals_ignoring_case(one.name, environment)) {
      continue;
    }
    const auto store = stores.open(one.folder.string());
    const auto newest = store ? (*store)->deployments(kNewest) : fail(store.error());
    if (!newest) {
      return fail(newest.error());
    }
    for (const deploy::Deployment& deployment : *newest) {
      if (deployment.run != run || deployment.strategy != kJobStrategy ||
          deployment.outcome != deploy::Outcome::kWaiting) {
        continue;
      }
      auto cast = votes_on(**store, deployment, now);
      if (!cast) {
        return cast;
      }
      votes.insert(votes.end(), cast->begin(), cast->end());
    }
  }
  return votes;
}

}  // namespace ropewalk::app
