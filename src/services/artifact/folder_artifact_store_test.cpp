#include "services/artifact/folder_artifact_store.h"

#include <gtest/gtest.h>

#include "ports/fake/archive.h"
#include "ports/fake/clock.h"
#include "ports/fake/files.h"

namespace ropewalk::services {
namespace {

class FolderArtifacts : public testing::Test {
 protected:
  FolderArtifacts() { files.add("/work/a.txt", "hello"); }

  auto upload(std::string_view name, bool overwrite = false) {
    return store.upload(RunId("r"), name, {{.source = "/work/a.txt", .name = "a.txt"}}, 6, overwrite);
  }

  ports::FakeFiles files;
  ports::FakeArchive archive{files};
  ports::FakeClock clock;
  FolderArtifactStore store{"/state", files, archive, clock};
};

TEST_F(FolderArtifacts, WhatWasUploadedIsListedAndComesBack) {
  ASSERT_TRUE(upload("results").has_value());
  const auto listed = store.list(RunId("r"));
  ASSERT_TRUE(listed.has_value());
  ASSERT_EQ(listed->size(), 1U);
  EXPECT_EQ(listed->front().name, "results");
  EXPECT_EQ(listed->front().files, 1U);
  ASSERT_TRUE(store.download(listed->front(), "/back").has_value());
  EXPECT_EQ(*files.read("/back/a.txt"), "hello");
  EXPECT_TRUE(store.list(RunId("other"))->empty());
}

TEST_F(FolderArtifacts, ANameIsTakenOnceUnlessOverwritten) {
  ASSERT_TRUE(upload("results").has_value());
  EXPECT_FALSE(upload("results").has_value());
  EXPECT_TRUE(upload("results", true).has_value());
}

TEST_F(FolderArtifacts, ANameThatGitHubRefusesIsRefused) {
  for (const char* name : {"", "..", "a/b", "a\\b", "a:b", "a\nb", "a\"b"}) {
    EXPECT_FALSE(upload(name).has_value()) << name;
  }
}

TEST_F(FolderArtifacts, AnArchiveThatWasChangedIsNotUnpacked) {
  const auto artifact = upload("results");
  ASSERT_TRUE(artifact.has_value());
  ASSERT_TRUE(files.append(artifact->archive, "x").has_value());
  EXPECT_FALSE(store.download(*artifact, "/back").has_value());
}

}  // namespace
}  // namespace ropewalk::services
