// Inputs that an action does not document: GitHub warns about them in the log of a run and hands on nothing.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/edit_distance.h"
#include "base/strings.h"
#include "lint/known_action.h"
#include "lint/rules.h"

namespace ropewalk::lint {
namespace {

constexpr std::string_view kCode = "unknown-action-input";

/// How far a slip of the pen is from what was meant; in a release that is newer than this program the rest may be new.
constexpr std::size_t kMostSlips = 2;

std::string hint(std::string_view near, const std::vector<std::string_view>& known) {
  if (known.empty()) {
    return "It has no inputs.";
  }
  return near.empty() ? fmt::format("Its inputs are {}.", fmt::join(known, ", "))
                      : fmt::format("Did you mean '{}'?", near);
}

void check_step(const StepSubject& subject, Findings& findings) {
  const workflow::Step& step = subject.step;
  const auto action = known_action(step, subject.local_actions);
  if (!action || step.with == nullptr) {
    return;
  }
  std::vector<std::string_view> known;
  for (const KnownInput& input : action->inputs) {
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
    if (action->may_have_others && std::ranges::none_of(known, is_slip)) {
      continue;
    }
    findings.push_back({.code = kCode,
                        .message = fmt::format("{} has no input '{}'", action->name, given),
                        .hint = hint(nearest(given, known), known),
                        .place = {subject.file, member.key.span}});
  }
}

}  // namespace

Rule action_inputs() {
  return {.code = kCode,
          .summary = "An action is given an input that it does not have.",
          .why = "The runner warns of it and starts the action without it: what you wrote has no effect.",
          .fix = "Correct the name; the message says which is near. The inputs stand in the action's own action.yml.",
          .check_step = check_step};
}

}  // namespace ropewalk::lint
