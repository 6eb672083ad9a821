// Requests in and answers out; the work is done by Expression.
#include "expr/request.h"

#include <fmt/format.h>

#include <memory>
#include <vector>

#include "base/json.h"
#include "base/strings.h"
#include "expr/expression.h"
#include "expr/json_value.h"
#include "expr/object_scope.h"
#include "expr/ordinal.h"

namespace ropewalk::expr {
namespace {

std::string_view phase_name(Phase phase) {
  switch (phase) {
    case Phase::kLexing: return "lexing";
    case Phase::kParsing: return "parsing";
    case Phase::kEvaluation: return "evaluation";
  }
  return {};
}

tl::expected<Value, ExpressionError> evaluate_text(std::string_view text, const Object& contexts,
                                                   std::span<const FunctionSignature> functions) {
  std::vector<std::string_view> names;
  for (const auto& [name, value] : contexts.members()) {
    names.emplace_back(name);
  }
  const auto expression = Expression::parse(text, Vocabulary{names, functions});
  if (!expression) {
    return tl::unexpected(expression.error());
  }
  return expression->evaluate(ObjectScope(contexts));
}

tl::unexpected<Error> malformed(std::string_view what) {
  return fail(ErrorKind::kUsage, fmt::format("this is no request: {}", what),
              R"(a request is {"id": 1, "expr": "a.b == 1", "contexts": {"a": {"b": 1}}})");
}

/// What to try, for the commonest mistakes of a person; empty when there is nothing to say.
std::string hint_for(const ExpressionError& error, std::string_view text, const Object& contexts) {
  const std::string_view word = text.substr(error.span.begin, error.span.end - error.span.begin);
  std::vector<std::string_view> known;
  if (error.message.rfind("Unrecognized named-value", 0) == 0) {
    for (const auto& [name, value] : contexts.members()) {
      known.emplace_back(name);
    }
    const std::string_view near = nearest(word, known);
    return near.empty() ? fmt::format("give it a value with --context {}=VALUE", word)
                        : fmt::format("did you mean '{}'?", near);
  }
  if (error.message.rfind("Unrecognized function", 0) == 0) {
    known = {"always", "cancelled", "case", "contains", "endsWith",   "failure",
             "format", "fromJSON",  "join", "success",  "startsWith", "toJSON"};
    const std::string_view near = nearest(word, known);
    return near.empty() ? fmt::format("the functions are {}", fmt::join(known, ", "))
                        : fmt::format("did you mean '{}'?", near);
  }
  if (word.substr(0, 1) == "\"") {
    return "strings are written in single quotes: 'text'";
  }
  return {};
}

/// The text between `${{` and `}}`, or the whole text where there are none.
std::string_view without_braces(std::string_view text) {
  const std::string_view trimmed = trim_white_space(text);
  constexpr std::string_view kOpen = "${{";
  constexpr std::string_view kClose = "}}";
  if (trimmed.size() >= kOpen.size() + kClose.size() && trimmed.substr(0, kOpen.size()) == kOpen &&
      trimmed.substr(trimmed.size() - kClose.size()) == kClose) {
    return trimmed.substr(kOpen.size(), trimmed.size() - kOpen.size() - kClose.size());
  }
  return text;
}

}  // namespace

Result<std::string> answer_request(std::string_view line) {
  constexpr std::size_t kMaxRequestDepth = 200;
  auto parsed = parse_json(line, "request", kMaxRequestDepth);
  if (!parsed) {
    return fail(ErrorKind::kUsage, std::move(parsed.error().message), {}, std::move(parsed.error().place));
  }
  const json::object* request = parsed->if_object();
  if (request == nullptr) {
    return malformed("it is no object");
  }
  const json::value* text = request->if_contains("expr");
  if (text == nullptr || !text->is_string()) {
    return malformed("'expr' is missing or no string");
  }
  Value contexts = Object();
  if (const json::value* given = request->if_contains("contexts")) {
    if (!given->is_object()) {
      return malformed("'contexts' is no object");
    }
    contexts = to_value(*given);
  }

  json::object answer;
  const json::value* id = request->if_contains("id");
  answer["id"] = id == nullptr ? json::value() : *id;
  const auto value = evaluate_text(std::string_view(text->get_string()), contexts.object(), {});
  answer["ok"] = value.has_value();
  if (value) {
    answer["kind"] = name(value->kind());
    answer["value"] = to_json(*value);
  } else {
    answer["phase"] = phase_name(value.error().phase);
    answer["message"] = value.error().message;
  }
  return to_json_text(answer);
}

Result<Value> evaluate_for_person(std::string_view text, const Object& contexts) {
  const std::string_view inner = without_braces(text);
  auto value = evaluate_text(inner, contexts, kStatusFunctions);
  if (value) {
    return std::move(*value);
  }
  auto file = std::make_shared<const SourceFile>("expression", std::string(text));
  const auto offset = static_cast<std::uint32_t>(inner.data() - text.data());
  const Span span{value.error().span.begin + offset, value.error().span.end + offset};
  std::string hint = hint_for(value.error(), inner, contexts);
  return fail(ErrorKind::kInvalid, std::move(value.error().message), std::move(hint), SourceRef{std::move(file), span});
}

}  // namespace ropewalk::expr
