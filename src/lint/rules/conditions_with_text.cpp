// Conditions with text around their `${{ }}`: what comes out is a text, and a text that is not empty is true.
#include <fmt/format.h>

#include "lint/rules.h"

namespace ropewalk::lint {
namespace {

constexpr std::string_view kCode = "condition-always-true";

/// Text and expressions together are read as `format('…', …)`, which nobody has written.
bool is_text_with_expressions(const workflow::Condition& condition, const SourceFilePtr& file) {
  const std::string_view source =
      std::string_view(file->text()).substr(condition.span.begin, condition.span.end - condition.span.begin);
  return condition.written.starts_with("format('") && source.find("${{") != std::string_view::npos &&
         source.find("format(") == std::string_view::npos;
}

void check_condition(const std::optional<workflow::Condition>& condition, const SourceFilePtr& file,
                     Findings& findings) {
  if (condition && is_text_with_expressions(*condition, file)) {
    findings.push_back({.code = kCode,
                        .message = "this condition is always true: there is text around its ${{ }}",
                        .hint =
                            "Leave ${{ and }} out: a condition is an expression as a whole. With `if: |` the end of "
                            "the line is such text, too.",
                        .place = {file, condition->span}});
  }
}

void check(const WorkflowSubject& subject, Findings& findings) {
  for (const workflow::Job& job : subject.workflow.jobs) {
    check_condition(job.condition, subject.workflow.file, findings);
  }
}

void check_step(const StepSubject& subject, Findings& findings) {
  check_condition(subject.step.condition, subject.file, findings);
}

}  // namespace

Rule conditions_with_text() {
  return {.code = kCode,
          .summary = "A condition has text around its `${{ }}` and is always true.",
          .why =
              "GitHub puts the values into the text and asks whether the text is empty, which it is not: "
              "`if: ${{ a }} && ${{ b }}` is true whatever a and b are.",
          .fix = "Write the condition without `${{ }}`, as in `if: a && b`.",
          .check = check,
          .check_step = check_step};
}

}  // namespace ropewalk::lint
