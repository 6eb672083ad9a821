// `ropewalk run`: runs workflows here, as GitHub would.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/abandoned_runs.h"
#include "app/folders.h"
#include "app/gates/run_gates.h"
#include "app/missing_values.h"
#include "app/read_config.h"
#include "app/run_plan.h"
#include "app/running_runs.h"
#include "app/tidy.h"
#include "cli/commands/action_options.h"
#include "cli/commands/all.h"
#include "cli/commands/broken_workflows.h"
#include "cli/commands/planning_options.h"
#include "cli/commands/run_settings.h"
#include "cli/commands/show_plan.h"
#include "cli/console/palette.h"
#include "cli/console/printer.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "record/unkept_runs.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    kJobOption,
    kMatrixOption,
    kDoublesOption,
    Option{.name = "--list", .letter = "-l", .value = "", .help = "Show what would run, and run nothing"},
    Option{.name = "--jobs",
           .letter = "",
           .value = "N",
           .help = "How many jobs run at the same time (default: one for each processor)"},
    Option{
        .name = "--committed", .letter = "", .value = "", .help = "Run HEAD instead of the working tree as it stands"},
    Option{.name = "--platform",
           .letter = "-P",
           .value = "LABEL=host|skip",
           .help = "Run jobs with this runs-on label here, or skip them; ubuntu-*, linux, self-hosted and this "
                   "machine's architecture run here anyway",
           .repeats = true},
    Option{.name = "--allow-push",
           .letter = "",
           .value = "",
           .help = "Let a job's git push go to your remote; without it a push is refused"},
    Option{.name = "--keep", .letter = "", .value = "", .help = "Leave the folders of the jobs for a look"},
    kEventOption,
    kPayloadOption,
    kSetOption,
    kInputOption,
    kVariableOption,
    kEnvironmentOption,
    kEnvironmentFileOption,
    kSecretOption,
    kSecretFileOption,
    kActionOption,
    kOfflineOption,
    kNoBuiltinOption,
    Option{.name = "--quiet",
           .letter = "-q",
           .value = "",
           .help = "Show only failures and the summary",
           .group = "Output"},
    Option{.name = "--verbose",
           .letter = "-v",
           .value = "",
           .help = "Show whole logs; debug messages with --var ACTIONS_STEP_DEBUG=true",
           .group = "Output"},
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print what happens as JSON Lines (schemas/run.schema.json)",
           .group = "Output"},
};

constexpr std::string_view kAbout = R"text(
Runs the workflows that an event triggers on this machine, with GitHub's semantics and
without a container engine. Each job works on a copy of the repository as it stands (files
that git ignores stay out). Its steps run as you and can do what you can: run only what
you would run by hand. Runs are kept: see `ropewalk runs`, `show`, `logs` and `artifacts`.
)text";

constexpr std::string_view kExamples = R"text(
ropewalk run                                      what a push would start
  ropewalk run --event pull_request
  ropewalk run ci --job test                        one job of ci.yml and what it needs
  ropewalk run release --event workflow_dispatch --input version=1.2.0
  ropewalk run --secret PYPI_TOKEN --env-file .env  a secret from the environment, or asked for
  ropewalk run --platform macos-latest=skip
)text";

int show_refusals(const plan::Plan& plan, Outside& outside) {
  for (const plan::PlannedRun& run : plan.runs) {
    if (!run.refusal) {
      continue;
    }
    warn(fmt::format("{} does not run: {}", run.path, run.refusal->reason), {}, run.refusal->place, outside);
  }
  if (app::is_awaited(plan)) {
    warn(fmt::format("no workflow runs for this {} event", plan.event.name), "`ropewalk plan` shows why", {}, outside);
    return kExitSuccess;
  }
  return report(Error{ErrorKind::kNotFound,
                      fmt::format("no workflow has the event '{}'", plan.event.name),
                      "choose another with --event, or name the workflow to run",
                      {}},
                outside);
}

