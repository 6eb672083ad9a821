#include "app/typed_expression.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "expr/json_value.h"

namespace ropewalk::app {
namespace {

TypedExpression asks(std::string text, std::string_view contexts = "{}") {
  return {.text = std::move(text),
          .contexts = expr::to_value(*parse_json(contexts, "contexts")).object(),
          .hash_files = {}};
}

std::string answer(const std::string& text, std::string_view contexts = "{}") {
  const auto value = evaluate_typed(asks(text, contexts));
  return value ? value->to_text() : value.error().message;
}

Error error(const TypedExpression& request) { return error_of_typed(evaluate_typed(request).error(), request); }

TEST(TypedExpression, MayWriteTheBracesOrLeaveThem) {
  EXPECT_EQ(answer("1 == 1"), "true");
  EXPECT_EQ(answer(" ${{ 1 == 2 }} "), "false");
}

TEST(TypedExpression, AsksStatusFunctionsOfAJobInWhichNothingHasFailed) {
  EXPECT_EQ(answer("success() && always() && !failure() && !cancelled()"), "true");
}

TEST(TypedExpression, GivesTheStatusOfTheJob) {
  EXPECT_EQ(answer("failure()", R"({"job": {"status": "failure"}})"), "true");
  EXPECT_EQ(answer("success()", R"({"job": {"status": "failure"}})"), "false");
  EXPECT_EQ(answer("cancelled() && always()", R"({"job": {"status": "cancelled"}})"), "true");
}

TEST(TypedExpression, GivesTheResultsOfNeeds) {
  constexpr std::string_view kNeeds = R"({"needs": {"a": {"result": "success"}, "b": {"result": "failure"}}})";
  EXPECT_EQ(answer("success()", kNeeds), "false");
  EXPECT_EQ(answer("failure()", kNeeds), "true");
  EXPECT_EQ(answer("success('A')", kNeeds), "true");
  EXPECT_EQ(answer("failure('a')", kNeeds), "false");
  EXPECT_EQ(answer("failure('a')").substr(0, 28), "Too many parameters supplied");
}

TEST(TypedExpression, GetsDigestsOfFiles) {
  TypedExpression request = asks("hashFiles('a', 'b') && HASHFILES('c')");
  request.hash_files = [](const std::vector<std::string>& patterns) -> tl::expected<std::string, std::string> {
    return std::to_string(patterns.size());
  };
  EXPECT_EQ(evaluate_typed(request)->to_text(), "1");
}

TEST(TypedExpression, GetsThePlaceOfAnErrorAndAHint) {
  const Error unknown = error(asks("${{ matirx.os }}", R"({"matrix": {}})"));
  EXPECT_EQ(unknown.place.file->name(), "expression");
  EXPECT_EQ(unknown.place.span, (Span{4, 10}));
  EXPECT_EQ(unknown.hint, "did you mean 'matrix'?");
  EXPECT_EQ(error(asks("github.ref")).hint, "give it a value with --context github=VALUE");
  EXPECT_EQ(error(asks("contain(1, 2)")).hint, "did you mean 'contains'?");
  EXPECT_EQ(error(asks("\"a\"")).hint, "strings are written in single quotes: 'text'");
}

TEST(TypedExpression, SeesNumbersAsTheLanguageWritesThem) {
  EXPECT_EQ(typed_text(1587106672383762434.0), "1.58710667238376E+18");
  EXPECT_EQ(typed_text("a\n"), "\"a\\n\"");
  EXPECT_EQ(typed_text(expr::Array{1.0, {}}), "[\n  1,\n  null\n]");
}

}  // namespace
}  // namespace ropewalk::app
