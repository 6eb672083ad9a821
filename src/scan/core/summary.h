// What a scan comes to: how many of each kind, what keeps it from being complete, and the exit code that follows.
#pragma once

#include <array>
#include <map>

#include "scan/core/finding.h"

namespace ropewalk::scan {

struct Summary {
  /// Findings that count: neither suppressed nor in a baseline.
  std::size_t findings = 0;
  /// Those of them that the gate stops.
  std::size_t over_gate = 0;
  std::size_t suppressed = 0;
  std::size_t packages = 0;
  /// Of the findings that count, by weight.
  std::array<std::size_t, 6> by_severity = {};
  std::map<std::string, std::size_t> skipped;
  /// What could not be looked at, by reason; empty when the scan is complete.
  std::map<std::string, std::size_t> incomplete;

  [[nodiscard]] bool is_complete() const { return incomplete.empty(); }
};

[[nodiscard]] Summary summarize(const Report& report);

enum class Verdict { kClean, kFindings, kIncomplete };

/// What could not be looked at weighs more than what was found, unless the user said otherwise.
[[nodiscard]] Verdict judge(const Summary& summary, bool allow_incomplete);

}  // namespace ropewalk::scan
