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

TEST(Suppressions, NeverTakeOutWhatIsLockedForThemHoweverTheyNameIt) {
  for (const char* id : {"PYSEC-2024-1", "CVE-2024-9", "abc", "src/app/requirements.txt:PYSEC-2024-1:3"}) {
    Report report;
    report.findings.push_back(finding());
    suppress(report, {{.id = id, .locked = {{"PYSEC-2024-1"}}}}, {}, "2026-11-26");
    EXPECT_FALSE(report.findings.front().is_suppressed) << id;
    ASSERT_EQ(report.findings.size(), 2U) << id;
    EXPECT_EQ(report.findings.back().rule, "waiver-not-allowed") << id;
    EXPECT_TRUE(report.skipped.empty()) << id;
  }
  Report report;
  report.findings.push_back(finding());
  suppress(report, {}, {.fingerprints = {"abc"}, .locked = {{"PYSEC-2024-1"}}}, "2026-11-26");
  EXPECT_FALSE(report.findings.front().is_suppressed);
  EXPECT_EQ(report.findings.back().rule, "waiver-not-allowed");
}

/// Whether an entry of .grype.yaml lets a finding about flask 0.12 of PyPI be.
bool grype_lets_be(const std::string& entry) {
  Finding one = finding();
  one.details = {{"package", R"("flask")"},
                 {"version", R"("0.12")"},
                 {"ecosystem", R"("PyPI")"},
                 {"ids", R"(["PYSEC-2024-1","CVE-2024-9"])"},
                 {"fix", R"("2.0")"}};
  Report report;
  report.findings.push_back(one);
  const auto list = read_grype("ignore:\n  - " + entry + "\n", ".grype.yaml", report);
  EXPECT_TRUE(list) << entry;
  suppress(report, *list, {}, "2026-11-26");
  // What lets nothing be is told.
  EXPECT_NE(report.findings.front().is_suppressed, !report.skipped.empty()) << entry;
  return report.findings.front().is_suppressed;
}

TEST(GrypeList, AnEntryHoldsWhenAllThatItNamesDoes) {
  for (const char* entry :
       {"vulnerability: CVE-2024-9", "{vulnerability: CVE-2024-9, fix-state: fixed, include-aliases: true, reason: x}",
        "package: {name: flask}", "package: {name: flask, type: python, language: python, version: '0.12'}",
        "package: {type: python}", "package: {version: '0.12'}", "{vulnerability: CVE-2024-9, namespace: ''}"}) {
    EXPECT_TRUE(grype_lets_be(entry)) << entry;
  }
  for (const char* entry :
       {"package: {name: flask, type: npm}", "package: {name: flask, language: javascript}",
        "package: {name: flask, type: python, language: go}", "package: {type: gem}",
        "{vulnerability: CVE-2024-9, namespace: 'debian:12'}", "{vulnerability: CVE-2024-9, vex-status: fixed}",
        "{vulnerability: CVE-2024-9, vex-justification: x}",
        "{vulnerability: CVE-2024-9, match-type: exact-direct-match}",
        "{vulnerability: CVE-2024-9, package: {upstream-name: nope}}",
        "{vulnerability: CVE-2024-9, fix-state: wont-fix}", "{vulnerability: CVE-2024-9, package: flask}",
        "{vulnerability: [CVE-2024-9], package: {name: flask}}", "{vulnerability: CVE-2024-9, pakage: {name: x}}",
        "{vulnerability: CVE-2024-9, fix-state: not-fixed}", "{reason: x}", "CVE-2024-9"}) {
    EXPECT_FALSE(grype_lets_be(entry)) << entry;
  }
}

TEST(LockedRules, AStarIsEveryRuleOfTheTableAndNoAdvisory) {
  EXPECT_TRUE((LockedRules{{"*"}}.contains("unpinned-action")));
  EXPECT_FALSE((LockedRules{{"*"}}.contains("PYSEC-2024-1")));
  EXPECT_TRUE((LockedRules{{"PYSEC-2024-1"}}.contains("PYSEC-2024-1")));
  EXPECT_FALSE(LockedRules().contains("unpinned-action"));
}

Finding leak(const std::string& commit) {
  Finding one;
  one.scanner = "secrets";
  one.rule = "token";
  one.place.file = "app/[id]/page.tsx";
  one.place.line = 3;
  one.fingerprint = "f1";
  one.secret_sha1 = "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3";  // of "test"
  if (!commit.empty()) {
    one.details = {{"commit", json_text(commit)}};
  }
  return one;
}

const std::string kCommit(40, 'a');
const std::string kOtherCommit(40, 'b');

/// What a list of gitleaks makes of a finding, and what it tells.
Report listed(const std::string& text, Finding finding) {
  Report report;
  report.findings.push_back(std::move(finding));
  const auto list = read_gitleaksignore(text, ".gitleaksignore", report);
  suppress(report, list, {}, "2026-11-26");
  return report;
}

bool is_listed(const std::string& text, const std::string& commit) {
  return listed(text, leak(commit)).findings.front().is_suppressed;
}

TEST(Gitleaksignore, AnEntryOfACommitIsForThatCommitAlone) {
  const std::string entry = kCommit + ":app/[id]/page.tsx:token:3";
  EXPECT_TRUE(is_listed(entry, kCommit));
  EXPECT_FALSE(is_listed(entry, kOtherCommit));
  EXPECT_FALSE(is_listed(entry, ""));
  EXPECT_FALSE(is_listed("x:app/[id]/page.tsx:token:3", ""));
}

