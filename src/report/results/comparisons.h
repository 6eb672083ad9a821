// Two versions measured against each other, as `ropewalk perf compare` has judged them.
#pragma once

#include <cstdint>
#include <string>

namespace ropewalk::report {

struct Comparison {
  /// What its report is called.
  std::string origin;
  std::string name;
  /// same, slower, faster or inconclusive.
  std::string verdict;
  /// Head against base: 0.05 is 5 % slower; with the interval at 95 %.
  double shift = 0;
  double low = 0;
  double high = 0;
  std::uint64_t pairs = 0;

  /// The comparison was made with leave to tell nothing (`--allow-inconclusive`).
  bool may_be_inconclusive = false;

  [[nodiscard]] bool is_open() const { return verdict == "inconclusive"; }
  /// Slower, or nobody can tell and that is not allowed.
  [[nodiscard]] bool is_bad() const { return verdict == "slower" || (is_open() && !may_be_inconclusive); }
};

/// `+5.1 %, from +4.2 % to +6.0 %`.
[[nodiscard]] std::string percent_words(const Comparison& comparison);

}  // namespace ropewalk::report
