// An expression that was typed runs in no job, so what a job would know is taken from the contexts that were given.
#include "app/typed_expression.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <vector>

#include "base/json.h"
#include "base/strings.h"
#include "expr/json_value.h"
#include "expr/object_scope.h"
#include "expr/ordinal.h"

namespace ropewalk::app {
namespace {

constexpr int kManyArguments = 255;

/// In the order in which a hint lists them.
constexpr std::array<std::string_view, 13> kFunctions = {"always",  "cancelled",  "case",     "contains",  "endsWith",
                                                         "failure", "format",     "fromJSON", "hashFiles", "join",
                                                         "success", "startsWith", "toJSON"};

/// The text between `${{` and `}}`, or the whole text where there are none.
std::string_view without_braces(std::string_view text) {
  const std::string_view trimmed = expr::trim_white_space(text);
  constexpr std::string_view kOpen = "${{";
  constexpr std::string_view kClose = "}}";
  const bool has_braces =
      trimmed.size() >= kOpen.size() + kClose.size() && trimmed.starts_with(kOpen) && trimmed.ends_with(kClose);
  return has_braces ? trimmed.substr(kOpen.size(), trimmed.size() - kOpen.size() - kClose.size()) : text;
}

/// `job.status` where it is given: `success`, `failure` or `cancelled`.
std::string status_of(const expr::Object& contexts) {
  const expr::Value* job = contexts.find("job");
  const expr::Value* status =
      job != nullptr && job->kind() == expr::Kind::kObject ? job->object().find("status") : nullptr;
  return status == nullptr ? std::string() : status->to_text();
}

/// The results of the jobs in `needs` that are named; of all of them without a name.
std::vector<std::string> results_of(const expr::Object& needs, std::span<const expr::Value> names) {
  std::vector<std::string> results;
  const auto is_named = [&](std::string_view job) {
    return names.empty() ||
           std::ranges::any_of(names, [&](const expr::Value& name) { return name.equals(expr::Value(job)); });
  };
  for (const auto& [job, facts] : needs.members()) {
    const expr::Value* result = facts.kind() == expr::Kind::kObject ? facts.object().find("result") : nullptr;
    if (is_named(job)) {
      results.push_back(result == nullptr ? std::string() : result->to_text());
    }
  }
  return results;
}

class TypedScope final : public expr::ObjectScope {
 public:
  explicit TypedScope(const TypedExpression& typed) : expr::ObjectScope(typed.contexts), typed_(typed) {}

  [[nodiscard]] tl::expected<expr::Value, std::string> call(std::string_view name,
                                                            std::span<const expr::Value> arguments) const override {
    if (name == "always") {
      return expr::Value(true);
    }
    if (name == "hashfiles") {
      return expr::call_hash_files(typed_.hash_files, arguments);
    }
    if (const std::string status = status_of(typed_.contexts); !status.empty()) {
      return expr::Value(name == status);
    }
    const expr::Value* needs = typed_.contexts.find("needs");
    if (needs == nullptr || needs->kind() != expr::Kind::kObject) {
      return expr::Value(name == "success");
    }
    const std::vector<std::string> results = results_of(needs->object(), arguments);
    if (name == "failure") {
      return expr::Value(std::ranges::count(results, "failure") > 0);
    }
    if (name == "cancelled") {
      return expr::Value(false);
    }
    return expr::Value(std::ranges::all_of(results, [](const std::string& result) { return result == "success"; }));
  }

 private:
  const TypedExpression& typed_;
};

/// What to try, for the commonest mistakes; empty when there is nothing to say.
std::string hint_for(const expr::ExpressionError& error, std::string_view text, const expr::Object& contexts) {
  const std::string_view word = text.substr(error.span.begin, error.span.end - error.span.begin);
  if (error.message.starts_with("Unrecognized named-value")) {
    std::vector<std::string_view> known;
    for (const auto& [name, value] : contexts.members()) {
      known.emplace_back(name);
    }
    const std::string_view near = nearest(word, known);
    return near.empty() ? fmt::format("give it a value with --context {}=VALUE", word)
                        : fmt::format("did you mean '{}'?", near);
  }
  if (error.message.starts_with("Unrecognized function")) {
    const std::string_view near = nearest(word, {kFunctions.begin(), kFunctions.end()});
    return near.empty() ? fmt::format("the functions are {}", fmt::join(kFunctions, ", "))
                        : fmt::format("did you mean '{}'?", near);
  }
  if (word.starts_with('"')) {
    return "strings are written in single quotes: 'text'";
  }
  return {};
}

}  // namespace

tl::expected<expr::Value, expr::ExpressionError> evaluate_typed(const TypedExpression& typed) {
  std::vector<std::string_view> names;
  for (const auto& [name, value] : typed.contexts.members()) {
    names.emplace_back(name);
  }
  const int named_jobs = typed.contexts.find("needs") == nullptr ? 0 : kManyArguments;
  std::vector<expr::FunctionSignature> functions = {
      {"always", 0, 0}, {"cancelled", 0, 0}, {"failure", 0, named_jobs}, {"success", 0, named_jobs}};
  if (typed.hash_files) {
    functions.push_back({"hashFiles", 1, kManyArguments});
  }
  const auto expression = expr::Expression::parse(without_braces(typed.text), expr::Vocabulary{names, functions});
  if (!expression) {
    return tl::unexpected(expression.error());
  }
  return expression->evaluate(TypedScope(typed));
}

Error error_of_typed(const expr::ExpressionError& error, const TypedExpression& typed) {
  auto file = std::make_shared<const SourceFile>("expression", typed.text);
  const std::string_view inner = without_braces(typed.text);
  const auto offset = static_cast<std::uint32_t>(inner.data() - typed.text.data());
  return Error{ErrorKind::kInvalid, error.message, hint_for(error, inner, typed.contexts),
               SourceRef{std::move(file), Span{error.span.begin + offset, error.span.end + offset}}};
}

std::string typed_text(const expr::Value& value) {
  constexpr std::string_view kName = "value";
  const auto expression = expr::Expression::parse("toJSON(value)", expr::Vocabulary{{&kName, 1}, {}});
  expr::Object contexts;
  contexts.set(std::string(kName), value);
  const expr::EvaluationLimits no_limit{.memory_bytes = std::numeric_limits<std::size_t>::max()};
  const auto text =
      expression ? expression->evaluate(expr::ObjectScope(contexts), no_limit) : tl::unexpected(expression.error());
  return text ? text->to_text() : to_pretty_json_text(expr::to_json(value));
}

}  // namespace ropewalk::app
