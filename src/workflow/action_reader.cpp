// Reads `action.yml` as the runner does (actions/runner: ActionManifestManager.cs).
#include <fmt/format.h>

#include <array>
#include <memory>
#include <string_view>
#include <utility>

#include "base/strings.h"
#include "workflow/arena.h"
#include "workflow/convert/conversion.h"
#include "workflow/convert/steps.h"
#include "workflow/reader.h"
#include "workflow/template_reader.h"
#include "workflow/workflow_set.h"
#include "yaml/document.h"

namespace ropewalk::workflow {
namespace {

constexpr std::array<std::string_view, 4> kNodeVersions = {"node12", "node16", "node20", "node24"};
constexpr const char* kUsingHint = "Write `using: composite`, `docker`, `node20` or `node24`.";

bool is_node(std::string_view using_text) {
  for (const std::string_view version : kNodeVersions) {
    if (equals_ignoring_case(using_text, version)) {
      return true;
    }
  }
  return false;
}

ActionInput convert_input(const Member& member) {
  ActionInput input;
  input.name = member.key.text;
  input.default_value = member.value.find("default");
  const Token* required = member.value.find("required");
  input.is_required = required != nullptr && (required->boolean || equals_ignoring_case(required->text, "true"));
  if (const Token* message = member.value.find("deprecationMessage")) {
    input.deprecation_message = message->text;
  }
  return input;
}

class ActionConverter {
 public:
  ActionConverter(Conversion& conversion, ActionFile& action) : conversion_(conversion), action_(action) {}

  void convert(const Token& root);

 private:
  void convert_runs(const Token& runs);
  void take_runs_property(const Member& member);
  void check_runs(const Token& runs);

  Conversion& conversion_;
  ActionFile& action_;
  bool has_steps_ = false;
};

void ActionConverter::convert(const Token& root) {
  const Token* runs = nullptr;
  for (const Member& member : root.members) {
    const std::string_view key = member.key.text;
    if (key == "name") {
      action_.name = member.value.text;
    }
    if (key == "runs") {
      runs = &member.value;
    }
    if (key == "inputs") {
      for (const Member& input : member.value.members) {
        action_.inputs.push_back(convert_input(input));
      }
    }
    if (key == "outputs") {
      for (const Member& output : member.value.members) {
        action_.outputs.push_back({output.key.text, output.value.find("value")});
      }
    }
  }
  if (runs == nullptr) {
    conversion_.state.file_error(action_.file, {}, "Top level 'runs:' section is required", kUsingHint);
    return;
  }
  convert_runs(*runs);
}

void ActionConverter::convert_runs(const Token& runs) {
  for (const Member& member : runs.members) {
    take_runs_property(member);
  }
  check_runs(runs);
}

void ActionConverter::take_runs_property(const Member& member) {
  constexpr std::array<std::pair<std::string_view, std::string_view ActionFile::*>, 10> kTexts = {{
      {"using", &ActionFile::using_text},
      {"main", &ActionFile::main},
      {"pre", &ActionFile::pre},
      {"post", &ActionFile::post},
      {"pre-if", &ActionFile::pre_if},
      {"post-if", &ActionFile::post_if},
      {"image", &ActionFile::image},
      {"entrypoint", &ActionFile::entrypoint},
      {"pre-entrypoint", &ActionFile::pre_entrypoint},
      {"post-entrypoint", &ActionFile::post_entrypoint},
  }};
  for (const auto& [key, field] : kTexts) {
    if (member.key.text == key) {
      action_.*field = member.value.text;
    }
  }
  if (member.key.text == "args") {
    action_.args = &member.value;
  }
  if (member.key.text == "env") {
    action_.env = &member.value;
  }
  if (member.key.text == "steps") {
    has_steps_ = true;
    action_.steps = convert_steps(conversion_, member.value);
  }
}

void ActionConverter::check_runs(const Token& runs) {
  const std::string_view using_text = action_.using_text;
  if (using_text.empty()) {
    conversion_.state.error_at(runs,
                               "Missing 'using' value. 'using' requires 'composite', 'docker', 'node12', 'node16', "
                               "'node20' or 'node24'.",
                               kUsingHint);
  } else if (equals_ignoring_case(using_text, "docker")) {
    action_.kind = ActionKind::kDocker;
    if (action_.image.empty()) {
      conversion_.state.error_at(runs, "You are using a Container Action but an image is not provided.");
    }
  } else if (is_node(using_text)) {
    action_.kind = ActionKind::kNode;
    if (action_.main.empty()) {
      conversion_.state.error_at(
          runs, "You are using a JavaScript Action but there is not an entry JavaScript file provided.");
    }
  } else if (equals_ignoring_case(using_text, "composite")) {
    action_.kind = ActionKind::kComposite;
    if (!has_steps_) {
      conversion_.state.error_at(runs, "You are using a composite action but there are no steps provided.");
    }
  } else {
    conversion_.state.error_at(
        *runs.find("using"),
        fmt::format("'using: {}' is not supported, use 'docker', 'node12', 'node16', 'node20' or 'node24' instead.",
                    using_text),
        kUsingHint);
  }
}

std::shared_ptr<ActionFile> read_file(const SourceFilePtr& file, ReadState& state, bool is_strict) {
  if (!is_within_size(file, state)) {
    return nullptr;
  }
  const auto arena = std::make_shared<Arena>();
  const yaml::Document document = yaml::read_document(
      file, arena->memory(),
      {.allows_anchors = state.options.allows_anchors, .max_depth = static_cast<std::size_t>(state.options.max_depth)});
  const Schema& schema = action_schema();
  const auto which = is_strict ? ActionRoot::kActionStrict : ActionRoot::kAction;
  const std::optional<Token> token = read_template(document, schema, root(schema, which), state, *arena);
  if (!token || !state.problems.empty()) {
    return nullptr;
  }
  auto action = std::make_shared<ActionFile>();
  action->file = file;
  action->storage = arena;
  Conversion conversion(state, *arena, schema);
  ActionConverter(conversion, *action).convert(*token);
  return state.problems.empty() ? action : nullptr;
}

}  // namespace

ReadActionResult read_action(const SourceFilePtr& file, const ReadOptions& options) {
  ReadState state(options);
  ReadActionResult result;
  result.action = read_file(file, state, options.strict_action);
  for (const Problem& problem : state.problems.all()) {
    result.errors.push_back(problem.error);
  }
  return result;
}

}  // namespace ropewalk::workflow
