#include "deploy/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/rfc3339.h"

namespace ropewalk::deploy {
namespace {

template <class T, std::size_t kCount>
using Names = std::array<std::pair<T, std::string_view>, kCount>;

constexpr Names<Outcome, 7> kOutcomes = {{{Outcome::kWaiting, "waiting"},
                                          {Outcome::kRunning, "running"},
                                          {Outcome::kSucceeded, "succeeded"},
                                          {Outcome::kFailed, "failed"},
                                          {Outcome::kRolledBack, "rolled_back"},
                                          {Outcome::kSuperseded, "superseded"},
                                          {Outcome::kRejected, "rejected"}}};

constexpr Names<Reason, 21> kReasons = {{{Reason::kNone, ""},
                                         {Reason::kNeverHealthy, "never_healthy"},
                                         {Reason::kExited, "exited"},
                                         {Reason::kHang, "hang"},
                                         {Reason::kErrors, "errors"},
                                         {Reason::kLatency, "latency"},
                                         {Reason::kSmoke, "smoke"},
                                         {Reason::kMigration, "migration"},
                                         {Reason::kBuild, "build"},
                                         {Reason::kVerification, "verification"},
                                         {Reason::kHost, "host"},
                                         {Reason::kEdge, "edge"},
                                         {Reason::kSuperseded, "superseded"},
                                         {Reason::kRejected, "rejected"},
                                         {Reason::kExpired, "expired"},
                                         {Reason::kRefused, "refused"},
                                         {Reason::kByHand, "by_hand"},
                                         {Reason::kInterrupted, "interrupted"},
                                         {Reason::kLowTraffic, "low_traffic"},
                                         {Reason::kDependency, "dependency"},
                                         {Reason::kInternal, "internal"}}};

constexpr Names<Kind, 3> kKinds = {
    {{Kind::kDeploy, "deploy"}, {Kind::kRollback, "rollback"}, {Kind::kPromote, "promote"}}};

constexpr Names<Verdict, 4> kVerdicts = {{{Verdict::kContinue, "continue"},
                                          {Verdict::kPromote, "promote"},
                                          {Verdict::kRollBack, "roll_back"},
                                          {Verdict::kHold, "hold"}}};

constexpr Names<EventKind, 7> kEventKinds = {{{EventKind::kRequested, "requested"},
                                              {EventKind::kWaiting, "waiting"},
                                              {EventKind::kStep, "step"},
                                              {EventKind::kSwitched, "switched"},
                                              {EventKind::kDecision, "decision"},
                                              {EventKind::kFound, "found"},
                                              {EventKind::kEnded, "ended"}}};

using Phase = Event::Phase;
constexpr Names<Phase, 5> kPhases = {{{Phase::kNone, ""},
                                      {Phase::kBegins, "begins"},
                                      {Phase::kDone, "done"},
                                      {Phase::kFailed, "failed"},
                                      {Phase::kUndone, "undone"}}};

template <class T, std::size_t kCount>
std::string_view name_in(const Names<T, kCount>& names, T value) {
  const auto found = std::find_if(names.begin(), names.end(), [&](const auto& pair) { return pair.first == value; });
  return found == names.end() ? std::string_view() : found->second;
}

template <class T, std::size_t kCount>
std::optional<T> value_in(const Names<T, kCount>& names, std::string_view name) {
  const auto found = std::find_if(names.begin(), names.end(), [&](const auto& pair) { return pair.second == name; });
  return found == names.end() ? std::nullopt : std::optional(found->first);
}

/// Members of an object that another version of the program may have written: what is missing has its default.
class Members {
 public:
  explicit Members(const json::object& object) : object_(object) {}

  [[nodiscard]] std::string text(std::string_view key) const { return std::string(string_member(object_, key)); }
  [[nodiscard]] std::int64_t number(std::string_view key) const {
    const json::value* const value = object_.if_contains(key);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
  }
  [[nodiscard]] double real(std::string_view key) const {
    const json::value* const value = object_.if_contains(key);
    if (value == nullptr || !value->is_number()) {
      return 0;
    }
    return value->is_double() ? value->get_double() : static_cast<double>(value->to_number<double>());
  }
  [[nodiscard]] std::optional<Time> time(std::string_view key) const {
    const auto read = parse_rfc3339(string_member(object_, key));
    return read ? std::optional(*read) : std::nullopt;
  }

