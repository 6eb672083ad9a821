// A job of a run that waits for the rules of its environment.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "deploy/approvals/approvals.h"
#include "deploy/store.h"
#include "engine/environment_gates.h"
#include "ports/clock.h"
#include "ports/environment.h"
#include "ports/time_zone.h"

namespace ropewalk::app {

class WaitingJob;

/// The jobs that wait for somebody's word, the one that has waited longest first.
class WaitingJobs {
 public:
  void add(WaitingJob* job);
  void remove(const WaitingJob* job);
  [[nodiscard]] bool is_empty() const;
  void with_first(const std::function<void(WaitingJob&)>& act) const;

 private:
  mutable std::mutex mutex_;
  std::vector<WaitingJob*> jobs_;
};

/// What such a job needs of the world; all of it outlives the job.
struct GateWorld {
  ports::Clock& clock;
  const ports::Environment& machine;
  const ports::TimeZone& zone;
  WaitingJobs& waiting;
  /// Somebody is there who can say yes or no.
  bool can_ask = false;
};

/// Looks for votes on a thread of its own until it may go on, or may not.
class WaitingJob final : public engine::Gate {
 public:
  WaitingJob(std::unique_ptr<deploy::Store> store, deploy::Deployment deployment, deploy::ApprovalRules rules,
             const GateWorld& world, engine::GateCalls calls);
  ~WaitingJob() override;
  WaitingJob(const WaitingJob&) = delete;
  WaitingJob& operator=(const WaitingJob&) = delete;

  bool is_open() const override { return is_open_; }
  std::string waiting_for() const override { return is_open_ ? std::string() : waiting_for_; }
  void tell_end(bool is_success) override;
  /// The word of this machine's user; it counts with the next look, or what the job waits for says why it does not.
  void say(deploy::VoteKind kind);

 private:
  [[nodiscard]] Result<deploy::ApprovalStatus> look() const;
  [[nodiscard]] std::string sentence(const deploy::ApprovalStatus& status, const std::string& said) const;
  [[nodiscard]] std::string cast_word();
  void wait_for_votes(const engine::GateCalls& calls, const std::stop_token& stop);
  void refuse(const deploy::ApprovalStatus& status, const engine::GateCalls& calls);
  void end(deploy::Outcome outcome, deploy::Reason reason, std::string text);

  std::unique_ptr<deploy::Store> store_;
  deploy::Deployment deployment_;
  deploy::ApprovalRules rules_;
  GateWorld world_;
  std::mutex mutex_;
  std::optional<deploy::VoteKind> word_;
  std::atomic<bool> is_open_ = false;
  std::atomic<bool> has_ended_ = false;
  std::string waiting_for_;
  std::jthread thread_;
};

}  // namespace ropewalk::app
