// Finds the commit that brought a change of performance, by building and measuring commits between a good one and a bad
// one: the use case behind `ropewalk perf bisect`, and behind an alert of `perf history`.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/perf/compare.h"
#include "perf/bisect.h"

namespace ropewalk::app {

struct BisectCommit {
  std::string sha;
  std::string subject = {};
};

struct BisectStep {
  BisectCommit commit;
  perf::Side side = perf::Side::kUnknown;
  /// Against the good one; without one where nothing was measured.
  std::optional<double> shift = {};
  std::size_t rounds = 0;
  std::string why = {};
};

/// What became of one benchmark.
struct BisectFinding {
  /// The bad commit against the good one. Where it is `same`, there is nothing to look for.
  perf::Judgement whole = {};
  /// In order: the one that brought the change, or those of which nobody could tell which it is.
  std::vector<BisectCommit> candidates = {};
  /// The one before the candidates.
  std::string last_good = {};
  /// The commit found against the one before it; without one where none is found.
  std::optional<perf::Judgement> change = {};
  std::vector<BisectStep> steps = {};
  std::string why = {};

  [[nodiscard]] bool is_found() const { return change.has_value(); }
  /// There is a change, or may be one, and no commit for it.
  [[nodiscard]] bool is_open() const { return !is_found() && whole.verdict != perf::Verdict::kSame; }
};

struct Bisection {
  std::string good;
  std::string bad;
  /// How many there are after the good one.
  std::size_t commits = 0;
  std::vector<BisectFinding> findings = {};
};

/// Told when the whole change of a benchmark was measured (no step), and after each step.
using BisectProgress = std::function<void(const BisectFinding& finding, const BisectStep* step)>;

/// `request.base` is good and `request.head` bad, both commits, the first an ancestor of the second. Commits are those
/// of first parents; where a merge has brought the change, those that it merged are looked at. Errors: kUsage for other
/// commits, kInvalid for a good or bad one that cannot be built or measured, and those of `compare`.
[[nodiscard]] Result<Bisection> bisect(const CompareRequest& request, const Place& place, const ComparePorts& ports,
                                       const CompareProgress& progress, const BisectProgress& on_step,
                                       const std::stop_token& stop);

}  // namespace ropewalk::app
