// A token evaluated with the place of each of its parts kept: what a strategy or a call's `with` is read from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "expr/value.h"
#include "workflow/token.h"

namespace ropewalk::workflow {

struct EvaluatedMember;

/// One value and where it stands. Parts of what an expression gave all stand where the expression does.
struct Evaluated {
  Span span;
  /// The whole value; arrays and objects with all that is in them.
  expr::Value value;
  /// The items of an array, the members of an object in order.
  std::vector<Evaluated> items;
  std::vector<EvaluatedMember> members;

  [[nodiscard]] expr::Kind kind() const { return value.kind(); }
  /// The member with this name, ASCII case ignored; null when there is none.
  [[nodiscard]] const Evaluated* find(std::string_view name) const;
};

struct EvaluatedMember {
  std::string key;
  Span key_span;
  Evaluated value;
};

/// What GitHub's reader says of a value of the wrong kind: `A sequence was not expected`, `Unexpected value 'x'`.
[[nodiscard]] std::string unexpected_text(const expr::Value& value);

/// The one walk over a tree with expressions, by GitHub's rules (TemplateEvaluator, TemplateUnraveler in
/// actions/runner): an item of a sequence that gives an array adds its items, a key may be an expression,
/// `${{ insert }}` adds the members of a mapping. `evaluate` of token.h is its value. Errors have the place in `file`:
/// what the expressions say, `'x' is already defined`, `Expected a mapping`, `Expected a string`.
[[nodiscard]] Result<Evaluated> evaluate_in_place(const Token& token, const SourceFilePtr& file,
                                                  const expr::Scope& scope);

}  // namespace ropewalk::workflow
