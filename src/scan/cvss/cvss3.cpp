// CVSS 3.0 and 3.1 (https://www.first.org/cvss/v3.1/specification-document, section 7). They differ in how they round
// up and in the impact of modified metrics that change the scope.
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "scan/cvss/metrics.h"

namespace ropewalk::scan {
namespace {

constexpr std::array kKnown = {
    CvssMetric{"AV", "N A L P", true},    CvssMetric{"AC", "L H", true},       CvssMetric{"PR", "N L H", true},
    CvssMetric{"UI", "N R", true},        CvssMetric{"S", "U C", true},        CvssMetric{"C", "H L N", true},
    CvssMetric{"I", "H L N", true},       CvssMetric{"A", "H L N", true},      CvssMetric{"E", "X H F P U", false},
    CvssMetric{"RL", "X U W T O", false}, CvssMetric{"RC", "X C R U", false},  CvssMetric{"CR", "X H M L", false},
    CvssMetric{"IR", "X H M L", false},   CvssMetric{"AR", "X H M L", false},  CvssMetric{"MAV", "X N A L P", false},
    CvssMetric{"MAC", "X L H", false},    CvssMetric{"MPR", "X N L H", false}, CvssMetric{"MUI", "X N R", false},
    CvssMetric{"MS", "X U C", false},     CvssMetric{"MC", "X N L H", false},  CvssMetric{"MI", "X N L H", false},
    CvssMetric{"MA", "X N L H", false},
};

using Weights = std::initializer_list<std::pair<char, double>>;

double weight(std::string_view value, Weights weights, double otherwise = 1) {
  for (const auto& [name, number] : weights) {
    if (value.size() == 1 && value.front() == name) {
      return number;
    }
  }
  return otherwise;
}

/// The smallest number of tenths that is not below the value; 3.1 first drops what is beyond five decimals.
int round_up(double value, bool is_31) {
  if (!is_31) {
    return static_cast<int>(std::ceil(value * 10 - 1e-9));
  }
  const auto scaled = std::llround(value * 100000);
  return static_cast<int>(scaled % 10000 == 0 ? scaled / 10000 : scaled / 10000 + 1);
}

class Equations {
 public:
  Equations(const CvssMetrics& metrics, bool is_31) : metrics_(metrics), is_31_(is_31) {}

  [[nodiscard]] int base() const {
    const double c = impact_weight(get("C"));
    const double i = impact_weight(get("I"));
    const double a = impact_weight(get("A"));
    const double sub_score = 1 - (1 - c) * (1 - i) * (1 - a);
    const bool is_changed = get("S") == "C";
    const double impact =
        is_changed ? 7.52 * (sub_score - 0.029) - 3.25 * std::pow(sub_score - 0.02, 15) : 6.42 * sub_score;
    return score(impact, exploitability("", is_changed), is_changed);
  }

  [[nodiscard]] int temporal(int base) const { return round_up(base * temporal_factor() / 10, is_31_); }

  [[nodiscard]] int environmental() const {
    const double c = impact_weight(modified("C")) * requirement("CR");
    const double i = impact_weight(modified("I")) * requirement("IR");
    const double a = impact_weight(modified("A")) * requirement("AR");
    const double sub_score = std::min(1 - (1 - c) * (1 - i) * (1 - a), 0.915);
    const bool is_changed = modified("S") == "C";
    const double curve = is_31_ ? std::pow(sub_score * 0.9731 - 0.02, 13) : std::pow(sub_score - 0.02, 15);
    const double impact = is_changed ? 7.52 * (sub_score - 0.029) - 3.25 * curve : 6.42 * sub_score;
    return round_up(score(impact, exploitability("M", is_changed), is_changed) * temporal_factor() / 10, is_31_);
  }

 private:
  [[nodiscard]] std::string_view get(std::string_view name) const { return metric(metrics_, name); }

  /// The modified metric, or the one of the base when it is not given.
  [[nodiscard]] std::string_view modified(std::string_view name) const {
    const std::string_view value = get("M" + std::string(name));
    return value == "X" ? get(name) : value;
  }

  [[nodiscard]] static double impact_weight(std::string_view value) {
    return weight(value, {{'H', 0.56}, {'L', 0.22}}, 0);
  }
  [[nodiscard]] double requirement(std::string_view name) const { return weight(get(name), {{'H', 1.5}, {'L', 0.5}}); }

  [[nodiscard]] double exploitability(std::string_view prefix, bool is_changed) const {
    const auto value = [&](std::string_view name) { return prefix.empty() ? get(name) : modified(name); };
    return 8.22 * weight(value("AV"), {{'N', 0.85}, {'A', 0.62}, {'L', 0.55}, {'P', 0.2}}) *
           weight(value("AC"), {{'L', 0.77}, {'H', 0.44}}) *
           weight(value("PR"), {{'N', 0.85}, {'L', is_changed ? 0.68 : 0.62}, {'H', is_changed ? 0.5 : 0.27}}) *
           weight(value("UI"), {{'N', 0.85}, {'R', 0.62}});
  }

  [[nodiscard]] double temporal_factor() const {
    return weight(get("E"), {{'F', 0.97}, {'P', 0.94}, {'U', 0.91}}) *
           weight(get("RL"), {{'W', 0.97}, {'T', 0.96}, {'O', 0.95}}) * weight(get("RC"), {{'R', 0.96}, {'U', 0.92}});
  }

  [[nodiscard]] int score(double impact, double exploitability, bool is_changed) const {
    return impact <= 0 ? 0 : round_up(std::min((is_changed ? 1.08 : 1.0) * (impact + exploitability), 10.0), is_31_);
  }

  const CvssMetrics& metrics_;
  bool is_31_;
};

}  // namespace

Result<CvssScore> score_cvss3(std::string_view vector, bool is_31) {
  const auto metrics = read_metrics(vector, kKnown);
  if (!metrics) {
    return fail(metrics.error());
  }
  const Equations equations(*metrics, is_31);
  CvssScore score{.version = is_31 ? "3.1" : "3.0", .base = equations.base()};
  const auto has = [&](auto begin, auto end) {
    return std::any_of(begin, end, [&](const CvssMetric& known) { return metrics->contains(known.name); });
  };
  // The table has the base's eight, then three of time, then those of the environment.
  if (has(kKnown.begin() + 8, kKnown.begin() + 11)) {
    score.temporal = equations.temporal(score.base);
  }
  if (has(kKnown.begin() + 11, kKnown.end())) {
    score.environmental = equations.environmental();
  }
  score.severity = severity_band(score.last());
  return score;
}

}  // namespace ropewalk::scan
