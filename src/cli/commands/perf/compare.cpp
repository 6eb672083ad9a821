// `ropewalk perf compare`: two versions measured against each other.
#include "app/perf/compare.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "app/read_config.h"
#include "base/display.h"
#include "base/json.h"
#include "base/strings.h"
#include "cli/commands/perf/perf.h"
#include "cli/commands/planning_options.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--run",
           .letter = "-r",
           .value = "[NAME=]COMMAND",
           .help = "What is measured: its time, or with {output} in it the results that it writes there",
           .repeats = true},
    Option{.name = "--build", .letter = "-b", .value = "COMMAND", .help = "Run once in the folder of each version"},
    Option{.name = "--margin",
           .letter = "",
           .value = "PERCENT",
           .help = "What a slow-down must be above to count (default: 2)"},
    Option{.name = "--alpha",
           .letter = "",
           .value = "PERCENT",
           .help = "The chance of any false alarm between equal versions, over all benchmarks (default: 1)"},
    Option{.name = "--budget",
           .letter = "",
           .value = "TIME",
           .help = "What measuring may take for each command (default: 60s)"},
    Option{.name = "--pairs", .letter = "", .value = "N", .help = "The most pairs that are measured (default: 40)"},
    Option{.name = "--measure",
           .letter = "",
           .value = "WHAT",
           .help = "time, processor (the time that processors were busy with it) or instructions (valgrind)"},
    Option{.name = "--retries",
           .letter = "",
           .value = "N",
           .help = "Measure what is inconclusive so often once more (default: 0)"},
    Option{.name = "--allow-inconclusive",
           .letter = "",
           .value = "",
           .help = "Exit with 0 when the worst is an inconclusive verdict, and warn of it"},
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print JSON: base, head, benchmarks (schemas/perf-compare.schema.json)"}};

constexpr int kMostPairs = 200;
constexpr int kMostRetries = 5;

std::string_view name(app::Measure measure) {
  switch (measure) {
    case app::Measure::kProcessor: return "processor";
    case app::Measure::kInstructions: return "instructions";
    case app::Measure::kTime: break;
  }
  return "time";
}

Result<double> percent(const Arguments& arguments, std::string_view option, double otherwise) {
  const auto text = arguments.value(option);
  if (!text) {
    return otherwise;
  }
  const auto number = app::read_percent(*text);
  if (!number) {
    return fail(ErrorKind::kUsage, fmt::format("{} takes a number from 0 to 100, not '{}'", option, *text));
  }
  return *number / 100;
}

Result<app::CompareRequest> read_request(const Arguments& arguments, const config::PerfSettings& settings) {
  app::CompareRequest request{.base = arguments.operands()[0], .head = arguments.operands()[1]};
  request.build = arguments.value("--build").value_or(settings.build.value_or(""));
  request.commands = arguments.has("--run") ? arguments.values("--run") : settings.run;
  const std::string measure = arguments.value("--measure").value_or(settings.measure.value_or("time"));
  if (measure == "processor") {
    request.measure = app::Measure::kProcessor;
  } else if (measure == "instructions") {
    request.measure = app::Measure::kInstructions;
  } else if (measure != "time") {
    return fail(ErrorKind::kUsage, fmt::format("no measure '{}'", measure), "time, processor or instructions");
  }
  auto margin = percent(arguments, "--margin", settings.margin ? *settings.margin / 100 : request.options.margin);
  auto alpha = percent(arguments, "--alpha", request.options.alpha);
  auto pairs = arguments.number("--pairs", static_cast<int>(request.options.least_pairs), 40);
  if (!margin || !alpha || !pairs) {
    return fail(!margin ? margin.error() : !alpha ? alpha.error() : pairs.error());
  }
  if (*alpha <= 0 || *pairs > kMostPairs) {
    return fail(ErrorKind::kUsage,
                *alpha <= 0 ? "--alpha is above 0" : fmt::format("--pairs is at most {}", kMostPairs));
  }
  auto retries = arguments.number("--retries", 0, 0);
  if (!retries || *retries > kMostRetries) {
    return fail(!retries ? retries.error()
                         : Error{ErrorKind::kUsage, fmt::format("--retries is at most {}", kMostRetries)});
  }
  request.retries = *retries;
  request.options.margin = *margin;
  request.options.alpha = *alpha;
  request.options.most_pairs = static_cast<std::size_t>(*pairs);
  request.budget = settings.budget.value_or(request.budget);
  if (const auto text = arguments.value("--budget")) {
    const auto time = config::read_time(*text);
    if (!time || time->count() <= 0) {
      return fail(ErrorKind::kUsage, fmt::format("--budget takes a time, not '{}'", *text), "write it as 60s or 2m");
    }
    request.budget = *time;
  }
  return request;
}

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
  const auto place = app::find_folder(outside.files(), outside.environment(), arguments.value(kDirectoryOption.name));
  if (!place) {
    return report(place.error(), outside);
  }
  const auto settings = app::read_config(outside.files(), *place);
  if (!settings.errors.empty()) {
    return report(settings.errors, outside);
  }
  const auto request = read_request(arguments, settings.config.perf);
  if (!request) {
    return report(request.error(), outside);
  }
  Screen screen = outside.screen();
  const bool shows = screen.is_terminal(Stream::kErrors) && !arguments.has("--json");
  const app::CompareProgress progress = [&](const std::string& command, std::size_t pairs, std::size_t most) {
    if (shows && pairs % 5 == 0) {
      screen.complain(fmt::format("{}: {} of at most {} pairs\n", command, pairs, most));
    }
  };
  const auto comparison = app::compare(
      *request, *place, {outside.files(), outside.process(), outside.environment(), outside.clock(), outside.random()},
      progress, outside.signals().interrupted());
  if (!comparison) {
    return report(comparison.error(), outside);
  }
  if (arguments.has("--json")) {
    const json::object object{
        {"base", comparison->base},          {"head", comparison->head},
        {"measure", name(request->measure)}, {"margin", request->options.margin},
        {"alpha", request->options.alpha},   {"benchmarks", judgements_json(comparison->judgements)}};
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
makes a warning of it.
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
