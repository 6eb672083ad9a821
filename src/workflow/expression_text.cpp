// Quotes are followed by counting: an escaped quote closes a string and opens it again.
#include "workflow/expression_text.h"

#include <fmt/format.h>

#include "expr/ordinal.h"

namespace ropewalk::workflow {
namespace {

constexpr std::string_view kOpen = "${{";
constexpr std::string_view kClose = "}}";
constexpr std::string_view kInsert = "insert";

/// The offset behind the `}}` that closes the expression which starts at `open`; npos when nothing does.
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

void append_escaped(std::string& format, std::string_view literal) {
  std::size_t start = 0;
  for (std::size_t at = 0; at < literal.size(); ++at) {
    if (literal[at] != '\'' && literal[at] != '{' && literal[at] != '}') {
      continue;
    }
    format.append(literal, start, at + 1 - start);
    start = at;
  }
  format.append(literal, start);
}

}  // namespace

ExpressionParts find_expressions(std::string_view text) {
  ExpressionParts result;
  std::size_t open = text.find(kOpen);
  while (open != std::string_view::npos) {
    const std::size_t end = end_of_expression(text, open);
    if (end == std::string_view::npos) {
      result.is_closed = false;
      result.open_at = open;
      return result;
    }
    const std::size_t inner = open + kOpen.size();
    const std::string_view between = text.substr(inner, end - kClose.size() - inner);
    result.parts.push_back({expr::trim_white_space(between), open, end});
    open = text.find(kOpen, end);
  }
  return result;
}

std::string compose_format(std::string_view text, const std::vector<ExpressionPart>& parts) {
  std::string format = "format('";
  std::string arguments;
  std::size_t literal_start = 0;
  for (std::size_t number = 0; number < parts.size(); ++number) {
    append_escaped(format, text.substr(literal_start, parts[number].begin - literal_start));
    format += '{';
    format += std::to_string(number);
    format += '}';
    arguments += ", ";
    arguments += parts[number].expression;
    literal_start = parts[number].end;
  }
  append_escaped(format, text.substr(literal_start));
  format += '\'';
  format += arguments;
  format += ')';
  return format;
}

bool is_argument(std::string_view expression) {
  if (expression.empty() || expression.starts_with(kInsert)) {
    return false;
  }
  bool is_in_string = false;
  int depth = 0;
  for (const char c : expression) {
    if (c == '\'') {
      is_in_string = !is_in_string;
    }
    if (is_in_string) {
      continue;
    }
    if (c == '(' || c == '[') {
      ++depth;
    }
    if (c == ')' || c == ']') {
      --depth;
    }
    if (depth < 0 || (c == ',' && depth == 0)) {
      return false;
    }
  }
  return depth == 0 && !is_in_string;
}

std::optional<std::size_t> count_insert_parameters(std::string_view expression) {
  if (!expression.starts_with(kInsert)) {
    return std::nullopt;
  }
  if (expression.size() == kInsert.size()) {
    return 0;
  }
  if (expr::white_space_length(expression, kInsert.size()) == 0) {
    return std::nullopt;
  }
  std::size_t count = 0;
  std::size_t word = kInsert.size();
  bool is_in_string = false;
  int depth = 0;
  for (std::size_t at = word; at < expression.size(); ++at) {
    const std::size_t space = expr::white_space_length(expression, at);
    if (space != 0 && !is_in_string && depth == 0) {
      if (word < at) {
        ++count;
      }
      at += space - 1;
      word = at + 1;
    } else if (expression[at] == '\'') {
      is_in_string = !is_in_string;
    } else if (expression[at] == '(' && !is_in_string) {
      ++depth;
    } else if (expression[at] == ')' && !is_in_string) {
      --depth;
    }
  }
  return word < expression.size() ? count + 1 : count;
}

std::optional<std::string> string_literal(std::string_view expression) {
  if (!expression.starts_with('\'')) {
    return std::nullopt;
  }
  std::string value;
  bool is_in_string = false;
  for (std::size_t at = 0; at < expression.size(); ++at) {
    if (expression[at] == '\'') {
      is_in_string = !is_in_string;
      if (is_in_string && at != 0) {
        value += '\'';
      }
    } else if (!is_in_string) {
      return std::nullopt;
    } else {
      value += expression[at];
    }
  }
  return value;
}

}  // namespace ropewalk::workflow
