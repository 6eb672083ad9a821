// A step's kind is told by the key that only this kind has; the schema has seen to it that there is just one.
#include "workflow/convert/steps.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/strings.h"
#include "workflow/convert/condition.h"
#include "workflow/convert/id_builder.h"
#include "workflow/convert/uses.h"

namespace ropewalk::workflow {
namespace {

class StepConverter {
 public:
  StepConverter(Conversion& conversion, std::uint16_t file)
      : conversion_(conversion), file_(file), ids_(conversion.state.options.dialect.has_slip_in_id_error) {}

  std::vector<Step> convert(const Token& steps);
  void generate_ids(std::vector<Step>& steps);

 private:
  Step convert_step(const Token& token);
  void take_property(const Member& member, Step& step, const Token*& condition);
  void take_kind(const Member& member, Step& step);
  void take_id(const Token& id, Step& step);
  void take_target(const Token& target, Step& step);
  void take_parallel(const Token& steps, Step& step);
  void check_inside_parallel(const Token& parallel, const Step& step);
  void error(const Token& token, std::string message, std::string hint = {}) {
    conversion_.state.error_at(token, std::move(message), std::move(hint));
  }

  void generate_id(Step& step);

  Conversion& conversion_;
  std::uint16_t file_;
  IdBuilder ids_;
};

/// The text that a step's generated id is made of.
std::string id_source(const Step& step) {
  switch (step.kind) {
    case StepKind::kRun: return "run";
    case StepKind::kUses: return uses_id(step.uses->text);
    case StepKind::kWait: return "wait";
    case StepKind::kWaitAll: return "wait-all";
    case StepKind::kCancel: return "cancel";
    case StepKind::kParallel: return "parallel";
  }
  return "run";
}

std::vector<Step> StepConverter::convert(const Token& steps) {
  std::vector<Step> result;
  result.reserve(steps.items.size());
  for (const Token& item : steps.items) {
    result.push_back(convert_step(item));
  }
  return result;
}

/// Done when all written ids are known, so that a generated one never takes theirs.
void StepConverter::generate_ids(std::vector<Step>& steps) {
  for (Step& step : steps) {
    if (step.id.empty()) {
      generate_id(step);
    }
    generate_ids(step.parallel);
  }
}

void StepConverter::generate_id(Step& step) {
  step.id = conversion_.arena.keep(ids_.make("__" + id_source(step)));
  step.has_generated_id = true;
  if (!step.id.empty()) {
    ids_.take_generated(step.id);
    return;
  }
  Token place;
  place.file = file_;
  place.span = step.span;
  error(place, "Unable to create a unique name", "A job has at most 999 steps of one kind without ids of their own.");
}

Step StepConverter::convert_step(const Token& token) {
  Step step;
  step.span = token.span;
  const Token* condition = nullptr;
  for (const Member& member : token.members) {
    take_property(member, step, condition);
  }
  if (step.kind == StepKind::kRun || step.kind == StepKind::kUses) {
    step.condition = convert_condition(conversion_, condition, ConditionKind::kStep);
  }
  if (step.uses != nullptr && !is_valid_step_uses(step.uses->text)) {
    error(*step.uses, fmt::format("Expected format {{org}}/{{repo}}[/path]@ref. Actual '{}'", step.uses->text),
          step.uses->text.find('@') == std::string_view::npos
              ? "Add the version behind an @, or write ./path for an action of this repository."
              : "");
  }
  return step;
}

void StepConverter::take_property(const Member& member, Step& step, const Token*& condition) {
  const std::string_view key = member.key.text;
  const Token* value = &member.value;
  if (key == "if") {
    condition = value;
  } else if (key == "id") {
    take_id(*value, step);
  } else if (key == "background") {
    step.is_background = value->boolean;
  } else {
    constexpr std::array<std::pair<std::string_view, const Token * Step::*>, 7> kPlain = {{
        {"name", &Step::name},
        {"continue-on-error", &Step::continue_on_error},
        {"timeout-minutes", &Step::timeout_minutes},
        {"env", &Step::env},
        {"shell", &Step::shell},
        {"working-directory", &Step::working_directory},
        {"with", &Step::with},
    }};
    for (const auto& [name, field] : kPlain) {
      if (key == name) {
        step.*field = value;
        return;
      }
    }
    take_kind(member, step);
  }
}

void StepConverter::take_kind(const Member& member, Step& step) {
  const std::string_view key = member.key.text;
  const Token& value = member.value;
  if (key == "run") {
    step.kind = StepKind::kRun;
    step.run = &value;
  } else if (key == "uses") {
    step.kind = StepKind::kUses;
    step.uses = &value;
  } else if (key == "wait") {
    step.kind = StepKind::kWait;
    if (value.kind == Token::Kind::kSequence) {
      for (const Token& target : value.items) {
        take_target(target, step);
      }
    } else {
      take_target(value, step);
    }
  } else if (key == "wait-all") {
    step.kind = StepKind::kWaitAll;
    if (value.kind == Token::Kind::kBoolean && !value.boolean) {
      error(value, "The value of 'wait-all' must be true or omitted");
    }
  } else if (key == "cancel") {
    step.kind = StepKind::kCancel;
    take_target(value, step);
  } else if (key == "parallel") {
    take_parallel(value, step);
  }
}

void StepConverter::take_id(const Token& id, Step& step) {
  if (std::string problem = ids_.take(id.text); !problem.empty()) {
    error(id, std::move(problem));
  }
  step.id = id.text;
}

/// A wait or cancel step names a step before it.
void StepConverter::take_target(const Token& target, Step& step) {
  if (target.text.starts_with("__")) {
    error(target, fmt::format("The identifier '{}' is invalid. IDs starting with '__' are reserved.", target.text));
  } else if (!step.id.empty() && equals_ignoring_case(target.text, step.id)) {
    error(target, fmt::format("Step '{}' cannot reference itself", step.id));
  } else if (!ids_.knows(target.text)) {
    error(target, fmt::format("Step references unknown step ID '{}'", target.text),
          "The step must stand before this one and have this id.");
  }
  step.targets.push_back(target.text);
}

void StepConverter::take_parallel(const Token& steps, Step& step) {
  step.kind = StepKind::kParallel;
  step.parallel.reserve(steps.items.size());
  for (const Token& item : steps.items) {
    step.parallel.push_back(convert_step(item));
    check_inside_parallel(item, step.parallel.back());
  }
}

void StepConverter::check_inside_parallel(const Token& token, const Step& step) {
  if (find_exactly(token, "background") != nullptr) {
    error(token,
          "'background' is not allowed inside a parallel block. Steps in a parallel block are automatically run as "
          "background steps.");
  }
  switch (step.kind) {
    case StepKind::kRun:
    case StepKind::kUses: break;
    case StepKind::kWait: error(token, "'wait' is not allowed inside a parallel block."); break;
    case StepKind::kWaitAll: error(token, "'wait-all' is not allowed inside a parallel block."); break;
    case StepKind::kCancel: error(token, "'cancel' is not allowed inside a parallel block."); break;
    case StepKind::kParallel: error(token, "Nested 'parallel' blocks are not allowed."); break;
  }
}

}  // namespace

std::vector<Step> convert_steps(Conversion& conversion, const Token& steps) {
  StepConverter converter(conversion, steps.file);
  std::vector<Step> result = converter.convert(steps);
  converter.generate_ids(result);
  return result;
}

}  // namespace ropewalk::workflow
