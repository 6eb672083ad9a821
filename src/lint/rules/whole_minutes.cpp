// Time limits are whole minutes (docs.github.com, "Workflow syntax", timeout-minutes); a fraction is cut off, and what
// is left of less than a minute is no time at all.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lint/rules.h"

namespace ropewalk::lint {
namespace {

using workflow::Token;

constexpr std::string_view kCode = "not-whole-minutes";

void check_minutes(const Token* minutes, std::string_view key, const SourceFilePtr& file, Findings& findings) {
  if (minutes == nullptr || minutes->kind != Token::Kind::kNumber || std::floor(minutes->number) == minutes->number) {
    return;
  }
  findings.push_back(
      {.code = kCode,
       .message = fmt::format("{} is {}, and GitHub counts whole minutes", key, expr::number_text(minutes->number)),
       .hint = fmt::format("Write {}.", expr::number_text(std::max(1.0, std::ceil(minutes->number)))),
       .place = {file, minutes->span}});
}

void check(const WorkflowSubject& subject, Findings& findings) {
  const workflow::Workflow& workflow = subject.workflow;
  for (const workflow::Job& job : workflow.jobs) {
    check_minutes(job.timeout_minutes, "timeout-minutes", workflow.file, findings);
    check_minutes(job.cancel_timeout_minutes, "cancel-timeout-minutes", workflow.file, findings);
  }
}

void check_step(const StepSubject& subject, Findings& findings) {
  check_minutes(subject.step.timeout_minutes, "timeout-minutes", subject.file, findings);
}

}  // namespace

Rule whole_minutes() {
  return {.code = kCode,
          .summary = "A time limit is not a whole number of minutes.",
          .why = "GitHub cuts the fraction off: less than a minute is no time at all.",
          .fix = "Write whole minutes.",
          .check = check,
          .check_step = check_step};
}

}  // namespace ropewalk::lint
