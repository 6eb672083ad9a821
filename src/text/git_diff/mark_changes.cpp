// Which lines are changed: the path of Myers' algorithm ("An O(ND) Difference Algorithm", 1986) that git takes, found
// from both ends at once, in halves.
#include <algorithm>
#include <limits>

#include "text/git_diff/changes.h"

namespace ropewalk::text {
namespace {

using Index = std::ptrdiff_t;

/// A line that the other side has so often is left out where its neighbours are, too.
constexpr Index kMostFrequent = 1024;
/// How far around a frequent line its neighbours are looked at, and how many times as many of them have to be left out.
constexpr Index kWindow = 100;
constexpr Index kTimesMore = 4;
/// From so many changes on a good half is taken without looking for the best, and from how long an equal run on a half
/// is a good one.
constexpr Index kLeastCost = 256;
constexpr Index kLongRun = 20;
constexpr Index kGoodFactor = 4;

/// Two to the power of half the number's bits: roughly its root.
Index rough_root(Index number) {
  Index root = 1;
  for (; number > 0; number /= 4) {
    root *= 2;
  }
  return root;
}

enum class Say : char { kNothing, kMuch, kLittle };

/// Of lines [begin, end) of a side what each says: nothing where the other side lacks it.
std::vector<Say> sayings(const DiffSide& side, Index begin, Index end, const std::vector<Index>& counts_of_other) {
  const Index frequent = std::min(rough_root(side.size()), kMostFrequent);
  std::vector<Say> all;
  for (Index line = begin; line < end; ++line) {
    const Index count = counts_of_other[side.id(line)];
    all.push_back(count == 0 ? Say::kNothing : count >= frequent ? Say::kLittle : Say::kMuch);
  }
  return all;
}

/// Whether a line that says little stands among so many that say nothing that it can be left out with them.
bool is_lost(const std::vector<Say>& says, Index line) {
  const Index first = std::max<Index>(0, line - kWindow);
  const Index last = std::min(static_cast<Index>(says.size()) - 1, line + kWindow);
  const auto count = [&](Index step) {
    Index nothing = 0;
    Index little = 1;
    for (Index at = line + step; at >= first && at <= last; at += step) {
      const Say say = says[static_cast<std::size_t>(at)];
      if (say == Say::kMuch) {
        break;
      }
      (say == Say::kNothing ? nothing : little) += 1;
    }
    return std::pair(nothing, little);
  };
  const auto [nothing_before, little_before] = count(-1);
  const auto [nothing_behind, little_behind] = count(1);
  if (nothing_before == 0 || nothing_behind == 0) {
    return false;
  }
  const Index little = little_before + little_behind;
  return little * kTimesMore < little + nothing_before + nothing_behind;
}

/// The lines of a side that a path is looked for through; the others are marked.
struct Kept {
  std::vector<std::uint32_t> ids;
  std::vector<Index> places;
};

Kept kept_lines(DiffSide& side, Index begin, Index end, const std::vector<Index>& counts_of_other) {
  const std::vector<Say> says = sayings(side, begin, end, counts_of_other);
  Kept kept;
  for (Index line = begin; line < end; ++line) {
    const Say say = says[static_cast<std::size_t>(line - begin)];
    if (say == Say::kMuch || (say == Say::kLittle && !is_lost(says, line - begin))) {
      kept.ids.push_back(side.id(line));
      kept.places.push_back(line);
    } else {
      side.mark(line, true);
    }
  }
  return kept;
}

class PathFinder {
 public:
  PathFinder(DiffSide& a, DiffSide& b, const Kept& kept_a, const Kept& kept_b)
      : a_(a), b_(b), kept_a_(kept_a), kept_b_(kept_b) {
    const auto diagonals = static_cast<Index>(kept_a.ids.size() + kept_b.ids.size()) + 3;
    most_cost_ = std::max(rough_root(diagonals), kLeastCost);
    forward_.resize(static_cast<std::size_t>(diagonals) + 1);
    backward_.resize(static_cast<std::size_t>(diagonals) + 1);
    // Diagonals begin at -(lines of b) - 1.
    shift_ = static_cast<Index>(kept_b.ids.size()) + 1;
  }

  void run() { compare({0, static_cast<Index>(kept_a_.ids.size()), 0, static_cast<Index>(kept_b_.ids.size())}, false); }

