#include "app/dotenv.h"

#include <gtest/gtest.h>

#include "diag/render.h"

namespace ropewalk::app {
namespace {

Result<NamedTexts> read(std::string text) {
  return parse_dotenv(std::make_shared<const SourceFile>(".env", std::move(text)));
}

NamedTexts values(std::string text) {
  auto found = read(std::move(text));
  return found ? *found : NamedTexts{{"error", found.error().message}};
}

std::string first_line_of_error(std::string text) {
  const auto found = read(std::move(text));
  if (found) {
    return "no error";
  }
  const std::string shown = diag::render(found.error());
  return shown.substr(0, shown.find('\n'));
}

using Pairs = NamedTexts;

TEST(Dotenv, ReadsLinesInOrder) { EXPECT_EQ(values("B=2\nA=1\n"), (Pairs{{"B", "2"}, {"A", "1"}})); }

TEST(Dotenv, SkipsBlankLinesAndComments) { EXPECT_EQ(values("\n  # no\n\tA=1 # yes\n#\n"), (Pairs{{"A", "1"}})); }

TEST(Dotenv, AHashWithinAWordIsPartOfTheValue) { EXPECT_EQ(values("A=a#b"), (Pairs{{"A", "a#b"}})); }

TEST(Dotenv, TrimsUnquotedValuesOnly) {
  EXPECT_EQ(values("A =  x y  \nB=' x '\n"), (Pairs{{"A", "x y"}, {"B", " x "}}));
}

TEST(Dotenv, ExportMayStandInFront) {
  EXPECT_EQ(values("export A=1\nexport=2\n"), (Pairs{{"A", "1"}, {"export", "2"}}));
}

TEST(Dotenv, DoubleQuotesKnowEscapes) { EXPECT_EQ(values(R"(A="a\nb\t\"\\\$\q")"), (Pairs{{"A", "a\nb\t\"\\$\\q"}})); }

TEST(Dotenv, SingleQuotesAreLiteral) { EXPECT_EQ(values(R"(A='a\n"')"), (Pairs{{"A", "a\\n\""}})); }

TEST(Dotenv, QuotedValuesSpanLines) {
  EXPECT_EQ(values("A=\"one\ntwo\"\nB='x\ny'\n"), (Pairs{{"A", "one\ntwo"}, {"B", "x\ny"}}));
}

TEST(Dotenv, TakesWindowsLineEndsAndAByteOrderMark) {
  EXPECT_EQ(values("\xEF\xBB\xBF"
                   "A=1\r\n\r\nB=2\r\n"),
            (Pairs{{"A", "1"}, {"B", "2"}}));
}

TEST(Dotenv, EmptyValuesAreValues) {
  EXPECT_EQ(values("A=\nB=\"\"\nC= # no\n"), (Pairs{{"A", ""}, {"B", ""}, {"C", ""}}));
}

TEST(Dotenv, AnEmptyFileHasNoValues) { EXPECT_EQ(values(""), Pairs{}); }

TEST(Dotenv, ErrorsSayWhere) {
  EXPECT_EQ(first_line_of_error("A=1\nB\n"), ".env:2:1: error: 'B' has no value");
  EXPECT_EQ(first_line_of_error("A=1\n  =2\n"), ".env:2:3: error: this line does not start with a name");
  EXPECT_EQ(first_line_of_error("1A=2\n"), ".env:1:1: error: this line does not start with a name");
  EXPECT_EQ(first_line_of_error("A=\"x\n"), ".env:1:3: error: the quote \" is never closed");
  EXPECT_EQ(first_line_of_error("A=\"x\" y\n"), ".env:1:7: error: text after the closing quote");
}

}  // namespace
}  // namespace ropewalk::app
