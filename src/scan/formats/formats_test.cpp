#include "scan/formats/formats.h"

#include <gmock/gmock.h>

#include "base/json.h"
#include "base/strings.h"

namespace ropewalk::scan {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Report sample() {
  Report report;
  Finding finding;
  finding.scanner = "secrets";
  finding.rule = "sample-token";
  finding.severity = Severity::kHigh;
  finding.message = "A token, \"quoted\"\n::error::";
  finding.hint = "=revoke it";
  finding.place = {"src/a b.py", 3, 7, 3, 20};
  finding.fingerprint = "ab12";
  finding.details = {{"entropy", "3.5"}};
  report.findings.push_back(finding);
  finding.is_suppressed = true;
  finding.suppressed_by = "known";
  report.findings.push_back(finding);
  report.packages.push_back({"requests", "", {"requirements.txt", 2, 0, 0, 0}, {{"kind", "\"range\""}}});
  report.skipped.push_back({{"logo.png", 0, 0, 0, 0}, "binary", ""});
  report.looked_at = 2;
  return report;
}

std::string made(std::string_view format, const Report& report) {
  for (const Format& candidate : formats()) {
    if (candidate.name == format) {
      return candidate.make({.report = report, .summary = summarize(report), .version = "1.0.0"});
    }
  }
  return {};
}

TEST(Formats, WhatATerminalWouldObeyIsSpeltOut) {
  Report report = sample();
  report.findings.front().message = "a \x1b[31mred\x1b[0m \u202etxt";
  report.findings.front().place.file = "a\x1b]0;b\x07.py";
  for (const char* format : {"csv", "markdown", "github"}) {
    const std::string text = made(format, report);
    EXPECT_EQ(text.find_first_of("\x1b\x07"), std::string::npos) << format;
    EXPECT_EQ(text.find("\u202e"), std::string::npos) << format;
    EXPECT_THAT(text, HasSubstr("red")) << format;
  }
}

TEST(Formats, JsonlIsOneObjectALineWithTheSummaryLast) {
  const std::string text = made("jsonl", sample());
  std::vector<std::string> types;
  for (const std::string_view line : split_lines(text)) {
    const auto object = parse_json(line, "line");
    ASSERT_TRUE(object) << line;
    types.emplace_back(string_member(object->as_object(), "type"));
  }
  EXPECT_THAT(types, ::testing::ElementsAre("package", "finding", "skipped", "skipped", "summary"));
  EXPECT_THAT(text, HasSubstr(R"("entropy":3.5)"));
  EXPECT_THAT(text, HasSubstr(R"("incomplete":[])"));
}

TEST(Formats, GitHubsCommandsCannotBeForgedByAMessage) {
  const std::string text = made("github", sample());
  EXPECT_EQ(split_lines(text).size(), 1U);
  EXPECT_THAT(text, HasSubstr("::error file=src/a b.py,line=3,title=sample-token::A token"));
}

TEST(Formats, NoFormIsACommandToARunner) {
  Report report = sample();
  for (const char* text : {"n\n::error::pwned", "::add-mask::a", " ::error::a", "a\r::error::b", "##[add-path]a"}) {
    report.findings.at(0).message = report.findings.at(0).rule = report.findings.at(0).place.file = text;
    report.packages.at(0).name = report.packages.at(0).place.file = text;
    report.skipped.at(0).place.file = text;
    report.trouble = {{{text, 0, 0, 0, 0}, "damaged", text, {}}};
    report.facts = {{"fix", {{"file", json_text(text)}}}};
    for (const Format& format : formats()) {
      const std::string made_text = replace_all(made(format.name, report), "\r", "\n");
      for (const std::string_view line : split_lines(made_text)) {
        if (format.name != "github") {
          EXPECT_FALSE(trim(line).starts_with("::")) << format.name << ": " << line;
          EXPECT_EQ(line.find("##["), std::string_view::npos) << format.name << ": " << line;
        } else {
          EXPECT_TRUE(line.starts_with("::error ") || line.starts_with("::error file=")) << line;
        }
      }
    }
  }
}

TEST(Formats, CodeScanningIsGivenAPlaceOfTheCheckout) {
  Report report = sample();
  report.findings.at(0).details = {{"commit", "\"0123456789abcdef\""}};
  report.findings.at(0).in_checkout = Location();
  const std::string sarif = made("sarif", report);
  EXPECT_THAT(sarif, HasSubstr(R"("uri": ".")"));
  EXPECT_THAT(sarif, HasSubstr("src/a b.py:3:7 in commit 0123456789ab"));
  EXPECT_THAT(made("github", report), HasSubstr("::error title=sample-token::"));
  report.findings.at(0).in_checkout = Location{.file = "a.zip"};
  EXPECT_THAT(made("sarif", report), HasSubstr(R"("uri": "a.zip")"));
}

TEST(Formats, SarifKeepsSuppressedFindingsAsSuppressed) {
  const auto document = parse_json(made("sarif", sample()), "sarif");
  ASSERT_TRUE(document);
  const json::object& run = document->as_object().at("runs").as_array().at(0).as_object();
  const json::array& results = run.at("results").as_array();
  ASSERT_EQ(results.size(), 2U);
  EXPECT_FALSE(results.at(0).as_object().contains("suppressions"));
  EXPECT_TRUE(results.at(1).as_object().contains("suppressions"));
  EXPECT_THAT(to_json_text(run), HasSubstr("src/a%20b.py"));
}

TEST(Formats, ASpreadsheetDoesNotCalculate) { EXPECT_THAT(made("csv", sample()), HasSubstr(",'=revoke it")); }

TEST(Formats, TextNamesWhatWasNotLookedAt) {
  Report report;
  report.trouble.push_back({{"pack", 0, 0, 0, 0}, "damaged", "the pack breaks off", {}});
  EXPECT_THAT(made("text", report), HasSubstr("pack: not looked at: the pack breaks off [damaged]"));
  EXPECT_THAT(made("text", sample()), Not(HasSubstr("incomplete")));
}

TEST(Summary, WhatWasNotLookedAtWeighsMoreThanFindings) {
  Report report = sample();
  EXPECT_EQ(judge(summarize(report), false), Verdict::kFindings);
  report.trouble.push_back({{}, "shallow", "", {}});
  EXPECT_EQ(judge(summarize(report), false), Verdict::kIncomplete);
  EXPECT_EQ(judge(summarize(report), true), Verdict::kFindings);
  report.findings.clear();
  EXPECT_EQ(judge(summarize(report), true), Verdict::kClean);
}

}  // namespace
}  // namespace ropewalk::scan
