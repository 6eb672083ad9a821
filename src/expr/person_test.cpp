#include "expr/person.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "expr/json_value.h"

namespace ropewalk::expr {
namespace {

PersonRequest asks(std::string text, std::string_view contexts = "{}") {
  return {.text = std::move(text), .contexts = to_value(*parse_json(contexts, "contexts")).object(), .hash_files = {}};
}

std::string answer(const std::string& text, std::string_view contexts = "{}") {
  const auto value = evaluate_for_person(asks(text, contexts));
  return value ? value->to_text() : value.error().message;
}

Error error(const PersonRequest& request) { return error_for_person(evaluate_for_person(request).error(), request); }

TEST(Person, MayWriteTheBracesOrLeaveThem) {
  EXPECT_EQ(answer("1 == 1"), "true");
  EXPECT_EQ(answer(" ${{ 1 == 2 }} "), "false");
}

TEST(Person, AsksStatusFunctionsOfAJobInWhichNothingHasFailed) {
  EXPECT_EQ(answer("success() && always() && !failure() && !cancelled()"), "true");
}

TEST(Person, GivesTheStatusOfTheJob) {
  EXPECT_EQ(answer("failure()", R"({"job": {"status": "failure"}})"), "true");
  EXPECT_EQ(answer("success()", R"({"job": {"status": "failure"}})"), "false");
  EXPECT_EQ(answer("cancelled() && always()", R"({"job": {"status": "cancelled"}})"), "true");
}

TEST(Person, GivesTheResultsOfNeeds) {
  constexpr std::string_view kNeeds = R"({"needs": {"a": {"result": "success"}, "b": {"result": "failure"}}})";
  EXPECT_EQ(answer("success()", kNeeds), "false");
  EXPECT_EQ(answer("failure()", kNeeds), "true");
  EXPECT_EQ(answer("success('A')", kNeeds), "true");
  EXPECT_EQ(answer("failure('a')", kNeeds), "false");
  EXPECT_EQ(answer("failure('a')").substr(0, 28), "Too many parameters supplied");
}

TEST(Person, GetsDigestsOfFiles) {
  PersonRequest request = asks("hashFiles('a', 'b') && HASHFILES('c')");
  request.hash_files = [](const std::vector<std::string>& patterns) -> tl::expected<std::string, std::string> {
    return std::to_string(patterns.size());
  };
  EXPECT_EQ(evaluate_for_person(request)->to_text(), "1");
}

TEST(Person, GetsThePlaceOfAnErrorAndAHint) {
  const Error unknown = error(asks("${{ matirx.os }}", R"({"matrix": {}})"));
  EXPECT_EQ(unknown.place.file->name(), "expression");
  EXPECT_EQ(unknown.place.span, (Span{4, 10}));
  EXPECT_EQ(unknown.hint, "did you mean 'matrix'?");
  EXPECT_EQ(error(asks("github.ref")).hint, "give it a value with --context github=VALUE");
  EXPECT_EQ(error(asks("contain(1, 2)")).hint, "did you mean 'contains'?");
  EXPECT_EQ(error(asks("\"a\"")).hint, "strings are written in single quotes: 'text'");
}

TEST(Person, SeesNumbersAsTheLanguageWritesThem) {
  EXPECT_EQ(text_for_person(1587106672383762434.0), "1.58710667238376E+18");
  EXPECT_EQ(text_for_person("a\n"), "\"a\\n\"");
  EXPECT_EQ(text_for_person(Array{1.0, {}}), "[\n  1,\n  null\n]");
}

}  // namespace
}  // namespace ropewalk::expr
