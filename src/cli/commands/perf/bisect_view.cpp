#include "cli/commands/perf/bisect_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/display.h"
#include "cli/commands/perf/measuring_options.h"
#include "cli/commands/perf/perf.h"
#include "cli/exit_code.h"

namespace ropewalk::cli {
namespace {

std::string shown(const app::BisectCommit& commit) {
  return fmt::format("{:.12}  {}", commit.sha, printable(commit.subject));
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value() : json::value(json::string(text));
}

json::object to_json(const app::BisectStep& step) {
  return {{"commit", step.commit.sha},
          {"side", perf::name(step.side)},
          {"shift", step.shift ? json::value(*step.shift) : json::value()},
          {"rounds", step.rounds},
          {"why", text_or_null(step.why)}};
}

json::object to_json(const app::BisectFinding& finding) {
  json::array steps;
  for (const app::BisectStep& step : finding.steps) {
    steps.push_back(to_json(step));
  }
  json::array candidates;
  for (const app::BisectCommit& commit : finding.candidates) {
    candidates.push_back(json::object{{"commit", commit.sha}, {"subject", commit.subject}});
  }
  const auto judged = [](const perf::Judgement& one) { return judgements_json({one}).front(); };
  return {{"name", finding.whole.name},
          {"verdict", perf::name(finding.whole.verdict)},
          {"whole", judged(finding.whole)},
          {"found", finding.is_found() ? json::value(json::string(finding.candidates.front().sha)) : json::value()},
          {"change", finding.is_found() ? judged(*finding.change) : json::value()},
          {"last_good", text_or_null(finding.last_good)},
          {"candidates", std::move(candidates)},
          {"steps", std::move(steps)},
          {"why", text_or_null(finding.why)}};
}

}  // namespace

std::string bisect_line(const app::BisectFinding& finding, const app::BisectStep* step) {
  if (step == nullptr) {
    return judgement_lines({finding.whole});
  }
  const std::string shift = step->shift ? fmt::format("{:+.1f} %", 100 * *step->shift) : "";
  const std::string why = step->why.empty() ? "" : fmt::format("  ({})", printable(step->why));
  return fmt::format("  {:<8} {:>8}  {:>3} rounds  {}{}\n", perf::name(step->side), shift, step->rounds,
                     shown(step->commit), why);
}

std::string bisect_result(const app::BisectFinding& finding) {
  if (finding.whole.verdict == perf::Verdict::kSame) {
    return fmt::format("{}: there is no change to look for\n", printable(finding.whole.name));
  }
  if (finding.is_found()) {
    return fmt::format("{}: {} since {} ({:+.1f} %, {:+.1f} % to {:+.1f} % against the one before it){}\n",
                       printable(finding.whole.name), perf::name(finding.whole.verdict),
                       shown(finding.candidates.front()), 100 * finding.change->shift, 100 * finding.change->low,
                       100 * finding.change->high, finding.why.empty() ? "" : "; " + finding.why);
  }
  std::string text = fmt::format("{}: which commit it was is not known{}\n", printable(finding.whole.name),
                                 finding.why.empty() ? "" : ": " + finding.why);
  for (const app::BisectCommit& commit : finding.candidates) {
    text += fmt::format("  perhaps {}\n", shown(commit));
  }
  return text;
}

json::object bisection_json(const app::Bisection& bisection, const app::CompareRequest& request) {
  json::array benchmarks;
  for (const app::BisectFinding& finding : bisection.findings) {
    benchmarks.push_back(to_json(finding));
  }
  return {{"good", bisection.good},
          {"bad", bisection.bad},
          {"commits", bisection.commits},
          {"measure", name(request.measure)},
          {"margin", request.options.margin},
          {"alpha", request.options.alpha},
          {"benchmarks", std::move(benchmarks)}};
}

int bisection_code(const app::Bisection& bisection) {
  int code = kExitSuccess;
  for (const app::BisectFinding& finding : bisection.findings) {
    if (finding.is_open()) {
      code = stronger(code, kExitIncomplete);
    } else if (finding.is_found() && finding.whole.verdict == perf::Verdict::kSlower) {
      code = stronger(code, kExitFailure);
    }
  }
  return code;
}

Result<app::Bisection> show_bisection(const app::CompareRequest& request, const app::Place& place, bool quiet,
                                      Outside& outside) {
  Screen screen = outside.screen();
  const bool shows = screen.is_terminal(Stream::kErrors) && !quiet;
  const app::CompareProgress progress = [&](const std::string& command, std::size_t pairs, std::size_t most) {
    if (shows && pairs % 10 == 0) {
      screen.complain(fmt::format("{}: {} of at most {} rounds\n", command, pairs, most));
    }
  };
  const app::BisectProgress on_step = [&](const app::BisectFinding& finding, const app::BisectStep* step) {
    if (!quiet) {
      screen.print(bisect_line(finding, step));
    }
  };
  auto found = app::bisect(
      request, place, {outside.files(), outside.process(), outside.environment(), outside.clock(), outside.random()},
      progress, on_step, outside.signals().interrupted());
  if (found && !quiet) {
    for (const app::BisectFinding& finding : found->findings) {
      screen.print(bisect_result(finding));
    }
  }
  return found;
}

}  // namespace ropewalk::cli
