// The numbers of the types are those of GitHub's TokenType.
#include "app/protocol/template_token.h"

#include <cmath>
#include <string>

#include "expr/value.h"

namespace ropewalk::app {
namespace {

constexpr int kString = 0;
constexpr int kSequence = 1;
constexpr int kMapping = 2;
constexpr int kExpression = 3;
constexpr int kInsert = 4;
constexpr int kBoolean = 5;
constexpr int kNumber = 6;
constexpr int kNull = 7;

/// JSON has no words for infinite numbers.
json::value number_json(double number) {
  if (!std::isfinite(number)) {
    return json::value(expr::number_text(number));
  }
  return json::value(number);
}

}  // namespace

json::object TokenJson::described(int type, const workflow::Token& token) const {
  json::object object;
  object["type"] = type;
  if (has_source_) {
    const LineColumn place = state_.files[token.file]->locate(token.span.begin, ColumnUnit::kUtf16);
    object["file"] = token.file + 1;
    object["line"] = place.line;
    object["col"] = place.column;
  }
  return object;
}

json::value TokenJson::literal(const workflow::Token& token) const {
  json::object object;
  switch (token.kind) {
    case workflow::Token::Kind::kString:
      if (!has_source_) {
        return json::value(json::string(token.text));
      }
      object = described(kString, token);
      object["lit"] = json::string(token.text);
      break;
    case workflow::Token::Kind::kBoolean:
      if (!has_source_) {
        return json::value(token.boolean);
      }
      object = described(kBoolean, token);
      object["bool"] = token.boolean;
      break;
    case workflow::Token::Kind::kNumber:
      if (!has_source_) {
        return number_json(token.number);
      }
      object = described(kNumber, token);
      object["num"] = number_json(token.number);
      break;
    case workflow::Token::Kind::kNull:
    case workflow::Token::Kind::kSequence:
    case workflow::Token::Kind::kMapping:
    case workflow::Token::Kind::kExpression:
    case workflow::Token::Kind::kInsert:
      if (!has_source_) {
        return nullptr;
      }
      object = described(kNull, token);
      break;
  }
  return object;
}

json::value TokenJson::token(const workflow::Token& token) const {
  json::object object;
  switch (token.kind) {
    case workflow::Token::Kind::kSequence: {
      object = described(kSequence, token);
      json::array items;
      for (const workflow::Token& item : token.items) {
        items.push_back(this->token(item));
      }
      object["seq"] = std::move(items);
      return object;
    }
    case workflow::Token::Kind::kMapping: {
      object = described(kMapping, token);
      json::array members;
      for (const workflow::Member& member : token.members) {
        members.push_back(json::object{{"Key", this->token(member.key)}, {"Value", this->token(member.value)}});
      }
      object["map"] = std::move(members);
      return object;
    }
    case workflow::Token::Kind::kExpression:
      object = described(kExpression, token);
      object["expr"] = json::string(token.text);
      return object;
    case workflow::Token::Kind::kInsert:
      object = described(kInsert, token);
      object["directive"] = "insert";
      return object;
    case workflow::Token::Kind::kString:
    case workflow::Token::Kind::kBoolean:
    case workflow::Token::Kind::kNumber:
    case workflow::Token::Kind::kNull: return literal(token);
  }
  return nullptr;
}

json::value TokenJson::text(std::string_view text, Span span, const SourceFilePtr& file) const {
  workflow::Token token;
  token.kind = workflow::Token::Kind::kString;
  token.text = text;
  token.span = span;
  token.file = state_.file_index(file);
  return literal(token);
}

json::value TokenJson::condition(const workflow::Condition& condition, const SourceFilePtr& file) const {
  workflow::Token token;
  token.kind = workflow::Token::Kind::kExpression;
  token.text = condition.expression.text();
  token.span = condition.span;
  token.file = state_.file_index(file);
  if (condition.span.end != 0) {
    return this->token(token);
  }
  return json::object{{"type", kExpression}, {"expr", json::string(token.text)}};
}

}  // namespace ropewalk::app
