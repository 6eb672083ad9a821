#include "plan/evaluated.h"

#include <fmt/format.h>

#include "base/strings.h"

namespace ropewalk::plan {
namespace {

using workflow::Token;

/// Deeper values come from fromJSON only, which stops at this depth itself.
constexpr int kMaxDepth = 100;

/// Spreads a value into parts that all stand at one place.
Evaluated spread(const expr::Value& value, Span span, int depth) {
  Evaluated result{.span = span, .value = value, .items = {}, .members = {}};
  if (depth > kMaxDepth) {
    return result;
  }
  if (value.kind() == expr::Kind::kArray) {
    for (const expr::Value& item : value.array()) {
      result.items.push_back(spread(item, span, depth + 1));
    }
  } else if (value.kind() == expr::Kind::kObject) {
    for (const auto& [key, member] : value.object().members()) {
      result.members.push_back({key, span, spread(member, span, depth + 1)});
    }
  }
  return result;
}

class Walk {
 public:
  Walk(const SourceFilePtr& file, const expr::Scope& scope) : file_(file), scope_(scope) {}

  Result<Evaluated> walk(const Token& token, int depth) const {
    switch (token.kind) {
      case Token::Kind::kSequence: return walk_sequence(token, depth);
      case Token::Kind::kMapping: return walk_mapping(token, depth);
      // Most of a strategy is literals, so they take no way around.
      case Token::Kind::kString: return scalar(token, expr::Value(token.text));
      case Token::Kind::kBoolean: return scalar(token, expr::Value(token.boolean));
      case Token::Kind::kNumber: return scalar(token, expr::Value(token.number));
      case Token::Kind::kNull: return scalar(token, expr::Value());
      case Token::Kind::kExpression:
      case Token::Kind::kInsert: return walk_expression(token, depth);
    }
    return fail(ErrorKind::kInternal, "a token of no known kind");
  }

 private:
  [[nodiscard]] tl::unexpected<Error> fail_at(Span span, std::string message) const {
    return fail(ErrorKind::kInvalid, std::move(message), {}, SourceRef{file_, span});
  }

  static Evaluated scalar(const Token& token, expr::Value value) {
    return {.span = token.span, .value = std::move(value), .items = {}, .members = {}};
  }

  Result<Evaluated> walk_expression(const Token& token, int depth) const {
    const auto value = workflow::evaluate(token, scope_);
    if (!value) {
      return fail_at(value.error().span, value.error().message);
    }
    return spread(*value, token.span, depth);
  }

  Result<Evaluated> walk_sequence(const Token& token, int depth) const {
    Evaluated result{.span = token.span, .value = {}, .items = {}, .members = {}};
    expr::Array values;
    values.reserve(token.items.size());
    result.items.reserve(token.items.size());
    for (const Token& item : token.items) {
      auto one = walk(item, depth + 1);
      if (!one) {
        return one;
      }
      values.push_back(one->value);
      result.items.push_back(*std::move(one));
    }
    result.value = expr::Value(std::move(values));
    return result;
  }

  Result<Evaluated> walk_mapping(const Token& token, int depth) const {
    Evaluated result{.span = token.span, .value = {}, .items = {}, .members = {}};
    result.members.reserve(token.members.size());
    for (const workflow::Member& member : token.members) {
      auto value = walk(member.value, depth + 1);
      if (!value) {
        return value;
      }
      if (member.key.kind == Token::Kind::kInsert) {
        if (value->kind() != expr::Kind::kObject) {
          return fail_at(value->span, "A mapping was expected");
        }
        for (EvaluatedMember& inserted : value->members) {
          if (auto added = add(result, std::move(inserted)); !added) {
            return fail(added.error());
          }
        }
        continue;
      }
      auto key = walk(member.key, depth + 1);
      if (!key) {
        return key;
      }
      EvaluatedMember added{key->value.to_text(), member.key.span, *std::move(value)};
      if (auto done = add(result, std::move(added)); !done) {
        return fail(done.error());
      }
    }
    expr::Object object;
    for (const EvaluatedMember& member : result.members) {
      object.set(member.key, member.value.value);
    }
    result.value = expr::Value(std::move(object));
    return result;
  }

  Result<void> add(Evaluated& mapping, EvaluatedMember member) const {
    if (mapping.find(member.key) != nullptr) {
      return fail_at(member.key_span, fmt::format("'{}' is already defined", member.key));
    }
    mapping.members.push_back(std::move(member));
    return {};
  }

  const SourceFilePtr& file_;
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

Result<Evaluated> evaluate_in_place(const workflow::Token& token, const SourceFilePtr& file, const expr::Scope& scope) {
  return Walk(file, scope).walk(token, 0);
}

}  // namespace ropewalk::plan
