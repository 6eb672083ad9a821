// The statistics of paired measurements: Wilcoxon's signed-rank test, the shift that belongs to it (Hodges and
// Lehmann), and its interval. Exact for as many pairs as are ever measured.
#pragma once

#include <vector>

namespace ropewalk::perf {

/// The chance of differences at least as high as these when their centre is `centre` or below (one-sided). 1 when no
/// difference is other than the centre.
[[nodiscard]] double signed_rank_above(const std::vector<double>& differences, double centre);
/// The same for differences at least as low, when the centre is `centre` or above.
[[nodiscard]] double signed_rank_below(const std::vector<double>& differences, double centre);

struct Shift {
  double estimate = 0;
  double low = 0;
  double high = 0;
};

/// The median of all pairwise means, with the interval of the signed-rank test at this confidence (0.95). With too few
/// differences for it the interval is the whole range. `differences` is not empty.
[[nodiscard]] Shift shift_of(const std::vector<double>& differences, double confidence);

/// The middle value; the mean of the two in the middle. `values` is not empty.
[[nodiscard]] double median_of(std::vector<double> values);

/// Which of these hypotheses are rejected when all errors together are at most `alpha` (Holm's step-down procedure).
[[nodiscard]] std::vector<bool> rejected_by_holm(const std::vector<double>& p_values, double alpha);

}  // namespace ropewalk::perf
