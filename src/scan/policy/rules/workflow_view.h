// Walking over a workflow's or an action's jobs and steps, whether or not GitHub would take the file.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "scan/policy/rules/rule.h"

namespace ropewalk::scan::policy {

/// One step, with the job that it is in (null in an action).
struct StepView {
  const yaml::Node* job = nullptr;
  const yaml::Node* step = nullptr;
};

/// All steps of all jobs, or of a composite action.
[[nodiscard]] std::vector<StepView> steps_of(const YamlView& view);
/// The jobs' names and mappings.
[[nodiscard]] std::vector<YamlEntry> jobs_of(const YamlView& view);
/// The place of a character in a script; `text` is the script's, or one with the same lines.
[[nodiscard]] Location place_in(const YamlView& view, const yaml::Node& script, std::string_view text, std::size_t at);
/// Whether a workflow starts at an event (`on: push`, `on: [push]`, `on: {push: …}`).
[[nodiscard]] bool starts_at(const YamlView& view, std::string_view event);

}  // namespace ropewalk::scan::policy
