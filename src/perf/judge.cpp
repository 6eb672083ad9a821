#include "perf/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "perf/looks.h"
#include "perf/statistics.h"

namespace ropewalk::perf {
namespace {

std::vector<double> log_ratios(const std::vector<double>& of, const std::vector<double>& to, std::size_t count) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < std::min({count, of.size(), to.size()}); ++i) {
    if (of[i] > 0 && to[i] > 0) {
      ratios.push_back(std::log(of[i] / to[i]));
    }
  }
  return ratios;
}

/// A test of the ratios, over all looks.
double over_looks_at(const std::vector<double>& of, const std::vector<double>& to, const JudgeOptions& options,
                     bool is_last, const std::function<double(const std::vector<double>&)>& test) {
  return over_looks(std::min(of.size(), to.size()), options, is_last,
                    [&](std::size_t pairs) { return test(log_ratios(of, to, pairs)); });
}

struct Tested {
  double slower = 1;
  double faster = 1;
};

/// Whether `of` is slower, or faster, than `to` by more than `margin`.
Tested test(const std::vector<double>& of, const std::vector<double>& to, double margin, const JudgeOptions& options,
            bool is_last) {
  const double edge = std::log1p(margin);
  return {over_looks_at(of, to, options, is_last,
                        [&](const std::vector<double>& ratios) { return signed_rank_above(ratios, edge); }),
          over_looks_at(of, to, options, is_last,
                        [&](const std::vector<double>& ratios) { return signed_rank_below(ratios, -edge); })};
}

/// What two tests, each with an error of its own, both say of one benchmark: that there is a change at all, and that it
/// is above the margin. The first keeps false alarms as rare as they are to be; the second may err more often, since
/// what it errs about is a change, only a small one.
std::vector<bool> both(const std::vector<double>& any, const std::vector<double>& above, const JudgeOptions& options) {
  std::vector<bool> found = rejected_by_holm(any, options.alpha);
  const std::vector<bool> is_above = rejected_by_holm(above, options.edge_alpha);
  for (std::size_t i = 0; i < found.size(); ++i) {
    found[i] = found[i] && is_above[i];
  }
  return found;
}

Judgement describe(const Series& series) {
  Judgement judgement{.name = series.name};
  judgement.pairs = std::min(series.base.size(), series.head.size());
  const std::vector<double> ratios = log_ratios(series.head, series.base, judgement.pairs);
  if (ratios.empty()) {
    return judgement;
  }
  const Shift shift = shift_of(ratios, 0.95);
  judgement.shift = std::expm1(shift.estimate);
  judgement.low = std::expm1(shift.low);
  judgement.high = std::expm1(shift.high);
  judgement.base = median_of(series.base);
  judgement.head = median_of(series.head);
  return judgement;
}

/// True when the base against itself seems to be another version.
bool is_check_failed(const Series& series, const JudgeOptions& options, bool is_last, std::string& why) {
  if (series.again.empty()) {
    return false;
  }
  const Tested tested = test(series.again, series.base, options.margin, options, is_last);
  if (std::min(tested.slower, tested.faster) > options.alpha) {
    return false;
  }
  const Shift shift = shift_of(log_ratios(series.again, series.base, series.again.size()), 0.95);
  why = fmt::format("the base measured against itself seems to differ by {:+.1f} %: the machine cannot be trusted",
                    100 * std::expm1(shift.estimate));
  return true;
}

}  // namespace

std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kSame: return "same";
    case Verdict::kSlower: return "slower";
    case Verdict::kFaster: return "faster";
    case Verdict::kInconclusive: break;
  }
  return "inconclusive";
}

std::vector<Judgement> judge(const std::vector<Series>& series, const JudgeOptions& options, bool is_last) {
  std::vector<Judgement> judgements;
  std::vector<double> any_slower;
  std::vector<double> slower;
  std::vector<double> any_faster;
  std::vector<double> faster;
  std::vector<double> not_slower;
  const double edge = std::log1p(options.margin);
  for (const Series& one : series) {
    judgements.push_back(describe(one));
    const Tested any = test(one.head, one.base, 0, options, is_last);
    const Tested above = test(one.head, one.base, options.margin, options, is_last);
    any_slower.push_back(any.slower);
    slower.push_back(above.slower);
    any_faster.push_back(any.faster);
    faster.push_back(above.faster);
    not_slower.push_back(over_looks_at(one.head, one.base, options, is_last, [&](const std::vector<double>& ratios) {
      return signed_rank_below(ratios, edge);
    }));
    judgements.back().p = std::min(1.0, above.slower);
  }
  const std::vector<bool> is_slower = both(any_slower, slower, options);
  const std::vector<bool> is_faster = both(any_faster, faster, options);
  for (std::size_t i = 0; i < series.size(); ++i) {
    Judgement& one = judgements[i];
    if (one.pairs < options.least_pairs) {
      one.is_open = !is_last;
      one.why = fmt::format("{} pairs are too few: {} are needed", one.pairs, options.least_pairs);
      continue;
    }
    if (is_check_failed(series[i], options, is_last, one.why)) {
      one.verdict = Verdict::kInconclusive;
    } else if (is_slower[i]) {
      one.verdict = Verdict::kSlower;
    } else if (is_faster[i]) {
      one.verdict = Verdict::kFaster;
    } else if (not_slower[i] <= options.alpha || !is_last) {
      one.verdict = Verdict::kSame;
      one.is_open = not_slower[i] > options.alpha;
    } else if (one.high > options.margin + options.blind_above) {
      one.why = fmt::format("too noisy to tell: anything from {:+.1f} % to {:+.1f} % is possible", 100 * one.low,
                            100 * one.high);
    } else {
      one.verdict = Verdict::kSame;
    }
  }
  return judgements;
}

}  // namespace ropewalk::perf
