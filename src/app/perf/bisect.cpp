#include "app/perf/bisect.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/perf/built_commits.h"
#include "app/perf/measuring.h"
#include "base/strings.h"
#include "perf/statistics.h"

namespace ropewalk::app {
namespace {

using Seconds = std::chrono::duration<double>;

/// A merge within a merge within a merge is looked into; no further.
constexpr int kMostMerges = 3;

class Bisecting {
 public:
  Bisecting(const CompareRequest& request, const Place& place, const ComparePorts& ports,
            const CompareProgress& progress, const BisectProgress& on_step, const std::filesystem::path& folder,
            const std::stop_token& stop)
      : request_(request),
        place_(place),
        ports_(ports),
        progress_(progress),
        on_step_(on_step),
        stop_(stop),
        built_(folder, request.build, place, ports, stop) {}

  Result<Bisection> run() {
    auto good = commit_of(request_.base, place_, ports_, stop_);
    auto bad = commit_of(request_.head, place_, ports_, stop_);
    if (!good || !bad) {
      return fail(!good ? good.error() : bad.error());
    }
    if (good->empty() || bad->empty()) {
      return fail(ErrorKind::kUsage,
                  fmt::format("'{}' is a folder and not a commit", good->empty() ? request_.base : request_.head),
                  "between two commits there are others to look at; `perf compare` measures folders");
    }
    if (*good == *bad) {
      return fail(ErrorKind::kUsage, fmt::format("'{}' and '{}' are the same commit", request_.base, request_.head));
    }
    auto chain = chain_of(*good, *bad);
    if (!chain) {
      return fail(std::move(chain.error()));
    }
    if (chain->empty() || !ask_git(place_.base, {"merge-base", "--is-ancestor", *good, *bad}, ports_, stop_)) {
      return fail(ErrorKind::kUsage, fmt::format("'{}' is not in the history of '{}'", request_.base, request_.head),
                  "the good commit comes first, and is an ancestor of the bad one");
    }
    Bisection result{.good = *good, .bad = *bad, .commits = chain->size()};
    auto whole = compare_commits(*good, *bad, request_.only);
    if (!whole) {
      return fail(std::move(whole.error()));
    }
    for (const perf::Judgement& one : *whole) {
      BisectFinding finding{.whole = one};
      on_step_(finding, nullptr);
      if (auto searched = search(finding, *good, *chain, 0); !searched) {
        return fail(std::move(searched.error()));
      }
      result.findings.push_back(std::move(finding));
    }
    return result;
  }

 private:
  /// The commits of first parents after `good`, oldest first.
  Result<std::vector<BisectCommit>> chain_of(const std::string& good, const std::string& bad) {
    auto listed = ask_git(
        place_.base, {"log", "--first-parent", "--reverse", "--format=%H %s", fmt::format("{}..{}", good, bad), "--"},
        ports_, stop_);
    if (!listed) {
      return fail(std::move(listed.error()));
    }
    std::vector<BisectCommit> chain;
    for (const std::string_view line : split_lines(*listed)) {
      const std::size_t space = line.find(' ');
      if (space != std::string_view::npos) {
        chain.push_back({std::string(line.substr(0, space)), std::string(line.substr(space + 1))});
      }
    }
    return chain;
  }

  Result<std::vector<perf::Judgement>> compare_commits(const std::string& base, const std::string& head,
                                                       const std::string& only) {
    auto of_base = built_.get(base);
    auto of_head = of_base ? built_.get(head) : of_base;
    auto again = of_head ? built_.get(base, true) : of_head;
    if (!again) {
      return fail(std::move(again.error()));
    }
    CompareRequest request = request_;
    request.only = only;
    return compare_built(request, {.base = *of_base, .head = *of_head, .again = *again}, ports_, progress_, stop_);
  }

