// Finds native actions by name. A new one adds its function here, in the order of the names.
#include "actions/builtin/registry.h"

#include <array>

#include "actions/builtin/registry_more.h"

namespace ropewalk::actions {
namespace {

using ActionGetter = const NativeAction& (*)();

constexpr std::array kActions{
    ActionGetter{builtin::cache_action},
    ActionGetter{builtin::cache_restore_action},
    ActionGetter{builtin::cache_save_action},
    ActionGetter{builtin::checkout_action},
    ActionGetter{builtin::download_artifact_action},
    ActionGetter{builtin::setup_python_action},
    ActionGetter{builtin::upload_artifact_action},
    ActionGetter{builtin::merge_artifacts_action},
    ActionGetter{builtin::setup_uv_action},
    ActionGetter{builtin::codecov_action},
    ActionGetter{builtin::coveralls_action},
    ActionGetter{builtin::pre_commit_action},
    ActionGetter{builtin::alls_green_action},
    ActionGetter{builtin::install_poetry_action},
    ActionGetter{builtin::actions_poetry_action},
    ActionGetter{builtin::setup_pdm_action},
    ActionGetter{builtin::pypi_publish_action},
    ActionGetter{builtin::inspect_package_action},
    ActionGetter{builtin::paths_filter_action},
    ActionGetter{builtin::github_script_action},
    ActionGetter{builtin::setup_node_action},
};

}  // namespace

const NativeAction* find_native_action(std::string_view name) {
  for (const ActionGetter get : kActions) {
    if (equals_ignoring_case(get().name(), name)) {
      return &get();
    }
  }
  return nullptr;
}

std::vector<std::string_view> native_action_names() {
  std::vector<std::string_view> names;
  for (const ActionGetter get : kActions) {
    names.push_back(get().name());
  }
  return names;
}

}  // namespace ropewalk::actions
