#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/builtin/cache/entry.h"
#include "actions/builtin/registry.h"
#include "actions/fake/step_host.h"

namespace ropewalk::actions::builtin {
namespace {

using testing::HasSubstr;

class CacheTest : public testing::Test {
 protected:
  /// A finished job that cached `deps` under this key.
  void save(const std::string& key) {
    host_.fake_files.add("/work/repo/repo/deps/a.txt", "content of " + key);
    ASSERT_TRUE(host_.run_main(cache_save_action(), {{"path", "deps"}, {"key", key}}));
    ASSERT_TRUE(host_.fake_files.remove_all("/work/repo/repo/deps"));
  }

  FakeStepHost host_;
};

TEST_F(CacheTest, RestoresAnExactKeyAndSaysTrue) {
  save("k-1");
  ASSERT_TRUE(host_.run_main(cache_action(), {{"path", "deps"}, {"key", "k-1"}}));
  EXPECT_EQ(host_.outputs["cache-hit"], "true");
  EXPECT_EQ(host_.fake_files.read("/work/repo/repo/deps/a.txt").value(), "content of k-1");
  EXPECT_THAT(host_.logged(Note::kText), HasSubstr("Cache restored from key: k-1"));
}

TEST_F(CacheTest, RestoresThePrefixOfARestoreKeyAndSaysFalse) {
  save("k-1");
  ASSERT_TRUE(host_.run_main(cache_action(), {{"path", "deps"}, {"key", "k-2"}, {"restore-keys", "x-\nk-"}}));
  EXPECT_EQ(host_.outputs["cache-hit"], "false");
  EXPECT_TRUE(host_.fake_files.read("/work/repo/repo/deps/a.txt"));
}

TEST_F(CacheTest, LeavesCacheHitUnsetWhenNothingMatches) {
  ASSERT_TRUE(host_.run_main(cache_action(), {{"path", "deps"}, {"key", "k"}, {"restore-keys", "r-"}}));
  EXPECT_FALSE(host_.outputs.contains("cache-hit"));
  EXPECT_THAT(host_.logged(Note::kText), HasSubstr("Cache not found for input keys: k, r-"));
}

TEST_F(CacheTest, NeverRestoresTheEntryOfOtherPaths) {
  save("k-1");
  ASSERT_TRUE(host_.run_main(cache_action(), {{"path", "other"}, {"key", "k-1"}}));
  EXPECT_FALSE(host_.outputs.contains("cache-hit"));
}

TEST_F(CacheTest, LooksUpWithoutUnpacking) {
  save("k-1");
  ASSERT_TRUE(host_.run_main(cache_action(), {{"path", "deps"}, {"key", "k-1"}, {"lookup-only", "true"}}));
  EXPECT_EQ(host_.outputs["cache-hit"], "true");
  EXPECT_FALSE(host_.fake_files.read("/work/repo/repo/deps/a.txt"));
}

TEST_F(CacheTest, FailsOnAMissWhenAskedTo) {
  const Result<void> missed =
      host_.run_main(cache_action(), {{"path", "deps"}, {"key", "k"}, {"fail-on-cache-miss", "true"}});
  ASSERT_FALSE(missed);
  EXPECT_EQ(missed.error().message,
            "Failed to restore cache entry. Exiting as fail-on-cache-miss is set. Input key: k");
}

TEST_F(CacheTest, SavesInThePostStepUnlessTheKeyWasHit) {
  const GivenInputs given{{"path", "deps"}, {"key", "k-1"}};
  ASSERT_TRUE(host_.run_main(cache_action(), given));
  host_.fake_files.add("/work/repo/repo/deps/a.txt", "made by the job");
  ASSERT_TRUE(host_.run_post(cache_action(), given));
  ASSERT_EQ(host_.cache_store.entries.size(), 1U);
  EXPECT_EQ(host_.cache_store.entries[0].key, "k-1");

  host_.states.clear();
  ASSERT_TRUE(host_.run_main(cache_action(), given));
  ASSERT_TRUE(host_.run_post(cache_action(), given));
  EXPECT_EQ(host_.cache_store.entries.size(), 1U);
  EXPECT_THAT(host_.logged(Note::kText), HasSubstr("Cache hit occurred on the primary key k-1, not saving cache."));
  EXPECT_EQ(cache_action().post_condition(), "success()");
}

TEST_F(CacheTest, SavesUnderTheKeyThatTheMainStepSaw) {
  ASSERT_TRUE(host_.run_main(cache_action(), {{"path", "deps"}, {"key", "before"}}));
  host_.fake_files.add("/work/repo/repo/deps/a.txt", "x");
  ASSERT_TRUE(host_.run_post(cache_action(), {{"path", "deps"}, {"key", "after"}}));
  EXPECT_EQ(host_.cache_store.entries.at(0).key, "before");
}

TEST_F(CacheTest, WithoutAKeyThePostStepSaysSoAndLooksNoFurther) {
  EXPECT_FALSE(host_.run_main(cache_action(), {{"path", "deps"}}));
  ASSERT_TRUE(host_.run_post(cache_action(), {{"path", "deps"}}));
  EXPECT_THAT(host_.logged(Note::kText),
              testing::AllOf(HasSubstr("Key is not specified."), testing::Not(HasSubstr("Path Validation"))));
}

TEST_F(CacheTest, RestoreAloneTellsItsKeysAndSavesNothing) {
  save("k-1");
  ASSERT_TRUE(host_.run_main(cache_restore_action(), {{"path", "deps"}, {"key", "k-2"}, {"restore-keys", "k-"}}));
  EXPECT_EQ(host_.outputs["cache-primary-key"], "k-2");
  EXPECT_EQ(host_.outputs["cache-matched-key"], "k-1");
  EXPECT_FALSE(cache_restore_action().has_post());
}

TEST_F(CacheTest, SavingNothingWarnsAndNeverFailsTheJob) {
  ASSERT_TRUE(host_.run_main(cache_save_action(), {{"path", "missing"}, {"key", "k"}}));
  EXPECT_THAT(host_.logged(Note::kText), HasSubstr("[warning]Path Validation Error: Path(s) specified"));
  EXPECT_EQ(host_.logged(Note::kWarning), "Cache save failed.");
  ASSERT_TRUE(host_.run_main(cache_save_action(), {{"path", "missing"}}));
  EXPECT_THAT(host_.logged(Note::kText), HasSubstr("[warning]Key is not specified."));
}

TEST_F(CacheTest, SavingAKeyTwiceSaysSo) {
  save("k-1");
  host_.fake_files.add("/work/repo/repo/deps/a.txt", "again");
  ASSERT_TRUE(host_.run_main(cache_save_action(), {{"path", "deps"}, {"key", "k-1"}}));
  EXPECT_THAT(host_.logged(Note::kText), HasSubstr("Unable to reserve cache with key k-1"));
}

TEST_F(CacheTest, HoldsKeysToGithubsLimits) {
  const auto message = [&](const std::string& key, const std::string& restore_keys = "") {
    const Result<void> done =
        host_.run_main(cache_action(), {{"path", "deps"}, {"key", key}, {"restore-keys", restore_keys}});
    return done ? std::string() : done.error().message;
  };
  EXPECT_EQ(message(std::string(512, 'k')), "");
  EXPECT_THAT(message(std::string(513, 'k')), HasSubstr("cannot be larger than 512 characters."));
  EXPECT_EQ(message("a,b"), "Key Validation Error: a,b cannot contain commas.");
  EXPECT_EQ(message("k", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10"),
            "Key Validation Error: Keys are limited to a maximum of 10.");
  EXPECT_EQ(message(""), "Input required and not supplied: key");
  EXPECT_EQ(host_.run_main(cache_action(), {{"key", "k"}}).error().message, "Input required and not supplied: path");
}

TEST_F(CacheTest, NamesFilesSoThatTheyComeBackInAnotherJobsFolders) {
  host_.fake_files.add("/work/home/.cache/tool/x", "1");
  host_.fake_files.add("/work/repo/repo/deps/y", "2");
  host_.fake_files.add("/opt/tool/z", "3");
  const auto files = files_to_cache({"~/.cache/tool", "deps", "/opt/tool"}, host_);
  ASSERT_TRUE(files);
  std::vector<std::string> names;
  for (const record::ArtifactFile& file : *files) {
    names.push_back(file.name);
  }
  EXPECT_THAT(names, testing::UnorderedElementsAre("../../home/.cache/tool", "deps", "/opt/tool"));
}

TEST_F(CacheTest, TakesWhatPatternsMatchWithoutTheExcluded) {
  host_.fake_files.add("/work/repo/repo/a/target/x", "1");
  host_.fake_files.add("/work/repo/repo/b/target/y", "2");
  const auto files = files_to_cache({"**/target", "!b/target"}, host_);
  ASSERT_TRUE(files);
  ASSERT_EQ(files->size(), 1U);
  EXPECT_EQ(files->front().name, "a/target");
}

TEST(CacheVersion, IsTheHashOfPathsCompressionAndFormat) {
  // printf 'a|b|zstd-without-long|1.0' | sha256sum
  EXPECT_EQ(cache_version({"a", "b"}), "1b71f7dd5eeab9e1c7ea53d128ae5adce4e8146dee0240e343d08a3b62d49173");
  EXPECT_NE(cache_version({"a", "b"}), cache_version({"b", "a"}));
}

}  // namespace
}  // namespace ropewalk::actions::builtin
