#include "app/notify/messages.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/rfc3339.h"

namespace ropewalk::app {
namespace {

using deploy::Deployment;
using deploy::Event;
using deploy::EventKind;
using deploy::Outcome;
using notify::Happening;

Happening end_of(const Deployment& deployment, Outcome outcome) {
  switch (outcome) {
    case Outcome::kSucceeded:
      return deployment.kind == deploy::Kind::kRollback ? Happening::kRolledBack : Happening::kSucceeded;
    case Outcome::kRolledBack: return Happening::kRolledBack;
    case Outcome::kSuperseded: return Happening::kSuperseded;
    case Outcome::kRejected: return Happening::kRejected;
    case Outcome::kFailed:
    case Outcome::kWaiting:
    case Outcome::kRunning: return Happening::kFailed;
  }
  return Happening::kFailed;
}

/// What an event would be told as, were it the first of its kind.
std::optional<Happening> kind_of(const Event& event, const Deployment& deployment) {
  switch (event.kind) {
    case EventKind::kWaiting:
      return deploy::is_wait_for_approval(event) ? std::optional(Happening::kWaiting) : std::nullopt;
    case EventKind::kStep: return Happening::kStarted;
    case EventKind::kEnded: return end_of(deployment, event.outcome);
    case EventKind::kRequested:
    case EventKind::kSwitched:
    case EventKind::kDecision:
    case EventKind::kFound: return std::nullopt;
  }
  return std::nullopt;
}

/// Whether an earlier event of the deployment was told as the same already.
bool is_repeated(const std::vector<Event>& events, const Event& event) {
  return std::any_of(events.begin(), events.end(), [&](const Event& earlier) {
    const bool says_so = earlier.kind != EventKind::kWaiting || deploy::is_wait_for_approval(earlier);
    return earlier.sequence < event.sequence && earlier.kind == event.kind && says_so;
  });
}

std::string thread_of(const Deployment& deployment) {
  const std::string text = fmt::format("{}/{}/{}/{}", deployment.service, deployment.environment, deployment.number,
                                       to_rfc3339(deployment.started));
  return fmt::format("{}/{}/{}/{}", deployment.service, deployment.environment, deployment.number,
                     to_hex(sha256(text)).substr(0, 12));
}

notify::Message message_of(const Event& event, const Deployment& deployment, Happening what) {
  notify::Message message;
  message.thread = thread_of(deployment);
  message.id =
      to_hex(sha256(fmt::format("{}/{}/{}", message.thread, event.sequence, notify::name_of(what)))).substr(0, 32);
  message.what = what;
  message.time = event.time;
  message.service = deployment.service;
  message.environment = deployment.environment;
  message.number = deployment.number;
  message.version = deployment.version;
  message.digest = deployment.digest;
  message.commit = deployment.commit;
  message.previous = deployment.previous;
  message.by = deployment.by;
  message.url = deployment.run.starts_with("http") ? deployment.run : "";
  if (event.kind == EventKind::kEnded) {
    message.reason = event.reason == deploy::Reason::kNone ? "" : std::string(deploy::name_of(event.reason));
    message.detail = deployment.detail.empty() ? event.text : deployment.detail;
  } else if (what == Happening::kWaiting) {
    message.detail = event.text;
  }
  return message;
}

}  // namespace

Result<std::vector<notify::Message>> new_messages(const deploy::Store& store, std::int64_t after,
                                                  const std::string& audit_head) {
  const auto events = store.events(after, 0);
  if (!events) {
    return fail(events.error());
  }
  std::vector<notify::Message> messages;
  for (const Event& event : *events) {
    const auto deployment = store.deployment(event.number);
    if (!deployment) {
      return fail(deployment.error());
    }
    const auto what = *deployment ? kind_of(event, **deployment) : std::nullopt;
    if (!what) {
      continue;
    }
    const auto own = store.events(0, event.number);
    if (!own) {
      return fail(own.error());
    }
    if (is_repeated(*own, event)) {
      continue;
    }
    notify::Message message = message_of(event, **deployment, *what);
    message.audit_head = audit_head;
    if (message.previous != 0) {
      const auto before = store.deployment(message.previous);
      message.previous_digest = before && *before ? (*before)->digest : "";
    }
    messages.push_back(std::move(message));
  }
  return messages;
}

}  // namespace ropewalk::app
