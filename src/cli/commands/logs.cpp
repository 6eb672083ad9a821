// `ropewalk logs`: prints the logs of one earlier run.
#include <fmt/format.h>

#include <array>
#include <set>

#include "base/display.h"
#include "cli/commands/all.h"
#include "cli/commands/past_options.h"
#include "cli/commands/planning_options.h"
#include "cli/console/labels.h"
#include "cli/console/log_text.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--job",
           .letter = "-j",
           .value = "JOB",
           .help = "Only this job: its id, key or name",
           .completion = Completion::kPastJob},
    Option{.name = "--step",
           .letter = "",
           .value = "STEP",
           .help = "Only this step: its number, id or name",
           .completion = Completion::kPastStep},
    Option{.name = "--failed", .letter = "-f", .value = "", .help = "Only steps that failed"},
    Option{.name = "--json", .letter = "", .value = "", .help = "Print the lines as events (schemas/run.schema.json)"},
};

std::string json_text(const app::PastRun& past, const std::vector<app::StepLog>& logs) {
  std::set<const record::LogLine*> wanted;
  for (const app::StepLog& log : logs) {
    wanted.insert(log.lines.begin(), log.lines.end());
  }
  std::string text;
  for (const record::Event& event : past.events) {
    const auto* line = std::get_if<record::LogLine>(&event.data);
    if (line != nullptr && wanted.contains(line)) {
      text += to_json_text(record::to_json(event)) + "\n";
    }
  }
  return text;
}

std::string people_text(const std::vector<app::StepLog>& logs, bool has_empty_ones, const Palette& palette) {
  std::string text;
  for (const app::StepLog& log : logs) {
    if (log.lines.empty() && !has_empty_ones) {
      continue;
    }
    const std::string title =
        fmt::format("{} › {} {}", job_name(*log.job), log.step->start.number, step_name(log.step->start));
    text += fmt::format("{}{}\n", text.empty() ? "" : "\n", palette.paint(Ink::kBold, title));
    for (const record::LogLine* line : log.lines) {
      for (const std::string& shown : log_lines(*line, Detail::kAll, palette)) {
        text += shown + "\n";
      }
    }
  }
  return text;
}

int run(const Arguments& arguments, Outside& outside) {
  const auto past = named_run(arguments, outside);
  if (!past) {
    return report(past.error(), outside);
  }
  app::LogSelection selection;
  selection.job = arguments.value("--job").value_or("");
  selection.step = arguments.value("--step").value_or("");
  selection.only_failed = arguments.has("--failed");
  const auto logs = app::select_logs(*past, selection);
  if (!logs) {
    return report(logs.error(), outside);
  }
  const Palette palette = outside.screen().palette();
  const bool has_empty_ones = !selection.step.empty() || selection.only_failed;
  const std::string text =
      arguments.has("--json") ? json_text(*past, *logs) : people_text(*logs, has_empty_ones, palette);
  outside.screen().print(text);
  return kExitSuccess;
}

}  // namespace

const Command& logs_command() {
  static constexpr Command kCommand{
      .name = "logs",
      .summary = "Print the logs of a run",
      .about = "",
      .examples =
          "ropewalk logs --failed             why the newest run failed\n"
          "  ropewalk logs 4127 --job test --step 3",
      .operands = kRunOperand,
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
