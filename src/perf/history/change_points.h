// Where a series of measurements changes its level.
//
// The series is cut at the place where the means of both sides differ most, in units of what its noise makes of them,
// and both sides are cut again; where a cut shows nothing, its parts are looked at by themselves, since changes that
// take each other back hide one another. Three things make that hold for what CI machines measure: values far off are
// drawn in to what the neighbourhood allows; neighbouring runs resemble each other, so the noise of a mean is larger
// than their spread says, by what the series' own autocorrelation tells; and as the best of many cuts is looked at, its
// chance is that of the maximum (James, James and Siegmund, 1987) and not of one cut.
#pragma once

#include <cstddef>
#include <vector>

namespace ropewalk::perf {

struct ChangeOptions {
  /// The chance at which a cut is believed.
  double alpha = 0.001;
  /// A change of less than this is none that anyone wants to hear of: 0.03 is 3 %.
  double least = 0.03;
  /// So many points must lie on each side: a change is confirmed by them.
  std::size_t confirming = 3;
};

struct ChangePoint {
  /// The first point of the new level.
  std::size_t at = 0;
  /// Levels on both sides, up to the next change.
  double before = 0;
  double after = 0;
  double p = 1;
};

/// In the order of the series; values are above zero. Takes time proportional to the length times the changes.
[[nodiscard]] std::vector<ChangePoint> find_change_points(const std::vector<double>& values,
                                                          const ChangeOptions& options);

}  // namespace ropewalk::perf
