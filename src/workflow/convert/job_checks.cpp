// Texts and order are those of actions/runner's WorkflowTemplateConverter.cs.
#include "workflow/convert/job_checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "workflow/convert/condition.h"

namespace ropewalk::workflow {
namespace {

constexpr std::size_t kLongestGroup = 400;
constexpr std::string_view kDocker = "docker://";

bool is_runner_scope(std::string_view text) {
  return text == "org" || text == "organization" || text == "ent" || text == "enterprise";
}

void check_runner_group(Conversion& conversion, const Token& group) {
  const auto names = split(group.text, '/');
  if (names.size() == 1) {
    return;
  }
  if (names.size() == 2 && names[1].empty()) {
    conversion.state.error_at(group, fmt::format("Invalid runs-on group name '{}'.", group.text));
  } else if (names.size() > 2 || !is_runner_scope(names[0])) {
    conversion.state.error_at(group, fmt::format("Invalid runs-on group name '{}'. Please use 'organization/' or "
                                                 "'enterprise/' prefix to target a single runner group.",
                                                 group.text));
  }
}

bool is_snapshot_version(std::string_view text) {
  const auto segments = split(text, '.');
  return segments.size() == 2 && segments[1] == "*" && !segments[0].empty() && segments[0].size() <= 9 &&
         std::all_of(segments[0].begin(), segments[0].end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

void check_runs_on(Conversion& conversion, const Token& runs_on) {
  const Token* group = find_exactly(runs_on, "group");
  if (group != nullptr && group->kind == Token::Kind::kString) {
    check_runner_group(conversion, *group);
  }
}

void check_concurrency(Conversion& conversion, const Token& concurrency) {
  const Token* group = concurrency.kind == Token::Kind::kString ? &concurrency : find_exactly(concurrency, "group");
  if (group != nullptr && group->kind == Token::Kind::kString && utf16_length(group->text) > kLongestGroup) {
    conversion.state.error_at(concurrency, "Concurrency group name must be less than 400 characters");
  }
  const Token* queue = find_exactly(concurrency, "queue");
  const Token* cancel = find_exactly(concurrency, "cancel-in-progress");
  if (queue != nullptr && queue->text == "max" && cancel != nullptr && cancel->boolean) {
    conversion.state.error_at(concurrency, "'queue: max' cannot be combined with 'cancel-in-progress: true'.");
  }
}

void check_container(Conversion& conversion, const Token& container, bool is_service) {
  if (has_expression(container)) {
    return;
  }
  const Token* image = container.kind == Token::Kind::kString ? &container : find_exactly(container, "image");
  std::string_view name = image == nullptr ? std::string_view{} : image->text;
  const bool has_prefix = name.starts_with(kDocker);
  if (has_prefix) {
    name.remove_prefix(kDocker.size());
  }
  const bool is_missing = conversion.state.options.dialect.needs_container_image && image == nullptr;
  if (name.empty() && (has_prefix || is_service || is_missing)) {
    conversion.state.error_at(container, "Container image cannot be empty");
  }
}

void check_services(Conversion& conversion, const Token& services) {
  if (has_expression(services)) {
    return;
  }
  for (const Member& service : services.members) {
    check_container(conversion, service.value, true);
  }
}

void check_snapshot(Conversion& conversion, const Token& snapshot) {
  for (const Member& member : snapshot.members) {
    if (member.key.text == "if") {
      static_cast<void>(convert_condition(conversion, &member.value, ConditionKind::kSnapshot));
    } else if (member.key.text == "version" && member.value.kind == Token::Kind::kString &&
               !is_snapshot_version(member.value.text)) {
      conversion.state.error_at(snapshot,
                                fmt::format("Expected format '{{major-version}}.*' Actual '{}'", member.value.text));
    }
  }
}

}  // namespace ropewalk::workflow
