// CVSS 4.0 (https://www.first.org/cvss/v4.0/specification-document, section 8). A vector belongs to one of 270 macro
// vectors, each with a score that experts gave. Within a macro vector the score falls with the distance from its
// gravest vectors: for each of the five sets of metrics by the share of the way to the next lower macro vector, and of
// these the mean. All of it is done in whole numbers, so that halves are halves.
#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <vector>

#include "scan/cvss/metrics.h"

namespace ropewalk::scan {
namespace {

constexpr std::array kKnown = {
    CvssMetric{"AV", "N A L P", true},     CvssMetric{"AC", "L H", true},
    CvssMetric{"AT", "N P", true},         CvssMetric{"PR", "N L H", true},
    CvssMetric{"UI", "N P A", true},       CvssMetric{"VC", "H L N", true},
    CvssMetric{"VI", "H L N", true},       CvssMetric{"VA", "H L N", true},
    CvssMetric{"SC", "H L N", true},       CvssMetric{"SI", "H L N", true},
    CvssMetric{"SA", "H L N", true},       CvssMetric{"E", "X A P U", false},
    CvssMetric{"CR", "X H M L", false},    CvssMetric{"IR", "X H M L", false},
    CvssMetric{"AR", "X H M L", false},    CvssMetric{"MAV", "X N A L P", false},
    CvssMetric{"MAC", "X L H", false},     CvssMetric{"MAT", "X N P", false},
    CvssMetric{"MPR", "X N L H", false},   CvssMetric{"MUI", "X N P A", false},
    CvssMetric{"MVC", "X H L N", false},   CvssMetric{"MVI", "X H L N", false},
    CvssMetric{"MVA", "X H L N", false},   CvssMetric{"MSC", "X H L N", false},
    CvssMetric{"MSI", "X S H L N", false}, CvssMetric{"MSA", "X S H L N", false},
    CvssMetric{"S", "X N P", false},       CvssMetric{"AU", "X N Y", false},
    CvssMetric{"R", "X A U I", false},     CvssMetric{"V", "X D C", false},
    CvssMetric{"RE", "X L M H", false},    CvssMetric{"U", "X Clear Green Amber Red", false},
};

constexpr std::array<int, 324> kScores = {
#include "scan/cvss/cvss4_scores.inc"
};

/// EQ1 to EQ6.
using Macro = std::array<int, 6>;

/// In tenths; below zero when there is no such macro vector.
int macro_score(const Macro& macro) {
  static constexpr std::array kSizes = {3, 2, 3, 3, 3, 2};
  std::size_t index = 0;
  for (std::size_t i = 0; i < macro.size(); ++i) {
    if (macro[i] >= kSizes[i]) {
      return -1;
    }
    index = index * static_cast<std::size_t>(kSizes[i]) + static_cast<std::size_t>(macro[i]);
  }
  return kScores[index];
}

/// The values of a metric from the gravest on; the place in it is the metric's level.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kLevels = {{{"AV", "NALP"},
                                                                                    {"PR", "NLH"},
                                                                                    {"UI", "NPA"},
                                                                                    {"AC", "LH"},
                                                                                    {"AT", "NP"},
                                                                                    {"VC", "HLN"},
                                                                                    {"VI", "HLN"},
                                                                                    {"VA", "HLN"},
                                                                                    {"CR", "HML"},
                                                                                    {"IR", "HML"},
                                                                                    {"AR", "HML"},
                                                                                    {"SC", "SHLN"},
                                                                                    {"SI", "SHLN"},
                                                                                    {"SA", "SHLN"}}};

int level(std::string_view name, char value) {
  const auto found = std::find_if(kLevels.begin(), kLevels.end(), [&](const auto& pair) { return pair.first == name; });
  return static_cast<int>(found->second.find(value));
}

class Vector {
 public:
  explicit Vector(const CvssMetrics& metrics) : metrics_(metrics) {}

