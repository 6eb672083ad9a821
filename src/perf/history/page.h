// The page of charts of `perf history`: one file that needs nothing else, no script, light and dark.
#pragma once

#include <string>
#include <vector>

#include "perf/history/change_points.h"
#include "perf/history/store.h"

namespace ropewalk::perf {

struct ChartedSeries {
  std::string benchmark;
  std::string machine;
  std::vector<Point> points;
  std::vector<ChangePoint> changes;
};

/// HTML with an SVG chart for each series, a mark and a row for each change, a tooltip with commit and value on each
/// point; those with changes first.
[[nodiscard]] std::string history_page(const std::vector<ChartedSeries>& all);

/// `= 3.5e-07`, and for what no machine tells from nothing `< 1e-99`.
[[nodiscard]] std::string chance_text(double p);

}  // namespace ropewalk::perf
