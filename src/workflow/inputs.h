// The inputs of `workflow_dispatch` and `workflow_call`, typed.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "workflow/model.h"

namespace ropewalk::workflow {

enum class InputType : std::uint8_t { kString, kBoolean, kNumber, kChoice, kEnvironment };

/// The word that a workflow writes for a type.
[[nodiscard]] std::string_view name(InputType type);

/// One input. Views live as long as the workflow.
struct InputDefinition {
  std::string_view name;
  Span span;
  InputType type = InputType::kString;
  bool is_required = false;
  /// Null when there is none. A called workflow's default may be an expression.
  const Token* default_value = nullptr;
  /// The choices of a choice.
  std::vector<std::string_view> options;
  std::string_view description;
};

/// The inputs of a trigger in the order of the file; none for events that have no inputs.
[[nodiscard]] std::vector<InputDefinition> read_inputs(const Trigger& trigger);

/// A secret that a called workflow takes.
struct SecretDefinition {
  std::string_view name;
  bool is_required = false;
  std::string_view description;
};
[[nodiscard]] std::vector<SecretDefinition> read_secrets(const Trigger& trigger);

/// An output of a called workflow.
struct OutputDefinition {
  std::string_view name;
  const Token* value = nullptr;
  std::string_view description;
};
[[nodiscard]] std::vector<OutputDefinition> read_outputs(const Trigger& trigger);

}  // namespace ropewalk::workflow