  /// What counts: the modified value, else the one given, else the gravest.
  [[nodiscard]] char value(std::string_view name) const {
    const std::string_view changed = metric(metrics_, "M" + std::string(name));
    if (changed != "X") {
      return changed.front();
    }
    const std::string_view given = metric(metrics_, name);
    if (given != "X") {
      return given.front();
    }
    return name == "E" ? 'A' : 'H';
  }

  [[nodiscard]] bool is(std::string_view name, char wanted) const { return value(name) == wanted; }

  [[nodiscard]] bool has_impact() const {
    static constexpr std::array<std::string_view, 6> kImpacts = {"VC", "VI", "VA", "SC", "SI", "SA"};
    return std::any_of(kImpacts.begin(), kImpacts.end(), [&](std::string_view name) { return !is(name, 'N'); });
  }

  [[nodiscard]] Macro macro() const {
    const bool all = is("AV", 'N') && is("PR", 'N') && is("UI", 'N');
    const bool some = is("AV", 'N') || is("PR", 'N') || is("UI", 'N');
    const bool high_system = is("VC", 'H') || is("VI", 'H') || is("VA", 'H');
    const bool high_further = is("SC", 'H') || is("SI", 'H') || is("SA", 'H');
    const bool is_safety = is("SI", 'S') || is("SA", 'S');
    const bool high_required =
        (is("CR", 'H') && is("VC", 'H')) || (is("IR", 'H') && is("VI", 'H')) || (is("AR", 'H') && is("VA", 'H'));
    return {all                      ? 0
            : some && !is("AV", 'P') ? 1
                                     : 2,
            is("AC", 'L') && is("AT", 'N') ? 0 : 1,
            is("VC", 'H') && is("VI", 'H') ? 0
            : high_system                  ? 1
                                           : 2,
            is_safety      ? 0
            : high_further ? 1
                           : 2,
            is("E", 'A')   ? 0
            : is("E", 'P') ? 1
                           : 2,
            high_required ? 0 : 1};
  }

  /// How many levels the vector is below the first of `gravest` that is not below it in any metric. Each of these has
  /// a character for each of `names`.
  [[nodiscard]] int distance(std::span<const std::string_view> names, std::span<const std::string_view> gravest) const {
    int sum = 0;
    for (const std::string_view candidate : gravest) {
      sum = 0;
      bool fits = true;
      for (std::size_t i = 0; i < names.size(); ++i) {
        const int steps = level(names[i], value(names[i])) - level(names[i], candidate[i]);
        fits = fits && steps >= 0;
        sum += steps;
      }
      if (fits) {
        break;
      }
    }
    return sum;
  }

 private:
  const CvssMetrics& metrics_;
};

using Names = std::vector<std::string_view>;

/// The gravest vectors of each macro vector (section 8.2, tables 24 to 29), by set of metrics.
Names gravest_of_eq1(int eq1) {
  return eq1 == 0 ? Names{"NNN"} : eq1 == 1 ? Names{"ANN", "NLN", "NNP"} : Names{"PNN", "ALP"};
}
Names gravest_of_eq2(int eq2) { return eq2 == 0 ? Names{"LN"} : Names{"HN", "LP"}; }
Names gravest_of_eq3_and_6(int eq3, int eq6) {
  if (eq3 == 0) {
    return eq6 == 0 ? Names{"HHHHHH"} : Names{"HHLMMH", "HHHMMM"};
  }
  if (eq3 == 1) {
    return eq6 == 0 ? Names{"LHHHHH", "HLHHHH"} : Names{"LHLHMH", "LHHHMM", "HLHMHM", "HLLMHH", "LLHHHM"};
  }
  return {"LLLHHH"};
}
Names gravest_of_eq4(int eq4) { return eq4 == 0 ? Names{"HSS"} : eq4 == 1 ? Names{"HHH"} : Names{"LLL"}; }

