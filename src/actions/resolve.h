// What a step's `uses:` means: a native action, a folder of the workspace, an action of another repository, or one that
// is not available.
#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <variant>

#include "actions/action_store.h"
#include "actions/native_action.h"
#include "base/result.h"

namespace ropewalk::actions {

/// Where an action comes from.
enum class ActionOrigin {
  /// Ropewalk does it itself.
  kNative,
  /// A folder of the repository, looked for when its step is reached.
  kWorkspace,
  /// Another repository, by way of the store.
  kStore,
};

/// What a `uses:` means.
struct ResolvedAction {
  ActionOrigin origin = ActionOrigin::kNative;
  /// The text behind `@`: a tag, a branch or a commit; empty for folders of the repository.
  std::string ref;
  std::variant<const NativeAction*, FolderAction> action;
};

/// Errors: kInvalid for a text of another form, with GitHub's words.
[[nodiscard]] Result<ActionReference> parse_action_reference(std::string_view uses);

/// True for an action in a folder of this repository: `./folder`, or `$/folder`, which means the same repository at the
/// commit of the workflow.
[[nodiscard]] bool is_own_folder(std::string_view uses);

/// Where the action of a `uses:` would come from, as its text alone says; with a store other repositories are within
/// reach. Errors: kNotFound for one that cannot be had at all, with a hint that names those that can; kInvalid for a
/// text of no known form. It is the one judgement on what is available, before a run and within it.
[[nodiscard]] Result<ActionOrigin> availability(std::string_view uses, const ActionStore* store = nullptr);

/// Resolves an action of any origin: one of the repository's folders below `workspace`, one of another repository
/// through `store` (null: there is none). Errors: those of `availability`; kNotFound for a missing folder or action
/// file; kInvalid for a folder outside of the workspace; those of the store.
[[nodiscard]] Result<ResolvedAction> resolve_action(std::string_view uses, const std::filesystem::path& workspace,
                                                    const ports::Files& files, ActionStore* store,
                                                    std::stop_token stop);

}  // namespace ropewalk::actions
