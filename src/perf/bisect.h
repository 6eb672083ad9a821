// Which of many versions in a row brought a change: the search, and the question that it asks of each version.
//
// A version is measured in rounds with the last that was good and the first that was bad. In each round it lies nearer
// to one of them; a signed-rank test of how far it lies off the middle says on which side it is. So nothing has to be
// known about how large the change is on this machine today, and what a machine does to a round it does to all three.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "perf/judge.h"

namespace ropewalk::perf {

enum class Side {
  kGood,     // on the level of before
  kBad,      // on the level of after
  kUnknown,  // it was measured, and could be either
  kSkipped,  // it cannot be built or run
};
[[nodiscard]] std::string_view name(Side side);

/// One entry a round.
struct Trio {
  std::vector<double> good = {};
  std::vector<double> middle = {};
  std::vector<double> bad = {};
};

/// kUnknown while it is not known; `options.alpha` is the chance of a wrong answer. Where good and bad themselves
/// cannot be told apart in these rounds, nothing is known.
[[nodiscard]] Side side_of(const Trio& trio, const JudgeOptions& options, bool is_last);

/// The search between a good version (before the first) and the last, which is bad.
class BisectSearch {
 public:
  /// `count` versions in order, at least one.
  explicit BisectSearch(std::size_t count) : sides_(count, std::nullopt), bad_(count - 1) {}

  /// The version to look at; nothing when no look can tell more.
  [[nodiscard]] std::optional<std::size_t> next() const;
  void tell(std::size_t version, Side side);

  /// The first that may have brought it, and the last: equal when it is found.
  [[nodiscard]] std::size_t first() const { return good_; }
  [[nodiscard]] std::size_t last() const { return bad_; }

 private:
  std::vector<std::optional<Side>> sides_;
  /// Versions below are good.
  std::size_t good_ = 0;
  std::size_t bad_ = 0;
};

/// How many versions are looked at when each look tells a side.
[[nodiscard]] std::size_t steps_of(std::size_t count);

}  // namespace ropewalk::perf
