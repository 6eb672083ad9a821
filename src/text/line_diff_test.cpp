#include "text/line_diff.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/strings.h"

namespace ropewalk::text {
namespace {

TEST(UnifiedDiff, IsEmptyForEqualTexts) { EXPECT_EQ(unified_diff("a\nb\n", "a\nb\n", "x", "y"), ""); }

TEST(UnifiedDiff, ShowsWhatChangedWithItsSurroundings) {
  EXPECT_EQ(unified_diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n", "a", "b"),
            "--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
  EXPECT_EQ(unified_diff("", "new\n", "/dev/null", "b"), "--- /dev/null\n+++ b\n@@ -0,0 +1 @@\n+new\n");
  EXPECT_EQ(unified_diff("a", "a\n", "a", "b"), "--- a\n+++ b\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
}

TEST(MergeLines, TakesBothChanges) {
  const Merged merged =
      merge_lines("1\n2\n3\n4\n5\n", "one\n2\n3\n4\n5\n", "1\n2\n3\n4\nfive\nsix\n", "ours", "theirs");
  EXPECT_EQ(merged.text, "one\n2\n3\n4\nfive\nsix\n");
  EXPECT_EQ(merged.conflicts, 0U);
}

TEST(MergeLines, TheSameChangeOnBothSidesIsOne) {
  const Merged merged = merge_lines("1\n2\n", "1\nzwei\n", "1\nzwei\n", "ours", "theirs");
  EXPECT_EQ(merged.text, "1\nzwei\n");
  EXPECT_EQ(merged.conflicts, 0U);
}

TEST(MergeLines, MarksWhatContradicts) {
  const Merged merged = merge_lines("1\n2\n3\n", "1\na\n3\n", "1\nb\n3\n", "yours", "new");
  EXPECT_EQ(merged.text, "1\n<<<<<<< yours\na\n=======\nb\n>>>>>>> new\n3\n");
  EXPECT_EQ(merged.conflicts, 1U);
}

std::string text_of(const std::vector<int>& numbers) {
  std::string text;
  for (const int number : numbers) {
    text += std::to_string(number % 5) + "\n";
  }
  return text;
}

RC_GTEST_PROP(DiffLines, HunksMakeTheOneTextOfTheOther,
              (const std::vector<int>& first, const std::vector<int>& second)) {
  const std::string a_text = text_of(first);
  const std::string b_text = text_of(second);
  const auto a = split_lines(a_text);
  const auto b = split_lines(b_text);
  std::vector<std::string_view> made;
  std::size_t at = 0;
  for (const Hunk& hunk : diff_lines(a, b)) {
    made.insert(made.end(), a.begin() + static_cast<std::ptrdiff_t>(at),
                a.begin() + static_cast<std::ptrdiff_t>(hunk.a_begin));
    made.insert(made.end(), b.begin() + static_cast<std::ptrdiff_t>(hunk.b_begin),
                b.begin() + static_cast<std::ptrdiff_t>(hunk.b_end));
    at = hunk.a_end;
  }
  made.insert(made.end(), a.begin() + static_cast<std::ptrdiff_t>(at), a.end());
  RC_ASSERT(made == b);
}

RC_GTEST_PROP(MergeLines, OneSidedChangesAreTaken, (const std::vector<int>& base, const std::vector<int>& changed)) {
  const std::string a = text_of(base);
  const std::string b = text_of(changed);
  RC_ASSERT(merge_lines(a, b, a, "x", "y").text == b);
  RC_ASSERT(merge_lines(a, a, b, "x", "y").text == b);
  RC_ASSERT(merge_lines(a, b, b, "x", "y").text == b);
}

}  // namespace
}  // namespace ropewalk::text
