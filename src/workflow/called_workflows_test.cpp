// Workflows that call workflows.
#include "workflow/called_workflows.h"

#include <gtest/gtest.h>

#include "workflow/testing.h"

namespace ropewalk::workflow {
namespace {

constexpr const char* kCalled = "o/r/w.yml@v1";
constexpr const char* kSimple = "on: workflow_call\njobs: {a: {runs-on: x}}\n";

ReadWorkflowResult read(const std::string& jobs, std::map<std::string, std::string> called,
                        const ReadOptions& options = {}) {
  return read_workflow(file_for_test("on: push\njobs:\n" + jobs), options, loader_for_test(std::move(called)));
}

Lines errors(const std::string& jobs, std::map<std::string, std::string> called, const ReadOptions& options = {}) {
  return lines_of(read(jobs, std::move(called), options).errors);
}

TEST(CalledWorkflows, AreReadAndShared) {
  const auto result = read("  a: {uses: o/r/w.yml@v1}\n  b: {uses: o/r/w.yml@v1}\n", {{kCalled, kSimple}});
  ASSERT_TRUE(result.workflow);
  ASSERT_NE(result.workflow->jobs[0].called, nullptr);
  EXPECT_EQ(result.workflow->jobs[0].called->jobs[0].id, "a");
  EXPECT_EQ(result.workflow->jobs[0].called, result.workflow->jobs[1].called);
}

TEST(CalledWorkflows, StayUnreadWithoutALoaderOrNetwork) {
  EXPECT_EQ(read_for_test("on: push\njobs: {a: {uses: o/r/w.yml@v1}}\n").workflow->jobs[0].called, nullptr);
  const auto file = file_for_test("on: push\njobs: {a: {uses: o/r/w.yml@v1}}\n");
  const auto result = read_workflow(
      file, {}, [](std::string_view) -> Result<SourceFilePtr> { return fail(ErrorKind::kIncomplete, "no network"); });
  ASSERT_TRUE(result.workflow);
  EXPECT_EQ(result.workflow->jobs[0].called, nullptr);
  EXPECT_EQ(lines_of(result.unread), (Lines{"2:18 The called workflow 'o/r/w.yml@v1' could not be read: no network"}));
}

TEST(CalledWorkflows, ThatStayUnreadAreNotedOnceForEachPlace) {
  const auto load = [](std::string_view uses) -> Result<SourceFilePtr> {
    if (uses == "./w.yml") {
      return file_for_test("on: workflow_call\njobs: {b: {uses: o/r/x.yml@v1}}\n", "w.yml");
    }
    return fail(ErrorKind::kIncomplete, "no network");
  };
  const auto result = read_workflow(
      file_for_test("on: push\njobs:\n  a: {uses: ./w.yml}\n  b: {uses: ./w.yml}\n  c: {uses: o/r/x.yml@v1}\n"), {},
      load);
  ASSERT_TRUE(result.workflow);
  ASSERT_EQ(result.unread.size(), 2U);
  EXPECT_EQ(result.unread[0].place.file->name(), "w.yml");
  EXPECT_EQ(result.unread[1].place.file->name(), "a.yml");
}

TEST(CalledWorkflows, ReferencesThatGithubRefusesAreItsErrors) {
  const auto result = read_workflow(
      file_for_test("on: push\njobs: {a: {uses: ./w.yml}}\n"), {},
      [](std::string_view) -> Result<SourceFilePtr> { return fail(ErrorKind::kInvalid, "no such form"); });
  EXPECT_EQ(lines_of(result.errors), (Lines{"2:18 no such form"}));
}

TEST(CalledWorkflows, ThatAreMissingAreErrorsAtTheCall) {
  EXPECT_EQ(errors("  a: {uses: ./w.yml}\n", {}),
            (Lines{"3:13 Error parsing called workflow './w.yml': workflow was not found."}));
}

TEST(CalledWorkflows, MustSaySo) {
  EXPECT_EQ(errors("  a: {uses: o/r/w.yml@v1}\n", {{kCalled, "on: push\njobs: {a: {runs-on: x}}\n"}}),
            (Lines{"1:5 workflow_call key is not defined in the referenced workflow."}));
}

TEST(CalledWorkflows, LocalPathsAreOfTheRepositoryThatTheyStandIn) {
  const auto result = read("  a: {uses: o/r/w.yml@v1}\n",
                           {{kCalled, "on: workflow_call\njobs: {b: {uses: ./x.yml}}\n"}, {"o/r/x.yml@v1", kSimple}});
  ASSERT_TRUE(result.workflow);
  EXPECT_EQ(result.workflow->jobs[0].called->jobs[0].called->file->name(), "o/r/x.yml@v1");
}

TEST(CalledWorkflows, TypesOfInputsAreChecked) {
  const std::string called =
      "on:\n  workflow_call:\n    inputs:\n      b: {type: boolean}\n      n: {type: number}\n      s: {type: string}\n"
      "      r: {type: string, required: true}\njobs: {a: {runs-on: x}}\n";
  EXPECT_EQ(errors("  a: {uses: o/r/w.yml@v1, with: {b: 'true', n: x, s: 1, r: ''}}\n", {{kCalled, called}}),
            (Lines{"3:37 Unexpected value 'true'", "3:48 Unexpected value 'x'"}));
  EXPECT_EQ(errors("  a: {uses: o/r/w.yml@v1, with: {b: '${{ github.x }}', r: y}}\n", {{kCalled, called}}), Lines{});
  EXPECT_EQ(errors("  a: {uses: o/r/w.yml@v1, with: {z: 1}}\n", {{kCalled, called}}),
            (Lines{"3:13 Input r is required, but not provided while calling.",
                   "3:37 Invalid input, z is not defined in the referenced workflow."}));
}

TEST(CalledWorkflows, DefaultsOfInputsAreCheckedInTheirOwnFile) {
  const std::string called =
      "on:\n  workflow_call:\n    inputs:\n      b: {type: boolean, default: x}\njobs: {a: {runs-on: x}}\n";
  const auto result = read("  a: {uses: o/r/w.yml@v1}\n", {{kCalled, called}});
  ASSERT_EQ(result.errors.size(), 1U);
  EXPECT_EQ(result.errors[0].place.file->name(), kCalled);
  EXPECT_EQ(lines_of(result.errors)[0], "4:35 Unexpected value 'x'");
}

TEST(CalledWorkflows, SecretsAreCheckedUnlessInherited) {
  const std::string called =
      "on:\n  workflow_call:\n    secrets:\n      s: {required: true}\n      t:\njobs: {a: {runs-on: x}}\n";
  EXPECT_EQ(errors("  a: {uses: o/r/w.yml@v1, secrets: {u: x}}\n", {{kCalled, called}}),
            (Lines{"3:13 Secret s is required, but not provided while calling.",
                   "3:40 Invalid secret, u is not defined in the referenced workflow."}));
  EXPECT_EQ(errors("  a: {uses: o/r/w.yml@v1, secrets: inherit}\n", {{kCalled, called}}), Lines{});
}

TEST(CalledWorkflows, MayAskForNoMoreThanTheirCaller) {
  const std::string called = "on: workflow_call\njobs: {d: {runs-on: x, permissions: {contents: write}}}\n";
  EXPECT_EQ(
      errors("  a: {uses: o/r/w.yml@v1, permissions: {contents: read}}\n", {{kCalled, called}}),
      (Lines{"3:3 Error calling workflow 'o/r/w.yml@v1'. The nested job 'd' is requesting 'contents: write', but is "
             "only allowed 'contents: read'."}));
  EXPECT_EQ(errors("  a: {uses: o/r/w.yml@v1}\n", {{kCalled, called}}), Lines{});
  EXPECT_EQ(errors("  a: {uses: o/r/w.yml@v1}\n", {{kCalled, called}},
                   {.permissions_policy = PermissionsPolicy::kLimitedRead})
                .size(),
            1U);
}

TEST(CalledWorkflows, PermissionsNarrowOnTheWayDown) {
  const std::string middle = "on: workflow_call\npermissions: {issues: read}\njobs: {m: {uses: ./x.yml}}\n";
  const std::string inner = "on: workflow_call\npermissions: {issues: write}\njobs: {a: {runs-on: x}}\n";
  EXPECT_EQ(errors("  a: {uses: o/r/w.yml@v1}\n", {{kCalled, middle}, {"o/r/x.yml@v1", inner}}),
            (Lines{"3:8 Error calling workflow 'o/r/x.yml@v1'. The workflow is requesting 'issues: write', but is only "
                   "allowed 'issues: read'."}));
}

TEST(CalledWorkflows, HaveADepthAndANumber) {
  const std::string again = "on: workflow_call\njobs: {b: {uses: ./w.yml}}\n";
  EXPECT_EQ(errors("  a: {uses: o/r/w.yml@v1}\n", {{kCalled, again}}),
            (Lines{"2:18 Nested reusable workflow depth exceeded 9."}));
  EXPECT_EQ(errors("  a: {uses: o/r/w.yml@v1}\n  b: {uses: o/r/x.yml@v1}\n",
                   {{kCalled, kSimple}, {"o/r/x.yml@v1", kSimple}}, {.max_files = 2}),
            (Lines{"4:13 The maximum file count of 2 has been exceeded"}));
}

TEST(CalledWorkflows, CallsOfCallsStayBounded) {
  // Each file calls the next one eight times: without limits, 8^9 calls.
  std::map<std::string, std::string> files;
  for (int level = 0; level < 9; ++level) {
    std::string text = "on: workflow_call\njobs:\n";
    for (int call = 0; call < 8; ++call) {
      text += "  j" + std::to_string(call) + ": {uses: ./" + std::to_string(level + 1) + ".yml}\n";
    }
    files["o/r/" + std::to_string(level) + ".yml@v1"] = level == 8 ? kSimple : text;
  }
  const auto result = read("  a: {uses: o/r/0.yml@v1}\n", files);
  ASSERT_EQ(result.errors.size(), 1U);
  EXPECT_EQ(result.errors[0].message, "Maximum object size exceeded");
}

}  // namespace
}  // namespace ropewalk::workflow
