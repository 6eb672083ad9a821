// Scalars without their expressions: what a plain scalar means, tags, and whether a value fits its definition.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "base/strings.h"
#include "workflow/literal.h"
#include "workflow/template_reader.h"
#include "yaml/scalar.h"

namespace ropewalk::workflow {
namespace {

/// A longer list of words helps nobody.
constexpr std::size_t kListedWords = 12;

constexpr std::string_view kTagPrefix = "tag:yaml.org,2002:";

/// .NET's names of the styles, as GitHub's message has them.
std::string_view style_name(yaml::ScalarStyle style) {
  switch (style) {
    case yaml::ScalarStyle::kPlain: return "Plain";
    case yaml::ScalarStyle::kSingleQuoted: return "SingleQuoted";
    case yaml::ScalarStyle::kDoubleQuoted: return "DoubleQuoted";
    case yaml::ScalarStyle::kLiteral: return "Literal";
    case yaml::ScalarStyle::kFolded: return "Folded";
  }
  return "Plain";
}

/// True when the value has the type that a tag asks for; the token takes it.
bool apply_tag(std::string_view type, std::string_view text, Token& out) {
  const yaml::CoreScalar scalar = yaml::resolve_plain(text);
  if (type == "null" && scalar.kind == yaml::ScalarKind::kNull) {
    out.kind = Token::Kind::kNull;
    return true;
  }
  if (type == "bool" && scalar.kind == yaml::ScalarKind::kBoolean) {
    out.kind = Token::Kind::kBoolean;
    out.boolean = scalar.boolean;
    return true;
  }
  if (type == "int" && scalar.kind == yaml::ScalarKind::kNumber && scalar.is_integer) {
    out.kind = Token::Kind::kNumber;
    out.number = scalar.number;
    return true;
  }
  if (type == "float" && yaml::reads_as_float(text, out.number)) {
    out.kind = Token::Kind::kNumber;
    return true;
  }
  return false;
}

/// What would fit a definition, for a hint.
std::string expectation(const ReadState& state, const Schema& schema, const Definition& definition,
                        std::string_view seen) {
  const auto words = schema.values_of(definition);
  if (words.empty()) {
    if (definition.takes_boolean && definition.strings == StringRule::kNone) {
      return "Expected true or false.";
    }
    if (definition.takes_number && definition.strings == StringRule::kNone) {
      return "Expected a number.";
    }
    return seen.empty() ? "A value is missing here." : "";
  }
  std::string near = state.did_you_mean(seen, {words.begin(), words.end()});
  if (!near.empty()) {
    return near;
  }
  return words.size() <= kListedWords ? fmt::format("Expected one of: {}.", fmt::join(words, ", ")) : "";
}

}  // namespace

bool TemplateReader::read_literal(const yaml::Node& node, Token& out) {
  if (!node.tag.empty()) {
    return read_tagged(node, out);
  }
  out.kind = Token::Kind::kString;
  out.text = node.text;
  if (node.style != yaml::ScalarStyle::kPlain) {
    return true;
  }
  const yaml::CoreScalar scalar = yaml::resolve_plain(node.text);
  switch (scalar.kind) {
    case yaml::ScalarKind::kString: return true;
    case yaml::ScalarKind::kNull: out.kind = Token::Kind::kNull; break;
    case yaml::ScalarKind::kBoolean: out.kind = Token::Kind::kBoolean; break;
    case yaml::ScalarKind::kNumber: out.kind = Token::Kind::kNumber; break;
    case yaml::ScalarKind::kOutOfRange: return refuse_number(node, "tag:yaml.org,2002:int");
  }
  out.boolean = scalar.boolean;
  out.number = scalar.number;
  return true;
}

bool TemplateReader::read_tagged(const yaml::Node& node, Token& out) {
  const std::string_view type = node.tag.starts_with(kTagPrefix) ? node.tag.substr(kTagPrefix.size()) : "";
  out.text = node.text;
  if (type == "str") {
    out.kind = Token::Kind::kString;
    return true;
  }
  if (node.style != yaml::ScalarStyle::kPlain) {
    const LineColumn place = document_.file->locate(node.span.begin, ColumnUnit::kUtf16);
    return stop(node.span, fmt::format("The scalar style '{}' on line {} and column {} is not valid with the tag '{}'",
                                       style_name(node.style), place.line, place.column, node.tag));
  }
  if (type != "bool" && type != "float" && type != "int" && type != "null") {
    return stop(node.span, fmt::format("Unexpected tag '{}'", node.tag));
  }
  return apply_tag(type, node.text, out) || refuse_number(node, node.tag);
}

bool TemplateReader::refuse_number(const yaml::Node& node, std::string_view tag) {
  const LineColumn place = document_.file->locate(node.span.begin, ColumnUnit::kUtf16);
  return stop(node.span, fmt::format("The value '{}' on line {} and column {} is invalid for the type '{}'", node.text,
                                     place.line, place.column, tag));
}

/// Notes an error when the value does not fit. A literal that fits as a string becomes one.
void TemplateReader::validate(const Place& place, Token& token) {
  const Definition& definition = *place.definition;
  switch (token.kind) {
    case Token::Kind::kString:
      if (schema_.takes_string(definition, token.text, state_.options.dialect)) {
        return;
      }
      break;
    case Token::Kind::kNull:
      if (definition.takes_null) {
        return;
      }
      break;
    case Token::Kind::kBoolean:
      if (definition.takes_boolean) {
        return;
      }
      break;
    case Token::Kind::kNumber:
      if (definition.takes_number) {
        return;
      }
      break;
    case Token::Kind::kExpression:
      if (place.contexts == 0) {
        state_.error_at(token, "A template expression is not allowed in this context");
      }
      return;
    case Token::Kind::kInsert: break;
    case Token::Kind::kSequence:
    case Token::Kind::kMapping: return;
  }
  const std::string text = literal_text(token);
  if (token.is_literal() && token.kind != Token::Kind::kString &&
      schema_.takes_string(definition, text, state_.options.dialect)) {
    token.kind = Token::Kind::kString;
    token.text = arena_.keep(text);
    return;
  }
  state_.error_at(token, fmt::format("Unexpected value '{}'", text), expectation(state_, schema_, definition, text));
}

bool TemplateReader::count_scalar(const Token& token) {
  const bool has_text = token.kind == Token::Kind::kString || token.kind == Token::Kind::kExpression;
  const bool fits = has_text ? state_.budget.add_text(utf16_units(token.text)) : state_.budget.add_object();
  return fits || stop(token.span, "Maximum object size exceeded");
}

std::size_t TemplateReader::utf16_units(std::string_view text) const {
  return document_.is_ascii ? text.size() : utf16_length(text);
}

const ContextVocabulary& TemplateReader::vocabulary(ContextSet contexts) {
  for (const ContextVocabulary& known : vocabularies_) {
    if (known.contexts() == contexts) {
      return known;
    }
  }
  return vocabularies_.emplace_back(schema_, contexts);
}

}  // namespace ropewalk::workflow
