// Replaces the expressions of a tree by their values, as GitHub's TemplateEvaluator and TemplateUnraveler do: an item
// of a sequence that becomes an array adds its items, a key becomes a string, `${{ insert }}` adds a mapping's members.
#include <fmt/format.h>

#include <string>
#include <utility>

#include "expr/expression.h"
#include "workflow/token.h"

namespace ropewalk::workflow {
namespace {

using Evaluated = tl::expected<expr::Value, EvaluatedError>;
using Done = tl::expected<void, EvaluatedError>;

/// What evaluating one template may use, by GitHub's accounting (actions/runner raises the expression's own limit).
constexpr expr::EvaluationLimits kLimits{.memory_bytes = 10 * 1024 * 1024};

tl::unexpected<EvaluatedError> fail_at(const Token& token, std::string message) {
  return tl::unexpected<EvaluatedError>({std::move(message), token.span});
}

class Evaluator {
 public:
  explicit Evaluator(const expr::Scope& scope) : scope_(scope) {}

  Evaluated value(const Token& token);

 private:
  Evaluated expression(const Token& token);
  Evaluated sequence(const Token& token);
  Evaluated mapping(const Token& token);
  Done add(expr::Object& object, const Token& key, std::string name, expr::Value value);
  Done insert(expr::Object& object, const Member& member);
  Done add_member(expr::Object& object, const Member& member);

  const expr::Scope& scope_;
};

Evaluated Evaluator::value(const Token& token) {
  switch (token.kind) {
    case Token::Kind::kNull: return expr::Value();
    case Token::Kind::kBoolean: return expr::Value(token.boolean);
    case Token::Kind::kNumber: return expr::Value(token.number);
    case Token::Kind::kString: return expr::Value(token.text);
    case Token::Kind::kExpression: return expression(token);
    case Token::Kind::kSequence: return sequence(token);
    case Token::Kind::kMapping: return mapping(token);
    case Token::Kind::kInsert:
      return fail_at(token, "The expression directive 'insert' is not supported in this context");
  }
  return expr::Value();
}

Evaluated Evaluator::expression(const Token& token) {
  auto result = token.expression->evaluate(scope_, kLimits);
  if (!result) {
    return fail_at(token, std::move(result.error().message));
  }
  return std::move(*result);
}

Evaluated Evaluator::sequence(const Token& token) {
  expr::Array items;
  items.reserve(token.items.size());
  for (const Token& item : token.items) {
    Evaluated evaluated = value(item);
    if (!evaluated) {
      return evaluated;
    }
    if (item.kind == Token::Kind::kExpression && evaluated->kind() == expr::Kind::kArray) {
      items.insert(items.end(), evaluated->array().begin(), evaluated->array().end());
    } else {
      items.push_back(std::move(*evaluated));
    }
  }
  return expr::Value(std::move(items));
}

Evaluated Evaluator::mapping(const Token& token) {
  expr::Object object;
  for (const Member& member : token.members) {
    const Done done = member.key.kind == Token::Kind::kInsert ? insert(object, member) : add_member(object, member);
    if (!done) {
      return tl::unexpected(done.error());
    }
  }
  return expr::Value(std::move(object));
}

Done Evaluator::add(expr::Object& object, const Token& key, std::string name, expr::Value value) {
  if (object.find(name) != nullptr) {
    return fail_at(key, fmt::format("'{}' is already defined", name));
  }
  object.set(std::move(name), std::move(value));
  return {};
}

Done Evaluator::add_member(expr::Object& object, const Member& member) {
  std::string name(member.key.text);
  if (member.key.kind == Token::Kind::kExpression) {
    const Evaluated key = expression(member.key);
    if (!key) {
      return tl::unexpected(key.error());
    }
    if (!key->is_primitive()) {
      return fail_at(member.key, "Expected a string");
    }
    name = key->to_text();
  }
  Evaluated evaluated = value(member.value);
  if (!evaluated) {
    return tl::unexpected(evaluated.error());
  }
  return add(object, member.key, std::move(name), std::move(*evaluated));
}

Done Evaluator::insert(expr::Object& object, const Member& member) {
  const Evaluated nested = value(member.value);
  if (!nested) {
    return tl::unexpected(nested.error());
  }
  if (nested->kind() != expr::Kind::kObject) {
    return fail_at(member.value, "Expected a mapping");
  }
  for (const auto& [name, inner] : nested->object().members()) {
    if (const Done done = add(object, member.key, name, inner); !done) {
      return done;
    }
  }
  return {};
}

}  // namespace

Evaluated evaluate(const Token& token, const expr::Scope& scope) { return Evaluator(scope).value(token); }

}  // namespace ropewalk::workflow
