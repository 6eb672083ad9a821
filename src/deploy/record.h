// What is kept of deployments, and its JSON form: the deployment itself, the events of its journal, the decisions made
// on the way. The store keeps them, the command line shows them, notifications and metrics are made from them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace ropewalk::deploy {

using Time = std::chrono::system_clock::time_point;

/// What became of a deployment. `kRunning` is no end: the history has it while the deployment is under way.
enum class Outcome { kWaiting, kRunning, kSucceeded, kFailed, kRolledBack, kSuperseded, kRejected };

/// Why it did not succeed: a closed set, for programs. `Deployment::detail` says the same to people.
enum class Reason {
  kNone,
  kNeverHealthy,  // it ran, and its health path never answered well
  kExited,        // its process ended
  kHang,          // it accepted connections and did not answer
  kErrors,        // it answered with more errors than the version that runs
  kLatency,       // it answered slower than the version that runs
  kSmoke,         // a smoke test failed
  kMigration,     // the migration command failed
  kBuild,         // the version could not be made ready: a package, an image
  kVerification,  // signature or provenance are not what they have to be
  kHost,          // a host could not be reached or could not do it
  kEdge,          // the proxy could not be started or driven
  kSuperseded,    // a newer deployment took its place
  kRejected,      // a reviewer said no
  kExpired,       // nobody approved in time
  kRefused,       // the environment's rules do not allow it
  kByHand,        // somebody rolled it back
  kInterrupted,   // it was stopped before it had switched
  kLowTraffic,    // nothing could be decided
  kDependency,    // both versions fail alike
  kInternal,
};

/// What was asked for.
enum class Kind { kDeploy, kRollback, kPromote };

/// One deployment to one environment. `number` counts from 1 in each environment and names it for ever.
struct Deployment {
  std::int64_t number = 0;
  std::string environment = {};
  std::string service = {};
  Kind kind = Kind::kDeploy;
  /// As people call it: a tag, else the short commit, else the image's tag.
  std::string version = {};
  /// `sha256:…` of what runs: the image, or the tree and its dependencies.
  std::string digest = {};
  std::string commit = {};
  /// Times of the commits that came with it, for lead times: id and time, newest first.
  struct Change {
    std::string commit;
    Time time;
  };
  std::vector<Change> changes = {};
  /// Which commits came with it is not known: null in JSON.
  bool misses_changes = false;
  /// Who asked for it, as the system or GitHub proves it.
  std::string by = {};
  /// The author of the commit.
  std::string author = {};
  /// The run that it came from, as a URL or an id; empty by hand.
  std::string run = {};
  std::string strategy = {};
  /// The number that ran before it, which a rollback goes to; 0: none.
  std::int64_t previous = 0;
  /// The number of the deployment whose instances it runs on: its own, or of a rollback that of the one it goes back
  /// to.
  std::int64_t release = 0;
  /// SHA-256 of the resolved plan and of the configuration that it was made from: what an approval is bound to.
  std::string plan = {};
  std::string configuration = {};
  Outcome outcome = Outcome::kRunning;
  Reason reason = Reason::kNone;
  std::string detail = {};
  /// When it was asked for; when its own traffic was first all of it; when it ended.
  Time started = {};
  std::optional<Time> live = {};
  std::optional<Time> ended = {};
  /// Answered by this version from switch to stop, and of them not answered whole.
  std::int64_t requests = 0;
  std::int64_t cut = 0;
};

/// How both versions did when something was decided. Times are of the slowest twentieth, in milliseconds.
struct Counts {
  std::int64_t requests = 0;
  std::int64_t errors = 0;
  /// Of the requests, those that were probes of our own.
  std::int64_t probes = 0;
  double p95_ms = 0;
};

enum class Verdict { kContinue, kPromote, kRollBack, kHold };

/// What a gate or a test decided, with all that it went by.
struct Decision {
  /// `health`, `smoke`, `errors`, `latency`, `bake`, …
  std::string rule = {};
  Verdict verdict = Verdict::kContinue;
  Reason reason = Reason::kNone;
  /// One sentence.
  std::string text = {};
  /// Percent of the traffic that the new version had.
  int weight = 0;
  Counts candidate = {};
  Counts stable = {};
  /// The test's statistic and the bounds that it was held against.
  double statistic = 0;
  double lower = 0;
  double upper = 0;
};

enum class EventKind {
  kRequested,  // the deployment is there
  kWaiting,    // for approval, a wait timer, a window, its turn
  kStep,       // a step begins or has ended
  kSwitched,   // its traffic is all of it
  kDecision,
  kFound,  // what was found or started on the way
  kEnded,  // with an outcome
};

/// One line of the journal. Written before what it announces is done, in one transaction with the deployment's row.
struct Event {
  /// Counts from 1 in the environment's journal; given by the store.
  std::int64_t sequence = 0;
  std::int64_t number = 0;
  Time time = {};
  EventKind kind = EventKind::kStep;
  /// Of kStep: its name as `deploy --list-steps` has it, and whether it begins, is done or failed.
  std::string step = {};
  enum class Phase { kNone, kBegins, kDone, kFailed, kUndone } phase = Phase::kNone;
  /// One sentence for people.
  std::string text = {};
  /// Who held the lease: the fencing token.
  std::int64_t fence = 0;
  std::optional<Decision> decision = {};
  /// Of kEnded, and of kRequested and kWaiting as far as it is known.
  Outcome outcome = Outcome::kRunning;
  Reason reason = Reason::kNone;
  /// What else a step has to keep.
  json::object data = {};
};

/// A member of `Event::data` of kWaiting, true: it waits for its turn alone, which nobody has to do anything for.
inline constexpr std::string_view kTurnData = "turn";
/// Whether it says that a deployment waits for people, a timer or a window: neither its turn alone, nor a vote.
[[nodiscard]] bool is_wait_for_approval(const Event& event);

[[nodiscard]] std::string_view name_of(Outcome outcome);
[[nodiscard]] std::string_view name_of(Reason reason);
[[nodiscard]] std::string_view name_of(Kind kind);
[[nodiscard]] std::string_view name_of(Verdict verdict);
[[nodiscard]] std::string_view name_of(EventKind kind);
[[nodiscard]] std::string_view name_of(Event::Phase phase);
[[nodiscard]] std::optional<Outcome> outcome_named(std::string_view name);
[[nodiscard]] std::optional<Reason> reason_named(std::string_view name);

/// Everything of it; `deployment_from_json` reads it back. Errors: kInvalid.
[[nodiscard]] json::object to_json(const Deployment& deployment);
[[nodiscard]] Result<Deployment> deployment_from_json(const json::value& value);
[[nodiscard]] json::object to_json(const Event& event);
[[nodiscard]] Result<Event> event_from_json(const json::value& value);
[[nodiscard]] json::object to_json(const Decision& decision);
[[nodiscard]] Decision decision_from_json(const json::object& object);

/// A line of `history --json`: the members that its contract names (schemas/history.schema.json).
[[nodiscard]] json::object history_row(const Deployment& deployment);

}  // namespace ropewalk::deploy
