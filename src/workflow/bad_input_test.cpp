// Files that nobody should write: each gives a clear error or the right result, in bounded time and memory.
#include <gtest/gtest.h>

#include "workflow/testing.h"

namespace ropewalk::workflow {
namespace {

constexpr const char* kRest = "jobs: {a: {runs-on: x}}\n";

TEST(BadInput, EmptyFiles) {
  EXPECT_EQ(errors_of(""), (Lines{"1:1 Expected document start parse event"}));
  EXPECT_EQ(errors_of("# nothing\n"), (Lines{"1:1 Expected document start parse event"}));
  EXPECT_EQ(errors_of("---\n"), (Lines{"2:1 Unexpected value ''"}));
  EXPECT_EQ(errors_of("just text"), (Lines{"1:1 Unexpected value 'just text'"}));
  EXPECT_EQ(errors_of("[]"), (Lines{"1:1 A sequence was not expected"}));
}

TEST(BadInput, SeveralDocuments) {
  EXPECT_EQ(errors_of("on: push\n" + std::string(kRest) + "---\na: b\n"),
            (Lines{"3:1 Expected stream end parse event"}));
}

TEST(BadInput, LineEndsAndMarksDoNotMatter) {
  EXPECT_EQ(errors_of("\xEF\xBB\xBFon: push\r\njobs:\r\n  a:\r\n    runs-on: x\r\n"), Lines{});
  EXPECT_EQ(errors_of("on: push\r\njobs:\r\n  a:\r\n    rns-on: x\r\n")[0], "4:5 Unexpected value 'rns-on'");
}

TEST(BadInput, OtherEncodingsAndBinaries) {
  EXPECT_EQ(errors_of(std::string("\xFF\xFEo\0n\0:\0", 8)).size(), 1U);
  EXPECT_EQ(errors_of(std::string("\x7F"
                                  "ELF\x02\x01\x01\0\0\0",
                                  10))
                .size(),
            1U);
  EXPECT_EQ(errors_of("on: push\nname: \xFF\xFE\n" + std::string(kRest)).size(), 1U);
}

TEST(BadInput, TabsAreExplained) {
  const auto result = read_for_test("on: push\njobs:\n\ta:\n");
  ASSERT_EQ(result.errors.size(), 1U);
  EXPECT_NE(result.errors[0].hint.find("tab"), std::string::npos);
}

TEST(BadInput, DeepNesting) {
  EXPECT_EQ(errors_of("on: push\nx: " + std::string(100'000, '[')),
            (Lines{"2:1 Unexpected value 'x'", "1:1 Maximum object depth exceeded"}));
  EXPECT_EQ(errors_of("on: push\njobs: {a: {runs-on: x, strategy: {matrix: {v: " + std::string(45, '[') +
                      std::string(45, ']') + "}}}}\n"),
            Lines{});
}

TEST(BadInput, BombsOfAliases) {
  std::string text = "on: push\nenv: &a0 {x: y}\n";
  for (int level = 1; level < 12; ++level) {
    const std::string last = "*a" + std::to_string(level - 1);
    text += "k" + std::to_string(level) + ": &a" + std::to_string(level) + " [";
    for (int copy = 0; copy < 9; ++copy) {
      text += last + ", ";
    }
    text += last + "]\n";
  }
  const Lines errors = errors_of(text + kRest);
  EXPECT_EQ(errors.back(), "1:1 Maximum YAML nodes exceeded");
}

TEST(BadInput, AliasesOfThemselves) {
  EXPECT_EQ(errors_of("on: push\nenv: &a {x: *a}\n" + std::string(kRest)),
            (Lines{"2:13 Maximum object depth exceeded"}));
}

TEST(BadInput, ManyValues) {
  std::string text = "on: push\njobs: {a: {runs-on: x, strategy: {matrix: {v: [";
  for (int number = 0; number < 60'000; ++number) {
    text += "1,";
  }
  EXPECT_EQ(errors_of(text + "1]}}}}\n"), (Lines{"1:1 Maximum YAML nodes exceeded"}));
}

TEST(BadInput, ManyKeys) {
  std::string text = "on: push\nenv:\n";
  for (int number = 0; number < 20'000; ++number) {
    text += "  k" + std::to_string(number) + ": v\n";
  }
  EXPECT_EQ(errors_of(text + kRest), Lines{});
}

TEST(BadInput, ManyErrors) {
  std::string text = "on: push\n" + std::string(kRest);
  for (int number = 0; number < 20'000; ++number) {
    text += "key" + std::to_string(number) + ": v\n";
  }
  EXPECT_EQ(errors_of(text).size(), 1000U);
}

TEST(BadInput, ManyExpressions) {
  std::string text = "on: push\nname: x\nrun-name: \"";
  for (int number = 0; number < 20'000; ++number) {
    text += "${{ github.ref }}";
  }
  const Lines errors = errors_of(text + "\"\n" + kRest);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0], "3:12 Exceeded max expression length 21000");
  std::string wrong = "on: push\nrun-name: \"";
  for (int number = 0; number < 20'000; ++number) {
    wrong += "${{ 1 }}";
  }
  EXPECT_EQ(errors_of(wrong + "${{ nope }}\"\n" + kRest).size(), 1U);
}

TEST(BadInput, GiantScalars) {
  const std::string big(900'000, 'x');
  EXPECT_EQ(step_errors("      - run: |\n          " + big + "\n"), Lines{});
  EXPECT_EQ(errors_of("on: push\n" + big + ": 1\n" + kRest).size(), 1U);
}

TEST(BadInput, FilesOfTenMegabytes) {
  const std::string text = "on: push\n" + std::string(kRest) + "#" + std::string(10 << 20, 'x') + "\n";
  EXPECT_EQ(errors_of(text), (Lines{"1:1 The maximum file size of 1048576 characters has been exceeded"}));
}

TEST(BadInput, ResultsThatAreTooLarge) {
  std::string text = "on: push\nenv:\n  A0: &a " + std::string(500'000, 'x') + "\n";
  for (int number = 1; number < 20; ++number) {
    text += "  A" + std::to_string(number) + ": *a\n";
  }
  const Lines errors = errors_of(text + kRest);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_TRUE(errors[0].ends_with("Maximum object size exceeded")) << errors[0];
}

TEST(BadInput, NumbersOutOfRange) {
  EXPECT_EQ(
      job_errors("    runs-on: x\n    timeout-minutes: 0x1FFFFFFFF\n"),
      (Lines{"5:22 The value '0x1FFFFFFFF' on line 5 and column 22 is invalid for the type 'tag:yaml.org,2002:int'"}));
  EXPECT_EQ(job_errors("    runs-on: x\n    timeout-minutes: 1e999\n"), Lines{});
}

}  // namespace
}  // namespace ropewalk::workflow
