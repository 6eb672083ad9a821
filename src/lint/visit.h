// Walks over what a job says, for rules.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "expr/node.h"
#include "workflow/model.h"

namespace ropewalk::lint {

/// One expression of a job and the part of the file that it stands in.
struct JobExpression {
  /// Null in an action.
  const workflow::Job* job = nullptr;
  /// Null for what the job itself says.
  const workflow::Step* step = nullptr;
  const expr::Expression& expression;
  Span span;
};

/// Every expression of a job in the file's order of keys: conditions, values, keys of mappings.
void for_each_expression(const workflow::Job& job, const std::function<void(const JobExpression&)>& visit);

/// Every expression of the steps and of the outputs of a composite action.
void for_each_expression(const workflow::ActionFile& action, const std::function<void(const JobExpression&)>& visit);

/// Every step, those within `parallel` too.
void for_each_step(const std::vector<workflow::Step>& steps, const std::function<void(const workflow::Step&)>& visit);

/// The place in the file of a part of an expression. A text with several `${{ }}` is one expression whose own text
/// stands nowhere, so the part is looked for by its words; the whole value where it is written otherwise.
[[nodiscard]] SourceRef place_of(const SourceFilePtr& file, const JobExpression& where, const expr::Node& part);

}  // namespace ropewalk::lint
