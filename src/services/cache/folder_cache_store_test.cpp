#include "services/cache/folder_cache_store.h"

#include <gtest/gtest.h>

#include "ports/fake/archive.h"
#include "ports/fake/clock.h"
#include "ports/fake/files.h"

namespace ropewalk::services {
namespace {

class FolderCaches : public testing::Test {
 protected:
  FolderCaches() { files.add("/w/pkg/a", "content"); }

  bool save(std::string_view key, std::string_view version = "v") {
    clock.advance(std::chrono::seconds(1));
    const auto saved = store.save("o/r", key, version, {{.source = "/w/pkg/a", .name = "pkg/a"}});
    EXPECT_TRUE(saved.has_value());
    return saved.value_or(false);
  }
  std::string restored(std::string_view key, const std::vector<std::string>& prefixes = {},
                       std::string_view version = "v", std::string_view repository = "o/r") {
    const auto hit = store.restore(repository, key, prefixes, version, false, "/new");
    EXPECT_TRUE(hit.has_value());
    return hit && *hit ? (*hit)->key + ((*hit)->is_exact ? "!" : "") : "";
  }

  ports::FakeFiles files;
  ports::FakeArchive archive{files};
  ports::FakeClock clock;
  FolderCacheStore store{"/cache", files, archive, clock};
};

TEST_F(FolderCaches, AnExactKeyComesBackWithItsFiles) {
  EXPECT_TRUE(save("k1"));
  EXPECT_EQ(restored("k1"), "k1!");
  EXPECT_EQ(*files.read("/new/pkg/a"), "content");
}

TEST_F(FolderCaches, AKeyIsSavedOnce) {
  EXPECT_TRUE(save("k1"));
  EXPECT_FALSE(save("k1"));
}

TEST_F(FolderCaches, RestoreKeysArePrefixesInOrderAndTheNewestWins) {
  save("pip-1");
  save("pip-2");
  save("npm-1");
  EXPECT_EQ(restored("pip-9", {"npm-", "pip-"}), "npm-1");
  EXPECT_EQ(restored("pip-9", {"pip-"}), "pip-2");
  EXPECT_EQ(restored("pip-9", {"x"}), "");
}

TEST_F(FolderCaches, AnotherVersionOrRepositoryIsAMiss) {
  save("k1");
  EXPECT_EQ(restored("k1", {}, "other"), "");
  EXPECT_EQ(restored("k1", {}, "v", "o/other"), "");
}

TEST_F(FolderCaches, WhatWasUsedLongestAgoGoesWhenTheAllowanceIsSpent) {
  FolderCacheStore small("/cache", files, archive, clock, 1);
  save("k1");
  clock.advance(std::chrono::seconds(1));
  ASSERT_TRUE(small.save("o/r", "k2", "v", {{.source = "/w/pkg/a", .name = "pkg/a"}}).has_value());
  EXPECT_EQ(restored("k1"), "");
}

TEST_F(FolderCaches, ALookUpUnpacksNothing) {
  save("k1");
  const auto hit = store.restore("o/r", "k1", {}, "v", true, "/new");
  ASSERT_TRUE(hit.has_value() && hit->has_value());
  EXPECT_EQ(files.type("/new/pkg/a"), ports::FileType::kMissing);
}

}  // namespace
}  // namespace ropewalk::services
