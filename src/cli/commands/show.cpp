// `ropewalk show`: tells all about one earlier run.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/display.h"
#include "base/json.h"
#include "cli/commands/all.h"
#include "cli/commands/past_options.h"
#include "cli/commands/planning_options.h"
#include "cli/console/labels.h"
#include "cli/console/palette.h"
#include "cli/console/summary.h"
#include "cli/console/time_text.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print the run's events as JSON Lines, without logs (schemas/run.schema.json)"},
};

/// The steps of all jobs with their numbers, which `logs --step` takes.
std::string steps_text(const report::RunState& run, const Palette& palette) {
  std::string text;
  for (const report::JobState& job : run.jobs) {
    if (job.steps.empty()) {
      continue;
    }
    text += fmt::format("\n{}\n", palette.paint(Ink::kBold, job_name(job)));
    for (const report::StepState& step : job.steps) {
      const bool is_done = step.finish.has_value();
      const bool is_forgiven = is_done && step.finish->outcome != step.finish->conclusion;
      const std::string_view mark = !is_done ? "?" : is_forgiven ? "!" : sign(step.finish->conclusion);
      const Ink colour = !is_done || is_forgiven ? Ink::kCareful : ink(step.finish->conclusion);
      std::string note = is_done && step.finish->conclusion != record::Conclusion::kSkipped
                             ? duration_text(step.finish->duration)
                             : "";
      if (is_done && step.finish->exit_code.value_or(0) != 0) {
        note += fmt::format("  exit code {}", *step.finish->exit_code);
      }
      text += fmt::format("  {} {}  {}{}  {}\n", palette.paint(colour, mark),
                          palette.paint(Ink::kDim, fmt::format("{:>3}", step.start.number)),
                          step.start.parent > 0 ? "  " : "", step_name(step.start), palette.paint(Ink::kDim, note));
    }
  }
  return text;
}

/// When, of which file and commit, and where.
std::string origin_text(const report::RunState& run, Outside& outside) {
  return fmt::format("{} · {} · {} · {} · {}", local_time_text(run.started, outside.time_zone()),
                     ago_text(run.started, outside.clock().now()), printable(run.start.workflow_path),
                     printable(run.start.sha.substr(0, 10)), printable(run.start.directory));
}

int run(const Arguments& arguments, Outside& outside) {
  const auto past = named_run(arguments, outside);
  if (!past) {
    return report(past.error(), outside);
  }
  std::string text;
  if (arguments.has("--json")) {
    const auto store = outside.runs();
    if (!store) {
      return report(store.error(), outside);
    }
    const auto read = app::read_events(
        **store, {.run = past->state.id, .kinds = record::EventQuery::Kinds::kWithoutLogs},
        [&](const record::Event& event) { outside.screen().print(to_json_text(record::to_json(event)) + "\n"); });
    if (!read) {
      return report(read.error(), outside);
    }
  } else {
    const Palette palette = outside.screen().palette();
    SummaryOptions options;
    options.is_complete = true;
    options.are_running = running_runs(past->state.finish.has_value(), outside).contains(past->state.id);
    options.columns = outside.screen().columns();
    text = summary({{past->state}}, options, palette);
    text += steps_text(past->state, palette);
    text += "\n";
    const std::string origin = origin_text(past->state, outside);
    const auto columns = static_cast<std::size_t>(std::max(options.columns, 0));
    for (const std::string& line : columns > 0 ? wrapped(origin, columns) : std::vector<std::string>{origin}) {
      text += palette.paint(Ink::kDim, line) + "\n";
    }
  }
  outside.screen().print(text);
  warn_of_unreadable(past->state.id, past->unreadable, outside);
  return kExitSuccess;
}

}  // namespace

const Command& show_command() {
  static constexpr Command kCommand{
      .name = "show",
      .summary = "Tell all about one run: jobs, steps, annotations, summaries",
      .about = "",
      .examples = "ropewalk show                  the newest run of this repository\n  ropewalk show 4127 --json",
      .operands = kRunOperand,
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
