// Problem matchers find what GitHub's find, over one line and over several.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/matchers/matcher_set.h"
#include "engine/matchers/problem.h"
#include "engine/testing/recorded.h"
#include "ports/fake/files.h"

namespace ropewalk::engine {
namespace {

using testing::ElementsAre;

constexpr std::string_view kOneLine = R"({"problemMatcher":[{"owner":"cc","pattern":[
  {"regexp":"^(.+):(\\d+):(\\d+): (warning|error): (.*)$","file":1,"line":2,"column":3,"severity":4,"message":5}]}]})";
constexpr std::string_view kLoop = R"({"problemMatcher":[{"owner":"eslint","severity":"warning","pattern":[
  {"regexp":"^(\\S+\\.js)$","file":1},
  {"regexp":"^\\s+(\\d+):(\\d+)\\s+(.*)$","line":1,"column":2,"message":3,"loop":true}]}]})";

std::string refusal(std::string_view text) {
  auto read = read_matchers(text, "m.json");
  return read ? "" : read.error().message;
}

Matcher matcher(std::string_view text) {
  return Matcher(std::make_shared<const MatcherConfig>(read_matchers(text, "m.json")->front()));
}

TEST(Matcher, OneLine) {
  Matcher cc = matcher(kOneLine);
  const auto found = cc.match("src/a.c:3:14: warning: unused");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->file, "src/a.c");
  EXPECT_EQ(found->line, "3");
  EXPECT_EQ(found->severity, "warning");
  EXPECT_FALSE(cc.match("nothing here"));
}

TEST(Matcher, ALoopRepeatsTheLastPatternUnderOneFile) {
  Matcher eslint = matcher(kLoop);
  EXPECT_FALSE(eslint.match("a.js"));
  EXPECT_EQ(eslint.match("  1:2  first")->message, "first");
  const auto second = eslint.match("  3:4  second");
  EXPECT_EQ(second->file, "a.js");
  EXPECT_EQ(second->severity, "warning");
  EXPECT_FALSE(eslint.match("end"));
  EXPECT_FALSE(eslint.match("  5:6  no longer under a file"));
}

TEST(Matcher, AMatchOverThreeLinesNeedsThemInARow) {
  Matcher three = matcher(R"({"problemMatcher":[{"owner":"x","pattern":[
    {"regexp":"^file (.*)$","file":1},{"regexp":"^line (.*)$","line":1},{"regexp":"^says (.*)$","message":1}]}]})");
  static_cast<void>(three.match("file a"));
  static_cast<void>(three.match("line 1"));
  EXPECT_EQ(three.match("says hi")->file, "a");
  static_cast<void>(three.match("file a"));
  static_cast<void>(three.match("other"));
  static_cast<void>(three.match("line 1"));
  EXPECT_FALSE(three.match("says hi"));
}

TEST(MatcherConfig, MistakesAreNamedInGitHubsWords) {
  const auto one = [](std::string_view matcher_text) {
    return refusal(std::string(R"({"problemMatcher":[)") + std::string(matcher_text) + "]}");
  };
  EXPECT_EQ(one(R"j({"pattern":[]})j"), "Owner must not be empty");
  EXPECT_EQ(one(R"j({"owner":"a","pattern":[]})j"), "Matcher 'a' does not contain any patterns");
  EXPECT_EQ(one(R"j({"owner":"a","severity":"bad","pattern":[{}]})j"),
            "Matcher 'a' contains unexpected default severity 'bad'");
  EXPECT_EQ(one(R"j({"owner":"a","pattern":[{"regexp":"(x)","file":1}]})j"), "At least one pattern must set 'message'");
  EXPECT_EQ(one(R"j({"owner":"a","pattern":[{"regexp":"(x)","message":2}]})j"),
            "The property 'message' is set to 2 which is out of range");
  EXPECT_EQ(one(R"j({"owner":"a","pattern":[{"regexp":"x","message":0,"loop":true}]})j"),
            "Only the last pattern in a multiline matcher may set 'loop'");
  EXPECT_EQ(one(R"j({"owner":"a","pattern":[{"regexp":"x","message":0},{"regexp":"x","message":0}]})j"),
            "The property 'message' is set twice");
  EXPECT_EQ(
      one(R"j({"owner":"a","pattern":[{"regexp":"x","message":0}]},{"owner":"A","pattern":[{"regexp":"x","message":0}]})j"),
      "Duplicate owner name 'A'");
  EXPECT_THAT(refusal("{"), testing::HasSubstr("m.json"));
}

TEST(MatcherSet, TheNewestComesFirstAndReplacesItsOwner) {
  MatcherSet set;
  set.add(*read_matchers(kOneLine, "m"));
  set.add(*read_matchers(kLoop, "m"));
  EXPECT_EQ(set.configs().front()->owner, "eslint");
  set.add(*read_matchers(kOneLine, "m"));
  EXPECT_EQ(set.configs().size(), 2U);
  EXPECT_EQ(set.configs().front()->owner, "cc");
  EXPECT_THAT(set.remove({"CC", "other"}), ElementsAre("cc"));
  EXPECT_EQ(set.configs().size(), 1U);
}

TEST(MatcherRun, AMatchResetsTheOthersAndChangesAreSeen) {
  MatcherSet set;
  MatcherRun run(set);
  EXPECT_TRUE(run.is_idle());
  set.add(*read_matchers(kLoop, "m"));
  set.add(*read_matchers(kOneLine, "m"));
  EXPECT_FALSE(run.match("a.js"));
  EXPECT_TRUE(run.match("a.c:1:1: error: x"));
  EXPECT_FALSE(run.match("  1:2  the file was forgotten"));
}

struct FoundProblem : testing::Test {
  ports::FakeFiles files;
  KeptLog kept;
  void SetUp() override {
    files.add("/w/src/a.c", "");
    files.add("/w/sub/.git/config", "");
    files.add("/w/sub/src/b.c", "");
    files.add("/other/c.c", "");
  }
  std::string file(std::string name, std::string from = "") {
    return to_issue({.file = std::move(name), .message = "m", .from_path = std::move(from)}, files, "/w", kept.log)
        ->file;
  }
};

TEST_F(FoundProblem, PathsBecomeRelativeToTheCheckout) {
  EXPECT_EQ(file("src/a.c"), "src/a.c");
  EXPECT_EQ(file("/w/src/../src/a.c"), "src/a.c");
  EXPECT_EQ(file("sub/src/b.c"), "src/b.c");
  EXPECT_EQ(file("b.c", "/w/sub/src/project.x"), "src/b.c");
}

TEST_F(FoundProblem, FilesThatAreNotThereOrOutsideAreLeftOut) {
  EXPECT_EQ(file("none.c"), "");
  EXPECT_EQ(file("/other/c.c"), "");
  EXPECT_EQ(kept.events.lines(record::LogKind::kDebug).size(), 2U);
}

TEST_F(FoundProblem, WithoutMessageOrWithUnknownSeverityThereIsNoIssue) {
  EXPECT_FALSE(to_issue({.message = " "}, files, "/w", kept.log));
  EXPECT_FALSE(to_issue({.severity = "fatal", .message = "m"}, files, "/w", kept.log));
  const auto issue =
      to_issue({.line = "7", .column = "x", .severity = "Notice", .message = "m"}, files, "/w", kept.log);
  EXPECT_EQ(issue->level, record::AnnotationLevel::kNotice);
  EXPECT_EQ(issue->line, 7);
  EXPECT_EQ(issue->column, 0);
}

}  // namespace
}  // namespace ropewalk::engine