/// True for a workflow that other workflows call and no event starts.
bool is_only_called(const plan::PlannedRun& run) {
  const auto& triggers = run.root.workflow->triggers;
  return std::ranges::all_of(triggers, [](const workflow::Trigger& on) { return on.event == "workflow_call"; });
}

/// What the event did not start is told as a number, to a user who named nothing.
SummaryOptions summary_options(const plan::Plan& plan, bool tells_refused) {
  SummaryOptions options;
  const auto is_refused = [](const plan::PlannedRun& run) { return run.refusal && !is_only_called(run); };
  options.refused = tells_refused ? static_cast<std::size_t>(std::ranges::count_if(plan.runs, is_refused)) : 0;
  return options;
}

std::vector<std::string> hints_about(const std::vector<app::MissingValue>& missing) {
  std::vector<std::string> hints;
  for (const app::MissingValue& value : missing) {
    hints.push_back(fmt::format("{} has no value: {}", value.name, value.option));
  }
  return hints;
}

int code_of(const app::RunReport& report, bool is_interrupted) {
  int code = is_interrupted ? kExitInterrupted : kExitSuccess;
  for (const engine::RunOutcome& outcome : report.outcomes) {
    const bool is_good =
        outcome.conclusion == record::Conclusion::kSuccess || outcome.conclusion == record::Conclusion::kSkipped;
    if (!is_good) {
      code = stronger(code, kExitFailure);
    }
    if (outcome.is_incomplete) {
      code = stronger(code, kExitIncomplete);
    }
  }
  return code;
}

/// Old runs go before a new one comes. What hinders that hinders no run.
void remove_old_runs(const record::RunRetention& limits, record::RunStore& runs, record::ArtifactStore& artifacts,
                     Outside& outside) {
  const auto living = app::running_runs(app::folders(outside.environment()), outside.files());
  const auto tidied = app::remove_expired_runs(runs, artifacts, limits, living, false);
  if (!tidied || tidied->runs.entries == 0) {
    return;
  }
  static_cast<void>(runs.compact(false));
  outside.screen().complain(
      fmt::format("removed {} that had been kept long enough, {} (ROPEWALK_KEEP_DAYS, ROPEWALK_KEEP_MB)\n",
                  count_text(tidied->runs.entries, "run"), size_text(tidied->runs.bytes + tidied->artifacts.bytes)));
}

int run_planned(const plan::Plan& plan, const app::RunSettings& settings, ports::Repository& repository,
                const PrinterOptions& printing, actions::ActionStore& store, Outside& outside) {
  const auto kept_runs = outside.runs();
  record::UnkeptRuns unkept_runs;
  if (!kept_runs) {
    warn(fmt::format("what runs now is not kept: {}", kept_runs.error().message), kept_runs.error().hint, {}, outside);
  }
  record::RunStore& runs = kept_runs ? **kept_runs : unkept_runs;
  const auto keep = app::keep_settings(outside.environment());
  if (!keep) {
    return report(keep.error(), outside);
  }
  const auto artifacts = outside.artifacts();
  if (!artifacts) {
    return report(artifacts.error(), outside);
  }
  remove_old_runs(app::retention(*keep, outside.clock().now()), runs, **artifacts, outside);
  const auto caches = outside.caches();
  if (!caches) {
    return report(caches.error(), outside);
  }
  app::Place place;
  place.top = repository.top();
  auto configured = app::read_config(outside.files(), place);
  if (!configured.errors.empty()) {
    return report(configured.errors, outside);  // rules that nobody can read let nothing pass
  }
  const auto gates = app::make_run_gates(std::move(configured.config.environments), plan.event.repository,
                                         outside.deployments(), outside.clock(), outside.environment());
  const engine::EnginePorts machine{.process = outside.process(),
                                    .files = outside.files(),
                                    .archive = outside.archive(),
                                    .clock = outside.clock(),
                                    .random = outside.random(),
                                    .machine = outside.environment(),
                                    .artifacts = **artifacts,
                                    .caches = **caches,
                                    .backends = outside.backends(),
                                    .repository = &repository,
                                    .actions = &store,
                                    .groups = &outside.concurrency_groups(),
                                    .gates = gates.get()};
  const auto printer = make_printer(printing, outside);
  const auto done = app::run_plan(plan, settings, machine, runs, *printer, printing.interrupted);
  printer->finish(summary_options(plan, printing.tells_refused));
  if (!done) {
    return report(done.error(), outside);
  }
  for (const Error& left : done->left_behind) {
    warn(left.message, left.hint, {}, outside);
  }
  if (!done->kept_work.empty()) {
    warn(fmt::format("the jobs' folders are kept in {}", done->kept_work.string()), {}, {}, outside);
  }
  const int code = code_of(*done, printing.interrupted.stop_requested());
  if (done->record_trouble) {
    warn(fmt::format("the runs went as shown, but not all of it is kept: {}", done->record_trouble->message),
         done->record_trouble->hint, {}, outside);
    return stronger(code, kExitIncomplete);
  }
  return kept_runs ? code : stronger(code, kExitIncomplete);
}

