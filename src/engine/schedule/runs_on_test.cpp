#include "engine/schedule/runs_on.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ports/fake/environment.h"

namespace ropewalk::engine {
namespace {

using testing::HasSubstr;

/// The decision of an x64 Linux machine.
RunsOnDecision decide(std::vector<std::string> labels, RunSettings settings = {},
                      std::optional<std::string> group = std::nullopt) {
  const ports::FakeEnvironment machine;
  return decide_runs_on({.labels = std::move(labels), .group = std::move(group)}, settings, machine);
}

TEST(RunsOn, GitHubsLinuxRunnersAndThisMachinesOwnLabelsAreHere) {
  for (const auto& labels : std::vector<std::vector<std::string>>{{"ubuntu-latest"},
                                                                  {"Ubuntu-24.04"},
                                                                  {"ubuntu-22.04"},
                                                                  {"ubuntu-18.04"},
                                                                  {"ubuntu-slim"},
                                                                  {"self-hosted", "Linux", "X64"},
                                                                  {"ubuntu-latest-16-cores"}}) {
    EXPECT_EQ(decide(labels).answer, RunsOnAnswer::kHere) << labels.front();
  }
}

TEST(RunsOn, OtherMachinesAreNot) {
  for (const char* label :
       {"windows-latest", "macos-15", "ubuntu-24.04-arm", "ARM64", "gpu", "ubuntu-lastest", "ubuntu-99.10"}) {
    EXPECT_EQ(decide({"self-hosted", label}).answer, RunsOnAnswer::kNowhere) << label;
  }
}

TEST(RunsOn, ASlipIsNamed) {
  EXPECT_EQ(
      decide({"ubuntu-lastest"}).reason,
      "no runner for label 'ubuntu-lastest' on this machine; GitHub has no 'ubuntu-lastest' runners: did you mean "
      "'ubuntu-latest'? (--platform ubuntu-lastest=host runs such jobs here, ubuntu-lastest=skip leaves them out)");
}

TEST(RunsOn, TheUserDecidesFirst) {
  RunSettings settings;
  settings.platforms = {{"GPU", PlatformChoice::kHost}, {"big", PlatformChoice::kHost}, {"old", PlatformChoice::kSkip}};
  EXPECT_EQ(decide({"self-hosted", "gpu"}, settings).answer, RunsOnAnswer::kHere);
  EXPECT_EQ(decide({"gpu", "old"}, settings).answer, RunsOnAnswer::kSkip);
  EXPECT_EQ(decide({}, settings, "Big").answer, RunsOnAnswer::kHere);
  EXPECT_EQ(decide({}, settings, "old").answer, RunsOnAnswer::kSkip);
}

TEST(RunsOn, AGroupAloneIsNowhereWithLabelsItIsWhereTheyAre) {
  EXPECT_THAT(decide({}, {}, "large").reason, HasSubstr("asks for the runner group 'large'"));
  EXPECT_EQ(decide({"ubuntu-24.04"}, {}, "large").answer, RunsOnAnswer::kHere);
  EXPECT_EQ(decide({"windows-2025"}, {}, "large").answer, RunsOnAnswer::kNowhere);
}

}  // namespace
}  // namespace ropewalk::engine
