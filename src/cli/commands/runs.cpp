// `ropewalk runs`: lists earlier runs.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/display.h"
#include "base/json.h"
#include "cli/commands/all.h"
#include "cli/commands/past_options.h"
#include "cli/commands/planning_options.h"
#include "cli/console/palette.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr int kUsualLimit = 20;

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--all", .letter = "-a", .value = "", .help = "Runs of all repositories, not only of this one"},
    Option{.name = "--limit", .letter = "-n", .value = "N", .help = "How many at most (default: 20)"},
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print one JSON object for each run (schemas/runs.schema.json)"},
};

std::string_view state_of(const record::RunSummary& run) {
  if (!run.finish) {
    return "unfinished";
  }
  const bool is_incomplete = run.finish->is_incomplete && run.finish->conclusion == record::Conclusion::kSuccess;
  return is_incomplete ? "incomplete" : record::name(run.finish->conclusion);
}

std::string json_line(const record::RunSummary& run) {
  const record::Event start{run.run, 1, run.started, run.start};
  json::object object = record::to_json(start);
  object.erase("type");
  object.erase("sequence");
  object["conclusion"] = state_of(run);
  object["jobs"] = run.jobs;
  object["failed_jobs"] = run.failed_jobs;
  if (run.finish) {
    object["duration_ms"] = run.finish->duration.count();
  }
  return to_json_text(object) + "\n";
}

std::string table(const std::vector<record::RunSummary>& runs, bool has_directories, const Palette& palette) {
  std::size_t widest = 8;
  for (const auto& run : runs) {
    widest = std::max(widest, text_width(run.start.title));
  }
  widest = std::min<std::size_t>(widest, 36);
  std::string text;
  for (const auto& run : runs) {
    const Ink colour = run.finish ? ink(run.finish->conclusion) : Ink::kCareful;
    const std::string_view mark = run.finish ? sign(run.finish->conclusion) : "?";
    const std::string jobs = run.failed_jobs > 0 ? fmt::format("{} of {} failed", run.failed_jobs, run.jobs)
                                                 : count_text(static_cast<std::uint64_t>(run.jobs), "job");
    text += fmt::format("{} {}  {}  {}  {}  {}  {}{}\n", palette.paint(colour, mark), run.run.text(),
                        padded(shortened(printable(run.start.title), widest), widest), padded(run.start.event, 12),
                        padded(run.finish ? jobs : "unfinished", 14),
                        right_aligned(run.finish ? duration_text(run.finish->duration) : "", 7),
                        palette.paint(Ink::kDim, time_text(run.started)),
                        has_directories ? "  " + palette.paint(Ink::kDim, run.start.directory) : "");
  }
  return text;
}

int run(const Arguments& arguments, Outside& outside) {
  const auto limit = arguments.number("--limit", 1, kUsualLimit);
  if (!limit) {
    return report(limit.error(), outside);
  }
  const bool is_all = arguments.has("--all");
  const auto directory = is_all ? Result<std::string>("") : directory_of_runs(arguments, outside);
  if (!directory) {
    return report(directory.error(), outside);
  }
  const auto store = outside.runs();
  if (!store) {
    return report(store.error(), outside);
  }
  const auto runs = (*store)->runs(*directory, *limit);
  if (!runs) {
    return report(runs.error(), outside);
  }
  std::string text;
  if (arguments.has("--json")) {
    for (const auto& item : *runs) {
      text += json_line(item);
    }
  } else {
    const Palette palette = outside.screen().palette();
    text = runs->empty() ? "no runs yet: `ropewalk run` makes one\n" : table(*runs, is_all, palette);
  }
  outside.screen().print(text);
  return kExitSuccess;
}

}  // namespace

const Command& runs_command() {
  static constexpr Command kCommand{
      .name = "runs",
      .summary = "List earlier runs, newest first",
      .about = "",
      .examples = "ropewalk runs\n  ropewalk runs --all --limit 100 --json",
      .operands = {},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