  /// Looks for the commit of a change that has been measured between `good` and the last of `chain`.
  Result<void> search(BisectFinding& finding, const std::string& good, const std::vector<BisectCommit>& chain,
                      int merges) {
    if (finding.whole.verdict == perf::Verdict::kSame || finding.whole.verdict == perf::Verdict::kInconclusive) {
      finding.why = finding.whole.why;
      return {};
    }
    perf::BisectSearch search(chain.size());
    while (const auto at = search.next()) {
      auto step = look_at(finding.whole.name, good, chain[*at], chain.back().sha, perf::steps_of(chain.size()));
      if (!step) {
        return fail(std::move(step.error()));
      }
      search.tell(*at, step->side);
      finding.steps.push_back(std::move(*step));
      on_step_(finding, &finding.steps.back());
    }
    finding.last_good = search.first() == 0 ? good : chain[search.first() - 1].sha;
    finding.candidates.assign(chain.begin() + static_cast<std::ptrdiff_t>(search.first()),
                              chain.begin() + static_cast<std::ptrdiff_t>(search.last()) + 1);
    if (finding.candidates.size() > 1) {
      finding.why = "nobody could tell of the commits in between";
      return {};
    }
    if (auto confirmed = confirm(finding, chain.size() == 1); !confirmed || !finding.is_found()) {
      return confirmed;
    }
    return look_into_merge(finding, merges);
  }

  /// The commit found against the one before it, which is what the whole was when there is only that commit.
  Result<void> confirm(BisectFinding& finding, bool is_only_one) {
    if (is_only_one) {
      finding.change = finding.whole;
      return {};
    }
    auto judged = compare_commits(finding.last_good, finding.candidates.front().sha, finding.whole.name);
    if (!judged) {
      return fail(std::move(judged.error()));
    }
    const perf::Judgement& one = judged->front();
    if (one.verdict == finding.whole.verdict) {
      finding.change = one;
    } else {
      finding.why =
          fmt::format("against the one before it, it is {} ({:+.1f} %): several commits may have brought the change",
                      perf::name(one.verdict), 100 * one.shift);
    }
    return {};
  }

  /// Where the commit found is a merge, the one among those that it brought.
  Result<void> look_into_merge(BisectFinding& finding, int merges) {
    const std::string merge = finding.candidates.front().sha;
    auto second = ask_git(place_.base, {"rev-parse", "--verify", "--quiet", merge + "^2"}, ports_, stop_);
    auto fork = second ? ask_git(place_.base, {"merge-base", finding.last_good, *second}, ports_, stop_) : second;
    if (!fork) {
      return {};
    }
    auto chain = chain_of(*fork, *second);
    if (!chain || chain->empty()) {
      return {};
    }
    if (merges == kMostMerges) {
      finding.why = "it is a merge: the commits that it brought were not looked at";
      return {};
    }
    auto whole = compare_commits(*fork, *second, finding.whole.name);
    if (!whole) {
      return fail(std::move(whole.error()));
    }
    if (whole->front().verdict != finding.whole.verdict) {
      finding.why = fmt::format("it is a merge, and the branch that it brought is {} by itself",
                                perf::name(whole->front().verdict));
      return {};
    }
    BisectFinding inner{.whole = whole->front(), .steps = finding.steps};
    if (auto searched = search(inner, *fork, *chain, merges + 1); !searched) {
      return searched;
    }
    if (!inner.is_found()) {
      finding.why =
          fmt::format("it is a merge, and which of the {} commits that it brought did it is not clear", chain->size());
      finding.steps = std::move(inner.steps);
      return {};
    }
    inner.whole = finding.whole;
    finding = std::move(inner);
    return {};
  }

  /// Builds a commit and finds out on which side it is. What cannot be built or run is skipped.
  Result<BisectStep> look_at(const std::string& benchmark, const std::string& good, const BisectCommit& commit,
                             const std::string& bad, std::size_t steps) {
    BisectStep step{.commit = commit};
    auto of_good = built_.get(good);
    auto of_bad = of_good ? built_.get(bad) : of_good;
    if (!of_bad) {
      return fail(std::move(of_bad.error()));
    }
    auto middle = built_.get(commit.sha);
    auto measured = middle ? measure(step, benchmark, {.base = *of_good, .head = *middle, .again = *of_bad}, steps)
                           : Result<void>(fail(std::move(middle.error())));
    if (!measured) {
      if (measured.error().kind != ErrorKind::kInvalid) {
        return fail(std::move(measured.error()));
      }
      step.side = perf::Side::kSkipped;
      step.why = std::move(measured.error().message);
    }
    return step;
  }

