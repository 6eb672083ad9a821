// The file system in memory behaves as a real one does.
#include "ports/fake/files.h"

#include <gtest/gtest.h>

namespace ropewalk::ports {
namespace {

std::vector<std::string> names(const Result<std::vector<FileEntry>>& entries) {
  std::vector<std::string> out;
  for (const FileEntry& entry : *entries) {
    out.push_back(entry.path.string());
  }
  return out;
}

TEST(FakeFiles, WriteMakesParentsAndReadGivesTheBytesBack) {
  FakeFiles files;
  ASSERT_TRUE(files.write("/a/b/c.txt", "one"));
  ASSERT_TRUE(files.append("/a/b/c.txt", " two"));
  EXPECT_EQ(*files.read("/a/b/c.txt"), "one two");
  EXPECT_EQ(files.type("/a/b"), FileType::kDirectory);
  EXPECT_EQ(*files.size("/a/b/c.txt"), 7U);
  EXPECT_EQ(files.read("/a/b").error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(files.read("/a/none").error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(files.write("/a/b/c.txt/d", "").error().kind, ErrorKind::kInvalid);
}

TEST(FakeFiles, WalkIsSortedAndSkipsWhatItIsTold) {
  FakeFiles files;
  files.add("/r/b/inner", "");
  files.add("/r/a-b", "");
  files.add("/r/a/z", "");
  EXPECT_EQ(names(files.walk("/r", [](const FileEntry&) { return Walk::kEnter; })),
            (std::vector<std::string>{"a", "a/z", "a-b", "b", "b/inner"}));
  EXPECT_EQ(names(files.walk("/r", [](const FileEntry& e) { return e.path == "a" ? Walk::kSkip : Walk::kEnter; })),
            (std::vector<std::string>{"a", "a-b", "b", "b/inner"}));
  EXPECT_EQ(names(files.list("/r")), (std::vector<std::string>{"a", "a-b", "b"}));
  EXPECT_FALSE(files.list("/r/a-b"));
}

TEST(FakeFiles, LinksAreFollowedOnTheWayAndKeptAtTheEndWhereAsked) {
  FakeFiles files;
  files.add("/real/file", "x");
  ASSERT_TRUE(files.make_symlink("/real", "/link"));
  ASSERT_TRUE(files.make_symlink("loop", "/loop"));
  EXPECT_EQ(*files.read("/link/file"), "x");
  EXPECT_EQ(files.type("/link"), FileType::kSymlink);
  EXPECT_EQ(files.type_followed("/link"), FileType::kDirectory);
  EXPECT_EQ(*files.canonical("/link/../link/file"), Path("/real/file"));
  EXPECT_EQ(*files.read_symlink("/link"), Path("/real"));
  EXPECT_FALSE(files.read("/loop"));
  ASSERT_TRUE(files.write("/link/new", "y"));
  EXPECT_EQ(*files.read("/real/new"), "y");
}

TEST(FakeFiles, CopyRenameAndRemoveTakeWholeTrees) {
  FakeFiles files;
  files.add("/a/x", "1", true);
  files.add("/a/d/y", "2");
  ASSERT_TRUE(files.copy("/a", "/b"));
  ASSERT_TRUE(files.rename("/b", "/c/b"));
  EXPECT_EQ(files.type("/b"), FileType::kMissing);
  EXPECT_EQ(*files.read("/c/b/d/y"), "2");
  EXPECT_TRUE(files.list("/c/b")->at(1).is_executable);
  ASSERT_TRUE(files.remove_all("/a"));
  EXPECT_EQ(files.type("/a/d/y"), FileType::kMissing);
  EXPECT_TRUE(files.remove_all("/never"));
}

TEST(FakeFiles, ReadsOnlyRegularFilesOfALimitedSizeWhereThatIsAsked) {
  FakeFiles files;
  files.add("/five", "12345");
  files.add_pipe("/pipe");
  ASSERT_TRUE(files.make_symlink("/five", "/link"));
  EXPECT_EQ(*files.read_regular("/link", 5, Links::kFollow), "12345");
  EXPECT_EQ(files.read_regular("/link", 5, Links::kRefuse).error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(files.read_regular("/five", 4, Links::kRefuse).error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(files.read_regular("/pipe", 5, Links::kFollow).error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(*files.digest("/link", {}), sha256("12345"));
}

TEST(FakeFiles, TemporaryDirectoriesDiffer) {
  FakeFiles files;
  const Path first = *files.make_temporary_directory("/tmp", "job-");
  EXPECT_NE(first, *files.make_temporary_directory("/tmp", "job-"));
  EXPECT_EQ(files.type(first), FileType::kDirectory);
}

TEST(FakeFiles, LaterWritesAreNewer) {
  FakeFiles files;
  files.add("/1", "");
  files.add("/2", "");
  EXPECT_LT(*files.modified("/1"), *files.modified("/2"));
}

TEST(FakeFiles, FailsWhereTold) {
  FakeFiles files;
  files.add("/disk/full", "");
  files.fail_at("/disk/full", "no space left on device");
  EXPECT_EQ(files.write("/disk/full", "x").error().message, "/disk/full: no space left on device");
  EXPECT_FALSE(files.read("/disk/full"));
}

}  // namespace
}  // namespace ropewalk::ports
