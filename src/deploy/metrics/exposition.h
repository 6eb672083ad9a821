// Prometheus' text format (0.0.4): families with their help and type, samples with escaped labels, in a fixed order.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ropewalk::deploy {

using Labels = std::vector<std::pair<std::string, std::string>>;

enum class MetricType { kCounter, kGauge, kHistogram };

/// Collects samples and writes them out. However many label values come in, a family never has more than `kMostSeries`
/// series (a histogram, which has a line for each bound, `kMostHistograms`): what is over goes into one whose labels
/// are `other`, so that names that others choose cannot grow it.
class Exposition {
 public:
  static constexpr std::size_t kMostSeries = 200;
  static constexpr std::size_t kMostHistograms = 20;

  /// Adds to a counter or sets a gauge. The first call of a family gives it its help and type.
  void add(std::string_view family, MetricType type, std::string_view help, const Labels& labels, double value);
  /// One observation of a histogram with these upper bounds (ascending, without +Inf).
  void observe(std::string_view family, std::string_view help, const std::vector<double>& bounds, const Labels& labels,
               double value);

  [[nodiscard]] std::string text() const;

 private:
  struct Series {
    Labels labels;
    double value = 0;
    std::vector<double> counts = {};
    double count = 0;
  };
  struct Family {
    MetricType type = MetricType::kGauge;
    std::string help;
    std::vector<double> bounds = {};
    std::map<std::string, Series> series = {};
  };

  Series& series_of(Family& family, Labels labels);

  std::map<std::string, Family, std::less<>> families_;
};

}  // namespace ropewalk::deploy
