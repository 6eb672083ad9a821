// `ropewalk perf bisect`: which commit brought a change of performance.
#include "app/perf/bisect.h"

#include <array>

#include "cli/commands/perf/bisect_view.h"
#include "cli/commands/perf/measuring_options.h"
#include "cli/commands/perf/perf.h"
#include "cli/commands/planning_options.h"
#include "cli/configured_place.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {kDirectoryOption,
                                 kRunOption,
                                 kBuildOption,
                                 Option{.name = "--benchmark",
                                        .letter = "",
                                        .value = "NAME",
                                        .help = "Only this benchmark, of all that the commands measure"},
                                 kMarginOption,
                                 kAlphaOption,
                                 kBisectBudgetOption,
                                 kBisectPairsOption,
                                 kMeasureOption,
                                 kBisectRetriesOption,
                                 Option{.name = "--json",
                                        .letter = "",
                                        .value = "",
                                        .help = "Print JSON: good, bad, benchmarks (schemas/perf-bisect.schema.json)"}};

int run(const Arguments& arguments, Outside& outside) {
  const auto here = configured_place(arguments, outside);
  if (!here) {
    return here.error();
  }
  auto request = read_measuring(arguments, here->config.perf, for_bisecting());
  if (!request) {
    return report(request.error(), outside);
  }
  request->base = arguments.operands()[0];
  request->head = arguments.operands()[1];
  request->only = arguments.value("--benchmark").value_or("");
  const auto found = show_bisection(*request, here->place, arguments.has("--json"), outside);
  if (!found) {
    return report(found.error(), outside);
  }
  if (arguments.has("--json")) {
    outside.screen().print(to_json_text(bisection_json(*found, *request)) + "\n");
  }
  return bisection_code(*found);
}

}  // namespace

const Command& perf_bisect_command() {
  static constexpr Command kCommand{
      .name = "perf bisect",
      .summary = "Find the commit that made something slower",
      .about = R"text(
Measures BAD against GOOD as `perf compare` does, and where one is slower or faster looks for
the commit that made it so: of those between them, along first parents, the one in the
middle is built and measured in rounds with both ends, and lies nearer to one of them. What
cannot be built or run is left out. The commit found is measured against the one before it;
where it is a merge, the commits that it brought are looked at.

Exits with 1 when the commit is found that made something slower, with 0 when nothing is
slower, with 3 when nobody could tell: those that it may be are named.
)text",
      .examples = R"text(
ropewalk perf bisect v1.2.0 HEAD --run 'python bench.py'
  ropewalk perf bisect v1.2.0 main --build make --run 'parse=./bench parse'
)text",
      .operands = {.value = "GOOD BAD", .help = "Commits, branches or tags", .at_least = 2, .at_most = 2},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
