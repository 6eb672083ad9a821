// CVSS 2.0 (https://www.first.org/cvss/v2/guide, section 3.2).
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "scan/cvss/metrics.h"

namespace ropewalk::scan {
namespace {

constexpr std::array kKnown = {
    CvssMetric{"AV", "L A N", true},        CvssMetric{"AC", "H M L", true},
    CvssMetric{"Au", "M S N", true},        CvssMetric{"C", "N P C", true},
    CvssMetric{"I", "N P C", true},         CvssMetric{"A", "N P C", true},
    CvssMetric{"E", "U POC F H ND", false}, CvssMetric{"RL", "OF TF W U ND", false},
    CvssMetric{"RC", "UC UR C ND", false},  CvssMetric{"CDP", "N L LM MH H ND", false},
    CvssMetric{"TD", "N L M H ND", false},  CvssMetric{"CR", "L M H ND", false},
    CvssMetric{"IR", "L M H ND", false},    CvssMetric{"AR", "L M H ND", false},
};

using Weights = std::initializer_list<std::pair<std::string_view, double>>;

double weight(std::string_view value, Weights weights, double otherwise) {
  for (const auto& [name, number] : weights) {
    if (name == value) {
      return number;
    }
  }
  return otherwise;
}

/// To one decimal, halves upwards. What is added takes away what binary fractions are short of a half.
int tenths(double value) { return static_cast<int>(std::floor(value * 10 + 0.5 + 1e-9)); }

class Equations {
 public:
  explicit Equations(const CvssMetrics& metrics) : metrics_(metrics) {}

  [[nodiscard]] int base() const { return base_of(impact(1, 1, 1)); }

  [[nodiscard]] int temporal(int base) const {
    const double exploitability = weight(get("E"), {{"U", 0.85}, {"POC", 0.9}, {"F", 0.95}}, 1);
    const double remediation = weight(get("RL"), {{"OF", 0.87}, {"TF", 0.9}, {"W", 0.95}}, 1);
    const double confidence = weight(get("RC"), {{"UC", 0.9}, {"UR", 0.95}}, 1);
    return tenths(base / 10.0 * exploitability * remediation * confidence);
  }

  [[nodiscard]] int environmental() const {
    const double adjusted = std::min(10.0, impact(requirement("CR"), requirement("IR"), requirement("AR")));
    const double score = temporal(base_of(adjusted)) / 10.0;
    const double damage = weight(get("CDP"), {{"L", 0.1}, {"LM", 0.3}, {"MH", 0.4}, {"H", 0.5}}, 0);
    const double targets = weight(get("TD"), {{"N", 0}, {"L", 0.25}, {"M", 0.75}}, 1);
    return tenths((score + (10 - score) * damage) * targets);
  }

 private:
  [[nodiscard]] std::string_view get(std::string_view name) const { return metric(metrics_, name, "ND"); }

  [[nodiscard]] double requirement(std::string_view name) const {
    return weight(get(name), {{"L", 0.5}, {"H", 1.51}}, 1);
  }

  [[nodiscard]] double impact(double c, double i, double a) const {
    const auto part = [this](std::string_view name) { return weight(get(name), {{"P", 0.275}, {"C", 0.66}}, 0); };
    return 10.41 * (1 - (1 - part("C") * c) * (1 - part("I") * i) * (1 - part("A") * a));
  }

  [[nodiscard]] int base_of(double impact) const {
    const double vector = weight(get("AV"), {{"L", 0.395}, {"A", 0.646}}, 1);
    const double complexity = weight(get("AC"), {{"H", 0.35}, {"M", 0.61}}, 0.71);
    const double authentication = weight(get("Au"), {{"M", 0.45}, {"S", 0.56}}, 0.704);
    const double exploitability = 20 * vector * complexity * authentication;
    return impact == 0 ? 0 : tenths((0.6 * impact + 0.4 * exploitability - 1.5) * 1.176);
  }

  const CvssMetrics& metrics_;
};

bool has_any(const CvssMetrics& metrics, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return metrics.contains(name); });
}

}  // namespace

Result<CvssScore> score_cvss2(std::string_view vector) {
  if (vector.starts_with('(') && vector.ends_with(')')) {
    vector = vector.substr(1, vector.size() - 2);
  }
  const auto metrics = read_metrics(vector, kKnown);
  if (!metrics) {
    return fail(metrics.error());
  }
  const Equations equations(*metrics);
  CvssScore score{.version = "2.0", .base = equations.base()};
  if (has_any(*metrics, {"E", "RL", "RC"})) {
    score.temporal = equations.temporal(score.base);
  }
  if (has_any(*metrics, {"CDP", "TD", "CR", "IR", "AR"})) {
    score.environmental = equations.environmental();
  }
  score.severity = score.last() < 40 ? "low" : score.last() < 70 ? "medium" : "high";
  return score;
}

}  // namespace ropewalk::scan
