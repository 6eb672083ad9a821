// What steps declare in GITHUB_ARTIFACTS: names and digests, and mistakes in GitHub's words.
#include "engine/artifact_subjects.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "ports/fake/files.h"

namespace ropewalk::engine {
namespace {

struct ArtifactSubjectsTest : testing::Test {
  ports::FakeFiles files;
  ArtifactSubjects subjects;

  Result<ArtifactSubjects::Counts> declare(const std::string& text) {
    return subjects.declare(text, "/work", files, std::stop_token());
  }
  std::string mistake(const std::string& text) {
    const auto counts = declare(text);
    return counts ? std::string() : counts.error().message;
  }
};

TEST_F(ArtifactSubjectsTest, NothingIsDeclaredAtFirst) { EXPECT_EQ(subjects.list(), R"({"version":1,"subjects":[]})"); }

TEST_F(ArtifactSubjectsTest, TheLastAtSignSeparatesTheDigest) {
  const auto counts = declare(fmt::format("user@host/x@sha384:{:096d}\r\n", 7));
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->added, 1);
  EXPECT_EQ(subjects.list(),
            fmt::format(
                R"({{"version":1,"subjects":[{{"name":"user@host/x","digest":"sha384:{:096d}","kind":"oci"}}]}})", 7));
}

TEST_F(ArtifactSubjectsTest, WhatIsNoDigestIsAPath) {
  ASSERT_TRUE(files.write("/work/x@md5:00", "a"));
  ASSERT_TRUE(files.write("/work/sha256:00", "a"));
  EXPECT_EQ(mistake("x@md5:00"), "");
  EXPECT_EQ(mistake("sha256:00"), "");
  EXPECT_EQ(declare("")->total, 2);
}

TEST_F(ArtifactSubjectsTest, AMistakeDeclaresNothingOfItsFile) {
  ASSERT_TRUE(files.write("/work/a", "a"));
  EXPECT_EQ(mistake("a\n# b\n=\n"),
            "Invalid $GITHUB_ARTIFACTS entry on line 3: entries containing '=' are reserved and not permitted");
  EXPECT_EQ(declare("")->total, 0);
}

TEST_F(ArtifactSubjectsTest, StepsBesideEachOtherDeclareAll) {
  std::vector<std::jthread> steps;
  for (int step = 0; step < 4; ++step) {
    steps.emplace_back([this, step] {
      for (int i = 0; i < 100; ++i) {
        EXPECT_TRUE(declare(fmt::format("r{}@sha256:{:064d}", step * 100 + i, i)));
      }
    });
  }
  steps.clear();
  EXPECT_EQ(declare("")->total, 400);
}

}  // namespace
}  // namespace ropewalk::engine
