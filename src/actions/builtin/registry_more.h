// The rest of the list of native actions, apart so that it grows without those of registry.h.
#pragma once

#include "actions/native_action.h"

namespace ropewalk::actions::builtin {

[[nodiscard]] const NativeAction& install_poetry_action();
[[nodiscard]] const NativeAction& actions_poetry_action();
[[nodiscard]] const NativeAction& setup_pdm_action();
[[nodiscard]] const NativeAction& pypi_publish_action();
[[nodiscard]] const NativeAction& inspect_package_action();
[[nodiscard]] const NativeAction& paths_filter_action();
[[nodiscard]] const NativeAction& github_script_action();
[[nodiscard]] const NativeAction& setup_node_action();

}  // namespace ropewalk::actions::builtin
