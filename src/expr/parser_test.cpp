#include "expr/parser.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace ropewalk::expr {
namespace {

constexpr std::array<std::string_view, 3> kNames = {"github", "env", "matrix"};
constexpr std::array<FunctionSignature, 2> kFunctions = {{{"success", 0, 0}, {"hashFiles", 1, 255}}};
const Vocabulary kVocabulary{kNames, kFunctions};

std::string message(std::string_view text) {
  const auto expression = Expression::parse(text, kVocabulary);
  return expression ? "" : expression.error().message;
}

/// The canonical text, which shows how the operators bind.
std::string canonical(std::string_view text) {
  const auto expression = Expression::parse(text, kVocabulary);
  return expression ? to_expression_text(expression->root()) : expression.error().message;
}

TEST(Parser, OperatorsBindByPrecedence) {
  EXPECT_EQ(canonical("1 == 2 && 3 < 4 || !env.a"), "(((1 == 2) && (3 < 4)) || !env.a)");
  EXPECT_EQ(canonical("1 < 2 == true"), "((1 < 2) == true)");
  EXPECT_EQ(canonical("1 == 2 == 3"), "((1 == 2) == 3)");
  EXPECT_EQ(canonical("!!github.ref"), "!!github.ref");
  EXPECT_EQ(canonical("(1 || 2) && 3"), "((1 || 2) && 3)");
}

TEST(Parser, ChainsOfOneOperatorAreOneNode) {
  EXPECT_EQ(canonical("1 || (2 || 3) || 4"), "(1 || 2 || 3 || 4)");
  const auto expression = Expression::parse("1 && 2 && (3 && 4)", kVocabulary);
  ASSERT_TRUE(expression);
  EXPECT_EQ(expression->root().child_count, 4U);
  EXPECT_EQ(expression->root().height, 2U);
}

TEST(Parser, IndexesAreWrittenWithADotWhereTheKeyAllows) {
  EXPECT_EQ(canonical("github['event']['a b'].*[0]"), "github.event['a b'].*[0]");
  EXPECT_EQ(canonical("env['it''s']"), "env['it''s']");
  EXPECT_EQ(canonical("fromJSON('{}').a"), "fromJSON('{}').a");
}

TEST(Parser, PathsAreReadTheSameWhereverTheyGoOn) {
  EXPECT_EQ(canonical("github .event . head_commit.a-b"), "github.event.head_commit.a-b");
  EXPECT_EQ(canonical("(github).event.*.a['b'].c_1"), "github.event.*.a.b.c_1");
  EXPECT_EQ(canonical("github[env.a.b].c"), "github[env.a.b].c");
  EXPECT_EQ(message("github.event.1a"),
            "Unexpected symbol: '1a'. Located at position 14 within expression: github.event.1a");
  EXPECT_EQ(message("github.ev~nt.a"),
            "Unexpected symbol: 'ev~nt'. Located at position 8 within expression: github.ev~nt.a");
  EXPECT_EQ(message("'x'.a"), "Unexpected symbol: '.'. Located at position 4 within expression: 'x'.a");
  EXPECT_EQ(message("github.event."),
            "Unexpected end of expression: '.'. Located at position 13 within expression: github.event.");
  EXPECT_EQ(message("(github.event"),
            "Unexpected end of expression: 'event'. Located at position 9 within expression: (github.event");
}

TEST(Parser, KeywordsAreOrdinaryNamesAfterADot) { EXPECT_EQ(canonical("env.true.null"), "env.true.null"); }

TEST(Parser, NamesHaveNoCaseButKeywordsHave) {
  EXPECT_EQ(message("GitHub.ref == SUCCESS()"), "");
  EXPECT_EQ(message("TRUE"), "Unrecognized named-value: 'TRUE'. Located at position 1 within expression: TRUE");
}

TEST(Parser, ErrorsNameTheTokenAndItsPosition) {
  EXPECT_EQ(message("1 <"), "Unexpected end of expression: '<'. Located at position 3 within expression: 1 <");
  EXPECT_EQ(message("contains(1)"),
            "Too few parameters supplied: '('. Located at position 9 within expression: contains(1)");
  EXPECT_EQ(message("success(1)"),
            "Too many parameters supplied: '('. Located at position 8 within expression: success(1)");
  EXPECT_EQ(message("case(true, 1, false, 2)"),
            "Even number of parameters supplied, requires an odd number of parameters: 'case'. Located at position 1 "
            "within expression: case(true, 1, false, 2)");
  EXPECT_EQ(message("nope()"), "Unrecognized function: 'nope'. Located at position 1 within expression: nope()");
  EXPECT_EQ(message("join(env,)"), "Unexpected symbol: ')'. Located at position 10 within expression: join(env,)");
  EXPECT_EQ(message("github['a'"),
            "Unexpected end of expression: ''a''. Located at position 8 within expression: github['a'");
}

TEST(Parser, PositionsCountUtf16) {
  EXPECT_EQ(message("'\U0001F60A' == x"),
            "Unrecognized named-value: 'x'. Located at position 9 within expression: '\U0001F60A' == x");
}

TEST(Parser, MalformedTokensAreLexingErrorsAndMisplacedOnesParsingErrors) {
  const auto phase = [](std::string_view text) { return Expression::parse(text, kVocabulary).error().phase; };
  EXPECT_EQ(phase("\"text\""), Phase::kLexing);
  EXPECT_EQ(phase("'open"), Phase::kLexing);
  EXPECT_EQ(phase("1 = 2"), Phase::kLexing);
  EXPECT_EQ(phase("1 2"), Phase::kParsing);
  EXPECT_EQ(phase("'a'.b"), Phase::kParsing);
  EXPECT_EQ(phase(")"), Phase::kParsing);
}

TEST(Parser, ErrorsHaveAByteSpan) {
  const auto expression = Expression::parse("'ä' == x", kVocabulary);
  ASSERT_FALSE(expression);
  EXPECT_EQ(expression.error().span, (Span{8, 9}));
}

TEST(Parser, LengthIsLimitedInUtf16Units) {
  EXPECT_EQ(message("'" + std::string(20998, 'a') + "'"), "");
  EXPECT_EQ(message("'" + std::string(20999, 'a') + "'"), "Exceeded max expression length 21000");
  std::string wide = "'";
  for (int i = 0; i < 20998; ++i) {
    wide += "ä";
  }
  EXPECT_EQ(message(wide + "'"), "");
}

TEST(Parser, DepthIsLimitedWhileChainsAndBracketsAddNone) {
  EXPECT_EQ(message(std::string(49, '!') + "true"), "");
  EXPECT_EQ(message(std::string(50, '!') + "true"), "Exceeded max expression depth 50");
  EXPECT_EQ(message(std::string(10000, '(') + "1" + std::string(10000, ')')), "");
  std::string chain = "1";
  for (int i = 0; i < 5000; ++i) {
    chain += "||1";
  }
  EXPECT_EQ(message(chain), "");
}

TEST(Parser, SpansCoverOperandsWithTheirBrackets) {
  const std::string_view text = " (env.a || !env['b']) && contains( env.c , 'x' )";
  const auto expression = Expression::parse(text, kVocabulary);
  ASSERT_TRUE(expression);
  const auto spanned = [&](const Node& node) {
    return std::string(text.substr(node.span.begin, node.span.end - node.span.begin));
  };
  const Node& root = expression->root();
  EXPECT_EQ(spanned(root), "(env.a || !env['b']) && contains( env.c , 'x' )");
  EXPECT_EQ(spanned(root.child(0)), "env.a || !env['b']");
  EXPECT_EQ(spanned(root.child(0).child(1)), "!env['b']");
  EXPECT_EQ(spanned(root.child(1)), "contains( env.c , 'x' )");
  EXPECT_EQ(spanned(root.child(1).child(0)), "env.c");
  EXPECT_EQ(root.child(1).child(0).child(1).literal.text(), "c");
}

TEST(Parser, TheTreeSaysWhatItReadsAndCalls) {
  const auto expression = Expression::parse("Success() && GitHub.ref == 'env.x' || hashfiles('a')", kVocabulary);
  ASSERT_TRUE(expression);
  EXPECT_TRUE(expression->calls("success"));
  EXPECT_TRUE(expression->calls("hashfiles"));
  EXPECT_FALSE(expression->calls("failure"));
  EXPECT_TRUE(expression->reads("github"));
  EXPECT_FALSE(expression->reads("env"));
}

TEST(Parser, ChildrenComeInOrder) {
  const auto expression = Expression::parse("format('{0}', 1, 2, 3)", kVocabulary);
  ASSERT_TRUE(expression);
  std::vector<std::string> texts;
  for (const Node& child : expression->root().children()) {
    texts.push_back(to_expression_text(child));
  }
  EXPECT_EQ(texts, (std::vector<std::string>{"'{0}'", "1", "2", "3"}));
}

}  // namespace
}  // namespace ropewalk::expr
