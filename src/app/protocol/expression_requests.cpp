// Requests in and answers out; the work is done by Expression.
#include "app/protocol/expression_requests.h"

#include <fmt/format.h>

#include <vector>

#include "base/json.h"
#include "expr/json_value.h"
#include "expr/object_scope.h"

namespace ropewalk::app {
namespace {

std::string_view phase_name(expr::Phase phase) {
  switch (phase) {
    case expr::Phase::kLexing: return "lexing";
    case expr::Phase::kParsing: return "parsing";
    case expr::Phase::kEvaluation: return "evaluation";
  }
  return {};
}

/// The contexts of the request, and the files that hashFiles reads.
class RequestScope final : public expr::ObjectScope {
 public:
  RequestScope(const expr::Object& contexts, const expr::FileHasher& hash_files)
      : expr::ObjectScope(contexts), hash_files_(hash_files) {}

  [[nodiscard]] tl::expected<expr::Value, std::string> call(std::string_view name,
                                                            std::span<const expr::Value> arguments) const override {
    return name == "hashfiles" ? expr::call_hash_files(hash_files_, arguments)
                               : expr::ObjectScope::call(name, arguments);
  }

 private:
  const expr::FileHasher& hash_files_;
};

tl::expected<expr::Value, expr::ExpressionError> evaluate_text(std::string_view text, const expr::Object& contexts,
                                                               const expr::FileHasher& hash_files) {
  constexpr expr::FunctionSignature kHashFiles[] = {{"hashFiles", 1, 255}};
  std::vector<std::string_view> names;
  for (const auto& [name, value] : contexts.members()) {
    names.emplace_back(name);
  }
  const std::span<const expr::FunctionSignature> functions(kHashFiles, hash_files ? 1 : 0);
  const auto expression = expr::Expression::parse(text, expr::Vocabulary{names, functions});
  if (!expression) {
    return tl::unexpected(expression.error());
  }
  return expression->evaluate(RequestScope(contexts, hash_files));
}

tl::unexpected<Error> malformed(std::string_view what) {
  return fail(ErrorKind::kUsage, fmt::format("not a valid request: {}", what),
              R"(a request is {"id": 1, "expr": "a.b == 1", "contexts": {"a": {"b": 1}}})");
}

}  // namespace

void add_outcome(json::object& answer, const tl::expected<expr::Value, expr::ExpressionError>& outcome) {
  answer["ok"] = outcome.has_value();
  if (outcome) {
    answer["kind"] = name(outcome->kind());
    answer["value"] = expr::to_json(*outcome);
  } else {
    answer["phase"] = phase_name(outcome.error().phase);
    answer["message"] = outcome.error().message;
  }
}

Result<std::string> answer_expression_request(std::string_view line, const expr::FileHasher& hash_files) {
  constexpr std::size_t kMaxRequestDepth = 200;
  auto parsed = parse_json(line, "request", kMaxRequestDepth);
  if (!parsed) {
    return fail(ErrorKind::kUsage, std::move(parsed.error().message), {}, std::move(parsed.error().place));
  }
  const json::object* request = parsed->if_object();
  if (request == nullptr) {
    return malformed("it is not an object");
  }
  const json::value* text = request->if_contains("expr");
  if (text == nullptr || !text->is_string()) {
    return malformed("'expr' is missing or is not a string");
  }
  expr::Value contexts = expr::Object();
  if (const json::value* given = request->if_contains("contexts")) {
    if (!given->is_object()) {
      return malformed("'contexts' is not an object");
    }
    contexts = expr::to_value(*given);
  }

  json::object answer;
  const json::value* id = request->if_contains("id");
  answer["id"] = id == nullptr ? json::value() : *id;
  add_outcome(answer, evaluate_text(std::string_view(text->get_string()), contexts.object(), hash_files));
  return to_json_text(answer);
}

}  // namespace ropewalk::app
