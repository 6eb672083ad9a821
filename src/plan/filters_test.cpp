// When an event starts a workflow; docs.github.com "Workflow syntax for GitHub Actions", `on`.
#include "plan/filters.h"

#include <gmock/gmock.h>

#include "plan/make_event.h"
#include "plan/make_plan.h"
#include "plan/repository_facts.h"
#include "plan/testing.h"

namespace ropewalk::plan {
namespace {

using testing::event;
using testing::facts;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::refusal;
using testing::with_trigger;

Event push_of(std::string ref) { return event("push", {{"github.ref", std::move(ref)}}); }

TEST(Trigger, OfAnotherEventSaysWhatIsNamed) {
  EXPECT_EQ(refusal(with_trigger("  pull_request:\n  schedule:\n    - cron: '0 4 * * *'"), event("push")),
            "on: has pull_request, schedule, not push");
}

TEST(Push, OfABranchIsHeldAgainstBranches) {
  const std::string workflow = with_trigger("  push:\n    branches: [main, 'releases/**']");
  EXPECT_THAT(refusal(workflow, push_of("refs/heads/main")), IsEmpty());
  EXPECT_THAT(refusal(workflow, push_of("refs/heads/releases/1/x")), IsEmpty());
  EXPECT_EQ(refusal(workflow, push_of("refs/heads/topic")),
            "on.push.branches [main, releases/**] does not have branch 'topic'");
}

TEST(Push, RefusalHasThePlaceOfTheFilter) {
  const auto plan =
      testing::plan({testing::read(with_trigger("  push:\n    branches: main"))}, push_of("refs/heads/x"));
  ASSERT_TRUE(plan.runs[0].refusal);
  const SourceRef& place = plan.runs[0].refusal->place;
  EXPECT_EQ(place.file->locate(place.span.begin), (LineColumn{3, 15}));
}

TEST(Push, OrderOfPatternsDecides) {
  const std::string workflow =
      with_trigger("  push:\n    branches: ['releases/**', '!releases/**-alpha', 'releases/2-alpha']");
  EXPECT_THAT(refusal(workflow, push_of("refs/heads/releases/1")), IsEmpty());
  EXPECT_THAT(refusal(workflow, push_of("refs/heads/releases/1-alpha")), HasSubstr("'releases/1-alpha'"));
  EXPECT_THAT(refusal(workflow, push_of("refs/heads/releases/2-alpha")), IsEmpty());
}

TEST(Push, BranchesIgnoreLeavesOut) {
  const std::string workflow = with_trigger("  push:\n    branches-ignore: ['wip/*']");
  EXPECT_THAT(refusal(workflow, push_of("refs/heads/main")), IsEmpty());
  EXPECT_EQ(refusal(workflow, push_of("refs/heads/wip/a")),
            "on.push.branches-ignore [wip/*] leaves out branch 'wip/a'");
}

TEST(Push, OfATagIsKeptOutWhereOnlyBranchesAreNamed) {
  EXPECT_EQ(refusal(with_trigger("  push:\n    branches: ['**']"), push_of("refs/tags/v1")),
            "on.push has only branches, and tag 'v1' was pushed");
  EXPECT_THAT(refusal(with_trigger("  push:\n    branches-ignore: [x]"), push_of("refs/tags/v1")),
              HasSubstr("only branches"));
}

TEST(Push, OfABranchIsKeptOutWhereOnlyTagsAreNamed) {
  EXPECT_EQ(refusal(with_trigger("  push:\n    tags: ['v*']"), push_of("refs/heads/v1")),
            "on.push has only tags, and branch 'v1' was pushed");
  EXPECT_THAT(refusal(with_trigger("  push:\n    tags: ['v*']"), push_of("refs/tags/v1")), IsEmpty());
  EXPECT_THAT(refusal(with_trigger("  push:\n    tags-ignore: ['v*']"), push_of("refs/tags/v1")),
              HasSubstr("leaves out"));
}

TEST(Push, WithoutRefFiltersRunsForBranchesAndTags) {
  EXPECT_THAT(refusal(with_trigger("  push:"), push_of("refs/heads/x")), IsEmpty());
  EXPECT_THAT(refusal(with_trigger("  push:"), push_of("refs/tags/x")), IsEmpty());
}

TEST(Paths, OneMatchingFileIsEnough) {
  EXPECT_THAT(refusal(with_trigger("  push:\n    paths: ['src/**']"), event("push")), IsEmpty());
  EXPECT_EQ(refusal(with_trigger("  push:\n    paths: ['docs/**']"), event("push")),
            "on.push.paths [docs/**] matches none of the 2 changed files ('README.md', …)");
}

TEST(Paths, NegativePatternsTakeFilesOutInOrder) {
  EXPECT_THAT(refusal(with_trigger("  push:\n    paths: ['**.py', '!src/**']"), event("push")),
              HasSubstr("matches none"));
  EXPECT_THAT(refusal(with_trigger("  push:\n    paths: ['!src/**', '**.py']"), event("push")), IsEmpty());
}

TEST(Paths, IgnoredOnesKeepOutOnlyWhenAllAre) {
  EXPECT_THAT(refusal(with_trigger("  push:\n    paths-ignore: ['**.md']"), event("push")), IsEmpty());
  EXPECT_THAT(refusal(with_trigger("  push:\n    paths-ignore: ['**.md', 'src/**']"), event("push")),
              HasSubstr("matches all of the 2 changed files"));
}

TEST(Paths, AreNotLookedAtForTags) {
  EXPECT_THAT(refusal(with_trigger("  push:\n    tags: ['*']\n    paths: ['docs/**']"), push_of("refs/tags/v1")),
              IsEmpty());
}

TEST(Paths, AndBranchesMustBothAgree) {
  const std::string workflow = with_trigger("  push:\n    branches: [main]\n    paths: ['src/**']");
  EXPECT_THAT(refusal(workflow, push_of("refs/heads/other")), HasSubstr("on.push.branches"));
  EXPECT_THAT(refusal(workflow, push_of("refs/heads/main")), IsEmpty());
}

TEST(Paths, ThatAreNotKnownRunTheWorkflow) {
  EventRequest request;
  request.payload = parse_json(R"({"ref":"refs/heads/main","after":"c0ffee"})", "").value().as_object();
  const Event given = make_event(request, facts()).value();
  EXPECT_FALSE(given.changed_files);
  EXPECT_THAT(refusal(with_trigger("  push:\n    paths: ['docs/**']"), given), IsEmpty());
}

TEST(PullRequest, BranchesAreThoseThatItGoesTo) {
  EXPECT_THAT(refusal(with_trigger("  pull_request:\n    branches: [main]"), event("pull_request")), IsEmpty());
  EXPECT_EQ(refusal(with_trigger("  pull_request:\n    branches: ['feature/*']"), event("pull_request")),
            "on.pull_request.branches [feature/*] does not have base branch 'main'");
}

TEST(PullRequest, PathsAreItsChangedFiles) {
  EXPECT_THAT(refusal(with_trigger("  pull_request:\n    paths: ['src/*.py']"), event("pull_request")), IsEmpty());
  EXPECT_THAT(refusal(with_trigger("  pull_request:\n    paths-ignore: ['**']"), event("pull_request")),
              HasSubstr("on.pull_request.paths-ignore"));
}

TEST(Types, OfPullRequestsAreThreeByDefault) {
  const auto of = [](std::string action) {
    return refusal(with_trigger("  pull_request:"),
                   event("pull_request", {{"github.event.action", std::move(action)}}));
  };
  EXPECT_THAT(of("opened"), IsEmpty());
  EXPECT_THAT(of("synchronize"), IsEmpty());
  EXPECT_THAT(of("reopened"), IsEmpty());
  EXPECT_EQ(of("labeled"),
            "on.pull_request has no 'types', and 'labeled' is not one of the defaults (opened, synchronize, "
            "reopened)");
}

TEST(Types, OfOtherEventsAreAllByDefault) {
  EXPECT_THAT(refusal(with_trigger("  issues:"), event("issues", {{"github.event.action", "labeled"}})), IsEmpty());
}

TEST(Types, ThatAreNamedMustHaveTheAction) {
  EXPECT_EQ(refusal(with_trigger("  release:\n    types: [created]"), event("release")),
            "on.release.types [created] does not have type 'published'");
  EXPECT_THAT(refusal(with_trigger("  release:\n    types: published"), event("release")), IsEmpty());
}

TEST(Types, OfADispatchAreTheSendersOwn) {
  const std::string workflow = with_trigger("  repository_dispatch:\n    types: [deploy]");
  EXPECT_THAT(refusal(workflow, event("repository_dispatch", {{"github.event.action", "deploy"}})), IsEmpty());
  EXPECT_THAT(refusal(workflow, event("repository_dispatch", {{"github.event.action", "other"}})),
              HasSubstr("'other'"));
  // Without one the first that the workflow waits for is sent.
  EXPECT_THAT(refusal(workflow, event("repository_dispatch")), IsEmpty());
}

TEST(WorkflowRun, WaitsForNamedWorkflowsOnBranches) {
  const std::string workflow = with_trigger("  workflow_run:\n    workflows: [Build]\n    branches: ['feature/**']");
  EXPECT_THAT(refusal(workflow, event("workflow_run")), IsEmpty());
  EXPECT_THAT(refusal(workflow, event("workflow_run", {{"github.event.workflow_run.name", "Other"}})),
              HasSubstr("on.workflow_run.workflows [Build] does not have workflow 'Other'"));
  EXPECT_THAT(refusal(workflow, event("workflow_run", {{"github.event.workflow_run.head_branch", "main"}})),
              HasSubstr("branch 'main'"));
}

TEST(MergeGroup, BranchesAreThoseThatItGoesTo) {
  EXPECT_THAT(refusal(with_trigger("  merge_group:\n    branches: [main]"), event("merge_group")), IsEmpty());
  EXPECT_THAT(refusal(with_trigger("  merge_group:\n    branches: [dev]"), event("merge_group")),
              HasSubstr("base branch 'main'"));
}

TEST(ImageVersion, NamesAndVersionsArePatterns) {
  const std::string workflow = with_trigger("  image_version:\n    names: ['My*']\n    versions: ['1.*']");
  EXPECT_THAT(refusal(workflow, event("image_version", {{"github.event.image_version.name", "MyImage"}})), IsEmpty());
  EXPECT_THAT(refusal(workflow, event("image_version", {{"github.event.image_version.name", "Other"}})),
              HasSubstr("image 'Other'"));
  EXPECT_THAT(refusal(workflow, event("image_version", {{"github.event.image_version.name", "MyImage"},
                                                        {"github.event.image_version.version", "\"2.0.0\""}})),
              HasSubstr("version '2.0.0'"));
}

TEST(Schedule, OfAnotherCronDoesNotFire) {
  const std::string workflow = with_trigger("  schedule:\n    - cron: '0 4 * * *'\n    - cron: '0 5 * * 1'");
  EXPECT_THAT(refusal(workflow, event("schedule")), IsEmpty());
  EXPECT_THAT(refusal(workflow, event("schedule", {{"github.event.schedule", "0 5 * * 1"}})), IsEmpty());
  EXPECT_THAT(refusal(workflow, event("schedule", {{"github.event.schedule", "0 6 * * *"}})),
              HasSubstr("no cron '0 6 * * *'"));
}

TEST(Paths, OnlySomeTriggersLookAtThem) {
  const auto looks = [](const std::string& trigger, std::string_view on) {
    return looks_at_paths(*testing::read(with_trigger(trigger)), on);
  };
  EXPECT_TRUE(looks("  push:\n    paths: ['docs/**']", "push"));
  EXPECT_TRUE(looks("  push:\n    paths-ignore: ['docs/**']", "push"));
  EXPECT_FALSE(looks("  push:\n    branches: [main]", "push"));
  EXPECT_FALSE(looks("  push:", "push"));
  EXPECT_FALSE(looks("  push:\n    paths: ['docs/**']", "workflow_dispatch"));
}

TEST(SkipCi, InTheMessageKeepsPushesOut) {
  RepositoryFacts repository = facts();
  repository.commits[0].message = "Fix a typo [skip ci]";
  EXPECT_THAT(refusal(with_trigger("  push:"), event("push", {}, repository)),
              HasSubstr("the message of the newest commit has"));
  EXPECT_THAT(refusal(with_trigger("  pull_request:"), event("pull_request", {}, repository)),
              HasSubstr("the message of the newest commit has"));
  EXPECT_THAT(refusal(with_trigger("  workflow_dispatch:"), event("workflow_dispatch", {}, repository)), IsEmpty());
  repository.commits[0].message = "Fix a typo\n\nskip-checks: true";
  EXPECT_THAT(refusal(with_trigger("  push:"), event("push", {}, repository)),
              HasSubstr("the message of the newest commit has"));
}

TEST(IgnoredFilters, RunWhatTheUserNamedWhereItHasTheEvent) {
  PlanRequest request;
  request.event = event("push");
  request.ignores_filters = true;
  const auto plan = make_plan(
      {testing::read(with_trigger("  push:\n    branches: [other]")), testing::read(with_trigger("  release:"))},
      request);
  ASSERT_TRUE(plan);
  EXPECT_FALSE(plan->runs[0].refusal);
  EXPECT_EQ(plan->runs[1].refusal->reason, "on: has release, not push");
}

TEST(Triggers, AreCheckedWhateverTheEventIs) {
  PlanRequest request;
  request.event = event("issues");
  request.ignores_filters = true;
  const auto plan = make_plan({testing::read(with_trigger("  push:\n    branches: ['a[']"))}, request);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->broken.size(), 1U);
}

TEST(Patterns, ThatAreNoneAreErrorsWithTheirPlace) {
  PlanRequest request;
  request.event = event("push");
  const auto plan = make_plan({testing::read(with_trigger("  push:\n    branches: ['a[']"))}, request);
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->broken.size(), 1U);
  const SourceRef& place = plan->broken[0].errors[0].place;
  EXPECT_EQ(place.file->locate(place.span.begin).line, 3U);
}

}  // namespace
}  // namespace ropewalk::plan
