// Who the container runs as.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "scan/policy/dockerfile/rule.h"

namespace ropewalk::scan::policy {

void check_users(const DockerfileView& view, Told& told) {
  const Stage& last = view.dockerfile.stages.back();
  const Instruction* user = nullptr;
  for (const Instruction& instruction : last.instructions) {
    user = instruction.name == "USER" ? &instruction : user;
  }
  // A stage on an earlier one of the file has its user.
  const Stage* stage = &last;
  while (user == nullptr) {
    const auto earlier = image::dockerfile::find_stage(view.dockerfile, stage->base);
    if (!earlier || &view.dockerfile.stages[*earlier] >= stage) {
      break;
    }
    stage = &view.dockerfile.stages[*earlier];
    for (const Instruction& instruction : stage->instructions) {
      user = instruction.name == "USER" ? &instruction : user;
    }
  }
  if (user == nullptr) {
    const bool is_nonroot = stage->base.find("nonroot") != std::string::npos;
    if (!is_nonroot) {
      told.add("dockerfile-root", "", Severity::kMedium, last.from, "no USER: the container runs as root",
               "make a user and end with USER and its number", "none");
    }
    return;
  }
  const std::string_view name = std::string_view(user->text).substr(0, user->text.find(':'));
  if (name == "root" || name == "0") {
    told.add("dockerfile-root", "DL3002", Severity::kMedium, *user, "the last USER is root",
             "switch to a user without rights before the end", "root");
  } else if (!name.empty() && name.front() != '$' && !std::all_of(name.begin(), name.end(), [](char letter) {
               return std::isdigit(static_cast<unsigned char>(letter)) != 0;
             })) {
    told.add("dockerfile-user-by-name", "", Severity::kInfo, *user,
             fmt::format("the user '{}' is a name: Kubernetes cannot tell that it is not root", name),
             "write the number: USER 10001", name);
  }
}

}  // namespace ropewalk::scan::policy
