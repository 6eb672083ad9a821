// What a step's `uses:` means: a native action, a folder of the workspace, or something that can't be had here.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "actions/native_action.h"
#include "base/result.h"
#include "workflow/model.h"

namespace ropewalk::actions {

/// `owner/repo[/path]@ref`, taken apart.
struct ActionReference {
  std::string owner;
  std::string repository;
  std::string path;
  std::string ref;
};

/// An action read from a folder.
struct FolderAction {
  std::filesystem::path folder;
  std::shared_ptr<const workflow::ActionFile> file;
};

using ResolvedAction = std::variant<const NativeAction*, FolderAction>;

/// Errors: kInvalid for a text of another form, with GitHub's words.
[[nodiscard]] Result<ActionReference> parse_action_reference(std::string_view uses);

/// True for an action in a folder of this repository: `./folder`, or `$/folder`, which means the same repository at the
/// commit of the workflow.
[[nodiscard]] bool is_own_folder(std::string_view uses);

/// Resolves a folder of this repository below `workspace`, or an action by name. Errors: kNotFound for a missing folder
/// or action file and for an action that is not native (the hint names those that are); kInvalid for a folder outside
/// of the workspace.
[[nodiscard]] Result<ResolvedAction> resolve_action(std::string_view uses, const std::filesystem::path& workspace,
                                                    const ports::Files& files);

}  // namespace ropewalk::actions
