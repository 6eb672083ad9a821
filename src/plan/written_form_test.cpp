#include "plan/written_form.h"

#include <gtest/gtest.h>

#include "plan/testing.h"

namespace ropewalk::plan {
namespace {

std::string form_of(const std::string& name) {
  const auto workflow = testing::read("on: push\njobs:\n  a:\n    name: " + name +
                                      "\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo\n");
  return written_form(*workflow->jobs[0].name, *workflow->file);
}

TEST(WrittenForm, IsWhatTheAuthorWrote) {
  EXPECT_EQ(form_of("${{ matrix.v }} of ${{ github.job }}"), "${{ matrix.v }} of ${{ github.job }}");
  EXPECT_EQ(form_of("Test ${{matrix.v}}"), "Test ${{matrix.v}}");
}

TEST(WrittenForm, TakesQuotesOff) {
  EXPECT_EQ(form_of("'it''s ${{ matrix.v }}'"), "it's ${{ matrix.v }}");
  EXPECT_EQ(form_of(R"("a \"b\" ${{ matrix.v }}")"), R"(a "b" ${{ matrix.v }})");
}

TEST(WrittenForm, IsOneLine) {
  EXPECT_EQ(form_of(">-\n      Test\n      ${{ matrix.v }}"), "Test ${{ matrix.v }}");
  EXPECT_EQ(form_of("Test\n      ${{ matrix.v }}"), "Test ${{ matrix.v }}");
}

TEST(WrittenForm, FallsBackOnTheExpressionWhereTheTextHasEscapes) {
  EXPECT_EQ(form_of(R"("\x41${{ matrix.v }}")"), "${{ format('A{0}', matrix.v) }}");
}

}  // namespace
}  // namespace ropewalk::plan