/// How many levels deep a macro vector is (table 30).
int depth_of_eq3_and_6(int eq3, int eq6) { return eq3 == 0 ? (eq6 == 0 ? 7 : 6) : eq3 == 1 ? 8 : 10; }

Macro lowered(Macro macro, std::size_t at) {
  ++macro[at];
  return macro;
}

/// The score of the next lower macro vector in the set of EQ3 and EQ6, which go together.
int next_of_eq3_and_6(const Macro& macro) {
  const bool can_lower_eq6 = macro[5] == 0 && macro[2] < 2;
  if (macro[2] == 0 && macro[5] == 0) {
    return std::max(macro_score(lowered(macro, 5)), macro_score(lowered(macro, 2)));
  }
  return macro_score(lowered(macro, can_lower_eq6 ? 5 : 2));
}

int score_of(const Vector& vector) {
  if (!vector.has_impact()) {
    return 0;
  }
  static constexpr std::array kDepthOfEq1 = {1, 4, 5};
  static constexpr std::array kDepthOfEq2 = {1, 2};
  static constexpr std::array kDepthOfEq4 = {6, 5, 4};
  static constexpr std::array<std::string_view, 3> kEq1 = {"AV", "PR", "UI"};
  static constexpr std::array<std::string_view, 2> kEq2 = {"AC", "AT"};
  static constexpr std::array<std::string_view, 6> kEq3And6 = {"VC", "VI", "VA", "CR", "IR", "AR"};
  static constexpr std::array<std::string_view, 3> kEq4 = {"SC", "SI", "SA"};
  const Macro macro = vector.macro();
  const auto at = [&](std::size_t i) { return static_cast<std::size_t>(macro[i]); };
  struct Step {
    int next = 0;
    int distance = 0;
    int depth = 1;
  };
  const std::array steps = {
      Step{macro_score(lowered(macro, 0)), vector.distance(kEq1, gravest_of_eq1(macro[0])), kDepthOfEq1[at(0)]},
      Step{macro_score(lowered(macro, 1)), vector.distance(kEq2, gravest_of_eq2(macro[1])), kDepthOfEq2[at(1)]},
      Step{next_of_eq3_and_6(macro), vector.distance(kEq3And6, gravest_of_eq3_and_6(macro[2], macro[5])),
           depth_of_eq3_and_6(macro[2], macro[5])},
      Step{macro_score(lowered(macro, 3)), vector.distance(kEq4, gravest_of_eq4(macro[3])), kDepthOfEq4[at(3)]},
      Step{macro_score(lowered(macro, 4)), 0, 1}};
  // A common multiple of all depths.
  constexpr int kUnit = 840;
  const int score = macro_score(macro);
  int sum = 0;
  int count = 0;
  for (const Step& step : steps) {
    if (step.next >= 0) {
      sum += (score - step.next) * step.distance * (kUnit / step.depth);
      ++count;
    }
  }
  if (count == 0) {
    return score;
  }
  const int whole = kUnit * count;
  return std::clamp((2 * (score * whole - sum) + whole) / (2 * whole), 0, 100);
}

}  // namespace

Result<CvssScore> score_cvss4(std::string_view vector) {
  const auto metrics = read_metrics(vector, kKnown);
  if (!metrics) {
    return fail(metrics.error());
  }
  const auto says = [&](auto begin, auto end) {
    return std::any_of(begin, end, [&](const CvssMetric& known) { return metric(*metrics, known.name) != "X"; });
  };
  CvssScore score{.version = "4.0", .base = score_of(Vector(*metrics)), .nomenclature = "CVSS-B"};
  // The table has the base's eleven, then the threat's one, then those of the environment, then the supplements.
  score.nomenclature += says(kKnown.begin() + 11, kKnown.begin() + 12) ? "T" : "";
  score.nomenclature += says(kKnown.begin() + 12, kKnown.begin() + 26) ? "E" : "";
  score.severity = severity_band(score.base);
  return score;
}

}  // namespace ropewalk::scan
