// What is known of the action that a step uses: its documented inputs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lint/rule.h"
#include "workflow/model.h"

namespace ropewalk::lint {

struct KnownInput {
  std::string name;
  /// It has to be given: it is marked as required and has no default.
  bool is_needed = false;
};

struct KnownAction {
  /// As messages name it: `actions/checkout`, `./.github/actions/setup`.
  std::string name;
  std::vector<KnownInput> inputs;
  /// A release of it that is newer than this program may have more.
  bool may_have_others = false;
};

/// Of actions that are built in and of the repository's own that can be read; nothing for all others.
[[nodiscard]] std::optional<KnownAction> known_action(const workflow::Step& step, const LocalActions& local_actions);

/// What a step gives its action, name and place; nothing when an expression may add some.
[[nodiscard]] std::optional<std::vector<const workflow::Token*>> given_inputs(const workflow::Step& step);

/// The text of `uses:` of a step that names a folder of the repository; empty for others.
[[nodiscard]] std::string_view own_folder(const workflow::Step& step);

}  // namespace ropewalk::lint
