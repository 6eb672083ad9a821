// Inputs that an action needs and is not given. The runner does not look at `required:`; the action gets an empty text.
#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "lint/known_action.h"
#include "lint/rules.h"

namespace ropewalk::lint {
namespace {

constexpr std::string_view kCode = "missing-action-input";

void check_step(const StepSubject& subject, Findings& findings) {
  const workflow::Step& step = subject.step;
  const auto action = known_action(step, subject.local_actions);
  const auto given = given_inputs(step);
  if (!action || !given) {
    return;
  }
  for (const KnownInput& input : action->inputs) {
    const auto is_it = [&](const workflow::Token* name) { return equals_ignoring_case(name->text, input.name); };
    if (input.is_needed && std::ranges::none_of(*given, is_it)) {
      findings.push_back({.code = kCode,
                          .message = fmt::format("{} needs the input '{}'", action->name, input.name),
                          .hint = fmt::format("Give it under `with:`, as in {}: VALUE.", input.name),
                          .place = {subject.file, step.uses->span}});
    }
  }
}

}  // namespace

Rule required_inputs() {
  return {.code = kCode,
          .summary = "An action is not given an input that it needs.",
          .why =
              "The action says that the input is required and has no default for it. The runner does not look at that: "
              "the action starts with an empty text, and fails or does something else than was meant.",
          .fix = "Give the input under `with:`, or take `required: true` out of an action of your own.",
          .check_step = check_step};
}

}  // namespace ropewalk::lint
