#include "cli/commands/deploy/deploy_printer.h"

#include <fmt/format.h>

#include <utility>

#include "base/strings.h"
#include "cli/commands/deploy/live_deploy.h"
#include "cli/console/palette.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {

using deploy::Event;
using deploy::EventKind;
using deploy::Outcome;
using diag::Ink;

DeployPrinter::DeployPrinter(Outside& outside, bool is_json) : outside_(outside), is_json_(is_json) {}
DeployPrinter::~DeployPrinter() = default;

void DeployPrinter::watch(const std::filesystem::path& folder, const deploy::Plan& plan) {
  if (!is_json_ && outside_.screen().can_draw()) {
    live_ = make_live_deploy(make_live_source(folder, plan, outside_), plan, outside_);
  }
}

bool DeployPrinter::watch(LiveSource source, const deploy::Plan& plan) {
  if (!is_json_) {
    live_ = make_live_deploy(std::move(source), plan, outside_);
  }
  return live_ != nullptr;
}

void DeployPrinter::note(const std::string& text) {
  if (!is_json_) {
    line("·", Ink::kDim, text);
  }
}

void DeployPrinter::print(const std::string& text) {
  if (live_) {
    live_->print(text);
  } else {
    outside_.screen().print(text);
  }
}

void DeployPrinter::line(std::string_view sign, Ink ink, const std::string& text) {
  // What programs have written may have several lines: none of them reads as one of ours.
  print(fmt::format("  {} {}\n", outside_.screen().palette().paint(ink, sign), replace_all(text, "\n", "\n      ")));
}

void DeployPrinter::step(const Event& event) {
  using Phase = Event::Phase;
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(event.time - step_begin_);
  switch (event.phase) {
    case Phase::kBegins:
      step_begin_ = event.time;
      if (event.step == "bake" && !live_) {
        line("…", Ink::kBusy, has_old_ ? "bake: the old version stays ready" : "bake: the new version is watched");
      }
      return;
    case Phase::kDone: line("✓", Ink::kGood, fmt::format("{:<10} {}", event.step, duration_text(took))); return;
    case Phase::kFailed:
      fails_ = true;
      line("✗", Ink::kBad, fmt::format("{:<10} {}", event.step, event.text));
      return;
    case Phase::kUndone:
      line("↩", Ink::kCareful, event.text.empty() ? "taken back" : "taken back: " + event.text);
      return;
    case Phase::kNone: return;
  }
}

void DeployPrinter::limit(deploy::Seconds budget, const deploy::EnvironmentRules& rules) {
  budget_ = budget;
  for (const deploy::CanaryStep& step :
       rules.strategy == deploy::StrategyKind::kCanary ? rules.steps : decltype(rules.steps)()) {
    pauses_ += step.pause;
  }
}

void DeployPrinter::keep_times(const Event& event) {
  if (event.kind == EventKind::kStep && event.phase == Event::Phase::kBegins && !begin_) {
    begin_ = event.time;
  }
  if (event.kind == EventKind::kSwitched) {
    switched_ = event.time;
  }
}

std::optional<std::string> DeployPrinter::excess() const {
  if (!budget_ || !begin_ || !switched_) {
    return std::nullopt;
  }
  const deploy::Seconds took = deploy::Seconds(*switched_ - *begin_) - pauses_;
  if (took <= *budget_) {
    return std::nullopt;
  }
  const auto text = [](deploy::Seconds time) {
    return duration_text(std::chrono::duration_cast<std::chrono::milliseconds>(time));
  };
  return fmt::format("it took {} until the new version had all of the traffic, more than its budget of {}", text(took),
                     text(*budget_));
}

void DeployPrinter::event(const Event& event) {
  keep_times(event);
  if (is_json_) {
    outside_.screen().print(to_json_text(deploy::to_json(event)) + "\n");
    return;
  }
  if (live_) {
    live_->receive(event);
  }
  switch (event.kind) {
    case EventKind::kRequested: print(fmt::format("Deployment {}: {}\n", event.number, event.text)); return;
    case EventKind::kStep: step(event); return;
    case EventKind::kSwitched: line("→", Ink::kGood, event.text); return;
    case EventKind::kDecision:
      if (event.decision && !event.text.empty()) {
        const bool is_bad = event.decision->verdict == deploy::Verdict::kRollBack;
        line(is_bad ? "✗" : "·", is_bad ? Ink::kBad : Ink::kDim,
             fmt::format("{}: {}", event.decision->rule, event.text));
      }
      return;
    case EventKind::kFound:
      // Where it begins at once that is no news.
      if (const json::value* const previous = event.data.if_contains("previous"); previous != nullptr) {
        has_old_ = *previous != 0;
        if (told_.empty()) {
          return;
        }
      }
      line("·", Ink::kDim, event.text);
      return;
    case EventKind::kWaiting:
      if (!live_) {
        waits_for(event.text);
      }
      return;
    case EventKind::kEnded: return;
  }
}

