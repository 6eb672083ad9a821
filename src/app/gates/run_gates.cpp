#include "app/gates/run_gates.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "app/approvals/approve.h"
#include "app/deploy/open_environment.h"
#include "base/hash.h"
#include "deploy/queue/start.h"
#include "deploy/room.h"
#include "ports/http_retry.h"
#include "text/glob.h"

namespace ropewalk::app {
namespace {

using deploy::ApprovalState;
using deploy::Outcome;
using deploy::Reason;

constexpr std::chrono::milliseconds kLook{200};

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

/// A job that waits, with the thread that looks for votes.
class WaitingJob final : public engine::Gate {
 public:
  WaitingJob(std::unique_ptr<deploy::Store> store, deploy::Deployment deployment, deploy::ApprovalRules rules,
             ports::Clock& clock, engine::GateCalls calls)
      : store_(std::move(store)), deployment_(std::move(deployment)), rules_(std::move(rules)), clock_(clock) {
    const auto status = look();
    is_open_ = status && status->state == ApprovalState::kReady;
    waiting_for_ = status ? status->waiting_for : "";
    if (!is_open_) {
      thread_ =
          std::jthread([this, calls = std::move(calls)](const std::stop_token& stop) { wait_for_votes(calls, stop); });
    }
  }
  ~WaitingJob() override {
    if (thread_.joinable()) {
      thread_.request_stop();
      thread_.join();
    }
    if (!has_ended_) {
      end(Outcome::kFailed, Reason::kInterrupted, "its run ended before it");
    }
  }

  bool is_open() const override { return is_open_; }
  std::string waiting_for() const override {
    return is_open_ ? std::string()
                    : fmt::format("{} (`ropewalk approve {}` or `ropewalk reject {}`)", waiting_for_,
                                  deployment_.number, deployment_.number);
  }
  void tell_end(bool is_success) override {
    if (!is_open_) {
      return;  // the destructor says that it never began
    }
    end(is_success ? Outcome::kSucceeded : Outcome::kFailed, is_success ? Reason::kNone : Reason::kExited,
        is_success ? "the job succeeded" : "the job failed");
  }

 private:
  Result<deploy::ApprovalStatus> look() {
    const auto events = store_->events(0, deployment_.number);
    const auto votes = events ? deploy::votes_in(*events) : Result<std::vector<deploy::Vote>>(fail(events.error()));
    if (!votes) {
      return fail(votes.error());
    }
    return deploy::approval_status(rules_, deployment_, *votes, clock_.now());
  }

  void wait_for_votes(const engine::GateCalls& calls, const std::stop_token& stop) {
    const ports::Wait wait = ports::wait_on(clock_);
    while (wait(kLook, stop)) {
      const auto status = look();
      if (!status) {
        calls.on_refuse(status.error().message);
        return;
      }
      if (status->state == ApprovalState::kReady) {
        is_open_ = true;
        calls.on_open();
        return;
      }
      if (status->state == ApprovalState::kRejected || status->state == ApprovalState::kExpired) {
        refuse(*status, calls);
        return;
      }
    }
  }

  void refuse(const deploy::ApprovalStatus& status, const engine::GateCalls& calls) {
    std::string why = "nobody approved it in time";
    Reason reason = Reason::kExpired;
    if (status.rejection) {
      reason = Reason::kRejected;
      why = fmt::format("{} rejected it{}{}", deploy::to_text(status.rejection->by),
                        status.rejection->reason.empty() ? "" : ": ", status.rejection->reason);
    }
    end(Outcome::kRejected, reason, why);
    calls.on_refuse(fmt::format("the environment '{}' was not opened: {}", deployment_.environment, why));
  }

  void end(Outcome outcome, Reason reason, std::string text) {
    has_ended_ = true;
    deployment_.outcome = outcome;
    deployment_.reason = reason;
    deployment_.detail = text;
    deployment_.ended = clock_.now();
    deploy::Event event;
    event.number = deployment_.number;
    event.time = *deployment_.ended;
    event.kind = deploy::EventKind::kEnded;
    event.text = std::move(text);
    event.outcome = outcome;
    event.reason = reason;
    static_cast<void>(store_->append(std::move(event), &deployment_));
  }

  std::unique_ptr<deploy::Store> store_;
  deploy::Deployment deployment_;
  deploy::ApprovalRules rules_;
  ports::Clock& clock_;
  std::atomic<bool> is_open_ = false;
  std::atomic<bool> has_ended_ = false;
  std::string waiting_for_;
  std::jthread thread_;
};

class RunGates final : public engine::EnvironmentGates {
 public:
  RunGates(std::vector<config::EnvironmentSettings> environments, std::string repository, deploy::Stores& stores,
           ports::Clock& clock, const ports::Environment& machine)
      : environments_(std::move(environments)),
        repository_(std::move(repository)),
        stores_(stores),
        clock_(clock),
        machine_(machine) {}

  Result<std::unique_ptr<engine::Gate>> ask(const engine::GateRequest& request, engine::GateCalls calls) override {
    const auto found = std::find_if(environments_.begin(), environments_.end(),
                                    [&](const auto& one) { return one.name == request.environment; });
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
    deploy::EnvironmentRules rules;
    rules.name = settings.name;
    rules.reviewers = settings.reviewers;
    rules.required = settings.required.value_or(settings.reviewers.empty() ? 0 : 1);
    rules.self_review = settings.self_review.value_or(true);
    rules.wait = settings.wait.value_or(deploy::Seconds(0));
    rules.expires = settings.expires.value_or(deploy::Seconds(0));
    rules.break_glass = settings.break_glass;
    rules.windows = settings.windows;
    return rules;
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
    return std::make_unique<WaitingJob>(std::move(*store), std::move(deployment), deploy::approval_rules_of(rules),
                                        clock_, std::move(calls));
  }

  std::vector<config::EnvironmentSettings> environments_;
  std::string repository_;
  deploy::Stores& stores_;
  ports::Clock& clock_;
  const ports::Environment& machine_;
};

}  // namespace

std::unique_ptr<engine::EnvironmentGates> make_run_gates(std::vector<config::EnvironmentSettings> environments,
                                                         std::string repository, deploy::Stores& stores,
                                                         ports::Clock& clock, const ports::Environment& machine) {
  return std::make_unique<RunGates>(std::move(environments), std::move(repository), stores, clock, machine);
}

}  // namespace ropewalk::app
