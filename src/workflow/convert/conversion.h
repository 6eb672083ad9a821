// What the functions of this folder share: they turn the tokens that the schema has accepted into the typed model and
// check what a schema cannot say (actions/runner: WorkflowTemplateConverter.cs).
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "expr/expression.h"
#include "workflow/arena.h"
#include "workflow/model.h"
#include "workflow/read_state.h"
#include "workflow/schema.h"

namespace ropewalk::workflow {

/// The conversion of one file.
struct Conversion {
  Conversion(ReadState& read_state, Arena& file_arena, const Schema& file_schema)
      : state(read_state), arena(file_arena), schema(file_schema) {}

  ReadState& state;
  Arena& arena;
  const Schema& schema;
  /// `success()`, which most steps have: parsed once and shared.
  std::optional<expr::Expression> success = std::nullopt;
  /// What conditions may use, by their kind (condition.h).
  std::array<std::optional<ContextVocabulary>, 3> vocabularies = {};
};

/// True when the value or anything in it is an expression: then its check waits until it is evaluated.
[[nodiscard]] bool has_expression(const Token& token);

/// A mapping's value by the exact name of its key; null when there is none.
[[nodiscard]] const Token* find_exactly(const Token& mapping, std::string_view key);

}  // namespace ropewalk::workflow
