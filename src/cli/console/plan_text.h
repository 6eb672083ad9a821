// What the table and the tree of a plan write alike.
#pragma once

#include <cstddef>
#include <string>

#include "cli/console/palette.h"
#include "plan/plan.h"
#include "report/job_outlook.h"

namespace ropewalk::cli {

/// `push on refs/heads/main at 0123456`, and how many files changed; lines of at most `columns`, with their ends.
[[nodiscard]] std::string event_lines(const plan::Event& event, std::size_t columns, const Palette& palette);

/// The reason, and where: `… (ci.yml:3:5)`.
[[nodiscard]] std::string refusal_text(const plan::Refusal& refusal);

/// What is known against a job, marked, since it would not go on GitHub as it goes here (`! not here: …`), and what it
/// waits for; empty for most.
[[nodiscard]] std::string outlook_text(const report::JobOutlook& outlook);

/// `ci passes over its filters, since it is named: …`; empty when there is nothing to say.
[[nodiscard]] std::string passed_over_text(const plan::PlannedRun& run);

/// A line without the blanks at its end.
[[nodiscard]] std::string without_trailing_blanks(std::string line);

}  // namespace ropewalk::cli