  Result<void> measure(BisectStep& step, const std::string& benchmark, const Versions& versions, std::size_t steps) {
    CompareRequest request = request_;
    request.only = benchmark;
    // All answers together may be wrong as often as one comparison may be.
    request.options.alpha /= static_cast<double>(std::max<std::size_t>(steps, 1));
    if (request.measure == Measure::kInstructions) {
      return count(step, request, versions);
    }
    for (int tries = 0; tries <= request.retries && step.side == perf::Side::kUnknown; ++tries) {
      if (auto measured = measure_time_of(step, request, versions); !measured) {
        return measured;
      }
    }
    return {};
  }

  Result<void> measure_time_of(BisectStep& step, const CompareRequest& request, const Versions& versions) {
    Measuring measuring(request, versions, ports_, progress_, stop_);
    if (auto warm = measuring.warm_up(); !warm) {
      return warm;
    }
    const auto start = ports_.clock.monotonic();
    const std::vector<std::size_t> looks = perf::looks(request.options);
    for (std::size_t round = 1;; ++round) {
      if (auto measured = measuring.measure_round(round); !measured) {
        return measured;
      }
      const bool is_last =
          round >= request.options.most_pairs || Seconds(ports_.clock.monotonic() - start) > request.budget;
      if (!is_last && std::find(looks.begin(), looks.end(), round) == looks.end()) {
        continue;
      }
      const perf::Series series = measuring.series().front();
      step.side =
          perf::side_of({.good = series.base, .middle = series.head, .bad = series.again}, request.options, is_last);
      if (is_last || step.side != perf::Side::kUnknown) {
        step.rounds = round;
        step.shift = shift_of(series);
        step.why = step.side == perf::Side::kUnknown ? "it could be either" : "";
        return {};
      }
    }
  }

  static std::optional<double> shift_of(const perf::Series& series) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < series.base.size(); ++i) {
      if (series.base[i] > 0 && series.head[i] > 0) {
        ratios.push_back(std::log(series.head[i] / series.base[i]));
      }
    }
    return ratios.empty() ? std::nullopt : std::optional(std::expm1(perf::shift_of(ratios, 0.95).estimate));
  }

  /// Counts repeat, so one of each says it.
  Result<void> count(BisectStep& step, const CompareRequest& request, const Versions& versions) {
    const Measuring measuring(request, versions, ports_, progress_, stop_);
    const MeasuredCommand& command = measuring.commands().front();
    const auto good = count_instructions(command, versions.base, ports_, stop_);
    const auto middle = good ? count_instructions(command, versions.head, ports_, stop_) : good;
    const auto bad = middle ? count_instructions(command, versions.again, ports_, stop_) : middle;
    if (!bad) {
      return fail(bad.error());
    }
    const bool is_bad = std::abs(std::log(*bad / *middle)) < std::abs(std::log(*middle / *good));
    step.side = is_bad ? perf::Side::kBad : perf::Side::kGood;
    step.shift = *middle / *good - 1;
    step.rounds = 1;
    return {};
  }

  const CompareRequest& request_;
  const Place& place_;
  const ComparePorts& ports_;
  const CompareProgress& progress_;
  const BisectProgress& on_step_;
  std::stop_token stop_;
  BuiltCommits built_;
};

}  // namespace

Result<Bisection> bisect(const CompareRequest& request, const Place& place, const ComparePorts& ports,
                         const CompareProgress& progress, const BisectProgress& on_step, const std::stop_token& stop) {
  if (auto has = has_commands(request); !has) {
    return fail(std::move(has.error()));
  }
  const auto folder = make_folder(ports);
  if (!folder) {
    return fail(folder.error());
  }
  return Bisecting(request, place, ports, progress, on_step, folder->path(), stop).run();
}

}  // namespace ropewalk::app
