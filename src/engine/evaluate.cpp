#include "engine/evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/strings.h"

namespace ropewalk::engine {
namespace {

constexpr std::string_view kPrefix = "The template is not valid. ";

tl::unexpected<Error> invalid(const Source& source, Span span, std::string_view reason) {
  Error error{ErrorKind::kInvalid, std::string(reason), {}, {source.file, span}};
  error.message = fmt::format("{}{}", kPrefix, placed_message(error));
  return fail(std::move(error));
}

tl::unexpected<Error> unexpected_value(const Source& source, const expr::Value& value) {
  return invalid(source, source.token->span, fmt::format("Unexpected value '{}'", value.to_text()));
}

constexpr std::array<std::string_view, 11> kContexts{"github", "env",      "job",    "steps", "runner", "secrets",
                                                     "vars",   "strategy", "matrix", "needs", "inputs"};
constexpr std::array<expr::FunctionSignature, 5> kFunctions{
    {{"always", 0, 0}, {"cancelled", 0, 0}, {"failure", 0, 0}, {"success", 0, 0}, {"hashFiles", 1, 255}}};

}  // namespace

std::string placed_message(const Error& error) {
  if (!error.place.has_place()) {
    return error.message;
  }
  const LineColumn at = error.place.file->locate(error.place.span.begin, ColumnUnit::kUtf16);
  return fmt::format("{} (Line: {}, Col: {}): {}", error.place.file->name(), at.line, at.column, error.message);
}

Result<expr::Value> evaluate_value(const Source& source, const expr::Scope& scope) {
  if (source.token == nullptr) {
    return expr::Value();
  }
  auto value = workflow::evaluate(*source.token, scope);
  if (!value) {
    return invalid(source, value.error().span, value.error().message);
  }
  return std::move(*value);
}

Result<std::string> evaluate_text(const Source& source, const expr::Scope& scope) {
  auto value = evaluate_value(source, scope);
  if (!value) {
    return fail(std::move(value.error()));
  }
  if (!value->is_primitive()) {
    return invalid(source, source.token->span,
                   value->kind() == expr::Kind::kArray ? "A sequence was not expected" : "A mapping was not expected");
  }
  return value->to_text();
}

Result<bool> evaluate_boolean(const Source& source, const expr::Scope& scope, bool absent) {
  auto value = evaluate_value(source, scope);
  if (!value) {
    return fail(std::move(value.error()));
  }
  if (value->is_null()) {
    return absent;
  }
  if (value->kind() != expr::Kind::kBoolean) {
    return unexpected_value(source, *value);
  }
  return value->boolean();
}

Result<double> evaluate_number(const Source& source, const expr::Scope& scope, double absent) {
  auto value = evaluate_value(source, scope);
  if (!value) {
    return fail(std::move(value.error()));
  }
  if (value->is_null()) {
    return absent;
  }
  if (value->kind() != expr::Kind::kNumber) {
    return unexpected_value(source, *value);
  }
  return value->number();
}

Result<std::optional<std::chrono::minutes>> evaluate_minutes(const Source& source, const expr::Scope& scope) {
  const auto number = evaluate_number(source, scope, 0);
  if (!number) {
    return fail(number.error());
  }
  constexpr double kMost = 10'000'000;  // 19 years, which a clock of nanoseconds can still count
  if (!(*number >= 1)) {                // NaN, too
    return std::optional<std::chrono::minutes>();
  }
  return std::optional(std::chrono::minutes(static_cast<std::int32_t>(std::min(*number, kMost))));
}

Result<std::vector<std::pair<std::string, std::string>>> evaluate_mapping(const Source& source,
                                                                          const expr::Scope& scope) {
  auto value = evaluate_value(source, scope);
  if (!value) {
    return fail(std::move(value.error()));
  }
  std::vector<std::pair<std::string, std::string>> pairs;
  if (value->is_null()) {
    return pairs;
  }
  if (value->kind() != expr::Kind::kObject) {
    return unexpected_value(source, *value);
  }
  for (const auto& [name, member] : value->object().members()) {
    if (!member.is_primitive()) {
      return invalid(
          source, source.token->span,
          member.kind() == expr::Kind::kArray ? "A sequence was not expected" : "A mapping was not expected");
    }
    pairs.emplace_back(name, member.to_text());
  }
  return pairs;
}

Result<bool> evaluate_condition(const expr::Expression& condition, const expr::Scope& scope) {
  const auto value = condition.evaluate(scope);
  if (!value) {
    return fail(ErrorKind::kInvalid, fmt::format("{}{}", kPrefix, value.error().message));
  }
  return value->is_truthy();
}

Result<expr::Expression> parse_action_condition(std::string_view text, std::string_view absent) {
  const std::string_view condition = trim(text).empty() ? absent : text;
  auto parsed = expr::Expression::parse(condition, {kContexts, kFunctions});
  if (!parsed) {
    return fail(ErrorKind::kInvalid, fmt::format("{}{}", kPrefix, parsed.error().message));
  }
  return std::move(*parsed);
}

}  // namespace ropewalk::engine
