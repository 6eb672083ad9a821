// Replaces the expressions of a tree by their values and keeps the places.
#include <fmt/format.h>

#include <iterator>
#include <string>
#include <utility>

#include "base/strings.h"
#include "expr/expression.h"
#include "workflow/evaluated.h"

namespace ropewalk::workflow {
namespace {

using Walked = tl::expected<Evaluated, EvaluatedError>;
using Done = tl::expected<void, EvaluatedError>;

/// What evaluating one template may use, by GitHub's accounting (actions/runner raises the expression's own limit).
constexpr expr::EvaluationLimits kLimits{.memory_bytes = 10 * 1024 * 1024};

/// Deeper values come from fromJSON only, which stops at this depth itself.
constexpr int kMaxDepth = 100;

tl::unexpected<EvaluatedError> fail_at(Span span, std::string message) {
  return tl::unexpected<EvaluatedError>({std::move(message), span});
}

Evaluated leaf(Span span, expr::Value value) {
  return {.span = span, .value = std::move(value), .items = {}, .members = {}};
}

/// A value's parts, which all stand where the whole does.
Evaluated spread(expr::Value value, Span span, int depth = 0) {
  Evaluated result = leaf(span, std::move(value));
  if (depth > kMaxDepth) {
    return result;
  }
  if (result.kind() == expr::Kind::kArray) {
    for (const expr::Value& item : result.value.array()) {
      result.items.push_back(spread(item, span, depth + 1));
    }
  } else if (result.kind() == expr::Kind::kObject) {
    for (const auto& [key, member] : result.value.object().members()) {
      result.members.push_back({key, span, spread(member, span, depth + 1)});
    }
  }
  return result;
}

/// A mapping on its way. Keys have no case.
struct Mapping {
  expr::Object object;
  std::vector<EvaluatedMember> members;

  Done add(EvaluatedMember member) {
    if (object.find(member.key) != nullptr) {
      return fail_at(member.key_span, fmt::format("'{}' is already defined", member.key));
    }
    object.set(member.key, member.value.value);
    members.push_back(std::move(member));
    return {};
  }
};

class Walk {
 public:
  explicit Walk(const expr::Scope& scope) : scope_(scope) {}

  Walked any(const Token& token) const {
    switch (token.kind) {
      case Token::Kind::kNull: return leaf(token.span, expr::Value());
      case Token::Kind::kBoolean: return leaf(token.span, expr::Value(token.boolean));
      case Token::Kind::kNumber: return leaf(token.span, expr::Value(token.number));
      case Token::Kind::kString: return leaf(token.span, expr::Value(token.text));
      case Token::Kind::kExpression: return expression(token);
      case Token::Kind::kSequence: return sequence(token);
      case Token::Kind::kMapping: return mapping(token);
      case Token::Kind::kInsert:
        return fail_at(token.span, "The expression directive 'insert' is not supported in this context");
    }
    return leaf(token.span, expr::Value());
  }

 private:
  Walked expression(const Token& token) const {
    auto value = token.expression->evaluate(scope_, kLimits);
    if (!value) {
      return fail_at(token.span, std::move(value.error().message));
    }
    return spread(std::move(*value), token.span);
  }

  Walked sequence(const Token& token) const {
    Evaluated result = leaf(token.span, {});
    result.items.reserve(token.items.size());
    for (const Token& item : token.items) {
      Walked one = any(item);
      if (!one) {
        return one;
      }
      if (item.kind == Token::Kind::kExpression && one->kind() == expr::Kind::kArray) {
        result.items.insert(result.items.end(), std::make_move_iterator(one->items.begin()),
                            std::make_move_iterator(one->items.end()));
      } else {
        result.items.push_back(std::move(*one));
      }
    }
    expr::Array values;
    values.reserve(result.items.size());
    for (const Evaluated& item : result.items) {
      values.push_back(item.value);
    }
    result.value = expr::Value(std::move(values));
    return result;
  }

  Walked mapping(const Token& token) const {
    Mapping mapping;
    mapping.members.reserve(token.members.size());
    for (const Member& member : token.members) {
      const Done done = member.key.kind == Token::Kind::kInsert ? insert(mapping, member) : add(mapping, member);
      if (!done) {
        return tl::unexpected(done.error());
      }
    }
    Evaluated result = leaf(token.span, expr::Value(std::move(mapping.object)));
    result.members = std::move(mapping.members);
    return result;
  }

  Done add(Mapping& mapping, const Member& member) const {
    std::string name(member.key.text);
    if (member.key.kind == Token::Kind::kExpression) {
      const Walked key = expression(member.key);
      if (!key) {
        return tl::unexpected(key.error());
      }
      if (!key->value.is_primitive()) {
        return fail_at(member.key.span, "Expected a string");
      }
      name = key->value.to_text();
    }
    Walked value = any(member.value);
    if (!value) {
      return tl::unexpected(value.error());
    }
    return mapping.add({std::move(name), member.key.span, std::move(*value)});
  }

  Done insert(Mapping& mapping, const Member& member) const {
    Walked nested = any(member.value);
    if (!nested) {
      return tl::unexpected(nested.error());
    }
    if (nested->kind() != expr::Kind::kObject) {
      return fail_at(member.value.span, "Expected a mapping");
    }
    for (EvaluatedMember& inner : nested->members) {
      inner.key_span = member.key.span;
      if (Done done = mapping.add(std::move(inner)); !done) {
        return done;
      }
    }
    return {};
  }

  const expr::Scope& scope_;
};

}  // namespace

const Evaluated* Evaluated::find(std::string_view name) const {
  for (const EvaluatedMember& member : members) {
    if (equals_ignoring_case(member.key, name)) {
      return &member.value;
    }
  }
  return nullptr;
}

std::string unexpected_text(const expr::Value& value) {
  if (value.kind() == expr::Kind::kArray) {
    return "A sequence was not expected";
  }
  if (value.kind() == expr::Kind::kObject) {
    return "A mapping was not expected";
  }
  return fmt::format("Unexpected value '{}'", value.to_text());
}

tl::expected<expr::Value, EvaluatedError> evaluate(const Token& token, const expr::Scope& scope) {
  if (token.kind == Token::Kind::kExpression) {
    // Most are this, and nobody asks for their parts.
    auto value = token.expression->evaluate(scope, kLimits);
    if (!value) {
      return fail_at(token.span, std::move(value.error().message));
    }
    return std::move(*value);
  }
  Walked walked = Walk(scope).any(token);
  if (!walked) {
    return tl::unexpected(std::move(walked.error()));
  }
  return std::move(walked->value);
}

Result<Evaluated> evaluate_in_place(const Token& token, const SourceFilePtr& file, const expr::Scope& scope) {
  Walked walked = Walk(scope).any(token);
  if (!walked) {
    return fail(ErrorKind::kInvalid, std::move(walked.error().message), {}, SourceRef{file, walked.error().span});
  }
  return std::move(*walked);
}

}  // namespace ropewalk::workflow
