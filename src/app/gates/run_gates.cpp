#include "app/gates/run_gates.h"

#include <fmt/format.h>

#include "app/approvals/approve.h"
#include "app/approvals/job_votes.h"
#include "app/deploy/open_environment.h"
#include "app/gates/environment_rules.h"
#include "app/gates/waiting_job.h"
#include "deploy/queue/start.h"
#include "deploy/room.h"

namespace ropewalk::app {
namespace {

using deploy::Outcome;

class Gates final : public RunGates {
 public:
  Gates(std::vector<config::EnvironmentSettings> environments, RunGateSettings settings, deploy::Stores& stores,
        ports::Clock& clock, const ports::Environment& machine, const ports::TimeZone& zone)
      : environments_(std::move(environments)),
        repository_(std::move(settings.repository)),
        can_ask_(settings.can_ask),
        stores_(stores),
        clock_(clock),
        machine_(machine),
        zone_(zone) {}

  bool waits_for_word() const override { return !waiting_.is_empty(); }
  void say(deploy::VoteKind kind) override {
    waiting_.with_first([&](WaitingJob& job) { job.say(kind); });
  }

  Result<std::unique_ptr<engine::Gate>> ask(const engine::GateRequest& request, engine::GateCalls calls) override {
    const config::EnvironmentSettings* found = find_environment(environments_, request.environment);
    if (found == nullptr) {
      return nullptr;
    }
    if (auto allowed = check_ref(*found, request.ref); !allowed) {
      return fail(std::move(allowed.error()));
    }
    const deploy::EnvironmentRules rules = rules_of(*found);
    if (rules.required == 0 && rules.wait.count() == 0 && rules.windows.empty()) {
      return nullptr;
    }
    return wait(request, rules, std::move(calls));
  }

 private:
  Result<std::unique_ptr<engine::Gate>> wait(const engine::GateRequest& request, const deploy::EnvironmentRules& rules,
                                             engine::GateCalls calls) {
    const std::filesystem::path folder = environment_folder(machine_, service_of_jobs(repository_), rules.name);
    auto store = stores_.open(folder.string());
    if (!store) {
      return fail(std::move(store.error()));
    }
    deploy::Deployment deployment;
    deployment.environment = rules.name;
    deployment.service = repository_;
    deployment.version = request.sha.substr(0, 12);
    deployment.commit = request.sha;
    const deploy::VotedJob job{request.workflow, request.job};
    deployment.digest = deploy::job_digest(request.sha, job);
    deployment.by = machine_.user_name();
    deployment.author = request.actor;
    deployment.run = request.run.text();
    deployment.strategy = kJobStrategy;
    deployment.outcome = Outcome::kWaiting;
    deployment.started = clock_.now();
    deploy::Event first;
    first.time = deployment.started;
    first.kind = deploy::EventKind::kRequested;
    first.text = fmt::format("the job '{}' of {} wants to use {}", request.job, request.workflow, request.environment);
    first.outcome = Outcome::kWaiting;
    const auto number = (*store)->add(deployment, first);
    if (!number) {
      return fail(number.error());
    }
    deployment.number = *number;
    deploy::Plan plan;
    plan.rules = rules;
    plan.service.name = repository_;
    plan.service.command = {request.job};
    plan.version = deployment.version;
    plan.digest = deployment.digest;
    plan.commit = deployment.commit;
    if (auto kept = deploy::keep_plan(**store, *number, plan); !kept) {
      return fail(std::move(kept.error()));
    }
    if (auto kept = keep_voted_job(**store, *number, job); !kept) {
      return fail(std::move(kept.error()));
    }
    return std::make_unique<WaitingJob>(
        std::move(*store), std::move(deployment), deploy::approval_rules_of(rules),
        GateWorld{.clock = clock_, .machine = machine_, .zone = zone_, .waiting = waiting_, .can_ask = can_ask_},
        std::move(calls));
  }

  std::vector<config::EnvironmentSettings> environments_;
  std::string repository_;
  bool can_ask_;
  WaitingJobs waiting_;
  deploy::Stores& stores_;
  ports::Clock& clock_;
  const ports::Environment& machine_;
  const ports::TimeZone& zone_;
};

}  // namespace

std::unique_ptr<RunGates> make_run_gates(std::vector<config::EnvironmentSettings> environments,
                                         RunGateSettings settings, deploy::Stores& stores, ports::Clock& clock,
                                         const ports::Environment& machine, const ports::TimeZone& zone) {
  return std::make_unique<Gates>(std::move(environments), std::move(settings), stores, clock, machine, zone);
}

}  // namespace ropewalk::app
