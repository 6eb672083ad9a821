// The list of native actions: one line for each.
#pragma once

#include "actions/native_action.h"

namespace ropewalk::actions::builtin {

/// Each returns the one immutable object of its action, made at its first use.
[[nodiscard]] const NativeAction& checkout_action();
[[nodiscard]] const NativeAction& setup_python_action();
[[nodiscard]] const NativeAction& cache_action();
[[nodiscard]] const NativeAction& cache_restore_action();
[[nodiscard]] const NativeAction& cache_save_action();
[[nodiscard]] const NativeAction& upload_artifact_action();
[[nodiscard]] const NativeAction& merge_artifacts_action();
[[nodiscard]] const NativeAction& download_artifact_action();
[[nodiscard]] const NativeAction& setup_uv_action();
[[nodiscard]] const NativeAction& codecov_action();
[[nodiscard]] const NativeAction& coveralls_action();
[[nodiscard]] const NativeAction& pre_commit_action();
[[nodiscard]] const NativeAction& alls_green_action();

}  // namespace ropewalk::actions::builtin
