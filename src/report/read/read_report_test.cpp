#include <gtest/gtest.h>

#include "report/formats/formats.h"
#include "report/read/readers.h"

namespace ropewalk::report {
namespace {

constexpr ReportFile kFile{.name = "reports/unit-3.12/junit.xml", .origin = "unit-3.12"};

Results read(std::string_view text) {
  auto results = read_report(text, kFile);
  EXPECT_TRUE(results) << results.error().message;
  return results ? *results : Results();
}

constexpr std::string_view kJunit = R"(<?xml version="1.0"?><testsuites><testsuite name="pytest" tests="4">
<testcase classname="tests.test_a" name="test_good" time="0.5"/>
<testcase classname="tests.test_a" name="test_bad" time="1,000.25"><failure message="assert 1 == 2">def test_bad():
    assert 1 == 2
tests/test_a.py:7: AssertionError
/usr/lib/python3/site-packages/x.py:9: Oops</failure><system-out>printed</system-out></testcase>
<testcase classname="tests.test_a" name="test_skip"><skipped message="later"/></testcase>
<testsuite name="inner"><testcase name="test_error"><error message="no fixture"/></testcase></testsuite>
</testsuite></testsuites>)";

TEST(ReadJunit, TakesCasesOfAllSuites) {
  const Results results = read(kJunit);
  ASSERT_EQ(results.tests.size(), 4U);
  const TestCounts counts = count(results.tests);
  EXPECT_EQ(counts.passed, 1U);
  EXPECT_EQ(counts.failed, 1U);
  EXPECT_EQ(counts.errors, 1U);
  EXPECT_EQ(counts.skipped, 1U);
  const TestCase& bad = results.tests[1];
  EXPECT_EQ(bad.id(), "tests.test_a::test_bad");
  EXPECT_EQ(bad.message, "assert 1 == 2");
  EXPECT_EQ(bad.output, "printed");
  EXPECT_EQ(bad.time.count(), 1000.25);
  EXPECT_EQ(place_of(bad).file, "tests/test_a.py");
  EXPECT_EQ(place_of(bad).line, 7);
  EXPECT_EQ(results.tests[3].suite, "inner");
}

TEST(ReadCobertura, TakesLinesAndBranches) {
  const Results results =
      read(R"xml(<coverage><sources><source>/home/x/src</source></sources><packages><package><classes>
<class filename="a.py"><lines>
<line number="1" hits="1"/><line number="2" hits="0" branch="true" condition-coverage="50% (1/2)"/>
</lines></class></classes></package></packages></coverage>)xml");
  const FileCoverage& file = results.coverage.at("a.py");
  EXPECT_EQ(file.line_ratio().covered, 1U);
  EXPECT_EQ(file.line_ratio().total, 2U);
  EXPECT_EQ(file.branch_ratio().total, 2U);
  EXPECT_EQ(file.missing(), std::vector{2});
}

TEST(ReadLcov, TakesRecordsAndRefusesHalfOnes) {
  const Results results = read("TN:\nSF:src/a.c\nDA:1,5\nDA:2,0\nBRDA:2,0,0,1\nBRDA:2,0,1,-\nend_of_record\n");
  EXPECT_EQ(results.coverage.at("src/a.c").missing(), std::vector{2});
  EXPECT_EQ(results.coverage.at("src/a.c").branch_ratio().covered, 1U);
  EXPECT_FALSE(read_report("SF:a.c\nDA:1,5\n", kFile));
  EXPECT_FALSE(read_report("SF:a.c\nDA:one,5\nend_of_record\n", kFile));
}

TEST(ReadCoverageJson, TakesListsOfLines) {
  const Results results = read(
      R"({"meta":{},"totals":{},"files":{"a.py":{"executed_lines":[1,2],"missing_lines":[3],"executed_branches":[[1,2]],"missing_branches":[[1,3]]}}})");
  EXPECT_EQ(results.coverage.at("a.py").line_ratio().covered, 2U);
  EXPECT_EQ(results.coverage.at("a.py").branch_ratio().total, 2U);
}

TEST(ReadPytestBenchmark, TakesFigures) {
  const Results results = read(
      R"({"benchmarks":[{"name":"test_x","stats":{"median":0.0000123,"mean":1,"min":1,"max":2,"iqr":0.5,"rounds":7}}]})");
  ASSERT_EQ(results.benchmarks.size(), 1U);
  EXPECT_EQ(human_time(results.benchmarks[0].median), "12.3 µs");
  EXPECT_EQ(human_time(std::chrono::duration<double>(0)), "0 s");
  EXPECT_EQ(results.benchmarks[0].rounds, 7U);
}

TEST(ReadReport, TestsThatRunAtOnceTakeAsLongAsTheirSuite) {
  const auto saved = [](std::string_view suite) {
    const std::string cases = "<testcase name=\"a\" time=\"4\"/><testcase name=\"b\" time=\"5\"/></testsuite>";
    const Results results = read("<testsuite " + std::string(suite) + ">" + cases);
    return results.at_once.empty() ? 0.0 : results.at_once.begin()->second.count();
  };
  EXPECT_EQ(saved("time=\"6\""), 3.0);
  EXPECT_EQ(saved("time=\"12\""), 0.0);
  // Less than its longest test: no clock.
  EXPECT_EQ(saved("time=\"1\""), 0.0);
  EXPECT_EQ(saved(""), 0.0);
}

TEST(ReadReport, WhatIsNoReportIsAnErrorThatSaysWhatItIs) {
  for (const char* const text : {"", "hello", "<html></html>", "{}", "[1]", "<testsuites", "{\"benchmarks\": 3}",
                                 "SQLite format 3", "{\"files\": 1, \"totals\": 2}"}) {
    EXPECT_FALSE(read_report(text, kFile)) << text;
  }
}

TEST(ReadReport, EntitiesOfItsOwnAreNotExpanded) {
  const Results results = read("<!DOCTYPE x [<!ENTITY a \"boom\">]><testsuite><testcase name=\"&a;\"/></testsuite>");
  EXPECT_EQ(results.tests.at(0).name, "&a;");
}

TEST(Coverage, ALineCountsWhenAnyLegCoveredIt) {
  Coverage all;
  merge(all, {{"a.py", {{{1, {1, 0, 0}}, {2, {0, 0, 0}}}}}});
  merge(all, {{"a.py", {{{1, {0, 0, 0}}, {2, {3, 0, 0}}, {3, {0, 0, 0}}}}}});
  EXPECT_EQ(line_ratio(all).covered, 2U);
  EXPECT_EQ(all.at("a.py").missing(), std::vector{3});
  EXPECT_EQ(changed_ratio(all, {{"a.py", {2, 3, 99}}, {"other.py", {1}}}).total, 2U);
  EXPECT_EQ(ranges({3, 7, 8, 9, 12}), "3, 7-9, 12");
}

TEST(Judge, ClosesForEachLimit) {
  Results results = read(kJunit);
  results.coverage = {{"a.py", {{{1, {1, 0, 0}}, {2, {0, 0, 0}}}}}};
  const GateLimits limits{
      .coverage = 50.0, .changed_coverage = 10.0, .tests = Seconds(1), .workflow = Seconds(1), .build = {}};
  const auto gates = judge({.results = results}, limits);
  ASSERT_EQ(gates.size(), 5U);
  EXPECT_FALSE(gates[0].is_open);  // two are bad
  EXPECT_TRUE(gates[1].is_open);   // exactly half
  EXPECT_FALSE(gates[2].is_open);  // nothing is known of the change
  EXPECT_FALSE(gates[3].is_open);
  EXPECT_FALSE(gates[4].is_open);
  EXPECT_EQ(judge({.results = Results()}, {}).size(), 1U);
  results.unread.push_back({ErrorKind::kInvalid, "x", "", {}});
  EXPECT_EQ(judge({.results = results}, {})[1].gate, "reports");
}

TEST(Formats, NothingInAReportBreaksOut) {
  const std::string evil = "</pre><script>alert(1)</script> `|x| ``` \x1b[31m %0A::error::no";
  Report report{.title = evil, .results = {}, .gates = {{"tests", false, evil}}, .changed = {}, .run = {}};
  report.results.tests.push_back({.origin = evil,
                                  .suite = evil,
                                  .name = evil,
                                  .file = evil,
                                  .line = 3,
                                  .time = Seconds(1),
                                  .outcome = TestOutcome::kFailed,
                                  .message = evil,
                                  .details = evil,
                                  .output = evil});
  const std::string page = as_html(report);
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find('\x1b'), std::string::npos);
  EXPECT_EQ(as_junit(report).find("<script"), std::string::npos);
  // What a test printed stands in a fence that it can't close.
  EXPECT_NE(as_markdown(report).find("````text\n"), std::string::npos);
  const std::string commands = as_workflow_commands(report);
  EXPECT_EQ(std::count(commands.begin(), commands.end(), '\n'), 1);
  EXPECT_TRUE(read_report(as_junit(report), kFile));
}

}  // namespace
}  // namespace ropewalk::report
