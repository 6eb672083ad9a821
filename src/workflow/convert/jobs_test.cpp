// What a job's keys may say beyond the schema.
#include <gtest/gtest.h>

#include "workflow/testing.h"

namespace ropewalk::workflow {
namespace {

TEST(Jobs, KeepTheirKeysAndPlaces) {
  const auto result = read_for_test(
      "on: push\njobs:\n  b:\n    needs: a\n    runs-on: [x]\n    name: Hi\n    env: {A: 1}\n  a:\n    runs-on: x\n");
  ASSERT_TRUE(result.workflow);
  const Workflow& workflow = *result.workflow;
  ASSERT_EQ(workflow.jobs.size(), 2U);
  const Job& job = *workflow.find_job("B");
  EXPECT_EQ(job.id, "b");
  EXPECT_EQ(job.name->text, "Hi");
  EXPECT_EQ(job.needs[0].job, "a");
  EXPECT_EQ(workflow.file->locate(job.id_span.begin).line, 3U);
  EXPECT_EQ(job.condition->expression.text(), "success()");
  EXPECT_TRUE(job.condition->written.empty());
  EXPECT_EQ(workflow.find_job("c"), nullptr);
  EXPECT_NE(workflow.find_trigger("push"), nullptr);
}

TEST(Jobs, HaveIdsOfTheirOwn) {
  EXPECT_EQ(errors_of("on: push\njobs:\n  a.b: {runs-on: x}\n  __c: {runs-on: x}\n"),
            (Lines{"3:3 The identifier 'a.b' is invalid. IDs may only contain alphanumeric characters, '_', and '-'. "
                   "IDs must start with a letter or '_' and must be less than 100 characters.",
                   "4:3 The identifier '__c' is invalid. IDs starting with '__' are reserved."}));
}

TEST(Jobs, NeedsMustExist) {
  const auto result = read_for_test("on: push\njobs:\n  build: {runs-on: x}\n  b: {runs-on: x, needs: [buld]}\n");
  EXPECT_EQ(lines_of(result.errors), (Lines{"4:27 Job 'b' depends on unknown job 'buld'."}));
  EXPECT_EQ(result.errors[0].hint, "Did you mean 'build'?");
}

TEST(Jobs, NeedsMakeNoCircle) {
  EXPECT_EQ(
      errors_of("on: push\njobs:\n  z: {runs-on: x}\n  a: {runs-on: x, needs: B}\n  b: {runs-on: x, needs: [z, a]}\n"),
      (Lines{"4:26 Job 'a' depends on job 'B' which creates a cycle in the dependency graph.",
             "5:30 Job 'b' depends on job 'a' which creates a cycle in the dependency graph."}));
  EXPECT_EQ(errors_of("on: push\njobs:\n  a: {runs-on: x, needs: a}\n"),
            (Lines{"3:3 The workflow must contain at least one job with no dependencies."}));
  EXPECT_EQ(errors_of("on: push\njobs: {}\n"),
            (Lines{"2:7 The workflow must contain at least one job with no dependencies."}));
}

TEST(Jobs, AreLimitedWhenAsked) {
  const std::string text = "on: push\njobs: {a: {runs-on: x}, b: {runs-on: x}, c: {runs-on: x}}\n";
  EXPECT_EQ(errors_of(text, {.max_jobs = 1}),
            (Lines{"2:25 Workflows may not contain more than 1 jobs across all referenced files"}));
  EXPECT_TRUE(errors_of(text, {.max_jobs = 3}).empty());
}

TEST(Jobs, RunnerGroupsAreOfAnOrganizationOrEnterprise) {
  for (const char* group : {"g", "org/g", "organization/g", "ent/g", "enterprise/g", "'${{ inputs.g }}'"}) {
    EXPECT_EQ(job_errors("    runs-on: {group: " + std::string(group) + "}\n"), Lines{}) << group;
  }
  EXPECT_EQ(job_errors("    runs-on: {group: ent/}\n"), (Lines{"4:22 Invalid runs-on group name 'ent/'."}));
  EXPECT_EQ(
      job_errors("    runs-on: {group: us/g}\n"),
      (Lines{"4:22 Invalid runs-on group name 'us/g'. Please use 'organization/' or 'enterprise/' prefix to target "
             "a single runner group."}));
}

TEST(Jobs, ContainersNeedAnImage) {
  EXPECT_EQ(job_errors("    runs-on: x\n    container: docker://\n"), (Lines{"5:16 Container image cannot be empty"}));
  EXPECT_EQ(job_errors("    runs-on: x\n    container: ''\n"), Lines{});
  EXPECT_EQ(job_errors("    runs-on: x\n    services: {db: ''}\n"), (Lines{"5:20 Container image cannot be empty"}));
  EXPECT_EQ(job_errors("    runs-on: x\n    services: {db: {options: o}}\n"),
            (Lines{"5:20 Container image cannot be empty"}));
  EXPECT_EQ(job_errors("    runs-on: x\n    services: {db: {image: '${{ vars.i }}', entrypoint: e, command: c}}\n"),
            Lines{});
}

TEST(Jobs, ConcurrencyHasANameOfItsOwnLength) {
  EXPECT_EQ(job_errors("    runs-on: x\n    concurrency: " + std::string(401, 'g') + "\n"),
            (Lines{"5:18 Concurrency group name must be less than 400 characters"}));
  EXPECT_EQ(job_errors("    runs-on: x\n    concurrency: {group: g, queue: max, cancel-in-progress: true}\n"),
            (Lines{"5:18 'queue: max' cannot be combined with 'cancel-in-progress: true'."}));
  EXPECT_EQ(job_errors("    runs-on: x\n    concurrency: {group: g, queue: max, cancel-in-progress: false}\n"),
            Lines{});
  EXPECT_EQ(job_errors("    runs-on: x\n    concurrency: {group: g, queue: all}\n"),
            (Lines{"5:36 Unexpected value 'all'"}));
}

TEST(Jobs, AMatrixHasValues) {
  const std::string head = "    runs-on: x\n    strategy:\n      matrix:\n";
  EXPECT_EQ(job_errors(head + "        os: []\n"), (Lines{"7:13 Matrix vector 'os' does not contain any values"}));
  EXPECT_EQ(job_errors(head + "        include: []\n"), (Lines{"7:9 Matrix must define at least one vector"}));
  EXPECT_EQ(job_errors(head + "        os: [a]\n        exclude: [{version: 1}]\n"),
            (Lines{"8:20 Matrix exclude key 'version' does not match any key within the matrix"}));
  EXPECT_EQ(job_errors(head + "        os: [a]\n        exclude: [{}]\n        include: [{}]\n"),
            (Lines{"9:19 Matrix include mapping does not contain any values",
                   "8:19 Matrix exclude filter must not be empty"}));
  EXPECT_EQ(job_errors(head + "        os: ['${{ vars.x }}']\n        exclude: [{version: 1}]\n"), Lines{});
  EXPECT_EQ(job_errors(head + "        include: ${{ fromJSON(vars.x) }}\n"), Lines{});
}

TEST(Jobs, SnapshotsHaveAMajorVersion) {
  EXPECT_EQ(job_errors("    runs-on: x\n    snapshot: {image-name: i, version: 2.*}\n"), Lines{});
  EXPECT_EQ(job_errors("    runs-on: x\n    snapshot: {image-name: i, version: 1.2.3}\n"),
            (Lines{"5:15 Expected format '{major-version}.*' Actual '1.2.3'"}));
  EXPECT_EQ(job_errors("    runs-on: x\n    snapshot: {image-name: i, if: secrets.a}\n").size(), 1U);
}

TEST(Jobs, CallsKeepWhatTheyPass) {
  const auto result = read_for_test(
      "on: push\njobs:\n  a: {uses: o/r/w.yml@v1, with: {x: 1}, secrets: inherit}\n  b: {uses: ./w.yml, secrets: {s: "
      "t}}\n");
  ASSERT_TRUE(result.workflow);
  const Job& a = result.workflow->jobs[0];
  EXPECT_TRUE(a.inherits_secrets);
  EXPECT_EQ(a.secrets, nullptr);
  EXPECT_EQ(a.with->find("x")->number, 1);
  EXPECT_EQ(a.called, nullptr);
  EXPECT_EQ(result.workflow->jobs[1].secrets->find("s")->text, "t");
}

}  // namespace
}  // namespace ropewalk::workflow
