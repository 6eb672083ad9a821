// hashFiles() gives GitHub's digests.
#include "engine/hash_files.h"

#include <gtest/gtest.h>

#include "base/hash.h"
#include "ports/fake/files.h"

namespace ropewalk::engine {
namespace {

std::string raw(std::string_view text) {
  std::string out;
  for (const auto byte : sha256(text)) {
    out += static_cast<char>(byte);
  }
  return out;
}

struct HashFiles : testing::Test {
  ports::FakeFiles files;
  void SetUp() override {
    files.add("/w/a.txt", "one");
    files.add("/w/sub/b.txt", "two");
    files.add("/w/sub.txt", "three");
    files.add("/elsewhere/c.txt", "four");
  }
  std::string hash(const std::vector<std::string>& patterns) { return *hash_files(files, "/w", "/home", patterns, {}); }
};

TEST_F(HashFiles, OneFileIsTheDigestOfItsDigest) { EXPECT_EQ(hash({"a.txt"}), to_hex(sha256(raw("one")))); }

TEST_F(HashFiles, AFoldersContentComesWhereTheFolderStands) {
  EXPECT_EQ(hash({"**/*.txt"}), to_hex(sha256(raw("one") + raw("two") + raw("three"))));
}

TEST_F(HashFiles, PatternsCanTakeFilesOut) { EXPECT_EQ(hash({"**/*.txt", "!sub/**", "!sub.txt"}), hash({"a.txt"})); }

TEST_F(HashFiles, NothingMatchedIsEmpty) { EXPECT_EQ(hash({"*.none"}), ""); }

TEST_F(HashFiles, FilesOutsideOfTheWorkspaceDoNotCount) { EXPECT_EQ(hash({"/elsewhere/*"}), ""); }

TEST_F(HashFiles, LinkedFoldersAreEnteredOnlyWhenAskedFor) {
  ASSERT_TRUE(files.make_symlink("/w/sub", "/w/link"));
  EXPECT_EQ(hash({"link/*.txt"}), "");
  EXPECT_EQ(hash({"--follow-symbolic-links", "link/*.txt"}), to_hex(sha256(raw("two"))));
}

TEST_F(HashFiles, AFolderThatIsReachedTwiceCountsTwice) {
  ASSERT_TRUE(files.make_symlink("/w/sub", "/w/link"));
  EXPECT_EQ(hash({"--follow-symbolic-links", "**/b.txt"}), to_hex(sha256(raw("two") + raw("two"))));
}

TEST_F(HashFiles, ALinkToNothingIsAnError) {
  ASSERT_TRUE(files.make_symlink("/nowhere", "/w/two.lock"));
  files.add("/w/one.lock", "1");
  EXPECT_EQ(hash_files(files, "/w", "/home", {"**/*.lock"}, {}).error().message, "'/w/two.lock' is a link to nothing");
  // Followed links that are broken are left out, as GitHub's does.
  EXPECT_EQ(hash({"--follow-symbolic-links", "**/*.lock"}), to_hex(sha256(raw("1"))));
  EXPECT_EQ(hash({"**/*.lock", "!two.lock"}), to_hex(sha256(raw("1"))));
}

TEST_F(HashFiles, ALinkToAFileIsReadAndALinkToAFolderLeftOut) {
  ASSERT_TRUE(files.make_symlink("/w/a.txt", "/w/copy.txt"));
  ASSERT_TRUE(files.make_symlink("/w/sub", "/w/folder.txt"));
  EXPECT_EQ(hash({"copy.txt", "folder.txt"}), hash({"a.txt"}));
}

TEST_F(HashFiles, EndsWhenItIsStopped) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(hash_files(files, "/w", "/home", {"**"}, stop.get_token()).error().kind, ErrorKind::kInterrupted);
}

TEST_F(HashFiles, AnUnreadableFileIsAnError) {
  files.fail_at("/w/a.txt", "no permission");
  EXPECT_FALSE(hash_files(files, "/w", "/home", {"a.txt"}, {}));
}

}  // namespace
}  // namespace ropewalk::engine
