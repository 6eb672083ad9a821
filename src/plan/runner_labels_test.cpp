#include "plan/runner_labels.h"

#include <gtest/gtest.h>

namespace ropewalk::plan {
namespace {

TEST(RunnerLabels, NamesOfGitHubsRunnersAreKnownInAnyCase) {
  for (const char* label : {"ubuntu-latest", "Ubuntu-24.04", "ubuntu-26.04", "ubuntu-slim", "LINUX"}) {
    const auto found = find_runner_label(label);
    ASSERT_TRUE(found) << label;
    EXPECT_EQ(found->system, RunnerSystem::kLinux) << label;
    EXPECT_EQ(found->architecture, "") << label;
  }
  EXPECT_EQ(find_runner_label("macOS-15-intel")->system, RunnerSystem::kMacOs);
  EXPECT_EQ(find_runner_label("windows-11-arm")->system, RunnerSystem::kWindows);
}

TEST(RunnerLabels, ArmIsAnotherMachine) {
  for (const char* label :
       {"ubuntu-24.04-arm", "ubuntu-26.04-arm", "ARM64", "ubuntu-24.04-16-cores-arm", "ubuntu-22.04-8core-arm64"}) {
    EXPECT_EQ(find_runner_label(label)->architecture, "ARM64") << label;
  }
}

TEST(RunnerLabels, LargerRunnersAreTheirImages) {
  for (const char* label : {"ubuntu-latest-4-cores", "ubuntu-22.04-8core", "ubuntu-24.04-64-core"}) {
    const auto found = find_runner_label(label);
    ASSERT_TRUE(found) << label;
    EXPECT_EQ(found->system, RunnerSystem::kLinux) << label;
  }
  for (const char* label : {"ubuntu-latest-cores", "ubuntu-lastest-4-cores", "linux-4-cores", "-4-cores", "4-cores",
                            "cores", "ubuntu-latest-x-cores", "ubuntu-latest-arm", "ubuntu-24.04-arm-arm"}) {
    EXPECT_FALSE(find_runner_label(label)) << label;
  }
}

TEST(RunnerLabels, SlipsAndRetiredRunnersAreTold) {
  EXPECT_EQ(runner_label_trouble("ubuntu-lastest"),
            "GitHub has no 'ubuntu-lastest' runners: did you mean 'ubuntu-latest'?");
  EXPECT_EQ(runner_label_trouble("ubuntu-20.04"), "GitHub has no 'ubuntu-20.04' runners any more");
  for (const char* slip : {"ubunut-latest", "ubuntu_latest", "ubuntu-letest", "Ubuntu-Lastest", "window-latest",
                           "mac-latest", "macos-lastest", "ubuntu-24.4", "ubuntu-24", "ubuntu-23.10", "windows-2023"}) {
    EXPECT_NE(runner_label_trouble(slip), "") << slip;
  }
}

TEST(RunnerLabels, AnOwnersNamesAndVersionsToComeAreNoSlips) {
  for (const char* label : {"gpu", "my-own-runner", "ubuntu-latest", "depot-ubuntu-24.04-arm-8", "ubuntu-24.04-riscv",
                            "ubuntu-latest-large", "ubuntu-latest-m", "arm7", "arm64-2", "linux2",
                            "macos-99-large-blue", "blacksmith-4vcpu-ubuntu-2204", "ubuntu-2404", "windows-2022-gpu",
                            "ubuntu-28.04", "windows-2029", "macos-31", "macos-15-xlarge-2"}) {
    EXPECT_EQ(runner_label_trouble(label), "") << label;
  }
}

}  // namespace
}  // namespace ropewalk::plan
