// Inputs that an action does not document: GitHub warns about them in the log of a run and hands on nothing.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "actions/native_action.h"
#include "base/edit_distance.h"
#include "base/strings.h"
#include "lint/rules.h"

namespace ropewalk::lint {
namespace {

constexpr std::string_view kCode = "unknown-action-input";

/// How far a slip of the pen is from what was meant; in a release that is newer than this program the rest may be new.
constexpr std::size_t kMostSlips = 2;

void check_step(const workflow::Step& step, const SourceFilePtr& file, Findings& findings) {
  if (step.uses == nullptr || step.with == nullptr || step.uses->kind != workflow::Token::Kind::kString) {
    return;
  }
  const std::string_view uses = step.uses->text;
  const std::size_t at = uses.find('@');
  const actions::NativeAction* action = actions::find_native_action(uses.substr(0, at));
  if (action == nullptr || at == std::string_view::npos) {
    return;
  }
  const bool may_have_others = actions::may_be_newer(actions::action_version(uses.substr(at + 1)));
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
    const auto is_slip = [&](std::string_view input) { return edit_distance(input, given) <= kMostSlips; };
    if (may_have_others && std::ranges::none_of(known, is_slip)) {
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
  return {.code = kCode,
          .summary = "An action is given an input that it does not have.",
          .why = "The runner warns of it and starts the action without it: what you wrote has no effect.",
          .fix = "Correct the name; the message says which is near. The inputs stand in the action's own action.yml.",
          .check = check};
}

}  // namespace ropewalk::lint