 private:
  const json::object& object_;
};

json::value optional_time(const std::optional<Time>& time) {
  return time ? json::value(to_rfc3339(*time)) : json::value(nullptr);
}

json::object to_json(const Counts& counts) {
  return {
      {"requests", counts.requests}, {"errors", counts.errors}, {"probes", counts.probes}, {"p95_ms", counts.p95_ms}};
}

Counts counts_from_json(const json::object& object, std::string_view key) {
  const json::value* const value = object.if_contains(key);
  if (value == nullptr || !value->is_object()) {
    return {};
  }
  const Members in(value->get_object());
  return {.requests = in.number("requests"),
          .errors = in.number("errors"),
          .probes = in.number("probes"),
          .p95_ms = in.real("p95_ms")};
}

}  // namespace

bool is_wait_for_approval(const Event& event) {
  return event.kind == EventKind::kWaiting && event.outcome == Outcome::kWaiting && !event.data.contains("vote") &&
         !event.data.contains(kTurnData);
}

std::string_view name_of(Outcome outcome) { return name_in(kOutcomes, outcome); }
std::string_view name_of(Reason reason) { return name_in(kReasons, reason); }
std::string_view name_of(Kind kind) { return name_in(kKinds, kind); }
std::string_view name_of(Verdict verdict) { return name_in(kVerdicts, verdict); }
std::string_view name_of(EventKind kind) { return name_in(kEventKinds, kind); }
std::string_view name_of(Event::Phase phase) { return name_in(kPhases, phase); }
std::optional<Outcome> outcome_named(std::string_view name) { return value_in(kOutcomes, name); }
std::optional<Reason> reason_named(std::string_view name) { return value_in(kReasons, name); }

json::object to_json(const Deployment& deployment) {
  json::array changes;
  for (const auto& change : deployment.changes) {
    changes.push_back(json::object{{"commit", change.commit}, {"time", to_rfc3339(change.time)}});
  }
  return {{"number", deployment.number},
          {"environment", deployment.environment},
          {"service", deployment.service},
          {"kind", name_of(deployment.kind)},
          {"version", deployment.version},
          {"digest", deployment.digest},
          {"commit", deployment.commit},
          {"changes", deployment.misses_changes ? json::value(nullptr) : json::value(std::move(changes))},
          {"by", deployment.by},
          {"author", deployment.author},
          {"run", deployment.run},
          {"strategy", deployment.strategy},
          {"previous", deployment.previous},
          {"release", deployment.release},
          {"plan", deployment.plan},
          {"configuration", deployment.configuration},
          {"result", name_of(deployment.outcome)},
          {"reason", name_of(deployment.reason)},
          {"detail", deployment.detail},
          {"started", to_rfc3339(deployment.started)},
          {"live", optional_time(deployment.live)},
          {"ended", optional_time(deployment.ended)},
          {"requests", deployment.requests},
          {"cut", deployment.cut}};
}

Result<Deployment> deployment_from_json(const json::value& value) {
  if (!value.is_object()) {
    return fail(ErrorKind::kInvalid, "a deployment's record is not a JSON object");
  }
  const json::object& object = value.get_object();
  const Members in(object);
  const auto outcome = outcome_named(in.text("result"));
  if (!outcome || in.number("number") < 0) {
    return fail(ErrorKind::kInvalid, fmt::format("a deployment's record has the result '{}'", in.text("result")));
  }
  Deployment deployment{.number = in.number("number"),
                        .environment = in.text("environment"),
                        .service = in.text("service"),
                        .kind = value_in(kKinds, in.text("kind")).value_or(Kind::kDeploy),
                        .version = in.text("version"),
                        .digest = in.text("digest"),
                        .commit = in.text("commit"),
                        .by = in.text("by"),
                        .author = in.text("author"),
                        .run = in.text("run"),
                        .strategy = in.text("strategy"),
                        .previous = in.number("previous"),
                        .release = in.number("release"),
                        .plan = in.text("plan"),
                        .configuration = in.text("configuration"),
                        .outcome = *outcome,
                        .reason = reason_named(in.text("reason")).value_or(Reason::kInternal),
                        .detail = in.text("detail"),
                        .started = in.time("started").value_or(Time()),
                        .live = in.time("live"),
                        .ended = in.time("ended"),
                        .requests = in.number("requests"),
                        .cut = in.number("cut")};
  deployment.misses_changes = object.contains("changes") && object.at("changes").is_null();
  if (const json::value* const changes = object.if_contains("changes"); changes != nullptr && changes->is_array()) {
    for (const json::value& change : changes->get_array()) {
      if (change.is_object()) {
        const Members of(change.get_object());
        deployment.changes.push_back({of.text("commit"), of.time("time").value_or(Time())});
      }
    }
  }
  return deployment;
}

json::object to_json(const Decision& decision) {
  return {{"rule", decision.rule},
          {"verdict", name_of(decision.verdict)},
          {"reason", name_of(decision.reason)},
          {"text", decision.text},
          {"weight", decision.weight},
          {"candidate", to_json(decision.candidate)},
          {"stable", to_json(decision.stable)},
          {"statistic", decision.statistic},
          {"lower", decision.lower},
          {"upper", decision.upper}};
}

Decision decision_from_json(const json::object& object) {
  const Members in(object);
  return {.rule = in.text("rule"),
          .verdict = value_in(kVerdicts, in.text("verdict")).value_or(Verdict::kContinue),
          .reason = reason_named(in.text("reason")).value_or(Reason::kInternal),
          .text = in.text("text"),
          .weight = static_cast<int>(in.number("weight")),
          .candidate = counts_from_json(object, "candidate"),
          .stable = counts_from_json(object, "stable"),
          .statistic = in.real("statistic"),
          .lower = in.real("lower"),
          .upper = in.real("upper")};
}

json::object to_json(const Event& event) {
  json::object object{{"sequence", event.sequence},
                      {"number", event.number},
                      {"time", to_rfc3339(event.time)},
                      {"event", name_of(event.kind)}};
  if (!event.step.empty()) {
    object["step"] = event.step;
    object["phase"] = name_of(event.phase);
  }
  object["text"] = event.text;
  object["fence"] = event.fence;
  if (event.decision) {
    object["decision"] = to_json(*event.decision);
  }
  if (event.kind == EventKind::kEnded || event.outcome != Outcome::kRunning) {
    object["result"] = name_of(event.outcome);
    object["reason"] = name_of(event.reason);
  }
  if (!event.data.empty()) {
    object["data"] = event.data;
  }
  return object;
}

Result<Event> event_from_json(const json::value& value) {
  if (!value.is_object()) {
    return fail(ErrorKind::kInvalid, "an event of the journal is not a JSON object");
  }
  const json::object& object = value.get_object();
  const Members in(object);
  const auto kind = value_in(kEventKinds, in.text("event"));
  if (!kind) {
    return fail(ErrorKind::kInvalid, fmt::format("the journal has an event '{}'", in.text("event")));
  }
  Event event{.sequence = in.number("sequence"),
              .number = in.number("number"),
              .time = in.time("time").value_or(Time()),
              .kind = *kind,
              .step = in.text("step"),
              .phase = value_in(kPhases, in.text("phase")).value_or(Phase::kNone),
              .text = in.text("text"),
              .fence = in.number("fence"),
              .outcome = outcome_named(in.text("result")).value_or(Outcome::kRunning),
              .reason = reason_named(in.text("reason")).value_or(Reason::kInternal)};
  if (const json::value* const decision = object.if_contains("decision");
      decision != nullptr && decision->is_object()) {
    event.decision = decision_from_json(decision->get_object());
  }
  if (const json::value* const data = object.if_contains("data"); data != nullptr && data->is_object()) {
    event.data = data->get_object();
  }
  return event;
}

json::object history_row(const Deployment& deployment) {
  // What is under way has no result yet: `ended` is null, and `status` says what it is doing.
  const Outcome result = deployment.outcome == Outcome::kRunning ? Outcome::kWaiting : deployment.outcome;
  return {{"number", deployment.number},
          {"version", deployment.version},
          {"digest", deployment.digest},
          {"commit", deployment.commit},
          {"by", deployment.by},
          {"strategy", deployment.strategy},
          {"result", name_of(result)},
          {"reason", name_of(deployment.reason)},
          {"detail", deployment.detail},
          {"started", to_rfc3339(deployment.started)},
          {"ended", optional_time(deployment.ended)},
          {"requests", deployment.requests},
          {"cut", deployment.cut}};
}

}  // namespace ropewalk::deploy
