#include "scan/core/gate.h"

#include <gtest/gtest.h>

#include "scan/core/suppressions.h"

namespace ropewalk::scan {
namespace {

Finding finding() {
  Finding one;
  one.scanner = "dependencies";
  one.rule = "PYSEC-2024-1";
  one.severity = Severity::kHigh;
  one.place.file = "src/app/requirements.txt";
  one.place.line = 3;
  one.fingerprint = "abc";
  one.details = {{"ids", R"(["PYSEC-2024-1","CVE-2024-9"])"}, {"fix", R"("2.0")"}, {"epss", "0.3"}, {"age", "20"}};
  return one;
}

bool stops(std::string_view text) {
  const auto gate = Gate::read(text);
  EXPECT_TRUE(gate) << text << ": " << (gate ? "" : gate.error().message);
  return gate && gate->stops(finding());
}

TEST(Gate, ComparesWhatAFindingSays) {
  EXPECT_TRUE(stops("severity >= high"));
  EXPECT_FALSE(stops("severity > high"));
  EXPECT_TRUE(stops("fix and age > 14"));
  EXPECT_FALSE(stops("kev"));
  EXPECT_TRUE(stops("kev or epss >= 0.1"));
  EXPECT_TRUE(stops("path matches 'src/**' and not (rule == other)"));
  EXPECT_FALSE(stops("not scanner == dependencies"));
  EXPECT_TRUE(stops("fix == '2.0'"));
}

TEST(Gate, AndBindsStrongerThanOr) {
  EXPECT_TRUE(stops("severity == high or kev and kev"));
  EXPECT_FALSE(stops("(severity == high or kev) and kev"));
}

TEST(Gate, WhatIsNotUnderstoodIsAnError) {
  for (const char* text : {"", "severty >= high", "severity >= hihg", "severity", "(fix", "fix fix", "age >", "or"}) {
    EXPECT_FALSE(Gate::read(text)) << text;
  }
}

TEST(Gate, WhatCouldNeverBeTrueIsAnError) {
  for (const char* text : {"age >= 7d",
                           "age >= ''",
                           "age > nan",
                           "age < inf",
                           "age > 0x10",
                           "age matches 7",
                           "epss >= abc",
                           "epss >= 0.1.2",
                           "epss >= 10",
                           "epss > -1",
                           "kev == yes",
                           "kev == true",
                           "severity matches high",
                           "scanner == secret",
                           "scanner matches 's*'",
                           "rule > a",
                           "path >= 'src'",
                           "fix < 2.0",
                           "path matches ''",
                           "path matches '!'",
                           "path matches 'a/../b'",
                           "rule == 'open",
                           "rule == \"open",
                           "rule == '",
                           "rule == =",
                           "rule == )",
                           "rule === a",
                           "age =< 3"}) {
    EXPECT_FALSE(Gate::read(text)) << text;
  }
}

TEST(Gate, WhatIsNewIsKnownFromABase) {
  EXPECT_FALSE(stops("new"));
  EXPECT_TRUE(Gate::read("severity >= high and not new")->needs_base());
  EXPECT_FALSE(Gate::read("severity >= high and not kev")->needs_base());
  Finding one = finding();
  one.is_new = true;
  EXPECT_TRUE(Gate::read("new and severity >= high")->stops(one));
  one.is_new = false;
  EXPECT_FALSE(Gate::read("new and severity >= high")->stops(one));
  EXPECT_FALSE(Gate::read("new == true"));
}

TEST(Gate, NumbersAreThoseOfTheLanguage) {
  EXPECT_TRUE(stops("age >= 20"));
  EXPECT_TRUE(stops("age > 19.5 and age < 2e1 or age == '20'"));
  EXPECT_FALSE(stops("age > 20"));
  EXPECT_TRUE(stops("epss >= 0 and epss <= 1"));
  EXPECT_TRUE(stops("not kev and scanner != policy and fix != ''"));
}

TEST(Suppressions, AreByRuleAliasFingerprintOrPlaceAndEnd) {
  const auto is_suppressed = [](const Suppression& suppression) {
    Report report;
    report.findings.push_back(finding());
    suppress(report, {suppression}, {}, "2026-11-26");
    return report.findings.front().is_suppressed;
  };
  EXPECT_TRUE(is_suppressed({.id = "PYSEC-2024-1"}));
  EXPECT_TRUE(is_suppressed({.id = "CVE-2024-9"}));
  EXPECT_FALSE(is_suppressed({.id = "CVE-2024"}));
  EXPECT_TRUE(is_suppressed({.id = "abc"}));
  EXPECT_TRUE(is_suppressed({.id = "abc", .path = "src/**"}));
  EXPECT_FALSE(is_suppressed({.id = "abc", .path = "tests/**"}));
  EXPECT_TRUE(is_suppressed({.id = "src/app/requirements.txt:PYSEC-2024-1:3"}));
  EXPECT_TRUE(is_suppressed({.id = "abc", .expires = "2026-11-26"}));
  EXPECT_FALSE(is_suppressed({.id = "abc", .expires = "2026-11-25"}));
  EXPECT_FALSE(is_suppressed({.id = "abc", .expires = "2026-13-45"}));
  EXPECT_FALSE(is_suppressed({.id = "abc", .expires = "2027-02-29"}));
  EXPECT_TRUE(is_suppressed({.id = "abc", .expires = "2028-02-29"}));
  EXPECT_FALSE(is_suppressed({.id = "abc", .expires = "some day"}));
}

TEST(Suppressions, ThoseThatNothingNeededAreTold) {
  Report report;
  suppress(report, {{.id = "nothing"}, {.id = "old", .expires = "2001-01-01"}}, {}, "2026-11-26");
  ASSERT_EQ(report.skipped.size(), 2U);
  EXPECT_EQ(report.skipped.at(0).reason, "unused-suppression");
  EXPECT_EQ(report.skipped.at(1).reason, "expired-suppression");
}

TEST(Baseline, IsReadFromEachFormOfReport) {
  for (const char* text : {R"({"findings":[{"fingerprint":"abc"}]})", R"([{"Fingerprint":"abc"}])",
                           "{\"type\":\"finding\",\"fingerprint\":\"abc\"}\n{\"type\":\"summary\"}\n"}) {
    const auto prints = read_baseline(text, "baseline");
    ASSERT_TRUE(prints) << text;
    EXPECT_TRUE(prints->contains("abc")) << text;
  }
  EXPECT_FALSE(read_baseline("no json", "baseline"));
}

}  // namespace
}  // namespace ropewalk::scan
