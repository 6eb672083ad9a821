// Versions that are written as numbers and lose their last zero: YAML reads 3.10 as 3.1 (YAML 1.2, core schema).
#include <fmt/format.h>

#include <algorithm>

#include "lint/rules.h"

namespace ropewalk::lint {
namespace {

using workflow::Token;

constexpr std::string_view kCode = "shortened-number";

/// `3.10`, `1.20`: two parts, the second of at least two digits with a zero at its end. `1.0` and `0.50` are no
/// versions of which somebody would miss the zero.
bool loses_its_zero(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos || dot == 0 || text.front() == '0' || text.size() < dot + 3) {
    return false;
  }
  const std::string_view minor = text.substr(dot + 1);
  const bool has_digits_only =
      (std::string(text.substr(0, dot)) + std::string(minor)).find_first_not_of("0123456789") == std::string::npos;
  return has_digits_only && minor.back() == '0' && minor.front() != '0';
}

/// As YAML reads it.
std::string_view without_zeros(std::string_view text) { return text.substr(0, text.find_last_not_of('0') + 1); }

class Check {
 public:
  Check(const SourceFilePtr& file, Findings& findings) : file_(file), findings_(findings) {}

  void values(const Token* token) {
    if (token == nullptr) {
      return;
    }
    // What becomes a text, as inputs and variables do, was read as a number all the same.
    if (token->kind == Token::Kind::kNumber || token->kind == Token::Kind::kString) {
      scalar(*token);
    }
    std::ranges::for_each(token->items, [&](const Token& item) { values(&item); });
    std::ranges::for_each(token->members, [&](const workflow::Member& member) { values(&member.value); });
  }

 private:
  void scalar(const Token& token) {
    const std::string_view text = file_->text().substr(token.span.begin, token.span.end - token.span.begin);
    if (loses_its_zero(text)) {
      findings_.push_back({.code = kCode,
                           .message = fmt::format("{} without quotes is the number {}", text, without_zeros(text)),
                           .hint = fmt::format("Write '{}'.", text),
                           .place = {file_, token.span}});
    }
  }

  const SourceFilePtr& file_;
  Findings& findings_;
};

void check(const WorkflowSubject& subject, Findings& findings) {
  const workflow::Workflow& workflow = subject.workflow;
  Check check(workflow.file, findings);
  check.values(workflow.env);
  for (const workflow::Job& job : workflow.jobs) {
    check.values(job.strategy == nullptr ? nullptr : job.strategy->find("matrix"));
    check.values(job.with);
    check.values(job.env);
  }
}

void check_step(const StepSubject& subject, Findings& findings) {
  Check check(subject.file, findings);
  check.values(subject.step.with);
  check.values(subject.step.env);
}

}  // namespace

Rule shortened_numbers() {
  return {.code = kCode,
          .summary = "A version is written as a number and loses its last zero.",
          .why = "YAML reads 3.10 without quotes as the number 3.1, so the job runs with another version than it says.",
          .fix = "Put the version into quotes.",
          .check = check,
          .check_step = check_step};
}

}  // namespace ropewalk::lint
