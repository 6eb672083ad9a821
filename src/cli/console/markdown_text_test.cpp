#include "cli/console/markdown_text.h"

#include <gmock/gmock.h>

namespace ropewalk::cli {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> lines(std::string_view markdown, int columns = 0) {
  return markdown_lines(markdown, columns, Palette(false));
}

TEST(Markdown, LinesUpTables) {
  EXPECT_THAT(lines("| Test | Time |\n|---|---:|\n| a\\|b | 1 s |\n| 漢字漢 | **2** |\n"),
              ElementsAre("Test    Time", "a|b     1 s", "漢字漢  2"));
}

TEST(Markdown, LinesUpTablesOfHtml) {
  EXPECT_THAT(lines("<table><tr><th>File</th><th>Result</th></tr><tr><td>foo.js</td><td>Pass ✅</td></tr></table>"),
              ElementsAre("File    Result", "foo.js  Pass ✅"));
  EXPECT_THAT(lines("<table>\n<tr>\n<td>a</td>\n<td>b</td>\n</tr>\n</table>\nafter"), ElementsAre("a  b", "after"));
}

TEST(Markdown, TablesFitTheirWidth) {
  EXPECT_THAT(lines("| a | a long text in a cell |\n", 16), ElementsAre("a  a long text …"));
}

TEST(Markdown, ReadsHeadingsEmphasisLinksAndEntities) {
  EXPECT_THAT(lines("# Title\n\n<b>bold</b> and **strong** `code` [text](http://x) ![alt](y) a &lt; b &amp;lt;\n- "
                    "item\n#5 is no heading"),
              ElementsAre("Title", "bold and strong code text alt a < b &lt;", "- item", "#5 is no heading"));
  EXPECT_THAT(markdown_lines("## T\nan **x**", 0, Palette(true)), ElementsAre("\x1b[1mT\x1b[0m", "an \x1b[1mx\x1b[0m"));
}

TEST(Markdown, TakesBackslashesBeforePunctuationAway) {
  EXPECT_THAT(lines("## \\[unit\\-3.12\\] \\(2 of 2\\) C:\\dir \\\\ \\*\\*x\\*\\* \\[a\\](b)"),
              ElementsAre("[unit-3.12] (2 of 2) C:\\dir \\ **x** [a](b)"));
  EXPECT_THAT(lines("| a | b |\n|---|---|\n| unit\\-3.12 | x\\|y |"), ElementsAre("a          b", "unit-3.12  x|y"));
}

TEST(Markdown, LeavesBackslashesInCode) {
  EXPECT_THAT(lines("`a\\-b **c**` \\-d ``x`\\-y`` e` f\n```\na\\-b\n```"),
              ElementsAre("a\\-b **c** -d x`\\-y e f", "a\\-b"));
}

TEST(Markdown, LeavesCodeAndOtherAngleBracketsAlone) {
  EXPECT_THAT(lines("```\n  a * | b\n```\na < b > c <T> <!-- gone -->\n<details><summary>More</summary>text</details>"),
              ElementsAre("  a * | b", "a < b > c <T> ", "More", "text"));
}

TEST(Markdown, WrapsLinesAndSpellsOutControls) {
  EXPECT_THAT(lines("one two three", 8), ElementsAre("one two", "three"));
  EXPECT_THAT(lines("a\x1b[31mb\u202E"), ElementsAre("ab\\u202e"));
}

}  // namespace
}  // namespace ropewalk::cli
