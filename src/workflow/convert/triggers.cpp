// The checks are those of actions/languageservices (events.ts, workflow-dispatch.ts).
#include "workflow/convert/triggers.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "workflow/cron.h"

namespace ropewalk::workflow {
namespace {

const Token* present(const Token& token) { return token.kind == Token::Kind::kNull ? nullptr : &token; }

void check_schedule(Conversion& conversion, const Token& schedule) {
  for (const Token& entry : schedule.items) {
    const Token* cron = find_exactly(entry, "cron");
    if (cron == nullptr || is_valid_cron(cron->text)) {
      continue;
    }
    conversion.state.error_at(*cron,
                              "Invalid cron expression. Expected format: '* * * * *' (minute hour day month weekday)",
                              "Minutes 0-59, hours 0-23, days 1-31, months 1-12 or JAN-DEC, weekdays 0-6 or SUN-SAT.");
  }
}

void check_dispatch_input(Conversion& conversion, const Token& input) {
  const Token* type = find_exactly(input, "type");
  const Token* options = find_exactly(input, "options");
  const bool is_choice = type != nullptr && type->text == "choice";
  if (is_choice && (options == nullptr || options->items.empty())) {
    conversion.state.error_at(input, "Missing 'options' for choice input");
  }
  if (!is_choice && options != nullptr) {
    conversion.state.error_at(input, "Input type is not 'choice', but 'options' is defined");
  }
}

void check_dispatch(Conversion& conversion, const Token& configuration) {
  const Token* inputs = find_exactly(configuration, "inputs");
  if (inputs == nullptr) {
    return;
  }
  for (const Member& input : inputs->members) {
    check_dispatch_input(conversion, input.value);
  }
}

/// A filter and its `-ignore` twin exclude each other; patterns with `!` say both in one. (Not in any of the public
/// schemas: it is what GitHub answers to such a file.)
void check_filters(Conversion& conversion, const Token& configuration) {
  if (!conversion.state.options.dialect.forbids_filter_twins) {
    return;
  }
  for (const std::string_view filter : {"branches", "tags", "paths"}) {
    const std::string twin = fmt::format("{}-ignore", filter);
    if (find_exactly(configuration, filter) == nullptr) {
      continue;
    }
    const auto other = std::find_if(configuration.members.begin(), configuration.members.end(),
                                    [&](const Member& member) { return member.key.text == twin; });
    if (other == configuration.members.end()) {
      continue;
    }
    conversion.state.error_at(
        other->key, fmt::format("you may only define one of `{}` and `{}` for a single event", filter, twin),
        fmt::format("Exclude in `{}` with patterns that begin with an exclamation mark.", filter));
  }
}

}  // namespace

std::vector<Trigger> convert_triggers(Conversion& conversion, const Token& on) {
  std::vector<Trigger> triggers;
  if (on.kind == Token::Kind::kString) {
    triggers.push_back({on.text, on.span, nullptr});
  }
  for (const Token& item : on.items) {
    triggers.push_back({item.text, item.span, nullptr});
  }
  for (const Member& member : on.members) {
    triggers.push_back({member.key.text, member.key.span, present(member.value)});
    if (!conversion.state.options.strict_on) {
      continue;
    }
    check_filters(conversion, member.value);
    if (member.key.text == "schedule") {
      check_schedule(conversion, member.value);
    }
    if (member.key.text == "workflow_dispatch") {
      check_dispatch(conversion, member.value);
    }
  }
  return triggers;
}

}  // namespace ropewalk::workflow
