// The input `cache` of setup-python: pip, pipenv, poetry.
#pragma once

#include <string_view>

#include "actions/native_action.h"

namespace ropewalk::actions::builtin {

/// Looks for the cache of the packages that the project's files name, sets `cache-hit`, and leaves what `save` needs.
///
/// Here pip's own cache folder is shared by all runs, so an entry holds no wheels: it only says that this key has been
/// there before, and `cache-hit` is what it would be on GitHub. The environments that pipenv and poetry keep hold
/// absolute paths of a job that is gone; for those every lookup is a miss.
/// Errors: kInvalid for another package manager, kNotFound when no file matches, both in the action's own words.
[[nodiscard]] Result<void> restore_dependencies(const Inputs& inputs, std::string_view python_version, StepHost& host);

/// The post step: keeps the key unless it was an exact hit.
[[nodiscard]] Result<void> save_dependencies(StepHost& host);

}  // namespace ropewalk::actions::builtin
