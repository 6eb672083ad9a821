// The functions of the language through the front door.
#include <gtest/gtest.h>

#include <string>

#include "expr/testing.h"

namespace ropewalk::expr {
namespace {

using testing::result;

TEST(Case, EvaluatesOnlyUpToTheFirstTruePredicate) {
  EXPECT_EQ(result("case(false, fromJSON(''), true, 2, fromJSON(''))"), "2");
  EXPECT_EQ(result("case(false, 1, false, 2, 3)"), "3");
  EXPECT_EQ(result("case('true', 1, 2)"), "error: case predicate must evaluate to a boolean value");
}

TEST(Contains, LooksIntoArraysByEqualityAndIntoTextsWithoutCase) {
  EXPECT_EQ(result("contains(fromJSON('[1, \"b\"]'), '1')"), "true");
  EXPECT_EQ(result("contains(fromJSON('[1, \"b\"]'), 'B')"), "true");
  EXPECT_EQ(result("contains('Hello', 'ELL')"), "true");
  EXPECT_EQ(result("contains(1234, 23)"), "true");
  EXPECT_EQ(result("contains(fromJSON('{\"a\":1}'), 'a')"), "false");
  EXPECT_EQ(result("contains('a', fromJSON('[]'))"), "false");
}

TEST(Contains, DoesNotEvaluateTheSecondArgumentOfAnEmptyArray) {
  EXPECT_EQ(result("contains(fromJSON('[]'), fromJSON(''))"), "false");
}

TEST(StartsAndEndsWith, CoercePrimitives) {
  EXPECT_EQ(result("startsWith('Refs/heads', 'refs/')"), "true");
  EXPECT_EQ(result("endsWith(12.5, .5)"), "false");
  EXPECT_EQ(result("endsWith(12.5, 5)"), "true");
  EXPECT_EQ(result("startsWith('a', null)"), "true");
  EXPECT_EQ(result("startsWith(fromJSON('[]'), '')"), "false");
}

TEST(Format, BracesAreEscapedByDoubling) { EXPECT_EQ(result("format('{{{0}}} {1}{0}', 'a', 2)"), R"("{a} 2a")"); }

TEST(Format, TheWholeTextIsCheckedBeforeAnyArgument) {
  EXPECT_EQ(result("format('{0}{', fromJSON(''))"), "error: The following format string is invalid: {0}{");
  EXPECT_EQ(result("format('{1}', 1)"),
            "error: The following format string references more arguments than were supplied: {1}");
  EXPECT_EQ(result("format('{256}', 1)"), "error: The following format string is invalid: {256}");
  EXPECT_EQ(result("format('{}', 1)"), "error: The following format string is invalid: {}");
  EXPECT_EQ(result("format('{ 0}', 1)"), "error: The following format string is invalid: { 0}");
}

TEST(Format, SpecifiersAreReadAndRefused) {
  EXPECT_EQ(result("format('{0:a}}b}', 'x')"),
            "error: The format specifiers 'a}b' are not valid for objects of type 'String'");
  EXPECT_EQ(result("format('{0:}', 'x')"), R"("x")");
  EXPECT_EQ(result("format('{0:a', 'x')"), "error: The following format string is invalid: {0:a");
}

TEST(Format, ArgumentsThatAreNotUsedAreNotEvaluated) { EXPECT_EQ(result("format('a', fromJSON(''))"), R"("a")"); }

TEST(Join, TakesTextsOfItems) {
  EXPECT_EQ(result("join(fromJSON('[1, null, true, [], \"x\"]'), '-')"), R"("1--true-Array-x")");
  EXPECT_EQ(result("join(fromJSON('[1, 2]'))"), R"("1,2")");
  EXPECT_EQ(result("join(fromJSON('[1, 2]'), fromJSON('[]'))"), R"("1,2")");
  EXPECT_EQ(result("join('a', '-')"), R"("a")");
  EXPECT_EQ(result("join(fromJSON('{\"a\": 1}'))"), R"("")");
  EXPECT_EQ(result("join(fromJSON('[1]'), fromJSON(''))"), R"("1")");
}

TEST(ToJson, WritesTwoSpacesAndTheLanguagesNumbers) {
  const auto value = testing::evaluate("toJSON(c)", R"({"c": {"a": [1.50, {}, []], "b": "x"}})");
  EXPECT_EQ(value->text(), "{\n  \"a\": [\n    1.5,\n    {},\n    []\n  ],\n  \"b\": \"x\"\n}");
  EXPECT_EQ(testing::evaluate("toJSON(NaN)")->text(), "NaN");
}

TEST(ToJson, EscapesAsNewtonsoftDoes) {
  const auto value =
      testing::evaluate("toJSON(c)", R"({"c": "\" \\ / \b\f\n\r\t \u0001\u001f \u007f \u0085\u2028\u2029é"})");
  EXPECT_EQ(value->text(), "\"\\\" \\\\ / \\b\\f\\n\\r\\t \\u0001\\u001f \x7F \\u0085\\u2028\\u2029é\"");
}

TEST(FromJson, MembersKeepTheFirstSpellingAndTheLastValue) {
  EXPECT_EQ(result(R"(fromJSON('{"a": 1, "A": 2, "b": 3, "b": 4}'))"), R"({"a":2,"b":4})");
}

TEST(FromJson, CoercesItsArgumentToText) { EXPECT_EQ(result("fromJSON(true)"), "true"); }

TEST(FromJson, EmptyTextIsAnError) {
  EXPECT_EQ(result("fromJSON('')"),
            "error: Error parsing fromJson: Error reading JToken from JsonReader. Path '', line 0, position 0.");
}

}  // namespace
}  // namespace ropewalk::expr
