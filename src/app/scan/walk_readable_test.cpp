#include "app/scan/walk_readable.h"

#include <gmock/gmock.h>

#include "ports/fake/files.h"

namespace ropewalk::app {
namespace {

TEST(WalkReadable, GoesOnBesideAFolderThatCannotBeListed) {
  ports::FakeFiles files;
  for (const char* path : {"/top/a/one.txt", "/top/b/two.txt", "/top/c/three.txt", "/top/four.txt"}) {
    ASSERT_TRUE(files.write(path, "x"));
  }
  files.fail_at("/top/b", "Permission denied");
  const ReadableWalk walk = walk_readable(files, "/top", [](const ports::FileEntry& entry) {
    return entry.path == "c" ? ports::Walk::kSkip : ports::Walk::kEnter;
  });
  std::vector<std::string> paths;
  for (const ports::FileEntry& entry : walk.entries) {
    paths.push_back(entry.path.string());
  }
  EXPECT_THAT(paths, testing::ElementsAre("a", "a/one.txt", "b", "c", "four.txt"));
  ASSERT_EQ(walk.unreadable.size(), 1U);
  EXPECT_EQ(walk.unreadable.front().path, "b");
  EXPECT_THAT(walk.unreadable.front().message, testing::HasSubstr("Permission denied"));
}

}  // namespace
}  // namespace ropewalk::app
