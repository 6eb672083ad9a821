#include "engine/job/action_table.h"

#include "workflow/model.h"

namespace ropewalk::engine {
namespace {

/// Deeper ones are refused when they run.
constexpr int kDeepest = 10;

}  // namespace

Result<actions::ResolvedAction> ActionTable::find(std::string_view uses, const std::stop_token& stop) {
  if (actions::is_own_folder(uses)) {
    return actions::resolve_action(uses, workspace_, files_, store_, stop);
  }
  auto known = known_.find(uses);
  if (known == known_.end()) {
    auto action = actions::resolve_action(uses, workspace_, files_, store_, stop);
    if (!action && action.error().kind == ErrorKind::kInterrupted) {
      return action;
    }
    known = known_.emplace(uses, std::move(action)).first;
  }
  return known->second;
}

void ActionTable::prepare(std::string_view uses, const std::stop_token& stop, int depth) {
  if (actions::is_own_folder(uses) || depth > kDeepest || known_.contains(uses)) {
    return;
  }
  const auto action = find(uses, stop);
  const auto* folder = action ? std::get_if<actions::FolderAction>(&action->action) : nullptr;
  if (folder == nullptr || folder->file == nullptr) {
    return;
  }
  for (const workflow::Step& step : folder->file->steps) {
    if (step.uses != nullptr) {
      prepare(trim(step.uses->text), stop, depth + 1);
    }
  }
}

}  // namespace ropewalk::engine
