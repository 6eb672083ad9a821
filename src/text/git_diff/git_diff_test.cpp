// What git 2.39 says of the same texts (`git diff -U0`); tests/differential/git_diff.cpp asks it about random ones.
#include "text/git_diff/git_diff.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace ropewalk::text {
namespace {

/// `3+3 4+3`: for each hunk how many lines of the first text are gone from where on, and how many new ones are where.
std::string hunks(std::string_view a, std::string_view b) {
  std::string text;
  for (const Hunk& hunk : git_diff(a, b)) {
    text += fmt::format("{}-{}+{}", text.empty() ? "" : " ", hunk.a_begin, hunk.a_end - hunk.a_begin);
    text += fmt::format(" {}+{}", hunk.b_begin, hunk.b_end - hunk.b_begin);
  }
  return text;
}

TEST(GitDiff, AFunctionIsShownFromItsFirstLine) {
  EXPECT_EQ(hunks("def a():\n    x()\n\ndef c():\n    z()\n",
                  "def a():\n    x()\n\ndef b():\n    x()\n\ndef c():\n    z()\n"),
            "-3+0 3+3");
  EXPECT_EQ(hunks("if a {\n  f\n}\nif b {\n  f\n}\n", "if a {\n  f\n}\nif x {\n  f\n}\nif b {\n  f\n}\n"), "-3+0 3+3");
}

TEST(GitDiff, BlankLinesStayWithWhatTheyPart) {
  EXPECT_EQ(hunks("one\n\n\ntwo\n", "one\n\n\n\nnew\n\ntwo\n"), "-3+0 3+3");
}

TEST(GitDiff, ALineThatIsRepeatedIsTheLastOne) { EXPECT_EQ(hunks("a\na\na\n", "a\na\na\na\n"), "-3+0 3+1"); }

TEST(GitDiff, AMissingLastLineEndIsADifference) { EXPECT_EQ(hunks("a\nb", "a\nb\nc"), "-1+1 1+2"); }

/// Without lines of context git does not look at whole blocks of the common end.
TEST(GitDiff, ALongCommonEndIsLeftOut) {
  std::string a = "x\n";
  for (int i = 0; i < 700; ++i) {
    a += "y\n";
  }
  EXPECT_EQ(hunks(a, a + "y\ny\ny\n"), "-190+0 190+3");
}

TEST(GitDiff, EqualAndEmptyTexts) {
  EXPECT_EQ(hunks("", ""), "");
  EXPECT_EQ(hunks("a\n", "a\n"), "");
  EXPECT_EQ(hunks("", "a\nb"), "-0+0 0+2");
  EXPECT_EQ(hunks("a\nb\n", ""), "-0+2 0+0");
  EXPECT_EQ(hunks("a\nb\nc\nd\n", "c\nb\na\nd\ne\n"), "-0+2 0+0 -3+0 1+2 -4+0 4+1");
}

std::vector<std::string> lines_of(const std::vector<int>& numbers) {
  std::vector<std::string> lines;
  for (const int number : numbers) {
    lines.push_back(std::string(static_cast<std::size_t>(std::abs(number % 3)), ' ') +
                    (number % 4 == 0 ? "\n" : std::to_string(number % 7) + "\n"));
  }
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    text += line;
  }
  return text;
}

RC_GTEST_PROP(GitDiff, HunksMakeTheOneTextOfTheOther, (const std::vector<int>& first, const std::vector<int>& second)) {
  const auto a = lines_of(first);
  const auto b = lines_of(second);
  std::vector<std::string> made;
  std::size_t at = 0;
  const auto take = [&made](const std::vector<std::string>& lines, std::size_t begin, std::size_t end) {
    made.insert(made.end(), lines.begin() + static_cast<std::ptrdiff_t>(begin),
                lines.begin() + static_cast<std::ptrdiff_t>(end));
  };
  for (const Hunk& hunk : git_diff(joined(a), joined(b))) {
    take(a, at, hunk.a_begin);
    take(b, hunk.b_begin, hunk.b_end);
    at = hunk.a_end;
  }
  take(a, at, a.size());
  RC_ASSERT(made == b);
}

}  // namespace
}  // namespace ropewalk::text
