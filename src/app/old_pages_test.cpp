// Pages go with their runs, and nothing else does.
#include "app/old_pages.h"

#include <gtest/gtest.h>

#include "ports/fake/files.h"
#include "record/fake/run_store.h"

namespace ropewalk::app {
namespace {

TEST(OldPages, GoWithTheirRuns) {
  record::FakeRunStore store;
  store.receive({RunId("1234"), 1, record::Time(), record::RunStarted{}});
  store.receive({RunId("77"), 1, record::Time(), record::RunStarted{}});
  const Folders folders{.state = "/state", .cache = "/cache"};
  ports::FakeFiles files;
  for (const char* run : {"1234", "123", "77", "9"}) {
    ASSERT_TRUE(files.write(page_of_run(folders, RunId(run)), "page"));
  }
  ASSERT_TRUE(files.write("/cache/pages/mine.html", "page"));
  const auto is_there = [&](const char* run) {
    return files.type(page_of_run(folders, RunId(run))) == ports::FileType::kFile;
  };

  const auto rehearsed = remove_old_pages(folders, store, {RunId("77")}, true, files);
  EXPECT_EQ(rehearsed.entries, 3U);
  EXPECT_EQ(rehearsed.bytes, 12U);
  EXPECT_TRUE(is_there("9"));

  EXPECT_EQ(remove_old_pages(folders, store, {RunId("77")}, false, files).entries, 3U);
  EXPECT_TRUE(is_there("1234"));
  EXPECT_FALSE(is_there("123"));  // another's beginning
  EXPECT_FALSE(is_there("77"));
  EXPECT_FALSE(is_there("9"));
  EXPECT_EQ(files.type("/cache/pages/mine.html"), ports::FileType::kFile);
  EXPECT_EQ(remove_old_pages({.state = "/state", .cache = "/none"}, store, {}, false, files).entries, 0U);
}

}  // namespace
}  // namespace ropewalk::app
