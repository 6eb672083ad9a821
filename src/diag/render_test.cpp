#include "diag/render.h"

#include <gtest/gtest.h>

namespace ropewalk::diag {
namespace {

TEST(Render, ShowsPlaceSourceLineAndHint) {
  auto file = std::make_shared<const SourceFile>("ci.yml", "on: push\njobz: {}\n");
  const Error error{ErrorKind::kInvalid, "Unexpected value 'jobz'", "did you mean 'jobs'?", {file, {9, 13}}};
  EXPECT_EQ(render(error),
            "ci.yml:2:1: error: Unexpected value 'jobz'\n"
            " 2 | jobz: {}\n"
            "   | ^^^^\n"
            "hint: did you mean 'jobs'?\n");
}

TEST(Render, WithoutAPlaceSaysOnlyTheMessage) {
  EXPECT_EQ(render({ErrorKind::kUsage, "no workflow", "", {}}, Severity::kWarning), "warning: no workflow\n");
}

TEST(Render, ControlCharactersOfTheSourceAreNotPrinted) {
  auto file = std::make_shared<const SourceFile>("x", "a\x1b[31mb");
  const std::string text = render({ErrorKind::kInvalid, "m", "", {file, {0, 1}}});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(Render, TheCaretStandsUnderWideCharactersAndTabs) {
  auto file = std::make_shared<const SourceFile>("x", "\tname: 日本 bad");
  EXPECT_EQ(render({ErrorKind::kInvalid, "m", "", {file, {14, 17}}}),
            "x:1:11: error: m\n"
            " 1 |  name: 日本 bad\n"
            "   |             ^^^\n");
}

TEST(Render, WhatIsWrongIsSpeltOut) {
  auto file = std::make_shared<const SourceFile>("x\x1b]0;t\a.yml", "k\x1b[5A: 1");
  EXPECT_EQ(render({ErrorKind::kInvalid, "Unexpected value 'k\x1b[5A'", "not \u202E", {file, {0, 5}}}),
            "x\\x1b]0;t\\x07.yml:1:1: error: Unexpected value 'k\\x1b[5A'\n"
            " 1 | k\\x1b[5A: 1\n"
            "   | ^^^^^^^^\n"
            "hint: not \\u202e\n");
}

TEST(WorkflowCommand, HasThePlaceAndTheHint) {
  auto file = std::make_shared<const SourceFile>("a,b.yml", "on: push\njobz: {}\n");
  EXPECT_EQ(workflow_command({ErrorKind::kInvalid, "100%", "jobs?", {file, {9, 13}}}, Severity::kError),
            "::error file=a%2Cb.yml,line=2,col=1::100%25%0Ajobs?\n");
  EXPECT_EQ(workflow_command({ErrorKind::kUsage, "m", "", {}}, Severity::kWarning), "::warning::m\n");
}

TEST(Render, ALongLineIsCutAroundTheSpan) {
  auto file = std::make_shared<const SourceFile>("x", std::string(5000, 'a') + "!" + std::string(5000, 'b'));
  const std::string text = render({ErrorKind::kInvalid, "m", "", {file, {5000, 5001}}});
  EXPECT_LT(text.size(), 500U);
  EXPECT_NE(text.find('!'), std::string::npos);
}

}  // namespace
}  // namespace ropewalk::diag
