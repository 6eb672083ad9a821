// Expressions in scalars. A text may hold several `${{ }}`; then it becomes one call of format(), as GitHub's reader
// makes it: 'a ${{ b }} c' is format('a {0} c', b).
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "expr/ordinal.h"
#include "workflow/template_reader.h"

namespace ropewalk::workflow {
namespace {

constexpr std::string_view kOpen = "${{";
constexpr std::string_view kInsert = "insert";

/// The offset behind the `}}` that closes the expression which starts at `open`; npos when nothing does. Quotes hide
/// brackets; an escaped quote opens and closes.
std::size_t end_of_expression(std::string_view text, std::size_t open) {
  bool is_in_string = false;
  for (std::size_t at = open + kOpen.size(); at < text.size(); ++at) {
    if (text[at] == '\'') {
      is_in_string = !is_in_string;
    } else if (!is_in_string && text[at] == '}' && text[at - 1] == '}') {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

/// The words behind `insert`; npos when this is another expression.
std::size_t count_directive_parameters(std::string_view text) {
  if (!text.starts_with(kInsert)) return std::string_view::npos;
  if (text.size() == kInsert.size()) return 0;
  if (expr::white_space_length(text, kInsert.size()) == 0) return std::string_view::npos;
  std::size_t count = 0;
  std::size_t word = kInsert.size();
  bool is_in_string = false;
  int depth = 0;
  for (std::size_t at = word; at < text.size(); ++at) {
    const std::size_t space = expr::white_space_length(text, at);
    if (space != 0 && !is_in_string && depth == 0) {
      if (word < at) ++count;
      at += space - 1;
      word = at + 1;
    } else if (text[at] == '\'') {
      is_in_string = !is_in_string;
    } else if (text[at] == '(' && !is_in_string) {
      ++depth;
    } else if (text[at] == ')' && !is_in_string) {
      --depth;
    }
  }
  return word < text.size() ? count + 1 : count;
}

/// The value of an expression that is only a string literal, which then is no expression at all.
bool reads_as_string(std::string_view expression, std::string& value) {
  if (!expression.starts_with('\'')) return false;
  bool is_in_string = false;
  for (std::size_t at = 0; at < expression.size(); ++at) {
    if (expression[at] == '\'') {
      is_in_string = !is_in_string;
      if (is_in_string && at != 0) value += '\'';
    } else if (!is_in_string) {
      return false;
    } else {
      value += expression[at];
    }
  }
  return true;
}

void append_escaped(std::string& format, std::string_view literal) {
  for (const char c : literal) {
    if (c == '\'' || c == '{' || c == '}') format += c;
    format += c;
  }
}

/// The offset in the source of the `number`th `${{` of a scalar.
std::size_t find_open(std::string_view source, Span span, std::size_t number) {
  std::size_t at = source.find(kOpen, span.begin);
  for (; number > 0 && at < span.end; --number) at = source.find(kOpen, at + kOpen.size());
  return at < span.end ? at : span.begin;
}

}  // namespace

std::string vocabulary_hint(const ReadState& state, const ContextVocabulary& vocabulary,
                            const expr::ExpressionError& error) {
  const auto quote = error.message.find('\'');
  if (quote == std::string::npos) return {};
  const std::string_view word =
      std::string_view(error.message).substr(quote + 1, error.message.find('\'', quote + 1) - quote - 1);
  const auto names = vocabulary.get().named_values;
  if (error.message.starts_with("Unrecognized named-value")) {
    if (std::string near = state.did_you_mean(word, {names.begin(), names.end()}); !near.empty()) return near;
    if (names.empty()) return "No context can be used here.";
    return fmt::format("Contexts that can be used here: {}.", fmt::join(names, ", "));
  }
  if (error.message.starts_with("Unexpected symbol: '\""))
    return "Strings in expressions are written in single quotes.";
  return {};
}

/// Turns a string with `${{ }}` into an expression. On errors it stays a string.
void TemplateReader::read_expressions(const yaml::Node& node, ContextSet contexts, Token& token) {
  if (token.kind != Token::Kind::kString) return;
  const std::string_view raw = token.text;
  std::size_t open = raw.find(kOpen);
  if (open == std::string_view::npos) return;

  std::string format;
  std::string arguments;
  std::size_t literal_start = 0;
  std::size_t count = 0;
  while (open != std::string_view::npos) {
    const std::size_t end = end_of_expression(raw, open);
    const Span place{static_cast<std::uint32_t>(find_open(document_.file->text(), node.span, count)), node.span.end};
    if (end == std::string_view::npos) {
      expression_error(token, place,
                       "The expression is not closed. An unescaped ${{ sequence was found, but the closing }} sequence "
                       "was not found.");
      return;
    }
    const bool is_whole = open == 0 && end == raw.size();
    const std::string_view inner = raw.substr(open + kOpen.size(), end - open - kOpen.size() - 2);
    Token part = token;
    if (!read_expression(inner, contexts, place, part)) return;
    if (part.kind == Token::Kind::kInsert && !is_whole) {
      expression_error(token, place,
                       "The directive 'insert' is not allowed in this context. Directives are not supported for "
                       "expressions that are embedded within a string. Directives are only supported when the entire "
                       "value is an expression.");
      return;
    }
    if (is_whole) {
      take_whole_expression(part, token);
      return;
    }
    append_escaped(format, raw.substr(literal_start, open - literal_start));
    fmt::format_to(std::back_inserter(format), "{{{}}}", count);
    fmt::format_to(std::back_inserter(arguments), ", {}", part.text);
    ++count;
    literal_start = end;
    open = raw.find(kOpen, end);
  }
  append_escaped(format, raw.substr(literal_start));
  const std::string_view whole = arena_.keep(fmt::format("format('{}'{})", format, arguments));
  Token part = token;
  if (parse_expression(whole, contexts, {node.span.begin, node.span.end}, 0, part)) token = part;
}

/// One `${{ }}`: `inner` is what stands between the brackets. False when it is wrong, which is then noted.
bool TemplateReader::read_expression(std::string_view inner, ContextSet contexts, Span place, Token& out) {
  const std::string_view trimmed = expr::trim_white_space(inner);
  if (trimmed.empty()) {
    expression_error(out, place, "An expression was expected");
    return false;
  }
  const std::size_t parameters = count_directive_parameters(trimmed);
  if (parameters == 0) {
    out.kind = Token::Kind::kInsert;
    out.text = {};
    return true;
  }
  if (parameters != std::string_view::npos) {
    expression_error(out, place,
                     fmt::format("Exactly 0 parameter(s) were expected following the directive 'insert'. Actual "
                                 "parameter count: {}",
                                 parameters));
    return false;
  }
  const auto lead = static_cast<std::uint32_t>(kOpen.size() + static_cast<std::size_t>(trimmed.data() - inner.data()));
  return parse_expression(trimmed, contexts, place, lead, out);
}

/// Parses; `lead` is how far behind the place's start the text stands.
bool TemplateReader::parse_expression(std::string_view text, ContextSet contexts, Span place, std::uint32_t lead,
                                      Token& out) {
  const ContextVocabulary& known = vocabulary(contexts);
  auto parsed = expr::Expression::parse(text, known.get());
  if (!parsed) {
    const expr::ExpressionError& error = parsed.error();
    const std::string_view source = document_.file->text();
    // The exact place is known where the source has the same characters as the value.
    if (lead != 0 && source.substr(place.begin + lead).starts_with(text.substr(0, error.span.end))) {
      const std::uint32_t start = place.begin + lead;
      place = {start + error.span.begin, start + error.span.end};
    }
    expression_error(out, place, error.message, vocabulary_hint(state_, known, error));
    return false;
  }
  out.kind = Token::Kind::kExpression;
  out.text = text;
  out.expression = arena_.keep(std::move(*parsed));
  return true;
}

/// `${{ 'text' }}` is the text; any other whole expression is itself.
void TemplateReader::take_whole_expression(const Token& part, Token& token) {
  std::string value;
  if (part.kind == Token::Kind::kExpression && reads_as_string(part.text, value)) {
    token.text = arena_.keep(value);
  } else {
    token = part;
  }
}

/// An error that GitHub reports at the whole value and people want to see where it is.
void TemplateReader::expression_error(const Token& token, Span place, std::string message, std::string hint) {
  state_.problems.add({.error = {ErrorKind::kInvalid, std::move(message), std::move(hint), {document_.file, place}},
                       .reported_offset = token.span.begin});
}

}  // namespace ropewalk::workflow