 private:
  struct Box {
    Index a_begin;
    Index a_end;
    Index b_begin;
    Index b_end;
  };
  /// Where a box is halved, and whether the halves have to be looked through to the smallest.
  struct Half {
    Index a = 0;
    Index b = 0;
    bool is_first_minimal = true;
    bool is_second_minimal = true;
  };

  [[nodiscard]] bool are_equal(Index a, Index b) const {
    return kept_a_.ids[static_cast<std::size_t>(a)] == kept_b_.ids[static_cast<std::size_t>(b)];
  }
  Index& forward(Index diagonal) { return forward_[static_cast<std::size_t>(diagonal + shift_)]; }
  Index& backward(Index diagonal) { return backward_[static_cast<std::size_t>(diagonal + shift_)]; }

  // Depth is that of halving.
  void compare(Box box, bool is_minimal) {  // NOLINT(misc-no-recursion)
    while (box.a_begin < box.a_end && box.b_begin < box.b_end && are_equal(box.a_begin, box.b_begin)) {
      ++box.a_begin;
      ++box.b_begin;
    }
    while (box.a_begin < box.a_end && box.b_begin < box.b_end && are_equal(box.a_end - 1, box.b_end - 1)) {
      --box.a_end;
      --box.b_end;
    }
    if (box.a_begin == box.a_end || box.b_begin == box.b_end) {
      for (Index line = box.a_begin; line < box.a_end; ++line) {
        a_.mark(kept_a_.places[static_cast<std::size_t>(line)], true);
      }
      for (Index line = box.b_begin; line < box.b_end; ++line) {
        b_.mark(kept_b_.places[static_cast<std::size_t>(line)], true);
      }
      return;
    }
    const Half half = halve(box, is_minimal);
    compare({box.a_begin, half.a, box.b_begin, half.b}, half.is_first_minimal);
    compare({half.a, box.a_end, half.b, box.b_end}, half.is_second_minimal);
  }

  /// The diagonals that a search has come to, from one end of the box.
  struct Front {
    Index middle;
    Index least;
    Index most;

    /// One more on either side, as far as there are any; what lies beyond is `outside`.
    template <typename At>
    void widen(Index lowest, Index highest, Index outside, At&& at) {
      if (least > lowest) {
        --least;
        at(least - 1) = outside;
      } else {
        ++least;
      }
      if (most < highest) {
        ++most;
        at(most + 1) = outside;
      } else {
        --most;
      }
    }
  };

  static constexpr Index kFar = std::numeric_limits<Index>::max();

  Half halve(const Box& box, bool is_minimal) {
    const Index lowest = box.a_begin - box.b_end;
    const Index highest = box.a_end - box.b_begin;
    Front ahead{box.a_begin - box.b_begin, box.a_begin - box.b_begin, box.a_begin - box.b_begin};
    Front back{box.a_end - box.b_end, box.a_end - box.b_end, box.a_end - box.b_end};
    const bool is_odd = ((ahead.middle - back.middle) & 1) != 0;
    forward(ahead.middle) = box.a_begin;
    backward(back.middle) = box.a_end;
    for (Index cost = 1;; ++cost) {
      bool has_long_run = false;
      ahead.widen(lowest, highest, -1, [this](Index d) -> Index& { return forward(d); });
      for (Index d = ahead.most; d >= ahead.least; d -= 2) {
        Index a = forward(d - 1) >= forward(d + 1) ? forward(d - 1) + 1 : forward(d + 1);
        const Index before = a;
        while (a < box.a_end && a - d < box.b_end && are_equal(a, a - d)) {
          ++a;
        }
        has_long_run = has_long_run || a - before > kLongRun;
        forward(d) = a;
        if (is_odd && back.least <= d && d <= back.most && backward(d) <= a) {
          return {a, a - d};
        }
      }
      back.widen(lowest, highest, kFar, [this](Index d) -> Index& { return backward(d); });
      for (Index d = back.most; d >= back.least; d -= 2) {
        Index a = backward(d - 1) < backward(d + 1) ? backward(d - 1) : backward(d + 1) - 1;
        const Index before = a;
        while (a > box.a_begin && a - d > box.b_begin && are_equal(a - 1, a - d - 1)) {
          --a;
        }
        has_long_run = has_long_run || before - a > kLongRun;
        backward(d) = a;
        if (!is_odd && ahead.least <= d && d <= ahead.most && a <= forward(d)) {
          return {a, a - d};
        }
      }
      if (is_minimal) {
        continue;
      }
      if (has_long_run && cost > kLeastCost) {
        for (const Search search : {Search::kAhead, Search::kBack}) {
          if (const Half half = good_half(box, search == Search::kAhead ? ahead : back, cost, search); half.a >= 0) {
            return half;
          }
        }
      }
      if (cost >= most_cost_) {
        return furthest_half(box, ahead, back);
      }
    }
  }

