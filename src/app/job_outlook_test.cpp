#include "app/job_outlook.h"

#include <gmock/gmock.h>

#include "plan/testing.h"
#include "ports/fake/environment.h"

namespace ropewalk::app {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Has the actions of `a`, and would fetch all others.
class OneAction final : public actions::ActionStore {
 public:
  [[nodiscard]] bool is_here(const actions::ActionReference& reference) const override {
    return reference.owner == "a";
  }
  [[nodiscard]] Result<actions::FolderAction> fetch(const actions::ActionReference& /*reference*/,
                                                    std::stop_token /*stop*/) override {
    return fail(ErrorKind::kNotFound, "not asked for before a run");
  }
};

report::JobOutlook outlook(std::string_view job, const std::vector<config::EnvironmentSettings>& environments = {}) {
  const plan::Plan plan =
      plan::testing::plan({plan::testing::read(plan::testing::with_jobs(job))}, plan::testing::event("push"));
  const plan::PlannedRun& run = plan.runs.front();
  const plan::PlannedJob& planned = run.root.jobs.front();
  const ports::FakeEnvironment machine;
  const OneAction store;
  return outlook_of(run, planned, report::RunView(plan, run).legs_of(run.root, planned),
                    {.machine = machine, .store = store, .environments = environments});
}

std::vector<std::string> obstacles_of(std::string_view job) { return outlook(job).not_here; }

config::EnvironmentSettings environment_named(std::string name) {
  config::EnvironmentSettings settings;
  settings.name = std::move(name);
  return settings;
}

TEST(Outlooks, NoneForWhatRunsHere) {
  EXPECT_THAT(
      obstacles_of("  a:\n    runs-on: [self-hosted, linux]\n    steps: [{uses: actions/checkout@v4}, {uses: ./x}]\n"),
      IsEmpty());
}

TEST(Outlooks, LabelsOfSomeLegs) {
  EXPECT_THAT(obstacles_of("  a:\n    strategy: {matrix: {os: [ubuntu-latest, windows-latest, macos-14]}}\n"
                           "    runs-on: ${{ matrix.os }}\n    steps: [{run: echo}]\n"),
              ElementsAre("no runner for 'windows-latest', 'macos-14' on this machine (2 of 3 legs)"));
}

TEST(Outlooks, ActionsContainersAndServices) {
  EXPECT_THAT(
      obstacles_of("  a:\n    runs-on: ubuntu-latest\n    container: debian\n    services: {db: {image: postgres}}\n"
                   "    steps: [{uses: a/b@v1}, {uses: c/d@v2}, {uses: c/d@v2}, {uses: 'docker://x'}]\n"),
      ElementsAre("it runs in a container", "it needs service containers", "action not available: docker://x",
                  "action not fetched yet: c/d@v2"));
}

TEST(Outlooks, RulesOfAnEnvironment) {
  auto production = environment_named("production");
  production.reviewers = {"ann", "bob"};
  production.wait = std::chrono::minutes(90);
  auto staging = environment_named("staging");
  staging.branches = {"release/*"};
  const std::string job =
      "  a:\n    runs-on: ubuntu-latest\n    strategy: {matrix: {to: [staging, Production, other]}}\n"
      "    environment: {name: '${{ matrix.to }}'}\n    steps: [{run: echo}]\n";
  const report::JobOutlook known = outlook(job, {production, staging});
  EXPECT_THAT(known.not_here, IsEmpty());
  EXPECT_THAT(known.waits_for, ElementsAre("1 approval by ann or bob (production) (1 of 3 legs)",
                                           "its wait timer of 1h 30m (production) (1 of 3 legs)"));
  EXPECT_THAT(known.refused,
              ElementsAre("the environment 'staging' does not allow refs/heads/feature/labels: it is for "
                          "branches release/* (1 of 3 legs)"));
}

TEST(Outlooks, AnEnvironmentThatIsKnownOnlyLater) {
  auto production = environment_named("production");
  production.required = 1;
  EXPECT_THAT(
      outlook("  a:\n    runs-on: ubuntu-latest\n    environment: ${{ needs.b.outputs.to }}\n"
              "    needs: b\n    steps: [{run: echo}]\n  b:\n    runs-on: ubuntu-latest\n    steps: [{run: echo}]\n",
              {production})
          .waits_for,
      IsEmpty());
}

}  // namespace
}  // namespace ropewalk::app
