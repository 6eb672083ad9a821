// Expressions within texts.
#include "workflow/expression_text.h"

#include <gtest/gtest.h>

namespace ropewalk::workflow {
namespace {

std::string composed(std::string_view text) { return compose_format(text, find_expressions(text).parts); }

TEST(FindExpressions, TellsWhereEachStands) {
  const ExpressionParts found = find_expressions("a ${{ b }}c${{d}}");
  ASSERT_EQ(found.parts.size(), 2U);
  EXPECT_EQ(found.parts[0].expression, "b");
  EXPECT_EQ(found.parts[0].begin, 2U);
  EXPECT_EQ(found.parts[0].end, 10U);
  EXPECT_EQ(found.parts[1].expression, "d");
  EXPECT_TRUE(found.is_closed);
}

TEST(FindExpressions, QuotesHideBrackets) {
  const ExpressionParts found = find_expressions("${{ 'a }} b' }} c");
  ASSERT_EQ(found.parts.size(), 1U);
  EXPECT_EQ(found.parts[0].expression, "'a }} b'");
  EXPECT_EQ(find_expressions("${{ 'it''s }}' }}").parts[0].expression, "'it''s }}'");
}

TEST(FindExpressions, TellsWhatIsNotClosed) {
  const ExpressionParts found = find_expressions("${{ a }} ${{ b }");
  EXPECT_FALSE(found.is_closed);
  EXPECT_EQ(found.open_at, 9U);
  EXPECT_EQ(found.parts.size(), 1U);
  EXPECT_FALSE(find_expressions("${{}").is_closed);
}

TEST(FindExpressions, AWholeTextIsOneExpressionAndNothingElse) {
  EXPECT_TRUE(find_expressions("${{ a }}").is_whole("${{ a }}"));
  EXPECT_FALSE(find_expressions("${{ a }} ").is_whole("${{ a }} "));
  EXPECT_FALSE(find_expressions("${{ a }}${{ b }}").is_whole("${{ a }}${{ b }}"));
  EXPECT_TRUE(find_expressions("${{}}").parts[0].expression.empty());
}

TEST(FindExpressions, WhiteSpaceIsThatOfDotNet) {
  EXPECT_EQ(find_expressions("${{\u00A0a\u2003}}").parts[0].expression, "a");
}

TEST(ComposeFormat, DoublesQuotesAndBraces) {
  EXPECT_EQ(composed("a ${{ b }} c"), "format('a {0} c', b)");
  EXPECT_EQ(composed("it's {x} ${{ a }}${{ b.c }}"), "format('it''s {{x}} {0}{1}', a, b.c)");
}

TEST(IsArgument, WantsBalancedBracketsAndNoCommaOutside) {
  for (const char* text : {"a", "f(a, b)", "a['x,y']", "', ('", "(a)"}) {
    EXPECT_TRUE(is_argument(text)) << text;
  }
  for (const char* text : {"", "a, b", "a) || (b", "(a", "a]", "insert", "insert x", "'"}) {
    EXPECT_FALSE(is_argument(text)) << text;
  }
}

TEST(CountInsertParameters, TellsTheDirectiveFromNames) {
  EXPECT_EQ(count_insert_parameters("insert"), 0U);
  EXPECT_EQ(count_insert_parameters("insert a b"), 2U);
  EXPECT_EQ(count_insert_parameters("insert f(a b) 'c d'"), 2U);
  EXPECT_FALSE(count_insert_parameters("inserted"));
  EXPECT_FALSE(count_insert_parameters("github.ref"));
}

TEST(StringLiteral, IsReadWithItsQuotes) {
  EXPECT_EQ(string_literal("'a'"), "a");
  EXPECT_EQ(string_literal("''"), "");
  EXPECT_EQ(string_literal("'it''s'"), "it's");
  EXPECT_FALSE(string_literal("'a' == 'b'"));
  EXPECT_FALSE(string_literal("a"));
}

}  // namespace
}  // namespace ropewalk::workflow
