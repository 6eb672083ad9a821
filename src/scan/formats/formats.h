// The forms that a scan's report is shown in, each a function from a sorted report to a text.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "diag/palette.h"
#include "scan/core/summary.h"

namespace ropewalk::scan {

/// What a form needs to know besides the report.
struct Shown {
  const Report& report;
  Summary summary;
  /// Of this program, for those forms that name the tool.
  std::string version = {};
  diag::Palette palette{false};
};

/// For people: place, weight, what, how to fix, then a line of counts.
[[nodiscard]] std::string as_text(const Shown& shown);
/// One object a line; the summary last.
[[nodiscard]] std::string as_jsonl(const Shown& shown);
/// The same in one document (schemas/scan.schema.json).
[[nodiscard]] std::string as_json(const Shown& shown);
/// SARIF 2.1.0, within what GitHub's code scanning takes.
[[nodiscard]] std::string as_sarif(const Shown& shown);
[[nodiscard]] std::string as_junit(const Shown& shown);
/// Workflow commands: annotations in a job's log.
[[nodiscard]] std::string as_github(const Shown& shown);
[[nodiscard]] std::string as_markdown(const Shown& shown);
[[nodiscard]] std::string as_csv(const Shown& shown);
/// The JSON list that gitleaks writes with `--redact`.
[[nodiscard]] std::string as_gitleaks(const Shown& shown);
[[nodiscard]] std::string as_html(const Shown& shown);
/// CycloneDX 1.6: the packages, with what was found about them.
[[nodiscard]] std::string as_cyclonedx(const Shown& shown);
/// SPDX 2.3: the packages.
[[nodiscard]] std::string as_spdx(const Shown& shown);
/// OpenVEX of what was judged about packages, as of the day of the advisories.
[[nodiscard]] std::string as_openvex(const Shown& shown);

struct Format {
  std::string_view name;
  std::string (*make)(const Shown&);
  /// Whether it says what could not be looked at.
  bool tells_trouble = true;
};

/// All of them, in the order of the help. A new form is a function and a line here.
[[nodiscard]] std::span<const Format> formats();

/// `3 findings (1 high, 2 low), 12 files`: one line for people.
[[nodiscard]] std::string counts_line(const Shown& shown);

/// Where a checkout shows a finding, and what its message adds to that: where it really is, if that is somewhere else.
struct CheckoutPlace {
  Location place;
  std::string addition;
};
[[nodiscard]] CheckoutPlace checkout_place(const Finding& finding);

/// `src/app.py:3:7`; what is not known is left out.
[[nodiscard]] std::string place_text(const Location& place);

}  // namespace ropewalk::scan
