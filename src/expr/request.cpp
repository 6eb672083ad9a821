// Requests in and answers out; the work is done by Expression.
#include "expr/request.h"

#include <fmt/format.h>

#include <vector>

#include "base/json.h"
#include "expr/json_value.h"
#include "expr/object_scope.h"

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

tl::expected<Value, ExpressionError> evaluate_text(std::string_view text, const Object& contexts) {
  std::vector<std::string_view> names;
  for (const auto& [name, value] : contexts.members()) {
    names.emplace_back(name);
  }
  const auto expression = Expression::parse(text, Vocabulary{names, {}});
  if (!expression) {
    return tl::unexpected(expression.error());
  }
  return expression->evaluate(ObjectScope(contexts));
}

tl::unexpected<Error> malformed(std::string_view what) {
  return fail(ErrorKind::kUsage, fmt::format("this is no request: {}", what),
              R"(a request is {"id": 1, "expr": "a.b == 1", "contexts": {"a": {"b": 1}}})");
}

}  // namespace

void add_outcome(json::object& answer, const tl::expected<Value, ExpressionError>& outcome) {
  answer["ok"] = outcome.has_value();
  if (outcome) {
    answer["kind"] = name(outcome->kind());
    answer["value"] = to_json(*outcome);
  } else {
    answer["phase"] = phase_name(outcome.error().phase);
    answer["message"] = outcome.error().message;
  }
}

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
  add_outcome(answer, evaluate_text(std::string_view(text->get_string()), contexts.object()));
  return to_json_text(answer);
}

}  // namespace ropewalk::expr
