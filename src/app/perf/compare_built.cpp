// Measures versions that are built, once more what is inconclusive, and once more what is slower.
#include <fmt/format.h>

#include <algorithm>

#include "app/perf/measuring.h"

namespace ropewalk::app {
namespace {

using Judgements = std::vector<perf::Judgement>;

bool is_open(const perf::Judgement& one) { return one.verdict == perf::Verdict::kInconclusive; }
bool is_slower(const perf::Judgement& one) { return one.verdict == perf::Verdict::kSlower; }

const perf::Judgement* find(const Judgements& all, const std::string& name) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const perf::Judgement& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

/// Measures once more where something is inconclusive. The last time instructions are counted, where that may be.
Result<void> retry(Judgements& judgements, const CompareRequest& request, const Versions& versions,
                   const ComparePorts& ports, const CompareProgress& progress, const std::stop_token& stop) {
  for (int left = request.retries; left > 0 && std::any_of(judgements.begin(), judgements.end(), is_open); --left) {
    const bool counts = left == 1 && request.measure == Measure::kProcessor &&
                        ports.process.find_program("valgrind", ports.environment.variable("PATH").value_or(""));
    Measuring again(request, versions, ports, progress, stop);
    auto found = counts ? again.by_instructions(std::max(kInstructionMargin, request.options.margin)) : again.by_time();
    if (!found) {
      return fail(std::move(found.error()));
    }
    for (perf::Judgement& one : judgements) {
      const perf::Judgement* anew = find(*found, one.name);
      if (is_open(one) && anew != nullptr) {
        const std::string why = counts && !is_open(*anew) ? "by instructions, since by time: " + one.why : anew->why;
        one = *anew;
        one.why = why;
      }
    }
  }
  return {};
}

/// What both measurings say. The figures are those of the second: the first would not have been repeated, had it not
/// been high.
perf::Judgement confirmed(const perf::Judgement& first, const perf::Judgement& second) {
  perf::Judgement one = second;
  if (is_slower(second)) {
    one.why = fmt::format("measured twice: {:+.1f} % at first", 100 * first.shift);
    return one;
  }
  one.verdict = perf::Verdict::kInconclusive;
  one.why = fmt::format("slower by {:.1f} % at first, and {} when measured once more{}{}", 100 * first.shift,
                        perf::name(second.verdict), second.why.empty() ? "" : ": ", second.why);
  return one;
}

/// Measures once more what is slower.
Result<void> confirm(Judgements& judgements, const CompareRequest& request, const Versions& versions,
                     const ComparePorts& ports, const CompareProgress& progress, const std::stop_token& stop) {
  const auto slower = std::count_if(judgements.begin(), judgements.end(), is_slower);
  if (!request.confirms || request.measure == Measure::kInstructions || slower == 0) {
    return {};
  }
  CompareRequest narrowed = request;
  if (slower == 1) {
    narrowed.only = std::find_if(judgements.begin(), judgements.end(), is_slower)->name;
  }
  Measuring again(narrowed, versions, ports, progress, stop);
  auto found = again.by_time();
  if (!found) {
    return fail(std::move(found.error()));
  }
  if (auto retried = retry(*found, narrowed, versions, ports, progress, stop); !retried) {
    return retried;
  }
  for (perf::Judgement& one : judgements) {
    if (const perf::Judgement* second = find(*found, one.name); is_slower(one) && second != nullptr) {
      one = confirmed(one, *second);
    }
  }
  return {};
}

}  // namespace

Result<std::vector<perf::Judgement>> compare_built(const CompareRequest& request, const Versions& versions,
                                                   const ComparePorts& ports, const CompareProgress& progress,
                                                   const std::stop_token& stop) {
  Measuring first(request, versions, ports, progress, stop);
  if (first.commands().empty()) {
    return fail(ErrorKind::kUsage, fmt::format("no command measures the benchmark '{}'", request.only),
                "a command without {output} is its own benchmark; NAME= in front names it");
  }
  auto judgements =
      request.measure == Measure::kInstructions ? first.by_instructions(kInstructionMargin) : first.by_time();
  if (!judgements) {
    return judgements;
  }
  if (auto retried = retry(*judgements, request, versions, ports, progress, stop); !retried) {
    return fail(std::move(retried.error()));
  }
  if (auto confirmed = confirm(*judgements, request, versions, ports, progress, stop); !confirmed) {
    return fail(std::move(confirmed.error()));
  }
  return judgements;
}

}  // namespace ropewalk::app