  enum class Search : char { kAhead, kBack };

  /// Where a search has passed a long equal run and come far for its cost; `a` is -1 without one.
  Half good_half(const Box& box, const Front& front, Index cost, Search search) {
    const bool is_ahead = search == Search::kAhead;
    Half half{-1, -1, is_ahead, !is_ahead};
    Index best = kGoodFactor * cost;
    for (Index d = front.most; d >= front.least; d -= 2) {
      const Index a = is_ahead ? forward(d) : backward(d);
      const Index b = a - d;
      // What the search has behind it, of each side.
      const Index passed_a = is_ahead ? a - box.a_begin : box.a_end - a;
      const Index passed_b = is_ahead ? b - box.b_begin : box.b_end - b;
      const Index value = passed_a + passed_b - std::abs(d - front.middle);
      const bool is_inside = passed_a >= kLongRun && passed_a < box.a_end - box.a_begin && passed_b >= kLongRun &&
                             passed_b < box.b_end - box.b_begin;
      if (value <= best || !is_inside) {
        continue;
      }
      Index run = 0;
      while (run < kLongRun && (is_ahead ? are_equal(a - run - 1, b - run - 1) : are_equal(a + run, b + run))) {
        ++run;
      }
      if (run == kLongRun) {
        best = value;
        half.a = a;
        half.b = b;
      }
    }
    return half;
  }

  /// Where either search has come furthest.
  Half furthest_half(const Box& box, const Front& ahead, const Front& back) {
    Index best_ahead = -1;
    Index a_ahead = -1;
    for (Index d = ahead.most; d >= ahead.least; d -= 2) {
      Index a = std::min(forward(d), box.a_end);
      if (box.b_end < a - d) {
        a = box.b_end + d;
      }
      if (best_ahead < a + (a - d)) {
        best_ahead = a + (a - d);
        a_ahead = a;
      }
    }
    Index best_back = kFar;
    Index a_back = kFar;
    for (Index d = back.most; d >= back.least; d -= 2) {
      Index a = std::max(box.a_begin, backward(d));
      if (a - d < box.b_begin) {
        a = box.b_begin + d;
      }
      if (a + (a - d) < best_back) {
        best_back = a + (a - d);
        a_back = a;
      }
    }
    if (box.a_end + box.b_end - best_back < best_ahead - (box.a_begin + box.b_begin)) {
      return {a_ahead, best_ahead - a_ahead, true, false};
    }
    return {a_back, best_back - a_back, false, true};
  }

  DiffSide& a_;
  DiffSide& b_;
  const Kept& kept_a_;
  const Kept& kept_b_;
  Index most_cost_ = 0;
  Index shift_ = 0;
  /// How far in `a` each diagonal was followed from the box's beginning, and from its end.
  std::vector<Index> forward_;
  std::vector<Index> backward_;
};

std::vector<Index> counts_of(const DiffSide& side, std::size_t ids) {
  std::vector<Index> counts(ids);
  for (const std::uint32_t id : side.ids) {
    ++counts[id];
  }
  return counts;
}

}  // namespace

void mark_changes(DiffSide& a, DiffSide& b) {
  std::uint32_t most = 0;
  for (const DiffSide* const side : {&a, &b}) {
    for (const std::uint32_t id : side->ids) {
      most = std::max(most, id);
    }
  }
  const std::vector<Index> counts_a = counts_of(a, most + std::size_t{1});
  const std::vector<Index> counts_b = counts_of(b, most + std::size_t{1});
  const Index shorter = std::min(a.size(), b.size());
  Index begin = 0;
  while (begin < shorter && a.id(begin) == b.id(begin)) {
    ++begin;
  }
  Index end = 0;
  while (end < shorter - begin && a.id(a.size() - 1 - end) == b.id(b.size() - 1 - end)) {
    ++end;
  }
  const Kept kept_a = kept_lines(a, begin, a.size() - end, counts_b);
  const Kept kept_b = kept_lines(b, begin, b.size() - end, counts_a);
  PathFinder(a, b, kept_a, kept_b).run();
}

}  // namespace ropewalk::text
