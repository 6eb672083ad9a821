#include "app/gates/run_gates.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/approvals/approve.h"
#include "app/deploy/apply_settings.h"
#include "app/deploy/open_environment.h"
#include "app/gates/waiting_job.h"
#include "base/hash.h"
#include "base/strings.h"
#include "deploy/queue/start.h"
#include "deploy/room.h"
#include "text/glob.h"

namespace ropewalk::app {
namespace {

using deploy::Outcome;

/// The part of a ref after `refs/heads/` or `refs/tags/`.
std::string short_name(std::string_view ref, std::string_view prefix) {
  return ref.starts_with(prefix) ? std::string(ref.substr(prefix.size())) : std::string();
}

bool matches(const std::vector<std::string>& patterns, const std::string& name) {
  return !name.empty() && std::any_of(patterns.begin(), patterns.end(), [&](const std::string& text) {
    const auto pattern = text::Pattern::compile(text);
    return pattern ? pattern->matches(name) : text == name;
  });
}

bool may_use(const config::EnvironmentSettings& rules, const std::string& ref) {
  return (rules.branches.empty() && rules.tags.empty()) || matches(rules.branches, short_name(ref, "refs/heads/")) ||
         matches(rules.tags, short_name(ref, "refs/tags/"));
}

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
    const auto found = std::find_if(environments_.begin(), environments_.end(), [&](const auto& one) {
      return equals_ignoring_case(one.name, request.environment);
    });
    if (found == environments_.end()) {
      return nullptr;
    }
    if (!may_use(*found, request.ref)) {
      return fail(ErrorKind::kInvalid,
                  fmt::format("the environment '{}' does not allow {}: its branches and tags are in {}",
                              request.environment, request.ref, "`.github/ropewalk.yml`"));
    }
    const deploy::EnvironmentRules rules = rules_of(*found);
    if (rules.required == 0 && rules.wait.count() == 0 && rules.windows.empty()) {
      return nullptr;
    }
    return wait(request, rules, std::move(calls));
  }

 private:
  static deploy::EnvironmentRules rules_of(const config::EnvironmentSettings& settings) {
    deploy::Plan plan;
    apply(settings, plan);
    plan.rules.name = settings.name;
    return std::move(plan.rules);
  }

  Result<std::unique_ptr<engine::Gate>> wait(const engine::GateRequest& request, const deploy::EnvironmentRules& rules,
                                             engine::GateCalls calls) {
    const std::filesystem::path folder = environment_folder(machine_, "jobs of " + repository_, request.environment);
    auto store = stores_.open(folder.string());
    if (!store) {
      return fail(std::move(store.error()));
    }
    deploy::Deployment deployment;
    deployment.environment = request.environment;
    deployment.service = repository_;
    deployment.version = request.sha.substr(0, 12);
    deployment.commit = request.sha;
    deployment.digest =
        "sha256:" + to_hex(sha256(fmt::format("{}\n{}\n{}", request.sha, request.workflow, request.job)));
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
