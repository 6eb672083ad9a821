// One deployment while its steps are carried out.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "deploy/journal.h"
#include "deploy/room.h"

namespace ropewalk::deploy {

/// Why a deployment cannot go on.
struct Failure {
  Reason reason = Reason::kInternal;
  std::string detail = {};
  /// Nothing is decided: both versions stay as they are.
  bool holds = false;
};

[[nodiscard]] inline Failure failure_of(Reason reason, const Error& error) {
  const Reason told = error.kind == ErrorKind::kInterrupted ? Reason::kInterrupted : reason;
  return {.reason = told, .detail = error.hint.empty() ? error.message : error.message + " (" + error.hint + ")"};
}

struct Work {
  Room& room;
  const Plan& plan;
  Journal& journal;
  /// The version that serves until the switch: nothing with the first deployment.
  std::optional<Deployment> old;
  std::stop_token stop;

  [[nodiscard]] Deployment& deployment() const { return journal.deployment(); }
};

/// Waits; false when a stop was requested meanwhile.
bool rest(std::chrono::milliseconds time, const std::stop_token& stop);

/// The Host header of the environment: its url's name.
[[nodiscard]] std::string host_of(const Plan& plan);

/// Good answers in a row of each of these, within the plan's time.
[[nodiscard]] std::optional<Failure> wait_until_healthy(const Work& work, const Plan& plan,
                                                        const std::vector<Instance>& instances);
[[nodiscard]] std::optional<Failure> smoke(const Work& work, const std::vector<Instance>& instances);
/// A few requests that nobody waits for, so that the first real one is not the slow one.
void warm(const Work& work, const std::vector<Instance>& instances);

/// The servers of a release, with this state and share.
[[nodiscard]] std::vector<EdgeChange> all_of(const std::vector<EdgeServer>& servers, std::int64_t release,
                                             bool is_ready, int weight);
/// All servers that are not of `release` take nothing new; all of `release` take everything.
[[nodiscard]] Result<void> give_all_to(Room& room, std::int64_t release);
/// Waits until the servers of other releases (or only those named) have nothing left to answer.
void wait_until_drained(const Work& work, std::int64_t release, std::string_view only = {});
/// Stops what is left of a release: counts it, takes it out of the edge, ends it.
[[nodiscard]] Result<void> retire(const Work& work, std::int64_t release);
/// Makes a release serve again that may have been stopped: starts what is missing and waits for it.
[[nodiscard]] std::optional<Failure> revive(const Work& work, std::int64_t release);

/// Carries out one step. It may be called again after it was cut off.
[[nodiscard]] std::optional<Failure> carry_out(const Work& work, const std::string& step);

}  // namespace ropewalk::deploy
