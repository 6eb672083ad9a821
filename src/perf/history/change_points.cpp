#include "perf/history/change_points.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "perf/statistics.h"

namespace ropewalk::perf {
namespace {

/// How far to both sides a point's neighbourhood reaches.
constexpr std::size_t kNeighbours = 5;
/// In standard deviations, as the median of deviations tells them: what is farther off is drawn in.
constexpr double kFarOff = 3;
constexpr double kDeviationOfNormal = 1.4826;
constexpr double kMostCorrelation = 0.9;

/// In fewer points than these what neighbours share cannot be told from changes.
constexpr std::size_t kSmallestPart = 40;
/// Parts have a tenth of the error: measured on series of noise, they then add as little to it as cuts of the whole.
constexpr double kErrorOfParts = 0.1;

/// Values far off their neighbourhood moved to its edge.
std::vector<double> drawn_in(const std::vector<double>& values) {
  std::vector<double> medians(values.size());
  std::vector<double> deviations(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t begin = i < kNeighbours ? 0 : i - kNeighbours;
    const std::size_t end = std::min(values.size(), i + kNeighbours + 1);
    medians[i] = median_of(
        {values.begin() + static_cast<std::ptrdiff_t>(begin), values.begin() + static_cast<std::ptrdiff_t>(end)});
    deviations[i] = std::abs(values[i] - medians[i]);
  }
  const double reach = kFarOff * kDeviationOfNormal * median_of(deviations);
  std::vector<double> result(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    result[i] = std::clamp(values[i], medians[i] - reach, medians[i] + reach);
  }
  return reach > 0 ? result : values;
}

struct Cut {
  std::size_t at = 0;
  double p = 1;
};

/// Cuts a series in two again and again.
class Cutter {
 public:
  Cutter(std::vector<double> values, const ChangeOptions& options) : values_(std::move(values)), options_(options) {
    sums_.resize(values_.size() + 1);
    for (std::size_t i = 0; i < values_.size(); ++i) {
      sums_[i + 1] = sums_[i] + values_[i];
    }
  }

  std::vector<Cut> cuts() {
    cut(0, values_.size());
    std::sort(cuts_.begin(), cuts_.end(), [](const Cut& a, const Cut& b) { return a.at < b.at; });
    return cuts_;
  }

  [[nodiscard]] double mean(std::size_t begin, std::size_t end) const {
    return (sums_[end] - sums_[begin]) / static_cast<double>(end - begin);
  }

 private:
  void cut(std::size_t begin, std::size_t end) {
    auto found = best(begin, end, options_.alpha);
    if (!found) {
      found = best_of_parts(begin, end);
    }
    if (!found) {
      return;
    }
    cuts_.push_back(*found);
    cut(begin, found->at);
    cut(found->at, end);
  }

  /// Two changes that take each other back hide behind one another: cut once, the series looks like noise whose
  /// neighbours resemble each other much. In a part that holds only one of them it shows. So halves, quarters and so on
  /// are looked at, each overlapping the next by half, and share the error among them.
  [[nodiscard]] std::optional<Cut> best_of_parts(std::size_t begin, std::size_t end) const {
    std::optional<Cut> found;
    double alpha = options_.alpha * kErrorOfParts;
    for (std::size_t length = (end - begin) / 2; length >= kSmallestPart && !found; length /= 2) {
      const std::size_t step = std::max<std::size_t>(length / 2, 1);
      const std::size_t parts = (end - begin - length + step - 1) / step + 1;
      alpha /= 2;
      for (std::size_t part = 0; part < parts; ++part) {
        const std::size_t from = std::min(begin + part * step, end - length);
        const auto one = best(from, from + length, alpha / static_cast<double>(parts));
        if (one && (!found || one->p < found->p)) {
          found = one;
        }
      }
    }
    return found;
  }

  [[nodiscard]] std::optional<Cut> best(std::size_t begin, std::size_t end, double alpha) const {
    const std::size_t least = options_.confirming;
    if (end - begin < 2 * least + 2) {
      return std::nullopt;
    }
    std::size_t at = 0;
    double most = -1;
    for (std::size_t i = begin + least; i + least <= end; ++i) {
      const double weight =
          static_cast<double>(i - begin) * static_cast<double>(end - i) / static_cast<double>(end - begin);
      const double distance = std::abs(mean(begin, i) - mean(i, end)) * std::sqrt(weight);
      if (distance > most) {
        most = distance;
        at = i;
      }
    }
    const double noise = noise_of(begin, at, end);
    if (std::abs(mean(begin, at) - mean(at, end)) < std::log1p(options_.least) || noise <= 0) {
      return std::nullopt;
    }
    const double p = chance_of(most / noise, begin, end);
    return p <= alpha ? std::optional(Cut{at, p}) : std::nullopt;
  }

  /// What a mean's noise is made of: the spread around both sides' means, more of it the more neighbours resemble each
  /// other. Both are taken larger by what few points hide.
  [[nodiscard]] double noise_of(std::size_t begin, std::size_t at, std::size_t end) const {
    const double left = mean(begin, at);
    const double right = mean(at, end);
    double squares = 0;
    double products = 0;
    double last = 0;
    for (std::size_t i = begin; i < end; ++i) {
      const double rest = values_[i] - (i < at ? left : right);
      squares += rest * rest;
      products += i == begin ? 0 : rest * last;
      last = rest;
    }
    const auto count = static_cast<double>(end - begin);
    if (squares <= 0) {
      return 1e-9;  // values without any noise
    }
    const double seen = products / squares;
    const double correlation = std::clamp(seen + (1 + 4 * std::max(0.0, seen)) / count, 0.0, kMostCorrelation);
    const double variance = squares / std::max(1.0, count - 2);
    return std::sqrt(variance * (1 + correlation) / (1 - correlation)) * (1 + 2 / count);
  }

  /// The chance of so high a maximum over all cuts when there is no change.
  [[nodiscard]] double chance_of(double high, std::size_t begin, std::size_t end) const {
    const double edge = static_cast<double>(options_.confirming) / static_cast<double>(end - begin);
    const double density = std::exp(-high * high / 2) / std::sqrt(2 * std::numbers::pi);
    const double range = 2 * std::log((1 - edge) / edge);
    return std::min(1.0, high * density * ((1 - 1 / (high * high)) * std::max(range, 0.0) + 4 / (high * high)));
  }

  std::vector<double> values_;
  ChangeOptions options_;
  std::vector<double> sums_;
  std::vector<Cut> cuts_;
};

}  // namespace

std::vector<ChangePoint> find_change_points(const std::vector<double>& values, const ChangeOptions& options) {
  std::vector<double> logs;
  logs.reserve(values.size());
  for (const double value : values) {
    logs.push_back(std::log(std::max(value, 1e-300)));
  }
  if (logs.empty()) {
    return {};
  }
  Cutter cutter(drawn_in(logs), options);
  const std::vector<Cut> cuts = cutter.cuts();
  std::vector<ChangePoint> changes;
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    const std::size_t begin = i == 0 ? 0 : cuts[i - 1].at;
    const std::size_t end = i + 1 < cuts.size() ? cuts[i + 1].at : values.size();
    changes.push_back({.at = cuts[i].at,
                       .before = std::exp(cutter.mean(begin, cuts[i].at)),
                       .after = std::exp(cutter.mean(cuts[i].at, end)),
                       .p = cuts[i].p});
  }
  // A cut that the later ones have left without a difference is none.
  std::erase_if(changes, [&](const ChangePoint& change) {
    return std::abs(std::log(change.after / change.before)) < std::log1p(options.least);
  });
  return changes;
}

}  // namespace ropewalk::perf
