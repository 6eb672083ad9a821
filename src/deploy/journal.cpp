#include "deploy/journal.h"

#include <utility>

namespace ropewalk::deploy {

using Phase = Event::Phase;

Journal::Journal(Room& room, const Lease& lease, Deployment& deployment)
    : room_(room), lease_(lease), deployment_(deployment) {}

Result<void> Journal::write(Event event) {
  event.number = deployment_.number;
  event.time = room_.machine.clock.now();
  event.fence = lease_.fence();
  auto written = room_.store.append(std::move(event), &deployment_);
  if (!written) {
    return fail(std::move(written.error()));
  }
  if (room_.listener) {
    room_.listener(*written);
  }
  return {};
}

void Journal::fault(const std::string& point) {
  if (room_.machine.environment.variable(kFaultVariable) == point) {
    room_.machine.services.die();
  }
}

Result<void> Journal::begin(const std::string& step, json::object data) {
  auto written = write({.kind = EventKind::kStep, .step = step, .phase = Phase::kBegins, .data = std::move(data)});
  if (written) {
    fault(step);
  }
  return written;
}

void Journal::acted(const std::string& step) { fault(step + ":acted"); }

Result<void> Journal::done(const std::string& step, std::string text) {
  return write({.kind = EventKind::kStep, .step = step, .phase = Phase::kDone, .text = std::move(text)});
}

Result<void> Journal::failed(const std::string& step, std::string text) {
  return write({.kind = EventKind::kStep, .step = step, .phase = Phase::kFailed, .text = std::move(text)});
}

Result<void> Journal::undone(const std::string& step, std::string text) {
  return write({.kind = EventKind::kStep, .step = step, .phase = Phase::kUndone, .text = std::move(text)});
}

Result<void> Journal::decided(const Decision& decision) {
  return write({.kind = EventKind::kDecision, .text = decision.text, .decision = decision});
}

Result<void> Journal::found(std::string text) { return write({.kind = EventKind::kFound, .text = std::move(text)}); }

Result<void> Journal::switched(std::string text) {
  return write({.kind = EventKind::kSwitched, .text = std::move(text)});
}

Result<void> Journal::ended(std::string text) {
  deployment_.ended = room_.machine.clock.now();
  return write({.kind = EventKind::kEnded,
                .text = std::move(text),
                .outcome = deployment_.outcome,
                .reason = deployment_.reason});
}

}  // namespace ropewalk::deploy
