#include "plan/permissions.h"

#include <algorithm>

namespace ropewalk::plan {

workflow::Permissions permissions_of(const workflow::Job& job, const workflow::Workflow& workflow,
                                     const workflow::Permissions& inherited) {
  if (job.permissions != nullptr) {
    return workflow::read_permissions(*job.permissions);
  }
  if (workflow.permissions != nullptr) {
    return workflow::read_permissions(*workflow.permissions);
  }
  return inherited;
}

workflow::Permissions narrowed(const workflow::Permissions& wanted, const workflow::Permissions& ceiling) {
  workflow::Permissions result;
  for (std::size_t i = 0; i < workflow::kPermissionCount; ++i) {
    result.levels[i] = std::min(wanted.levels[i], ceiling.levels[i]);
  }
  return result;
}

std::vector<std::pair<std::string, std::string>> granted(const workflow::Permissions& permissions) {
  std::vector<std::pair<std::string, std::string>> result;
  const auto names = workflow::permission_names();
  for (std::size_t i = 0; i < workflow::kPermissionCount; ++i) {
    const workflow::PermissionLevel level = permissions.levels[i];
    if (level != workflow::PermissionLevel::kNone) {
      result.emplace_back(names[i], workflow::name(level));
    }
  }
  return result;
}

}  // namespace ropewalk::plan
