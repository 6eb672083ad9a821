#include "store/caches/folder_cache_store.h"

#include <gtest/gtest.h>

#include "ports/fake/clock.h"
#include "ports/fake/files.h"

namespace ropewalk::store {
namespace {

const record::CacheScopes kMain{"/top:o/r", {"refs/heads/main"}, "refs/heads/main"};
const record::CacheScopes kFeature{"/top:o/r", {"refs/heads/feat", "refs/heads/main"}, "refs/heads/feat"};

class FolderCaches : public testing::Test {
 protected:
  bool save(std::string_view key, const record::CacheScopes& scopes = kMain, std::string_view version = "v") {
    return save_in(store, key, scopes, version);
  }
  bool save_in(FolderCacheStore& into, std::string_view key, const record::CacheScopes& scopes = kMain,
               std::string_view version = "v") {
    clock.advance(std::chrono::seconds(1));
    const auto draft = into.reserve(scopes, key, version);
    EXPECT_TRUE(draft.has_value());
    if (!draft || *draft == nullptr) {
      return false;
    }
    EXPECT_TRUE(files.write((*draft)->file(), key).has_value());
    const auto saved = (*draft)->commit({});
    EXPECT_TRUE(saved.has_value());
    return saved.value_or(false);
  }
  std::optional<record::CacheHit> hit(std::string_view key, const std::vector<std::string>& prefixes = {},
                                      const record::CacheScopes& scopes = kMain, std::string_view version = "v") {
    const auto found = store.find(scopes, key, prefixes, version);
    EXPECT_TRUE(found.has_value());
    return found.value_or(std::nullopt);
  }
  std::string found(std::string_view key, const std::vector<std::string>& prefixes = {},
                    const record::CacheScopes& scopes = kMain, std::string_view version = "v") {
    const auto match = hit(key, prefixes, scopes, version);
    return match ? match->key + (match->is_exact ? "!" : "") : "";
  }

  ports::FakeFiles files;
  ports::FakeClock clock;
  FolderCacheStore store{"/cache", files, clock};
};

TEST_F(FolderCaches, AnExactKeyIsFoundWithItsArchive) {
  EXPECT_TRUE(save("k1"));
  EXPECT_EQ(found("k1"), "k1!");
  EXPECT_EQ(*files.read(hit("k1")->archive), "k1");
}

TEST_F(FolderCaches, AKeyIsSavedOnce) {
  EXPECT_TRUE(save("k1"));
  EXPECT_FALSE(save("k1"));
}

TEST_F(FolderCaches, RestoreKeysArePrefixesInOrderAndTheNewestWins) {
  save("pip-1");
  save("pip-2");
  save("npm-1");
  EXPECT_EQ(found("pip-9", {"npm-", "pip-"}), "npm-1");
  EXPECT_EQ(found("pip-9", {"pip-"}), "pip-2");
  EXPECT_EQ(found("pip"), "pip-2");
  EXPECT_EQ(found("pip-9", {"x"}), "");
}

TEST_F(FolderCaches, ARestoreKeyThatIsAKeyWinsOverANewerLongerOne) {
  save("pip-1");
  save("pip-1-newer");
  EXPECT_EQ(found("pip-9", {"pip-1"}), "pip-1");
}

TEST_F(FolderCaches, AnotherVersionOrRepositoryIsAMiss) {
  save("k1");
  EXPECT_EQ(found("k1", {}, kMain, "other"), "");
  EXPECT_EQ(found("k1", {}, {"/elsewhere:o/r", {"refs/heads/main"}, "refs/heads/main"}), "");
}

TEST_F(FolderCaches, ABranchSeesItsOwnAndThoseOfTheDefaultBranch) {
  save("own", kFeature);
  save("shared");
  EXPECT_EQ(found("own", {}, kFeature), "own!");
  EXPECT_EQ(found("shared", {}, kFeature), "shared!");
  EXPECT_EQ(found("own"), "");
}

TEST_F(FolderCaches, APrefixInTheOwnBranchComesBeforeAnExactKeyInTheDefaultBranch) {
  save("pip-1", kFeature);
  save("pip-2");
  EXPECT_EQ(found("pip-2", {"pip-"}, kFeature), "pip-1");
}

TEST_F(FolderCaches, EachBranchMaySaveTheSameKey) {
  EXPECT_TRUE(save("k"));
  EXPECT_TRUE(save("k", kFeature));
}

TEST_F(FolderCaches, WhatWasUsedLongestAgoGoesWhenTheAllowanceIsSpent) {
  FolderCacheStore small("/cache", files, clock, 4);
  save_in(small, "k1");
  save_in(small, "k2");
  clock.advance(std::chrono::seconds(1));
  ASSERT_TRUE(small.note_use(*hit("k1")).has_value());
  save_in(small, "k3");
  EXPECT_EQ(found("k1"), "k1!");
  EXPECT_EQ(found("k2"), "");
  EXPECT_EQ(found("k3"), "k3!");
}

TEST_F(FolderCaches, AnEntryThatWasRemovedDoesNotComeBackByItsUse) {
  save("k1");
  const auto used = hit("k1");
  ASSERT_TRUE(store.discard(*used).has_value());
  ASSERT_TRUE(store.note_use(*used).has_value());
  EXPECT_EQ(found("k1"), "");
  EXPECT_TRUE(save("k1"));
}

TEST_F(FolderCaches, AnEntryWhoseArchiveIsLostIsSavedAgain) {
  save("k1");
  ASSERT_TRUE(files.remove_all(hit("k1")->archive).has_value());
  EXPECT_EQ(found("k1"), "");
  EXPECT_TRUE(save("k1"));
  EXPECT_EQ(found("k1"), "k1!");
}

TEST_F(FolderCaches, NothingIsPublishedAfterAStop) {
  std::stop_source stop;
  stop.request_stop();
  const auto draft = store.reserve(kMain, "k1", "v");
  ASSERT_TRUE(files.write((*draft)->file(), "half").has_value());
  EXPECT_EQ((*draft)->commit(stop.get_token()).error().kind, ErrorKind::kInterrupted);
  EXPECT_EQ(found("k1"), "");
}

TEST_F(FolderCaches, TidyingRemovesWhatCannotBeRead) {
  save("k1");
  save("k2");
  const auto lost = hit("k1");
  ASSERT_TRUE(files.remove_all(lost->archive).has_value());
  EXPECT_EQ(store.tidy(false)->entries, 1U);
  EXPECT_EQ(found("k2"), "k2!");
}

}  // namespace
}  // namespace ropewalk::store
