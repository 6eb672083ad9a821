#include "engine/schedule/runs_on.h"

#include <fmt/format.h>

#include "base/strings.h"

namespace ropewalk::engine {
namespace {

bool is_here(std::string_view label, const ports::Environment& machine) {
  const std::string word = to_lower(label);
  return word.starts_with("ubuntu-") || word == "linux" || word == "self-hosted" ||
         equals_ignoring_case(word, machine.architecture());
}

Result<void> add_labels(const expr::Value& value, std::vector<std::string>& labels) {
  if (value.kind() == expr::Kind::kArray) {
    for (const expr::Value& item : value.array()) {
      if (!item.is_primitive()) {
        return fail(ErrorKind::kInvalid, "Unexpected value in 'runs-on': a label must be a text");
      }
      labels.push_back(item.to_text());
    }
    return {};
  }
  if (value.is_primitive()) {
    labels.push_back(value.to_text());
    return {};
  }
  if (const expr::Value* member = value.object().find("labels")) {
    return add_labels(*member, labels);
  }
  return {};
}

}  // namespace

Result<std::vector<std::string>> runs_on_labels(const expr::Value& runs_on) {
  std::vector<std::string> labels;
  if (auto added = add_labels(runs_on, labels); !added) {
    return fail(std::move(added.error()));
  }
  std::erase_if(labels, [](const std::string& label) { return trim(label).empty(); });
  const bool has_group = runs_on.kind() == expr::Kind::kObject && runs_on.object().find("group") != nullptr;
  if (labels.empty() && !has_group) {
    return fail(ErrorKind::kInvalid, "'runs-on' names no label");
  }
  return labels;
}

RunsOnDecision decide_runs_on(const std::vector<std::string>& labels, const EngineOptions& options,
                              const ports::Environment& machine) {
  std::vector<std::string> unknown;
  for (const std::string& label : labels) {
    const auto choice = options.platforms.find(label);
    if (choice != options.platforms.end() && choice->second == PlatformChoice::kSkip) {
      return {RunsOnAnswer::kSkip, fmt::format("runs on '{}', which --platform {}=skip leaves out", label, label)};
    }
    if (choice == options.platforms.end() && !is_here(label, machine)) {
      unknown.push_back(label);
    }
  }
  if (labels.empty()) {
    return {RunsOnAnswer::kNowhere, "asks for a runner group, and this machine is in none"};
  }
  if (unknown.empty()) {
    return {};
  }
  return {
      RunsOnAnswer::kNowhere,
      fmt::format("this machine is no '{}' runner (--platform {}=host runs such jobs here, {}=skip leaves them out)",
                  join(unknown, "', '"), unknown.front(), unknown.front())};
}

}  // namespace ropewalk::engine
