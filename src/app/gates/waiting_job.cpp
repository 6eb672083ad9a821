#include "app/gates/waiting_job.h"

#include <fmt/format.h>

#include <utility>

#include "base/local_time.h"
#include "deploy/queue/queue.h"
#include "ports/http_retry.h"

namespace ropewalk::app {
namespace {

using deploy::ApprovalState;
using deploy::Outcome;
using deploy::Reason;

constexpr std::chrono::milliseconds kLook{200};

}  // namespace

void WaitingJobs::add(WaitingJob* job) {
  const std::lock_guard lock(mutex_);
  jobs_.push_back(job);
}

void WaitingJobs::remove(const WaitingJob* job) {
  const std::lock_guard lock(mutex_);
  std::erase(jobs_, job);
}

bool WaitingJobs::is_empty() const {
  const std::lock_guard lock(mutex_);
  return jobs_.empty();
}

void WaitingJobs::with_first(const std::function<void(WaitingJob&)>& act) const {
  const std::lock_guard lock(mutex_);
  if (!jobs_.empty()) {
    act(*jobs_.front());
  }
}

WaitingJob::WaitingJob(std::unique_ptr<deploy::Store> store, deploy::Deployment deployment, deploy::ApprovalRules rules,
                       const GateWorld& world, engine::GateCalls calls)
    : store_(std::move(store)), deployment_(std::move(deployment)), rules_(std::move(rules)), world_(world) {
  const auto status = look();
  is_open_ = status && status->state == ApprovalState::kReady;
  waiting_for_ = status ? sentence(*status, "") : "";
  if (status && status->state == ApprovalState::kWaitsForReviewers) {
    world_.waiting.add(this);
  }
  if (!is_open_) {
    thread_ =
        std::jthread([this, calls = std::move(calls)](const std::stop_token& stop) { wait_for_votes(calls, stop); });
  }
}

WaitingJob::~WaitingJob() {
  world_.waiting.remove(this);
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
  if (!has_ended_) {
    end(Outcome::kFailed, Reason::kInterrupted, "its run ended before it");
  }
}

void WaitingJob::tell_end(bool is_success) {
  if (!is_open_) {
    return;  // the destructor says that it never began
  }
  end(is_success ? Outcome::kSucceeded : Outcome::kFailed, is_success ? Reason::kNone : Reason::kExited,
      is_success ? "the job succeeded" : "the job failed");
}

void WaitingJob::say(deploy::VoteKind kind) {
  const std::lock_guard lock(mutex_);
  word_ = kind;
}

Result<deploy::ApprovalStatus> WaitingJob::look() const {
  const auto votes = deploy::votes_of(*store_, deployment_.number);
  if (!votes) {
    return fail(votes.error());
  }
  return deploy::approval_status(rules_, deployment_, *votes, world_.clock.now());
}

/// `said` is why the last word did not count; may be empty.
std::string WaitingJob::sentence(const deploy::ApprovalStatus& status, const std::string& said) const {
  if (status.until &&
      (status.state == ApprovalState::kWaitsForTimer || status.state == ApprovalState::kWaitsForWindow)) {
    // A moment too early would be wrong.
    const auto until = std::chrono::ceil<std::chrono::seconds>(*status.until);
    const std::string when = to_local_text(until, world_.zone.offset(until), TimeParts::kSeconds);
    return status.state == ApprovalState::kWaitsForTimer ? fmt::format("its wait timer, until {}", when)
                                                         : fmt::format("its change window, from {}", when);
  }
  if (status.state != ApprovalState::kWaitsForReviewers) {
    return status.waiting_for;
  }
  const std::string why = fmt::format("{}{}", said, said.empty() ? "" : "; ");
  if (world_.can_ask) {
    // The answer first: a terminal's line may end before the rest.
    return fmt::format("{}y or n and Enter? {}; elsewhere `ropewalk approve {}`", why, status.waiting_for,
                       deployment_.number);
  }
  return fmt::format("{}{} (`ropewalk approve {}` or `ropewalk reject {}`)", why, status.waiting_for,
                     deployment_.number, deployment_.number);
}

/// What this machine's user has said: why it does not count, else nothing.
std::string WaitingJob::cast_word() {
  std::optional<deploy::VoteKind> kind;
  {
    const std::lock_guard lock(mutex_);
    kind = std::exchange(word_, std::nullopt);
  }
  if (!kind) {
    return {};
  }
  const auto cast = deploy::cast_vote(*store_, rules_,
                                      {.kind = *kind,
                                       .by = {deploy::Identity::Kind::kUser, world_.machine.user_name()},
                                       .time = world_.clock.now(),
                                       .bound = deploy::binding_of(deployment_)});
  return cast ? std::string() : cast.error().message;
}

void WaitingJob::wait_for_votes(const engine::GateCalls& calls, const std::stop_token& stop) {
  const ports::Wait wait = ports::wait_on(world_.clock);
  std::string told = waiting_for_;
  std::string said;
  while (wait(kLook, stop)) {
    if (const std::string refused = cast_word(); !refused.empty()) {
      said = refused;
    }
    const auto status = look();
    if (!status) {
      calls.on_refuse(status.error().message);
      return;
    }
    if (status->state != ApprovalState::kWaitsForReviewers) {
      world_.waiting.remove(this);
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
    if (const std::string now = sentence(*status, said); now != told) {
      told = now;
      calls.on_wait(now);
    }
  }
}

void WaitingJob::refuse(const deploy::ApprovalStatus& status, const engine::GateCalls& calls) {
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

void WaitingJob::end(Outcome outcome, Reason reason, std::string text) {
  has_ended_ = true;
  deployment_.outcome = outcome;
  deployment_.reason = reason;
  deployment_.detail = text;
  deployment_.ended = world_.clock.now();
  deploy::Event event;
  event.number = deployment_.number;
  event.time = *deployment_.ended;
  event.kind = deploy::EventKind::kEnded;
  event.text = std::move(text);
  event.outcome = outcome;
  event.reason = reason;
  static_cast<void>(store_->append(std::move(event), &deployment_));
}

}  // namespace ropewalk::app
