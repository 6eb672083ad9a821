// The reader rewrites text around expressions into a call of format(), which nobody wrote; so the file itself is asked.
#include "plan/written_form.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/strings.h"
#include "plan/filters.h"

namespace ropewalk::plan {
namespace {

/// Line ends and the blanks around them as one space, as YAML folds them.
std::string on_one_line(std::string_view text) {
  std::string result;
  for (const std::string_view line : split_lines(text)) {
    const std::string_view part = trim(line);
    if (!result.empty() && !part.empty()) {
      result += ' ';
    }
    result += part;
  }
  return result;
}

/// The scalar's content; empty for a form that is not read here: an alias, or escapes beyond quotes and backslashes.
std::string content_of(std::string_view written) {
  if (written.find("${{") == std::string_view::npos) {
    return {};
  }
  const char first = written.front();
  if (first == '|' || first == '>') {
    return on_one_line(written.substr(std::min(written.find('\n'), written.size())));
  }
  if (first != '\'' && first != '"') {
    return on_one_line(written);
  }
  if (written.size() < 2 || written.back() != first) {
    return {};
  }
  std::string inner = on_one_line(written.substr(1, written.size() - 2));
  if (first == '\'') {
    return replace_all(inner, "''", "'");
  }
  inner = replace_all(inner, "\\\"", "\"");
  return inner.find('\\') == std::string::npos ? inner : std::string();
}

std::string expression_form(const workflow::Token& token, const SourceFile& file) {
  const std::string_view text = file.text();
  const bool is_inside = token.span.begin < token.span.end && token.span.end <= text.size();
  std::string content = is_inside ? content_of(text.substr(token.span.begin, token.span.end - token.span.begin)) : "";
  return content.empty() ? fmt::format("${{{{ {} }}}}", trim(token.text)) : content;
}

}  // namespace

std::string written_form(const workflow::Token& token, const SourceFile& file) {
  switch (token.kind) {
    case workflow::Token::Kind::kExpression: return expression_form(token, file);
    case workflow::Token::Kind::kSequence: {
      std::vector<std::string> parts;
      for (const workflow::Token& item : token.items) {
        parts.push_back(written_form(item, file));
      }
      return join(parts, ", ");
    }
    case workflow::Token::Kind::kMapping: {
      std::vector<std::string> parts;
      for (const workflow::Member& member : token.members) {
        parts.push_back(fmt::format("{}: {}", written_form(member.key, file), written_form(member.value, file)));
      }
      return join(parts, ", ");
    }
    case workflow::Token::Kind::kInsert: return "${{ insert }}";
    case workflow::Token::Kind::kString:
    case workflow::Token::Kind::kBoolean:
    case workflow::Token::Kind::kNumber:
    case workflow::Token::Kind::kNull: return join(texts_of(token), "");
  }
  return {};
}

}  // namespace ropewalk::plan
