#include "cli/commands/deploy/common.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "cli/commands/planning_options.h"
#include "cli/console/palette.h"
#include "cli/exit_code.h"

namespace ropewalk::cli {

using deploy::Event;
using deploy::EventKind;
using deploy::Outcome;
using diag::Ink;

deploy::Machine machine_of(Outside& outside) {
  return {.files = outside.files(),
          .process = outside.process(),
          .services = outside.services(),
          .loopback = outside.loopback(),
          .clock = outside.clock(),
          .environment = outside.environment()};
}

app::Checked<FoundPlace> find_service_here(const Arguments& arguments, Outside& outside) {
  const auto directory = arguments.value(kDirectoryOption.name);
  auto place = app::find_folder(outside.files(), outside.environment(), directory);
  if (!place) {
    return app::fail_with(std::move(place.error()));
  }
  auto service = app::find_service_place(outside.files(), *place, directory.has_value());
  if (!service) {
    return tl::unexpected<app::Errors>(std::move(service.error()));
  }
  return FoundPlace{.place = std::move(*place), .service = std::move(*service)};
}

app::Checked<app::OpenEnvironment> open_known(const std::string& name, const Arguments& arguments, Outside& outside) {
  const auto found = find_service_here(arguments, outside);
  if (!found) {
    return tl::unexpected<app::Errors>(found.error());
  }
  const deploy::Machine machine = machine_of(outside);
  const auto known = app::known_environments(machine, found->service.name);
  const auto folder = app::environment_folder(machine.environment, found->service.name, name);
  if (machine.files.type_followed(folder / "deployments.db") == ports::FileType::kMissing) {
    return app::fail_with({ErrorKind::kUsage,
                           fmt::format("nothing of {} was deployed to '{}' yet", found->service.name, name),
                           known.empty() ? fmt::format("`ropewalk deploy {}` does", name)
                                         : fmt::format("its environments are {}", join(known, ", "))});
  }
  auto open = app::open_environment(folder, outside.deployments(), machine, nullptr);
  if (!open) {
    return app::fail_with(std::move(open.error()));
  }
  return std::move(*open);
}

void DeployPrinter::line(std::string_view sign, Ink ink, const std::string& text) {
  Screen screen = outside_.screen();
  screen.print(fmt::format("  {} {}\n", screen.palette().paint(ink, sign), text));
}

void DeployPrinter::step(const Event& event) {
  using Phase = Event::Phase;
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(event.time - step_begin_);
  switch (event.phase) {
    case Phase::kBegins:
      step_begin_ = event.time;
      if (event.step == "bake") {
        line("…", Ink::kBusy, "bake: the old version stays ready");
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

void DeployPrinter::event(const Event& event) {
  if (is_json_) {
    outside_.screen().print(to_json_text(deploy::to_json(event)) + "\n");
    return;
  }
  switch (event.kind) {
    case EventKind::kRequested:
      outside_.screen().print(fmt::format("Deployment {}: {}\n", event.number, event.text));
      return;
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
    case EventKind::kWaiting: line("·", Ink::kDim, event.text); return;
    case EventKind::kEnded: return;
  }
}

void DeployPrinter::waits_for(const std::string& what) {
  if (!is_json_) {
    line("…", Ink::kBusy, fmt::format("waits for {}", what));
  }
}

app::DeploySinks DeployPrinter::sinks() {
  return {.on_event = [this](const Event& one) { event(one); },
          .on_wait = [this](const std::string& what) { waits_for(what); }};
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

int DeployPrinter::end(const app::DeployResult& result, const std::string& url) {
  const deploy::Deployment& deployment = result.deployment;
  const int code = exit_code_of(result);
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
                    name, deployment.detail));
  }
  return code;
}

std::string url_of(const app::OpenEnvironment& environment) {
  const auto serves = deploy::serving(*environment.store);
  if (serves && *serves) {
    const auto plan = deploy::plan_of(*environment.store, (*serves)->number);
    if (plan && !plan->rules.url.empty()) {
      return plan->rules.url;
    }
  }
  return environment.edge->port() == 0 ? "" : fmt::format("http://127.0.0.1:{}", environment.edge->port());
}

std::string run_of(const ports::Environment& environment) {
  const auto server = environment.variable("GITHUB_SERVER_URL");
  const auto repository = environment.variable("GITHUB_REPOSITORY");
  const auto run = environment.variable("GITHUB_RUN_ID");
  if (environment.variable("GITHUB_ACTIONS") != "true" || !server || !repository || !run) {
    return {};
  }
  return fmt::format("{}/{}/actions/runs/{}", *server, *repository, *run);
}

}  // namespace ropewalk::cli
