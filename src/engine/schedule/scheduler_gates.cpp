// How jobs wait for the rules of the environment that they name.
#include <fmt/format.h>

#include "engine/schedule/scheduler.h"

namespace ropewalk::engine {

using record::Conclusion;

bool Scheduler::pass_gate(Leg& leg) {
  const RunContext& run = *leg.node->graph->run;
  if (leg.environment.empty() || run.ports.gates == nullptr || leg.gate != nullptr) {
    return true;
  }
  GateCalls calls{.on_open =
                      [this, &leg] {
                        inbox_.post([this, &leg] {
                          if (leg.waits_for_gate) {
                            leg.waits_for_gate = false;
                            --awaited_;
                            admit(leg);
                          }
                        });
                      },
                  .on_refuse =
                      [this, &leg](std::string reason) {
                        inbox_.post([this, &leg, reason = std::move(reason)] {
                          if (leg.waits_for_gate) {
                            finish(leg, result_of(Conclusion::kFailure, reason));
                          }
                        });
                      },
                  .on_wait =
                      [this, &leg](std::string what) {
                        inbox_.post([this, &leg, what = std::move(what)] {
                          if (leg.waits_for_gate) {
                            tell_waiting(leg, what);
                          }
                        });
                      }};
  auto gate = run.ports.gates->ask({.environment = leg.environment,
                                    .run = run.identity.id,
                                    .workflow = leg.node->graph->planned->workflow->file->name(),
                                    .job = leg.name,
                                    .actor = run.event.actor,
                                    .ref = run.event.ref,
                                    .sha = run.event.sha},
                                   std::move(calls));
  if (!gate) {
    finish(leg, result_of(Conclusion::kFailure, gate.error().message));
    return false;
  }
  leg.gate = std::move(*gate);
  if (leg.gate == nullptr || leg.gate->is_open()) {
    return true;
  }
  leg.waits_for_gate = true;
  ++awaited_;
  tell_waiting(leg, leg.gate->waiting_for());
  return false;
}

void Scheduler::tell_waiting(const Leg& leg, const std::string& what) {
  if (leg.is_announced) {
    tell(*leg.node->graph->run,
         record::LogLine{.job = leg.id,
                         .step = 0,
                         .kind = record::LogKind::kText,
                         .text = fmt::format("waiting for the environment '{}': {}", leg.environment, what)});
  }
}

}  // namespace ropewalk::engine
