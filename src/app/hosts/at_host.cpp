#include "app/hosts/at_host.h"

#include <fmt/format.h>

#include "app/deploy/brought_commits.h"
#include "app/deploy/secrets.h"
#include "base/rfc3339.h"
#include "deploy/advance.h"
#include "deploy/steps/work.h"

namespace ropewalk::app {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLook{50};
constexpr milliseconds kSayAgain{1000};
/// The others may have much to fetch; a command that was killed leaves no word at all.
constexpr std::chrono::minutes kPatience{10};
constexpr std::string_view kGo = "go";
constexpr std::string_view kBack = "back: ";

std::string fact_of(std::int64_t number) { return fmt::format("word.{}", number); }

bool flag(const json::object& object, std::string_view key) {
  const json::value* const value = object.if_contains(key);
  return value != nullptr && value->is_bool() && value->get_bool();
}

const json::value& member(const json::object& object, std::string_view key) {
  static const json::value kNone;
  const json::value* const value = object.if_contains(key);
  return value != nullptr ? *value : kNone;
}

std::string_view word(DeployEnd end) {
  switch (end) {
    case DeployEnd::kEnded: return "ended";
    case DeployEnd::kLeft: return "left";
    case DeployEnd::kHeld: return "held";
    case DeployEnd::kWaiting: return "waiting";
    case DeployEnd::kInterrupted: return "interrupted";
  }
  return "";
}

/// Until the word has come.
Result<void> wait_for_word(deploy::Room& room, const deploy::Deployment& deployment, const HostCalls& calls,
                           const std::stop_token& stop) {
  milliseconds since_said = kSayAgain;
  const auto deadline = room.machine.clock.monotonic() + kPatience;
  while (true) {
    const auto said = room.store.fact(fact_of(deployment.number));
    if (!said) {
      return fail(said.error());
    }
    if (*said == kGo) {
      return {};
    }
    if (!said->empty()) {
      return fail(ErrorKind::kInvalid, said->substr(kBack.size()));
    }
    if (since_said >= kSayAgain) {
      since_said = milliseconds(0);
      if (!calls.is_heard(deployment) || room.machine.clock.monotonic() > deadline) {
        return fail(ErrorKind::kInterrupted, "its command was gone before all hosts were ready");
      }
    }
    if (!deploy::rest(kLook, stop)) {
      return fail(ErrorKind::kInterrupted, "stopped before all hosts were ready");
    }
    since_said += kLook;
  }
}

}  // namespace

json::object to_json(const HostRequest& request) {
  json::array changes;
  for (const auto& change : request.changes) {
    changes.push_back(json::array{change.commit, to_rfc3339(change.time)});
  }
  json::object secrets;
  for (const auto& [name, value] : request.secrets) {
    secrets[name] = value;
  }
  return {{"plan", deploy::to_json(request.plan)},
          {"changes", request.misses_changes ? json::value(nullptr) : json::value(std::move(changes))},
          {"promotes", request.kind == deploy::Kind::kPromote},
          {"by", request.by},
          {"run", request.run},
          {"refusal", request.refusal},
          {"detaches", request.detaches},
          {"is_watched", request.is_watched},
          {"secrets", std::move(secrets)}};
}

Result<HostRequest> host_request_from_json(const json::value& value) {
  if (!value.is_object()) {
    return fail(ErrorKind::kUsage, "the request is no JSON object");
  }
  const json::object& in = value.get_object();
  auto plan = deploy::plan_from_json(member(in, "plan"));
  if (!plan) {
    return fail(std::move(plan.error()));
  }
  HostRequest request{.plan = std::move(*plan),
                      .changes = {},
                      .misses_changes = in.contains("changes") && in.at("changes").is_null(),
                      .kind = flag(in, "promotes") ? deploy::Kind::kPromote : deploy::Kind::kDeploy,
                      .by = std::string(string_member(in, "by")),
                      .run = std::string(string_member(in, "run")),
                      .refusal = std::string(string_member(in, "refusal")),
                      .detaches = flag(in, "detaches"),
                      .is_watched = flag(in, "is_watched"),
                      .secrets = {}};
  if (const json::value& changes = member(in, "changes"); changes.is_array()) {
    for (const json::value& change : changes.get_array()) {
      const bool is_pair = change.is_array() && change.get_array().size() == 2 && change.get_array()[0].is_string() &&
                           change.get_array()[1].is_string();
      if (!is_pair) {
        continue;
      }
      if (const auto time = parse_rfc3339(std::string(change.get_array()[1].get_string()))) {
        request.changes.push_back({.commit = std::string(change.get_array()[0].get_string()), .time = *time});
      }
    }
  }
  if (const json::value& secrets = member(in, "secrets"); secrets.is_object()) {
    for (const auto& pair : secrets.get_object()) {
      if (pair.value().is_string()) {
        request.secrets.emplace_back(pair.key(), pair.value().get_string());
      }
    }
  }
  return request;
}

