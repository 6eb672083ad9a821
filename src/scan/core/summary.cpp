#include "scan/core/summary.h"

namespace ropewalk::scan {

Summary summarize(const Report& report) {
  Summary summary;
  for (const Finding& finding : report.findings) {
    if (finding.is_suppressed) {
      ++summary.suppressed;
      continue;
    }
    ++summary.findings;
    ++summary.by_severity[static_cast<std::size_t>(finding.severity)];
    if (!finding.is_under_gate) {
      ++summary.over_gate;
    }
  }
  summary.packages = report.packages.size();
  for (const Skipped& skipped : report.skipped) {
    ++summary.skipped[skipped.reason];
  }
  for (const Trouble& trouble : report.trouble) {
    ++summary.incomplete[trouble.reason];
  }
  return summary;
}

Verdict judge(const Summary& summary, bool allow_incomplete) {
  if (!summary.is_complete() && !allow_incomplete) {
    return Verdict::kIncomplete;
  }
  return summary.over_gate > 0 ? Verdict::kFindings : Verdict::kClean;
}

}  // namespace ropewalk::scan