int run(const Arguments& arguments, Outside& outside) {
  auto request = planning_request(arguments);
  if (!request) {
    return report(request.error(), outside);
  }
  request->is_shown = arguments.has("--list");
  const auto place = app::find_place(outside.files(), outside.environment(), outside.repositories(),
                                     arguments.value(kDirectoryOption.name));
  if (!place) {
    return report(place.error(), outside);
  }
  auto settings = run_settings(arguments, *place, outside);
  if (!settings) {
    return report(settings.error(), outside);
  }
  const auto store = action_store(arguments, *place, outside);
  if (!store) {
    return report(store.error(), outside);
  }
  const auto plan = app::plan_workflows(outside.files(), *place, std::move(*request));
  if (!plan) {
    return report(plan.error(), outside);
  }
  const bool is_json = arguments.has("--json");
  if (arguments.has("--list")) {
    return show_plan(*plan, is_json ? PlanForm::kJson : PlanForm::kTable, **store, outside);
  }
  const int broken_code = report_broken(*plan, outside);
  if (app::runs_in(*plan) == 0) {
    return plan->runs.empty() && !plan->broken.empty() ? broken_code
                                                       : stronger(broken_code, show_refusals(*plan, outside));
  }
  const auto repository = app::repository_to_run(*place);
  if (!repository) {
    return report(repository.error(), outside);
  }
  if (auto asked = ask_for_secrets(arguments, *settings, outside); !asked) {
    return report(asked.error(), outside);
  }

  PrinterOptions printing;
  printing.is_json = is_json;
  printing.interrupted = outside.signals().interrupted();
  settings->forced = outside.signals().forced();
  if (arguments.has("--verbose")) {
    printing.loudness = Loudness::kVerbose;
  }
  if (arguments.has("--quiet")) {
    printing.loudness = Loudness::kQuiet;
  }
  printing.failure_hints = [missing = app::missing_values(*plan, *settings)](const record::StepStarted& step) {
    return hints_about(app::missing_at(missing, step.file, step.line));
  };
  printing.has_several_runs = app::runs_in(*plan) > 1;
  printing.tells_refused = !arguments.has("--quiet") && !arguments.has(kJobOption.name);
  mention_warnings(*plan, outside);
  if (arguments.has(kDoublesOption.name)) {
    warn("parts of the workflow are doubles: what this run says holds for the rest only", {}, {}, outside);
  }
  const int code = run_planned(*plan, *settings, **repository, printing, **store, outside);
  recall_broken(*plan, outside);
  return stronger(broken_code, code);
}

}  // namespace

const Command& run_command() {
  static constexpr Command kCommand{
      .name = "run",
      .summary = "Run workflows here, as GitHub would",
      .about = kAbout,
      .examples = kExamples,
      .operands = kWorkflowOperands,
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
