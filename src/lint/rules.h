// The list of rules: one line for each. `X(name)` stands for the rule of rules/<name>.cpp.
#pragma once

#include "lint/rule.h"

#define ROPEWALK_LINT_RULES(X) \
  X(action_inputs)             \
  X(conditions_with_text)      \
  X(context_members)           \
  X(local_actions)             \
  X(required_inputs)           \
  X(runner_labels)             \
  X(shell_names)               \
  X(shortened_numbers)         \
  X(whole_minutes)

namespace ropewalk::lint {

#define ROPEWALK_LINT_RULE(name) [[nodiscard]] Rule name();
ROPEWALK_LINT_RULES(ROPEWALK_LINT_RULE)
#undef ROPEWALK_LINT_RULE

}  // namespace ropewalk::lint
