// `ropewalk perf`: performance regressions.
#include "cli/commands/perf/perf.h"

#include <fmt/format.h>

#include <array>

#include "base/display.h"
#include "base/json.h"
#include "cli/commands/all.h"
#include "cli/exit_code.h"

namespace ropewalk::cli {
namespace {

std::string percent(double ratio) { return fmt::format("{:+.1f} %", 100 * ratio); }

}  // namespace

std::string judgement_lines(const std::vector<perf::Judgement>& judgements) {
  std::string text;
  for (const perf::Judgement& one : judgements) {
    text += fmt::format("{:<12}  {}  {} ({} to {}), {} pairs, p = {:.4f}{}\n", perf::name(one.verdict),
                        printable(one.name), percent(one.shift), percent(one.low), percent(one.high), one.pairs, one.p,
                        one.why.empty() ? "" : ": " + one.why);
  }
  return text;
}

json::array judgements_json(const std::vector<perf::Judgement>& judgements) {
  json::array array;
  for (const perf::Judgement& one : judgements) {
    array.push_back(json::object{{"name", one.name},
                                 {"verdict", perf::name(one.verdict)},
                                 {"shift", one.shift},
                                 {"low", one.low},
                                 {"high", one.high},
                                 {"pairs", one.pairs},
                                 {"p", one.p},
                                 {"base", one.base},
                                 {"head", one.head},
                                 {"why", one.why.empty() ? json::value() : json::value(json::string(one.why))}});
  }
  return array;
}

std::string judgements_markdown(const std::vector<perf::Judgement>& judgements) {
  std::string text = "| verdict | benchmark | change | 95 % interval | pairs |\n|---|---|---|---|---|\n";
  for (const perf::Judgement& one : judgements) {
    text += fmt::format("| {} | `{}` | {} | {} to {} | {} |\n", perf::name(one.verdict), printable(one.name),
                        percent(one.shift), percent(one.low), percent(one.high), one.pairs);
  }
  return text;
}

int judgements_code(const std::vector<perf::Judgement>& judgements) {
  int code = kExitSuccess;
  for (const perf::Judgement& one : judgements) {
    switch (one.verdict) {
      case perf::Verdict::kSlower: code = stronger(code, kExitFailure); break;
      case perf::Verdict::kInconclusive: code = stronger(code, kExitIncomplete); break;
      case perf::Verdict::kSame:
      case perf::Verdict::kFaster: break;
    }
  }
  return code;
}

const Command& perf_command() {
  static const std::array kSubcommands = {&perf_compare_command(), &perf_bisect_command(), &perf_judge_command(),
                                          &perf_load_command(),    &perf_record_command(), &perf_history_command()};
  static const Command kCommand{
      .name = "perf",
      .summary = "Find performance regressions, with stated error rates",
      .about = R"text(
Measures two versions against each other, so that what a machine does to both is no
difference between them, and says with what certainty one is slower.
)text",
      .examples = R"text(
ropewalk perf compare main HEAD --run 'python bench.py'
)text",
      .operands = {},
      .options = {},
      .subcommands = kSubcommands,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
