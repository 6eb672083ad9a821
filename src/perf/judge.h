// Judges paired measurements of two versions. The measuring goes in looks: after 10, 20 and 40 pairs it is asked
// whether the answer is known already. Each look spends a part of the error that is allowed in all, so that looking
// often makes no false alarm likelier; over several benchmarks Holm's procedure shares what is left.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::perf {

struct JudgeOptions {
  /// What a slow-down must be above to count: 0.02 is 2 %.
  double margin = 0.02;
  /// The chance of any false alarm between equal versions, over all benchmarks and looks.
  double alpha = 0.01;
  /// The chance that a version which is slower by the margin and no more is called slower.
  double edge_alpha = 0.05;
  std::size_t least_pairs = 10;
  std::size_t most_pairs = 40;
  /// When even at the end a slow-down of so much more than the margin is not excluded, nothing is known.
  double blind_above = 0.08;
};

/// What was measured of one benchmark, one entry a round, smaller is better. `again` is the base once more: where that
/// seems to differ from the base, the machine cannot be trusted.
struct Series {
  std::string name;
  std::vector<double> base = {};
  std::vector<double> head = {};
  std::vector<double> again = {};
};

enum class Verdict { kSame, kSlower, kFaster, kInconclusive };
[[nodiscard]] std::string_view name(Verdict verdict);

struct Judgement {
  std::string name;
  Verdict verdict = Verdict::kInconclusive;
  /// More measuring could still change it.
  bool is_open = false;
  /// Head against base: 0.05 is 5 % slower. With the interval at 95 %.
  double shift = 0;
  double low = 0;
  double high = 0;
  std::size_t pairs = 0;
  /// Of a slow-down above the margin, looks and all; `edge_alpha` is its limit.
  double p = 1;
  std::string why = {};
  /// Medians, as measured.
  double base = 0;
  double head = 0;
};

/// Judges after some rounds; `is_last` when no more will follow. All series have had the same looks.
[[nodiscard]] std::vector<Judgement> judge(const std::vector<Series>& series, const JudgeOptions& options,
                                           bool is_last);

/// After how many pairs there is a look.
[[nodiscard]] std::vector<std::size_t> looks(const JudgeOptions& options);

}  // namespace ropewalk::perf
