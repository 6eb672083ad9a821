// Expressions in scalars. A text that holds more than one expression becomes one call of format().
//
// GitHub parses each part and then the whole. Nearly always it is enough to parse the whole: when every part could be
// an argument, the whole is right exactly if the parts are. Only when it is wrong, or when a part looks odd, the parts
// are parsed one by one, to find the first error.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "expr/functions/builtin.h"
#include "workflow/template_reader.h"

namespace ropewalk::workflow {
namespace {

constexpr std::string_view kOpen = "${{";
constexpr const char* kNotClosed =
    "The expression is not closed. An unescaped ${{ sequence was found, but the closing }} sequence was not found.";
constexpr const char* kInsertInText =
    "The directive 'insert' is not allowed in this context. Directives are not supported for expressions that are "
    "embedded within a string. Directives are only supported when the entire value is an expression.";

/// The offset in the source of the `number`th `${{` of a scalar.
std::uint32_t find_open(std::string_view source, Span span, std::size_t number) {
  std::size_t at = source.find(kOpen, span.begin);
  for (; number > 0 && at < span.end; --number) {
    at = source.find(kOpen, at + kOpen.size());
  }
  return at < span.end ? static_cast<std::uint32_t>(at) : span.begin;
}

/// The word between the first quotes of a message.
std::string_view quoted_word(std::string_view message) {
  const std::size_t open = message.find('\'');
  if (open == std::string_view::npos) {
    return {};
  }
  const std::size_t close = message.find('\'', open + 1);
  return close == std::string_view::npos ? std::string_view{} : message.substr(open + 1, close - open - 1);
}

}  // namespace

std::string vocabulary_hint(const ReadState& state, const ContextVocabulary& vocabulary,
                            const expr::ExpressionError& error) {
  const auto names = vocabulary.get().named_values;
  if (error.message.starts_with("Unrecognized named-value")) {
    std::string near = state.did_you_mean(quoted_word(error.message), {names.begin(), names.end()});
    if (!near.empty()) {
      return near;
    }
    if (names.empty()) {
      return "No context can be used here.";
    }
    return fmt::format("Contexts that can be used here: {}.", fmt::join(names, ", "));
  }
  if (error.message.starts_with("Unrecognized function")) {
    std::vector<std::string_view> functions = expr::builtin_names();
    for (const expr::FunctionSignature& known : vocabulary.get().functions) {
      functions.push_back(known.name);
    }
    return state.did_you_mean(quoted_word(error.message), functions);
  }
  const bool has_double_quotes = error.message.starts_with("Unexpected symbol: '\"");
  return has_double_quotes ? "Strings in expressions are written in single quotes." : "";
}

/// Turns a string with `${{ }}` into an expression. On errors it stays a string.
void TemplateReader::read_expressions(const yaml::Node& node, ContextSet contexts, Token& token) {
  if (token.kind != Token::Kind::kString || token.text.find(kOpen) == std::string_view::npos) {
    return;
  }
  const ExpressionParts found = find_expressions(token.text);
  if (found.is_whole(token.text)) {
    Token part = token;
    if (!check_part({node, contexts, token, 0}, found.parts[0].expression, part)) {
      return;
    }
    const auto literal =
        part.kind == Token::Kind::kExpression ? string_literal(part.text) : std::optional<std::string>();
    if (literal) {
      token.text = arena_.keep(*literal);
    } else {
      token = part;
    }
    return;
  }
  if (found.is_closed && std::all_of(found.parts.begin(), found.parts.end(),
                                     [](const ExpressionPart& part) { return is_argument(part.expression); })) {
    auto parsed = expr::Expression::parse(compose_format(token.text, found.parts), vocabulary(contexts).get());
    if (parsed) {
      take_expression(std::move(*parsed), token);
      return;
    }
  }
  find_error({node, contexts, token, 0}, found, token);
}

/// Parses part by part. When all are right, the whole is parsed after all; only its length or depth can be wrong then.
void TemplateReader::find_error(PartPlace place, const ExpressionParts& found, Token& token) {
  for (const ExpressionPart& part : found.parts) {
    Token read = place.token;
    if (!check_part(place, part.expression, read)) {
      return;
    }
    if (read.kind == Token::Kind::kInsert) {
      note_error(place, {}, kInsertInText);
      return;
    }
    ++place.number;
  }
  if (!found.is_closed) {
    note_error(place, {}, kNotClosed, "Close it with }}.");
    return;
  }
  auto parsed = expr::Expression::parse(compose_format(token.text, found.parts), vocabulary(place.contexts).get());
  if (parsed) {
    take_expression(std::move(*parsed), token);
  } else {
    place.number = 0;
    note_error(place, {}, parsed.error().message);
  }
}

/// One expression by itself: what it is, or a note of what is wrong with it.
bool TemplateReader::check_part(const PartPlace& place, std::string_view expression, Token& out) {
  if (expression.empty()) {
    note_error(place, {}, "An expression was expected");
    return false;
  }
  if (const auto parameters = count_insert_parameters(expression)) {
    if (*parameters == 0) {
      out.kind = Token::Kind::kInsert;
      out.text = {};
      return true;
    }
    note_error(place, {},
               fmt::format("Exactly 0 parameter(s) were expected following the directive 'insert'. Actual parameter "
                           "count: {}",
                           *parameters));
    return false;
  }
  const ContextVocabulary& known = vocabulary(place.contexts);
  auto parsed = expr::Expression::parse(expression, known.get());
  if (!parsed) {
    const expr::ExpressionError& error = parsed.error();
    note_error(place, expression.substr(0, error.span.end), error.message, vocabulary_hint(state_, known, error),
               error.span);
    return false;
  }
  out.kind = Token::Kind::kExpression;
  out.text = expression;
  out.expression = arena_.keep(std::move(*parsed));
  return true;
}

void TemplateReader::take_expression(expr::Expression parsed, Token& token) {
  token.kind = Token::Kind::kExpression;
  token.expression = arena_.keep(std::move(parsed));
  token.text = token.expression->text();
}

/// GitHub reports an error at the whole value; people want to see where it is. The exact place `within` the expression
/// is known where the source has the same characters, `seen`, as the value.
void TemplateReader::note_error(const PartPlace& place, std::string_view seen, std::string message, std::string hint,
                                Span within) {
  const std::string_view source = document_.file->text();
  Span span{find_open(source, place.node.span, place.number), place.node.span.end};
  if (!seen.empty()) {
    const std::size_t start = source.find_first_not_of(' ', span.begin + kOpen.size());
    if (start != std::string_view::npos && source.substr(start).starts_with(seen)) {
      const auto first = static_cast<std::uint32_t>(start);
      span = {first + within.begin, first + within.end};
    }
  }
  state_.problems.add({.error = {ErrorKind::kInvalid, std::move(message), std::move(hint), {document_.file, span}},
                       .reported_offset = place.token.span.begin});
}

}  // namespace ropewalk::workflow