TEST(Gitleaksignore, AnEntryWithoutACommitIsForThePlace) {
  for (const char* entry : {"app/[id]/page.tsx:token:3", "app\\[id]\\page.tsx:token:3"}) {
    EXPECT_TRUE(is_listed(entry, "")) << entry;
    EXPECT_TRUE(is_listed(entry, kCommit)) << entry;
  }
  EXPECT_FALSE(is_listed("app/[id]/page.tsx:token:4", ""));
  EXPECT_FALSE(is_listed("page.tsx:token:3", ""));
}

TEST(Gitleaksignore, GitleaksNameOfARuleIsOursOfTheKind) {
  Finding one = leak("");
  one.rule = "generic-secret";
  EXPECT_TRUE(listed("app/[id]/page.tsx:generic-api-key:3", one).findings.front().is_suppressed);
  EXPECT_FALSE(listed("app/[id]/page.tsx:generic-api-key:4", one).findings.front().is_suppressed);
  EXPECT_FALSE(listed("app/[id]/page.tsx:github-pat:3", one).findings.front().is_suppressed);
  const auto baseline =
      read_baseline(R"([{"Fingerprint":"app/[id]/page.tsx:generic-api-key:3","Secret":"test"}])", "baseline");
  ASSERT_TRUE(baseline);
  EXPECT_TRUE(baseline->knows(one));
}

TEST(Gitleaksignore, EntriesOfCommitsAreNotUnusedWhereNoCommitWasLookedAt) {
  EXPECT_TRUE(listed(kCommit + ":a:token:3", leak("")).skipped.empty());
  EXPECT_EQ(listed(kCommit + ":a:token:3", leak(kOtherCommit)).skipped.size(), 1U);
  EXPECT_EQ(listed("a:token:3", leak("")).skipped.size(), 1U);
  EXPECT_EQ(listed("a:token", leak("")).skipped.front().reason, "not-understood");
}

TEST(Suppressions, NamesOfFilesInOtherToolsListsAreNoPatterns) {
  const auto is_known = [](const std::string& file) {
    Report report;
    report.findings.push_back(leak(""));
    const auto list = read_detect_secrets(
        R"({"results":{")" + file + R"(":[{"hashed_secret":"a94a8fe5ccb19ba61c4c0873d391e987982fbbd3"}]}})", "b");
    suppress(report, *list, {}, "2026-11-26");
    return report.findings.front().is_suppressed;
  };
  EXPECT_TRUE(is_known("app/[id]/page.tsx"));
  EXPECT_TRUE(is_known("./app/[id]/page.tsx"));
  EXPECT_FALSE(is_known("*"));
  EXPECT_FALSE(is_known("app/**"));
  EXPECT_FALSE(is_known("!x"));
}

TEST(Suppressions, APathIsAPatternOrTheNameItself) {
  const auto is_suppressed = [](const std::string& path) {
    Report report;
    report.findings.push_back(leak(""));
    suppress(report, {{.id = "token", .path = path}}, {}, "2026-11-26");
    return report.findings.front().is_suppressed;
  };
  EXPECT_TRUE(is_suppressed("app/[id]/page.tsx"));
  EXPECT_TRUE(is_suppressed("app/**"));
  EXPECT_FALSE(is_suppressed("app/[ab]/page.tsx"));
}

TEST(Baseline, AReportOfGitleaksKnowsThePlaceAndTheSecret) {
  const auto knows = [](const std::string& print, const std::string& secret, const std::string& commit) {
    const auto baseline =
        read_baseline(R"([{"Fingerprint":")" + print + R"(","Secret":")" + secret + R"("}])", "baseline");
    return baseline && baseline->knows(leak(commit));
  };
  EXPECT_TRUE(knows("app/[id]/page.tsx:token:3", "test", ""));
  EXPECT_TRUE(knows("app/[id]/page.tsx:token:3", "REDACTED", ""));
  EXPECT_TRUE(knows("app/[id]/page.tsx:token:3", "te...", ""));
  EXPECT_FALSE(knows("app/[id]/page.tsx:token:3", "other", ""));
  EXPECT_FALSE(knows("app/[id]/page.tsx:token:3", "test", kCommit));
  EXPECT_TRUE(knows(kCommit + ":app/[id]/page.tsx:token:3", "test", kCommit));
  EXPECT_FALSE(knows(kOtherCommit + ":app/[id]/page.tsx:token:3", "test", kCommit));
}

TEST(Baseline, WhatIsNoReportIsRejected) {
  for (const char* text :
       {"", "\n", "null", "{}", "[1]", "7", "[{}]", R"([{"Fingerprint":""}])", R"({"findings":{}})",
        R"({"findings":[{"rule":"x"}]})", R"({"$schema":"sarif","runs":[]})", R"({"bomFormat":"CycloneDX"})",
        R"({"type":"library"})", "{\"type\":\"summary\"}\n{}", "{\"type\":\"finding\"}", "<xml/>", "a,b\n1,2"}) {
    EXPECT_FALSE(read_baseline(text, "baseline")) << text;
  }
  for (const char* text : {"[]", R"({"findings":[]})", R"({"type":"summary"})"}) {
    EXPECT_TRUE(read_baseline(text, "baseline")) << text;
  }
}

TEST(Baseline, IsReadFromEachFormOfReport) {
  for (const char* text : {R"({"findings":[{"fingerprint":"abc"}]})", R"([{"Fingerprint":"abc"}])",
                           "{\"type\":\"finding\",\"fingerprint\":\"abc\"}\n{\"type\":\"summary\"}\n"}) {
    const auto baseline = read_baseline(text, "baseline");
    ASSERT_TRUE(baseline) << text;
    EXPECT_TRUE(baseline->knows(finding())) << text;
  }
  EXPECT_FALSE(read_baseline("no json", "baseline"));
}

}  // namespace
}  // namespace ropewalk::scan
