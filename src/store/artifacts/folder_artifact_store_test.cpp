#include "store/artifacts/folder_artifact_store.h"

#include <gtest/gtest.h>

#include "ports/fake/clock.h"
#include "ports/fake/files.h"

namespace ropewalk::store {
namespace {

class FolderArtifacts : public testing::Test {
 protected:
  Result<record::Artifact> upload(std::string_view name, bool overwrite = false, std::string_view bytes = "zip") {
    const auto draft = store.reserve(RunId("r"), name, overwrite, std::chrono::days(5));
    if (!draft) {
      return fail(draft.error());
    }
    EXPECT_TRUE(files.write((*draft)->file(), bytes).has_value());
    return (*draft)->commit(1, stop.get_token());
  }
  [[nodiscard]] std::size_t count() { return store.list(RunId("r"))->size(); }

  ports::FakeFiles files;
  ports::FakeClock clock;
  std::stop_source stop;
  FolderArtifactStore store{"/state", files, clock};
};

TEST_F(FolderArtifacts, WhatWasUploadedIsListedAndCanBeRead) {
  ASSERT_TRUE(upload("results").has_value());
  const auto listed = store.list(RunId("r"));
  ASSERT_TRUE(listed.has_value());
  ASSERT_EQ(listed->size(), 1U);
  EXPECT_EQ(listed->front().name, "results");
  EXPECT_EQ(listed->front().files, 1U);
  EXPECT_EQ(listed->front().bytes, 3U);
  EXPECT_EQ(listed->front().digest, to_hex(sha256("zip")));
  EXPECT_EQ(*files.read(*store.open(listed->front())), "zip");
  EXPECT_TRUE(store.list(RunId("other"))->empty());
}

TEST_F(FolderArtifacts, ANameIsTakenOnceUnlessOverwritten) {
  ASSERT_TRUE(upload("results").has_value());
  EXPECT_FALSE(upload("results").has_value());
  EXPECT_TRUE(upload("results", true, "another").has_value());
  EXPECT_EQ(*files.read(store.list(RunId("r"))->front().archive), "another");
}

TEST_F(FolderArtifacts, ANameIsTakenWhileItIsUploaded) {
  const auto first = store.reserve(RunId("r"), "results", false, std::chrono::days(5));
  ASSERT_TRUE(first.has_value());
  EXPECT_FALSE(store.reserve(RunId("r"), "results", false, std::chrono::days(5)).has_value());
  EXPECT_TRUE(store.reserve(RunId("r"), "others", false, std::chrono::days(5)).has_value());
}

TEST_F(FolderArtifacts, WhatIsNotCommittedLeavesNothing) {
  {
    const auto draft = store.reserve(RunId("r"), "results", false, std::chrono::days(5));
    ASSERT_TRUE(files.write((*draft)->file(), "zip").has_value());
    EXPECT_EQ(count(), 0U);
  }
  EXPECT_TRUE(files.list("/state/r")->empty());
  EXPECT_TRUE(upload("results").has_value());
}

TEST_F(FolderArtifacts, NothingIsPublishedAfterAStop) {
  stop.request_stop();
  const auto stopped = upload("results");
  ASSERT_FALSE(stopped.has_value());
  EXPECT_EQ(stopped.error().kind, ErrorKind::kInterrupted);
  EXPECT_EQ(count(), 0U);
}

TEST_F(FolderArtifacts, ANameThatGitHubRefusesIsRefused) {
  for (const char* name : {"", "..", "a/b", "a\\b", "a:b", "a\nb", "a\"b"}) {
    EXPECT_FALSE(upload(name).has_value()) << name;
  }
}

TEST_F(FolderArtifacts, AnArtifactEndsWithItsRetention) {
  ASSERT_TRUE(upload("results").has_value());
  clock.advance(std::chrono::hours(24 * 5 - 1));
  EXPECT_EQ(count(), 1U);
  EXPECT_EQ(store.tidy(false)->entries, 0U);
  clock.advance(std::chrono::hours(2));
  EXPECT_EQ(count(), 0U);
  EXPECT_EQ(store.tidy(true)->entries, 1U);
  EXPECT_EQ(files.type("/state/r"), ports::FileType::kDirectory);
  const auto removed = store.tidy(false);
  EXPECT_EQ(removed->entries, 1U);
  EXPECT_EQ(removed->bytes, 3U);
  EXPECT_EQ(files.type("/state/r"), ports::FileType::kMissing);
}

TEST_F(FolderArtifacts, TheArtifactsOfARunCanBeRemoved) {
  ASSERT_TRUE(upload("one").has_value());
  ASSERT_TRUE(upload("two").has_value());
  EXPECT_EQ(store.remove(RunId("r"))->entries, 2U);
  EXPECT_EQ(files.type("/state/r"), ports::FileType::kMissing);
}

TEST_F(FolderArtifacts, WhatAKilledProcessLeftIsRemoved) {
  ASSERT_TRUE(upload("results").has_value());
  ASSERT_TRUE(files.make_symlink("17", "/proc/self").has_value());
  files.add("/proc/17/stat", "");
  files.add("/state/r/.draft.0.16.1.x.zip", "half");
  files.add("/state/r/.draft.0.17.1.y.zip", "on its way");
  EXPECT_EQ(store.tidy(false)->entries, 1U);
  EXPECT_EQ(files.type("/state/r/.draft.0.16.1.x.zip"), ports::FileType::kMissing);
  EXPECT_EQ(files.type("/state/r/.draft.0.17.1.y.zip"), ports::FileType::kFile);
}

}  // namespace
}  // namespace ropewalk::store