void DeployPrinter::waits_for(const std::string& what) {
  if (is_json_) {
    return;
  }
  // It is told both as an event and by who waits.
  if (std::exchange(told_, what) == what) {
    return;
  }
  if (live_) {
    live_->waits_for(what);
  } else {
    line("…", Ink::kBusy, fmt::format("waits for {}", what));
  }
}

app::DeploySinks DeployPrinter::sinks() {
  return {.on_event = [this](const Event& one) { event(one); },
          .on_wait = [this](const std::string& what) { waits_for(what); },
          .on_join =
              [this](std::int64_t number) {
                note(fmt::format("the same is under way already, as deployment {}: this command joins it", number));
              }};
}

int exit_code_of(const app::DeployResult& result) {
  switch (result.end) {
    case app::DeployEnd::kInterrupted: return kExitInterrupted;
    case app::DeployEnd::kHeld:
    case app::DeployEnd::kWaiting: return kExitIncomplete;
    case app::DeployEnd::kLeft: return kExitSuccess;
    case app::DeployEnd::kEnded: break;
  }
  switch (result.deployment.outcome) {
    case Outcome::kSucceeded: return kExitSuccess;
    case Outcome::kWaiting:
    case Outcome::kRunning:
    case Outcome::kSuperseded: return kExitIncomplete;
    case Outcome::kFailed:
    case Outcome::kRolledBack:
    case Outcome::kRejected: return kExitFailure;
  }
  return kExitFailure;
}

void DeployPrinter::settle() { live_.reset(); }

int DeployPrinter::end(const app::DeployResult& result, const std::string& url) {
  settle();
  const deploy::Deployment& deployment = result.deployment;
  int code = exit_code_of(result);
  if (const auto text = excess(); text && code == kExitSuccess) {
    warn(*text, "`budgets: deploy:` in .github/ropewalk.yml", {}, outside_);
    code = kExitFailure;
  }
  if (is_json_) {
    return code;
  }
  Screen screen = outside_.screen();
  const diag::Palette palette = screen.palette();
  const auto say = [&](Ink ink, const std::string& text) { screen.print(palette.paint(ink, text) + "\n"); };
  if (result.end == app::DeployEnd::kInterrupted) {
    say(Ink::kCareful, deployment.outcome == Outcome::kRunning
                           ? fmt::format("Deployment {} goes on without this command: `ropewalk status {}`",
                                         deployment.number, deployment.environment)
                           : fmt::format("Deployment {} was stopped", deployment.number));
  } else if (result.end == app::DeployEnd::kHeld) {
    say(Ink::kCareful, fmt::format("Deployment {} is held: it waits for {}", deployment.number, result.waiting_for));
  } else if (result.end == app::DeployEnd::kWaiting) {
    say(Ink::kCareful, fmt::format("Deployment {} waits for {}: `ropewalk approve {}`", deployment.number,
                                   result.waiting_for, deployment.number));
  } else if (result.end == app::DeployEnd::kLeft) {
    say(Ink::kGood, fmt::format("{} serves at {}; its bake goes on", deployment.version, url));
  } else if (deployment.outcome == Outcome::kSucceeded) {
    say(Ink::kGood, fmt::format("{} serves at {}", deployment.version, url));
  } else {
    std::string name(name_of(deployment.outcome));
    name = replace_all(name, "_", " ");
    say(code == kExitFailure ? Ink::kBad : Ink::kCareful,
        fmt::format("Deployment {} {}{}: {}", deployment.number, deployment.outcome == Outcome::kFailed ? "" : "was ",
                    name, replace_all(deployment.detail, "\n", "\n  ")));
  }
  return code;
}

}  // namespace ropewalk::cli
