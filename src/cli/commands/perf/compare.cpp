// `ropewalk perf compare`: two versions measured against each other.
#include "app/perf/compare.h"

#include <fmt/format.h>

#include <array>

#include "base/display.h"
#include "base/json.h"
#include "base/strings.h"
#include "cli/commands/perf/measuring_options.h"
#include "cli/commands/perf/perf.h"
#include "cli/commands/planning_options.h"
#include "cli/configured_place.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    kRunOption,
    kBuildOption,
    kMarginOption,
    kAlphaOption,
    kBudgetOption,
    kLimitOption,
    kPairsOption,
    kMeasureOption,
    kRetriesOption,
    Option{.name = "--confirm",
           .letter = "",
           .value = "",
           .help = "Measure what is slower once more; it is inconclusive when that doesn't say so, too"},
    Option{.name = "--allow-inconclusive",
           .letter = "",
           .value = "",
           .help = "Exit with 0 when the worst is an inconclusive verdict, and warn of it"},
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print JSON: base, head, benchmarks (schemas/perf-compare.schema.json)"}};

void write_summary(const app::Comparison& comparison, Outside& outside) {
  const auto summary = outside.environment().variable("GITHUB_STEP_SUMMARY");
  if (outside.environment().variable("GITHUB_ACTIONS") != "true" || !summary || summary->empty()) {
    return;
  }
  const std::string text = fmt::format("### Performance, {} against {}\n\n{}\n", comparison.head.substr(0, 12),
                                       comparison.base.substr(0, 12), judgements_markdown(comparison.judgements));
  if (auto written = outside.files().append(*summary, text); !written) {
    warn(fmt::format("the summary cannot be written: {}", written.error().message), {}, {}, outside);
  }
}

/// What GitHub shows beside the job: what is slower, and what nobody could tell.
void annotate(const app::Comparison& comparison, Outside& outside) {
  if (outside.environment().variable("GITHUB_ACTIONS") != "true") {
    return;
  }
  std::string text;
  for (const perf::Judgement& one : comparison.judgements) {
    if (one.verdict == perf::Verdict::kSlower || one.verdict == perf::Verdict::kInconclusive) {
      const bool is_slower = one.verdict == perf::Verdict::kSlower;
      text += fmt::format("::{} title=Performance::{}: {}{}\n", is_slower ? "error" : "warning", printable(one.name),
                          is_slower ? fmt::format("{:+.1f} % slower", 100 * one.shift) : "inconclusive",
                          one.why.empty() ? "" : fmt::format(" ({})", one.why));
    }
  }
  outside.screen().complain(text);
}

int run(const Arguments& arguments, Outside& outside) {
  const auto here = configured_place(arguments, outside);
  if (!here) {
    return here.error();
  }
  auto request = read_measuring(arguments, here->config.perf);
  if (!request) {
    return report(request.error(), outside);
  }
  request->base = arguments.operands()[0];
  request->head = arguments.operands()[1];
  request->confirms = arguments.has("--confirm");
  Screen screen = outside.screen();
  const bool shows = screen.is_terminal(Stream::kErrors) && !arguments.has("--json");
  const app::CompareProgress progress = [&](const std::string& command, std::size_t pairs, std::size_t most) {
    if (shows && pairs % 5 == 0) {
      screen.complain(fmt::format("{}: {} of at most {} pairs\n", command, pairs, most));
    }
  };
  const auto comparison =
      app::compare(*request, here->place,
                   {outside.files(), outside.process(), outside.environment(), outside.clock(), outside.random()},
                   progress, outside.signals().interrupted());
  if (!comparison) {
    return report(comparison.error(), outside);
  }
  if (arguments.has("--json")) {
    const json::object object{{"base", comparison->base},
                              {"head", comparison->head},
                              {"measure", name(request->measure)},
                              {"margin", request->options.margin},
                              {"alpha", request->options.alpha},
                              {"allow_inconclusive", arguments.has("--allow-inconclusive")},
                              {"benchmarks", judgements_json(comparison->judgements)}};
    screen.print(to_json_text(object) + "\n");
  } else {
    screen.print(judgement_lines(comparison->judgements));
  }
  write_summary(*comparison, outside);
  annotate(*comparison, outside);
  const int code = judgements_code(comparison->judgements);
  if (code == kExitIncomplete && arguments.has("--allow-inconclusive")) {
    if (outside.environment().variable("GITHUB_ACTIONS") != "true") {
      warn("the verdict is inconclusive", {}, {}, outside);
    }
    return kExitSuccess;
  }
  return code;
}

}  // namespace

const Command& perf_compare_command() {
  static constexpr Command kCommand{
      .name = "perf compare",
      .summary = "Measure two versions against each other",
      .about = R"text(
Takes the files of two commits, builds both once, and measures them in turn, in an order of
chance and each time in new processes, the base twice. After 10, 20 and 40 rounds it
looks whether the answer is known. A benchmark is slower when a one-sided signed-rank test
finds the head slower than the base by more than the margin; all false alarms together have
the chance --alpha. Where the base seems to differ from itself, or the noise would hide a
slow-down, the verdict is inconclusive, and never a pass.

Exits with 1 when something is slower, with 3 when something is inconclusive. On a machine
that is shared with others, --retries measures such a benchmark again (the last time by
instructions, where --measure is processor and valgrind is there), and --allow-inconclusive
makes a warning of it. Where the budget is too short for ten pairs it goes on up to --limit.
With --confirm nothing is slower that was not found so twice: a gate that runs a thousand
times a year needs that.
)text",
      .examples = R"text(
ropewalk perf compare main HEAD --run 'python bench.py'
  ropewalk perf compare v1.2.0 HEAD --build 'make' --run 'parse=./bench parse' --run 'write=./bench write'
  ropewalk perf compare main HEAD --run 'pytest bench --benchmark-json={output}'
  ropewalk perf compare main HEAD --measure instructions --run './bench'
)text",
      .operands = {.value = "BASE HEAD", .help = "Commits, branches, tags, or folders", .at_least = 2, .at_most = 2},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
