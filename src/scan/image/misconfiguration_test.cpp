#include "scan/image/misconfiguration.h"

#include <gtest/gtest.h>

#include "image/packages/os_release.h"

namespace ropewalk::scan {
namespace {

/// The day from which on a distribution is not mended, as it is told in 2026.
std::string ended(const std::string& id, const std::string& version) {
  const auto found = check_end_of_life(image::read_os_release("ID=" + id + "\nVERSION_ID=\"" + version + "\"\n"),
                                       "etc/os-release", "2026-11-27");
  return found.empty() ? "" : found.front().message.substr(found.front().message.size() - 10);
}

TEST(EndOfLife, OfOldReleasesAndOfThoseBetweenLongTermOnes) {
  EXPECT_EQ(ended("debian", "7"), "2018-05-31");
  EXPECT_EQ(ended("alpine", "3.10.1"), "2021-05-01");
  EXPECT_EQ(ended("ubuntu", "14.04"), "2019-04-25");
  EXPECT_EQ(ended("ubuntu", "23.10"), "2024-07-11");
  EXPECT_EQ(ended("rhel", "6.10"), "2020-11-30");
  EXPECT_EQ(ended("fedora", "38"), "2024-05-21");
  EXPECT_EQ(ended("amzn", "2018.03"), "2023-12-31");
  EXPECT_EQ(ended("opensuse-leap", "15.4"), "2023-12-07");
}

TEST(EndOfLife, WhatIsOlderThanTheOldestKnownHasEndedToo) {
  EXPECT_EQ(ended("debian", "3"), "2010-02-15");
  EXPECT_EQ(ended("alpine", "2.7.9"), "2016-05-01");
  EXPECT_EQ(ended("ubuntu", "8.04"), "2015-04-30");
  EXPECT_EQ(ended("fedora", "12"), "2020-05-26");
}

TEST(EndOfLife, NothingIsSaidOfWhatIsMendedOrNotKnown) {
  for (const auto& [id, version] : {std::pair{"debian", "13"},
                                    {"alpine", "3.23.0"},
                                    {"ubuntu", "24.04"},
                                    {"amzn", "2023"},
                                    {"debian", ""},
                                    {"debian", "testing"},
                                    {"fedora", "99"},
                                    {"acme", "1"}}) {
    EXPECT_EQ(ended(id, version), "") << id << version;
  }
}

}  // namespace
}  // namespace ropewalk::scan
