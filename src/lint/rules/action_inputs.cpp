// Inputs that an action does not document: GitHub warns about them in the log of a run and hands on nothing.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "actions/native_action.h"
#include "base/strings.h"
#include "lint/rules.h"

namespace ropewalk::lint {
namespace {

constexpr std::string_view kCode = "unknown-action-input";

void check_step(const workflow::Step& step, const SourceFilePtr& file, Findings& findings) {
  if (step.uses == nullptr || step.with == nullptr || step.uses->kind != workflow::Token::Kind::kString) {
    return;
  }
  const std::string_view name = step.uses->text.substr(0, step.uses->text.find('@'));
  const actions::NativeAction* action = actions::find_native_action(name);
  if (action == nullptr) {
    return;
  }
  std::vector<std::string_view> known;
  for (const actions::NativeInput& input : action->inputs()) {
    known.push_back(input.name);
  }
  for (const workflow::Member& member : step.with->members) {
    if (member.key.kind != workflow::Token::Kind::kString) {
      continue;
    }
    const std::string_view given = member.key.text;
    const auto is_given = [&](std::string_view input) { return equals_ignoring_case(input, given); };
    if (std::ranges::any_of(known, is_given)) {
      continue;
    }
    const std::string_view near = nearest(given, known);
    findings.push_back({.code = kCode,
                        .message = fmt::format("{} has no input '{}'", action->name(), given),
                        .hint = near.empty() ? fmt::format("Its inputs are {}.", fmt::join(known, ", "))
                                             : fmt::format("Did you mean '{}'?", near),
                        .place = {file, member.key.span}});
  }
}

void check(const workflow::Workflow& workflow, Findings& findings) {
  for (const workflow::Job& job : workflow.jobs) {
    for (const workflow::Step& step : job.steps) {
      check_step(step, workflow.file, findings);
      for (const workflow::Step& inner : step.parallel) {
        check_step(inner, workflow.file, findings);
      }
    }
  }
}

}  // namespace

Rule action_inputs() {
  return {.code = kCode, .summary = "An action is given an input that it does not have.", .check = check};
}

}  // namespace ropewalk::lint
