#include "expr/evaluator.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "expr/testing.h"

namespace ropewalk::expr {
namespace {

using testing::evaluate;
using testing::result;

/// Counts how often it is asked, and fails when `fail` is called.
class CountingScope : public Scope {
 public:
  [[nodiscard]] Value named_value(std::string_view name) const override {
    asked.emplace_back(name);
    return Value("value");
  }
  [[nodiscard]] tl::expected<Value, std::string> call(std::string_view name,
                                                      std::span<const Value> arguments) const override {
    called.emplace_back(name);
    if (name == "fail") {
      return tl::unexpected(std::string("it failed"));
    }
    return Value(static_cast<double>(arguments.size()));
  }
  mutable std::vector<std::string> asked;
  mutable std::vector<std::string> called;
};

tl::expected<Value, ExpressionError> evaluate_counted(std::string_view text, const CountingScope& scope) {
  const std::vector<std::string_view> names = {"a", "b"};
  const std::vector<FunctionSignature> functions = {{"hashFiles", 1, 255}, {"fail", 0, 0}};
  return Expression::parse(text, Vocabulary{names, functions}).value().evaluate(scope);
}

TEST(Evaluator, EmptyTextIsNull) { EXPECT_EQ(result("  "), "null"); }

TEST(Evaluator, AndAndOrGiveTheOperandItself) {
  EXPECT_EQ(result("'' || 'x'"), R"("x")");
  EXPECT_EQ(result("0 && 'x'"), "0");
  EXPECT_EQ(result("1 && 'x' && null"), "null");
  EXPECT_EQ(result("0 || '' || false"), "false");
}

TEST(Evaluator, OperandsAfterTheDecidingOneAreNotEvaluated) {
  const CountingScope scope;
  EXPECT_TRUE(evaluate_counted("a || fail() || b", scope).value().equals("value"));
  EXPECT_EQ(scope.asked, std::vector<std::string>{"a"});
  EXPECT_TRUE(scope.called.empty());
}

TEST(Evaluator, AContextIsAskedOnceByItsFirstSpelling) {
  const CountingScope scope;
  EXPECT_TRUE(evaluate_counted("A == a && a == A", scope).value().boolean());
  EXPECT_EQ(scope.asked, std::vector<std::string>{"A"});
}

TEST(Evaluator, MoreContextsThanHaveRoomAreKeptApart) {
  EXPECT_EQ(result("format('{0}{1}{2}{3}{0}', a, b, c, d)", R"({"a": 1, "b": 2, "c": 3, "d": 4})"), R"("12341")");
}

TEST(Evaluator, VocabularyFunctionsAreCalledInLowerCaseWithAllArguments) {
  const CountingScope scope;
  EXPECT_EQ(evaluate_counted("HASHfiles('x', 'y')", scope).value().number(), 2);
  EXPECT_EQ(scope.called, std::vector<std::string>{"hashfiles"});
  const auto failed = evaluate_counted("1 == fail()", scope);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "it failed");
  EXPECT_EQ(failed.error().phase, Phase::kEvaluation);
  EXPECT_EQ(failed.error().span, (Span{5, 11}));
}

TEST(Evaluator, IndexFindsMembersInAnyCaseAndItemsByPosition) {
  EXPECT_EQ(result("c.NAME", R"({"c": {"name": 1}})"), "1");
  EXPECT_EQ(result("c['1.5']", R"({"c": {"1.5": "x"}})"), R"("x")");
  EXPECT_EQ(result("c[1.5]", R"({"c": {"1.5": "x"}})"), R"("x")");
  EXPECT_EQ(result("c[1.9]", R"({"c": ["x", "y"]})"), R"("y")");
  EXPECT_EQ(result("c['1']", R"({"c": ["x", "y"]})"), R"("y")");
  EXPECT_EQ(result("c[2]", R"({"c": ["x", "y"]})"), "null");
  EXPECT_EQ(result("c[-0.5]", R"({"c": ["x", "y"]})"), "null");
  EXPECT_EQ(result("c[c]", R"({"c": {"Object": 1}})"), "null");
  EXPECT_EQ(result("c.d.e.f", R"({"c": "text"})"), "null");
}

TEST(Evaluator, IndexOfAPrimitiveDoesNotEvaluateTheIndex) {
  EXPECT_EQ(result("c[fromJSON('bad')]", R"({"c": 1})"), "null");
  EXPECT_EQ(result("c.*", R"({"c": 1})"), "[]");
}

TEST(Evaluator, FilteredArraysMapTheNextIndexOverTheirItems) {
  constexpr std::string_view kContexts = R"({"c": [{"n": 1, "l": [1, 2]}, "x", {"n": 2, "l": [3]}, {"m": 3}]})";
  EXPECT_EQ(result("c.*.n", kContexts), "[1,2]");
  EXPECT_EQ(result("c.*.l.*", kContexts), "[1,2,3]");
  EXPECT_EQ(result("c.*.l[0]", kContexts), "[1,3]");
  EXPECT_EQ(result("c.*.l[0][0]", kContexts), "[]");
  EXPECT_EQ(result("(c.* || 1).n", kContexts), "[1,2]");
  EXPECT_EQ(result("case(true, c.*, 1).n", kContexts), "[1,2]");
}

TEST(Evaluator, AValueOutlivesTheTemporaryThatHeldIt) {
  EXPECT_EQ(result(R"(fromJSON('{"a": {"b": "a text of more than fifteen bytes"}}').a.b)"),
            R"("a text of more than fifteen bytes")");
}

TEST(Evaluator, MemoryIsCountedAsGitHubCountsIt) {
  // A text out of a context counts as a wrapper of 24 bytes and the text, 26 bytes and two a character.
  const std::string contexts = R"({"c": ")" + std::string(1000, 'x') + R"("})";
  const auto fits = [&](std::size_t bytes) {
    return evaluate("c == c", contexts, EvaluationLimits{bytes}).has_value();
  };
  constexpr std::size_t kTwoTexts = 2 * (24 + 26 + 2000);
  EXPECT_TRUE(fits(kTwoTexts));
  EXPECT_FALSE(fits(kTwoTexts - 1));
  const auto failed = evaluate("c == c", contexts, EvaluationLimits{100});
  EXPECT_EQ(failed.error().message,
            "The maximum allowed memory size was exceeded while evaluating the following expression: (c == c)");
}

TEST(Evaluator, MemoryOfOneFunctionIsLimitedAndNamesTheFunction) {
  const std::string contexts = R"({"c": ")" + std::string(1000, 'x') + R"("})";
  const auto failed = evaluate("'a' == format('{0}{0}', c)", contexts, EvaluationLimits{4000});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message,
            "The maximum allowed memory size was exceeded while evaluating the following expression: "
            "format('{0}{0}', c)");
}

TEST(Evaluator, AnExpressionIsEvaluatedAsOftenAsNeeded) {
  const std::vector<std::string_view> names = {"a"};
  const auto expression = Expression::parse("a.x == 'v'", Vocabulary{names, {}}).value();
  const Expression copy = expression;
  for (const char* value : {"v", "w"}) {
    Object inner;
    inner.set("x", value);
    Object contexts;
    contexts.set("a", Value(std::move(inner)));
    EXPECT_EQ(copy.evaluate(ObjectScope(contexts)).value().boolean(), std::string_view(value) == "v");
  }
}

}  // namespace
}  // namespace ropewalk::expr