json::object to_json(const DeployResult& result, const std::string& url) {
  return {{"host", json::object{{"end", word(result.end)},
                                {"deployment", deploy::to_json(result.deployment)},
                                {"waiting_for", result.waiting_for},
                                {"url", url}}}};
}

Result<HostEnd> host_end_from_json(const json::value& value) {
  const json::value& host = value.is_object() ? member(value.get_object(), "host") : value;
  if (!host.is_object()) {
    return fail(ErrorKind::kInternal, "the last line of a host is no end");
  }
  const json::object& in = host.get_object();
  auto deployment = deploy::deployment_from_json(member(in, "deployment"));
  if (!deployment) {
    return fail(std::move(deployment.error()));
  }
  HostEnd end{.result = {.deployment = std::move(*deployment),
                         .end = DeployEnd::kEnded,
                         .waiting_for = std::string(string_member(in, "waiting_for"))},
              .url = std::string(string_member(in, "url"))};
  for (const DeployEnd one : {DeployEnd::kLeft, DeployEnd::kHeld, DeployEnd::kWaiting, DeployEnd::kInterrupted}) {
    end.result.end = word(one) == string_member(in, "end") ? one : end.result.end;
  }
  return end;
}

Result<void> leave_word(deploy::Store& store, std::int64_t number, const std::string& why_not) {
  return store.set_fact(fact_of(number), why_not.empty() ? std::string(kGo) : std::string(kBack) + why_not);
}

Result<DeployResult> deploy_at_host(const HostRequest& request, OpenEnvironment& environment, const HostCalls& calls,
                                    const std::stop_token& stop) {
  deploy::Room& room = *environment.room;
  for (const auto& [name, value] : request.secrets) {
    if (auto kept = keep_secret(room.machine.files, room.folder, name, value); !kept) {
      return fail(std::move(kept.error()));
    }
  }
  const auto before = runs_before(*environment.store);
  if (!before) {
    return fail(before.error());
  }
  const bool has_changes = before->has_value();
  const MadePlan made{.plan = request.plan,
                      .notes = {},
                      .warnings = {},
                      .refusal = request.refusal,
                      .changes = has_changes ? request.changes : std::vector<deploy::Deployment::Change>(),
                      .misses_changes = has_changes && request.misses_changes};
  const DeployRequest what{
      .kind = request.kind,
      .detaches = request.detaches,
      .run = request.run,
      .by = request.by,
      .stays = true,
      .meet = [&](const deploy::Deployment& deployment) { return wait_for_word(room, deployment, calls, stop); }};
  return deploy_plan(made, what, environment, calls.sinks, stop);
}

Result<void> go_back(OpenEnvironment& environment, std::int64_t number, const std::string& why,
                     const std::stop_token& stop) {
  deploy::Room& room = *environment.room;
  // One that waits for the word hears it; one that has switched is taken back here.
  if (auto left = leave_word(room.store, number, why); !left) {
    return left;
  }
  while (true) {
    const auto now = room.store.deployment(number);
    if (!now) {
      return fail(now.error());
    }
    if (!*now || ((*now)->outcome != deploy::Outcome::kRunning && (*now)->outcome != deploy::Outcome::kSucceeded)) {
      return {};
    }
    const auto lease = deploy::try_lease(room);
    if (!lease) {
      return fail(lease.error());
    }
    if (*lease) {
      auto current = deploy::serving(room.store);
      if (!current) {
        return fail(current.error());
      }
      if (!*current || (*current)->number != number) {
        return {};
      }
      if ((*current)->outcome == deploy::Outcome::kRunning) {
        return deploy::undo(room, **lease, **current, deploy::Reason::kHost, why);
      }
      break;
    }
    if (!deploy::rest(kLook, stop)) {
      return fail(ErrorKind::kInterrupted, "interrupted on the way back");
    }
  }
  const auto back = roll_back({.to = 0, .forces = true, .run = {}}, environment, {}, stop);
  return back ? Result<void>() : Result<void>(fail(back.error()));
}

}  // namespace ropewalk::app
