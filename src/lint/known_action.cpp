#include "lint/known_action.h"

#include "actions/native_action.h"
#include "actions/resolve.h"
#include "base/strings.h"

namespace ropewalk::lint {
namespace {

std::optional<KnownAction> native_action(std::string_view uses) {
  const std::size_t at = uses.find('@');
  const actions::NativeAction* action = actions::find_native_action(uses.substr(0, at));
  if (action == nullptr || at == std::string_view::npos) {
    return std::nullopt;
  }
  KnownAction known{.name = std::string(action->name()),
                    .inputs = {},
                    .may_have_others = actions::may_be_newer(actions::action_version(uses.substr(at + 1)))};
  for (const actions::NativeInput& input : action->inputs()) {
    known.inputs.push_back(
        {.name = std::string(input.name), .is_needed = input.is_required && input.default_value.empty()});
  }
  return known;
}

}  // namespace

std::string_view own_folder(const workflow::Step& step) {
  const bool is_written_out = step.uses != nullptr && step.uses->kind == workflow::Token::Kind::kString;
  const std::string_view uses = is_written_out ? trim(step.uses->text) : std::string_view();
  return actions::is_own_folder(uses) ? uses : std::string_view();
}

std::optional<KnownAction> known_action(const workflow::Step& step, const LocalActions& local_actions) {
  if (step.uses == nullptr || step.uses->kind != workflow::Token::Kind::kString) {
    return std::nullopt;
  }
  const std::string_view folder = own_folder(step);
  if (folder.empty()) {
    return native_action(step.uses->text);
  }
  if (!local_actions) {
    return std::nullopt;
  }
  const auto action = local_actions(folder);
  if (!action) {
    return std::nullopt;
  }
  KnownAction known{.name = std::string(folder), .inputs = {}, .may_have_others = false};
  for (const workflow::ActionInput& input : (*action)->inputs) {
    known.inputs.push_back(
        {.name = std::string(input.name), .is_needed = input.is_required && input.default_value == nullptr});
  }
  return known;
}

std::optional<std::vector<const workflow::Token*>> given_inputs(const workflow::Step& step) {
  std::vector<const workflow::Token*> given;
  if (step.with == nullptr || step.with->kind == workflow::Token::Kind::kNull) {
    return given;
  }
  if (step.with->kind != workflow::Token::Kind::kMapping) {
    return std::nullopt;
  }
  for (const workflow::Member& member : step.with->members) {
    if (member.key.kind != workflow::Token::Kind::kString) {
      return std::nullopt;
    }
    given.push_back(&member.key);
  }
  return given;
}

}  // namespace ropewalk::lint
