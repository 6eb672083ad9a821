// What dependabot.yml may hold: keys, kinds of values and their limits (docs.github.com, "Dependabot options
// reference", version 2). Whether it fits the repository is the business of check.h.
#pragma once

#include <vector>

#include "scan/core/finding.h"
#include "scan/policy/yaml_view.h"

namespace ropewalk::scan::policy {

/// What is wrong with the file by itself, each once, at the value, the key or the entry that it is about.
[[nodiscard]] std::vector<Finding> check_dependabot_shape(const YamlView& view, const yaml::Node& root);

}  // namespace ropewalk::scan::policy
