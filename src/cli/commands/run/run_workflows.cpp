// What `run`, `rerun` and `act` have in common: from parsed words to runs that have ended.
#include "cli/commands/run/run_workflows.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "app/abandoned_runs.h"
#include "app/attempts/kept_request.h"
#include "app/choices/choose_steps.h"
#include "app/environment_values.h"
#include "app/failures/kept_jobs.h"
#include "app/folders.h"
#include "app/gates/run_gates.h"
#include "app/missing_values.h"
#include "app/old_pages.h"
#include "app/read_config.h"
#include "app/remote_workflows.h"
#include "app/run_plan.h"
#include "app/running_runs.h"
#include "app/tidy.h"
#include "cli/commands/action_options.h"
#include "cli/commands/all.h"
#include "cli/commands/broken_workflows.h"
#include "cli/commands/planning_options.h"
#include "cli/commands/run/ask_approval.h"
#include "cli/commands/run/failure_shell.h"
#include "cli/commands/run/mention_sudo.h"
#include "cli/commands/run/run_settings.h"
#include "cli/commands/show_plan.h"
#include "cli/console/palette.h"
#include "cli/console/printer.h"
#include "cli/desk.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "plan/filters.h"
#include "record/unkept_runs.h"

namespace ropewalk::cli {
namespace {

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
    using record::Conclusion;
    const bool is_good = outcome.conclusion == Conclusion::kSuccess || outcome.conclusion == Conclusion::kSkipped;
    const bool is_impossible = outcome.conclusion == Conclusion::kFailure && outcome.is_incomplete;
    if (!is_good && !is_impossible) {
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
  app::remove_old_requests(app::folders(outside.environment()), runs, outside.files());
  static_cast<void>(app::remove_old_pages(app::folders(outside.environment()), runs, {}, false, outside.files()));
  outside.screen().complain(
      fmt::format("removed {} that had been kept long enough, {} (ROPEWALK_KEEP_DAYS, ROPEWALK_KEEP_MB)\n",
                  count_text(tidied->runs.entries, "run"), size_text(tidied->runs.bytes + tidied->artifacts.bytes)));
}

int run_planned(const plan::Plan& plan, const app::RunSettings& settings,
                const std::vector<config::EnvironmentSettings>& environments, ports::Repository& repository,
                const PrinterOptions& printing, actions::ActionStore& store, const app::RunExtras& extras,
                const std::function<std::unique_ptr<Printer>(std::unique_ptr<Printer>)>& wrap, Outside& outside) {
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
  static_cast<void>(app::remove_kept_places(app::folders(outside.environment()), outside.clock().now(),
                                            app::kFailedJobsStay, false, outside.files()));
  const auto caches = outside.caches();
  if (!caches) {
    return report(caches.error(), outside);
  }
  const bool can_ask = !printing.is_json && outside.screen().can_draw() && desk(outside).typed_lines().can_come();
  const auto gates =
      app::make_run_gates(environments, {.repository = plan.event.repository, .can_ask = can_ask},
                          outside.deployments(), outside.clock(), outside.environment(), outside.time_zone());
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
  const auto printer = wrap(make_printer(printing, outside));
  std::optional<ApprovalListener> listener;
  if (can_ask) {
    listener.emplace(*gates, desk(outside).typed_lines());
  }
  const auto done = app::run_plan(plan, settings, machine, runs, *printer, printing.interrupted, extras);
  listener.reset();
  printer->finish(summary_options(plan, printing.tells_refused));
  if (!done) {
    return report(done.error(), outside);
  }
  for (const Error& left : done->left_behind) {
    warn(left.message, left.hint, {}, outside);
  }
  if (!done->kept_work.empty()) {
    outside.screen().complain(fmt::format("The jobs' folders are kept in {}\n", done->kept_work.string()));
  }
  const int code = code_of(*done, printing.interrupted.stop_requested());
  if (done->record_trouble) {
    warn(fmt::format("the runs went as shown, but not all of it is kept: {}", done->record_trouble->message),
         done->record_trouble->hint, {}, outside);
    return stronger(code, kExitIncomplete);
  }
  return kept_runs ? code : stronger(code, kExitIncomplete);
}

void add_steps(const plan::PlannedWorkflow& workflow, const std::function<void(const workflow::Job&)>& take) {
  for (const plan::PlannedJob& job : workflow.jobs) {
    take(*job.job);
    if (job.called) {
      add_steps(*job.called, take);
    }
  }
}

/// Says which `--action` no workflow uses: a slip of the pen would leave the step as it was.
void warn_of_unused_actions(const plan::Plan& plan, const Arguments& arguments, Outside& outside) {
  std::vector<std::string> used;
  const auto add = [&](const workflow::Token* uses) {
    if (uses == nullptr) {
      return;
    }
    const std::string_view path = uses->text.substr(0, uses->text.find('@'));
    const std::size_t owner = path.find('/');
    used.emplace_back(owner == std::string_view::npos ? path : path.substr(0, path.find('/', owner + 1)));
  };
  for (const plan::PlannedRun& run : plan.runs) {
    add_steps(run.root, [&](const workflow::Job& job) {
      add(job.uses);
      for (const workflow::Step& step : job.steps) {
        add(step.uses);
        std::ranges::for_each(step.parallel, add, &workflow::Step::uses);
      }
    });
  }
  for (const std::string& word : arguments.values(kActionOption.name)) {
    const std::string_view name = std::string_view(word).substr(0, word.find_first_of("@="));
    if (std::ranges::any_of(used, [&](const std::string& one) { return equals_ignoring_case(one, name); })) {
      continue;
    }
    const std::string_view near = nearest(name, std::vector<std::string_view>(used.begin(), used.end()));
    warn(fmt::format("--action {}: no step that runs uses {}", word, name),
         near.empty() ? "it counts only if an action that they use does" : fmt::format("did you mean {}?", near), {},
         outside);
  }
}

/// What the chosen steps will find empty.
void warn_of_missed_steps(const std::vector<app::MissedStep>& missed, Outside& outside) {
  for (const app::MissedStep& one : missed) {
    warn(fmt::format("the step '{}' reads steps.{}, which is left out: it is empty", one.step, one.reads),
         fmt::format("--step {0} runs that one, too; --from-step {0} all from there on", one.reads), one.place,
         outside);
  }
}

/// Of runs whose path filters say no to these files.
void refuse_unconcerned(plan::Plan& plan, const std::vector<std::string>& changed) {
  for (plan::PlannedRun& run : plan.runs) {
    plan::Event event = *run.event;
    event.changed_files = changed;
    if (auto refusal = plan::trigger_refusal(*run.root.workflow, event); refusal && !run.refusal) {
      run.refusal = std::move(*refusal);
    }
  }
}

/// The options for a next attempt, with paths that stay right wherever it is asked for.
app::OptionWords words_to_keep(const Arguments& arguments, const app::Place& place) {
  app::OptionWords words;
  for (const Option& option : run_command().options) {
    const std::string name(option.name);
    if (!arguments.has(name)) {
      continue;
    }
    if (name == kDirectoryOption.name || name == kEventOption.name || name == "--watch" || name == "--json" ||
        name == "--quiet" || name == "--verbose" || name == "--shell-on-failure" || name == "--list") {
      continue;
    }
    std::vector<std::string>& kept = words[name];
    const bool is_path = name == kPayloadOption.name || name == kDoublesOption.name || name.ends_with("-file");
    for (const std::string& value : option.value.empty() ? std::vector<std::string>() : arguments.values(name)) {
      const std::size_t equals = value.rfind('=');
      if (name == kEnvironmentSecretFileOption.name) {
        const std::size_t file = value.find(':') + 1;
        kept.push_back(value.substr(0, file) + (place.base / value.substr(file)).lexically_normal().string());
      } else if (is_path) {
        kept.push_back((place.base / value).lexically_normal().string());
      } else if (name == kActionOption.name && equals != std::string::npos && value.substr(equals + 1) != "skip") {
        kept.push_back(value.substr(0, equals + 1) +
                       (place.base / value.substr(equals + 1)).lexically_normal().string());
      } else {
        kept.push_back(value);
      }
    }
  }
  return words;
}

}  // namespace

int run_workflows(const Arguments& arguments, const RunRequestExtras& extras, Outside& outside) {
  auto request = planning_request(arguments);
  if (!request) {
    return report(request.error(), outside);
  }
  request->is_committed = arguments.has("--committed");
  request->is_shown = arguments.has("--list") || arguments.has("--dry-run");
  const auto place = app::find_place(outside.files(), outside.environment(), outside.repositories(),
                                     arguments.value(kDirectoryOption.name));
  if (!place) {
    return report(place.error(), outside);
  }
  auto settings = run_settings(arguments, *place, outside);
  if (!settings) {
    return report(settings.error(), outside);
  }
  settings->secrets.insert(settings->secrets.end(), extras.secrets.begin(), extras.secrets.end());
  const auto store = action_store(arguments, *place, outside);
  if (!store) {
    return report(store.error(), outside);
  }
  auto plan = app::plan_workflows(outside.files(), *place, std::move(*request), store->get());
  if (!plan) {
    return report(plan.error(), outside);
  }
  if (extras.changed_files && arguments.operands().empty()) {
    refuse_unconcerned(*plan, *extras.changed_files);
  }
  const auto missed = app::choose_steps(*plan, settings->steps, arguments.has(kJobOption.name) || extras.attempt);
  if (!missed) {
    return report(missed.error(), outside);
  }
  const bool is_json = arguments.has("--json");
  if (arguments.has("--list") || arguments.has("--dry-run")) {
    return show_plan(*plan, is_json ? PlanForm::kJson : PlanForm::kTable, *place, **store, outside);
  }
  warn_of_missed_steps(*missed, outside);
  if (plan->broken.empty()) {  // what a broken file uses is not known
    warn_of_unused_actions(*plan, arguments, outside);
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
  app::Place configured_place;
  configured_place.top = (*repository)->top();
  const auto configured = app::read_config(outside.files(), configured_place);
  if (!configured.errors.empty()) {
    static_cast<void>(report(configured.errors, outside));
    return kExitUsage;  // rules that nobody can read let nothing pass
  }
  app::add_configured_environments(configured.config.environments, *settings);

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
  mention_warnings(*plan, *place, outside);
  mention_sudo(*plan, outside);
  if (arguments.has(kDoublesOption.name)) {
    warn("parts of the workflow are doubles: what this run says holds for the rest only", {}, {}, outside);
  }
  app::RunExtras run_extras{
      .attempt = extras.attempt,
      .request = app::request_text(app::without_secrets(words_to_keep(arguments, *place), app::all_secrets(*settings))),
      .keeps_failed = !settings->keeps_work && !arguments.has("--no-keep"),
      .process = desk(outside).foreground().own_process()};
  FailureShell failure_shell(outside);
  if (arguments.has("--shell-on-failure")) {
    if (!is_json && printing.loudness == Loudness::kUsual) {
      printing.is_plain = true;  // a shell and a live view cannot share the terminal
    }
    settings->failures.on_step = failure_shell.hook();
  }
  const int code = run_planned(
      *plan, *settings, configured.config.environments, **repository, printing, **store, run_extras,
      [&](std::unique_ptr<Printer> printer) {
        return arguments.has("--shell-on-failure") ? failure_shell.guard(std::move(printer)) : std::move(printer);
      },
      outside);
  recall_broken(*plan, outside);
  return stronger(broken_code, code);
}

}  // namespace ropewalk::cli
