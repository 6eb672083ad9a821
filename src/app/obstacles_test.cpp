#include "app/obstacles.h"

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

std::vector<std::string> obstacles_of(std::string_view job) {
  const plan::Plan plan =
      plan::testing::plan({plan::testing::read(plan::testing::with_jobs(job))}, plan::testing::event("push"));
  const plan::PlannedRun& run = plan.runs.front();
  const plan::PlannedJob& planned = run.root.jobs.front();
  return obstacles(planned, report::RunView(plan, run).legs_of(run.root, planned), ports::FakeEnvironment(),
                   OneAction());
}

TEST(Obstacles, NoneForWhatRunsHere) {
  EXPECT_THAT(
      obstacles_of("  a:\n    runs-on: [self-hosted, linux]\n    steps: [{uses: actions/checkout@v4}, {uses: ./x}]\n"),
      IsEmpty());
}

TEST(Obstacles, LabelsOfSomeLegs) {
  EXPECT_THAT(obstacles_of("  a:\n    strategy: {matrix: {os: [ubuntu-latest, windows-latest, macos-14]}}\n"
                           "    runs-on: ${{ matrix.os }}\n    steps: [{run: echo}]\n"),
              ElementsAre("no runner for 'windows-latest', 'macos-14' on this machine (2 of 3 legs)"));
}

TEST(Obstacles, ActionsContainersAndServices) {
  EXPECT_THAT(
      obstacles_of("  a:\n    runs-on: ubuntu-latest\n    container: debian\n    services: {db: {image: postgres}}\n"
                   "    steps: [{uses: a/b@v1}, {uses: c/d@v2}, {uses: c/d@v2}, {uses: 'docker://x'}]\n"),
      ElementsAre("it runs in a container", "it needs service containers", "action not available: docker://x",
                  "action not fetched yet: c/d@v2"));
}

}  // namespace
}  // namespace ropewalk::app
