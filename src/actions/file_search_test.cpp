#include "actions/file_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ports/fake/files.h"

namespace ropewalk::actions {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SearchFiles : public testing::Test {
 protected:
  void add(const std::string& path) { files_.add("/work/repo/repo/" + path, "x"); }

  std::vector<std::string> search(std::string_view patterns, FileSearchOptions options = {}) {
    options.root = "/work/repo/repo";
    options.home = "/work/home";
    const Result<FileSearch> search = search_files(patterns, options, files_, {});
    std::vector<std::string> names;
    for (const FoundPath& found : search->found) {
      if (!found.is_directory) {
        names.push_back(found.path.lexically_relative("/work/repo/repo").string());
      }
    }
    return names;
  }

  ports::FakeFiles files_;
};

TEST_F(SearchFiles, FindsWhatLiesBelowAMatchedFolder) {
  add("dist/a.txt");
  add("dist/sub/b.txt");
  add("other/c.txt");
  EXPECT_THAT(search("dist"), ElementsAre("dist/a.txt", "dist/sub/b.txt"));
  FileSearchOptions options;
  options.implicit_descendants = false;
  EXPECT_THAT(search("dist", options), IsEmpty());
}

TEST_F(SearchFiles, TakesSeveralPatternsAndExclusions) {
  add("dist/a.txt");
  add("dist/a.map");
  add("logs/run.log");
  EXPECT_THAT(search("dist\nlogs/*.log\n!**/*.map"), ElementsAre("dist/a.txt", "logs/run.log"));
}

TEST_F(SearchFiles, LeavesHiddenFilesOutWhenAskedTo) {
  add("dist/.secret");
  add("dist/.git/config");
  add("dist/a.txt");
  FileSearchOptions options;
  options.excludes_hidden = true;
  EXPECT_THAT(search("dist", options), ElementsAre("dist/a.txt"));
  EXPECT_THAT(search("dist/.secret", options), IsEmpty());
  EXPECT_THAT(search("dist"), ElementsAre("dist/.git/config", "dist/.secret", "dist/a.txt"));
}

TEST_F(SearchFiles, FollowsLinksButNotInCirclesAndNotIntoNothing) {
  add("real/a.txt");
  add("dist/b.txt");
  ASSERT_TRUE(files_.make_symlink("/work/repo/repo/real", "/work/repo/repo/dist/linked"));
  ASSERT_TRUE(files_.make_symlink("/work/repo/repo/dist", "/work/repo/repo/dist/circle"));
  ASSERT_TRUE(files_.make_symlink("/nowhere", "/work/repo/repo/dist/broken"));
  EXPECT_THAT(search("dist"), ElementsAre("dist/b.txt", "dist/linked/a.txt"));
}

TEST_F(SearchFiles, MeansTheJobsHomeByATilde) {
  files_.add("/work/home/.cache/x", "1");
  EXPECT_THAT(search("~/.cache"), ElementsAre("../../home/.cache/x"));
}

TEST_F(SearchFiles, GoesThroughAFolderByEachWayThatLeadsToIt) {
  add("real/a.txt");
  ASSERT_TRUE(files_.make_symlink("/work/repo/repo/real", "/work/repo/repo/other"));
  EXPECT_THAT(search("**/*.txt"), ElementsAre("other/a.txt", "real/a.txt"));
}

TEST_F(SearchFiles, TakesALinkForAFileWhenLinksAreNotFollowed) {
  add("real/a.txt");
  ASSERT_TRUE(files_.make_symlink("/work/repo/repo/real", "/work/repo/repo/other"));
  ASSERT_TRUE(files_.make_symlink("/nowhere", "/work/repo/repo/broken"));
  FileSearchOptions options;
  options.follows_links = false;
  EXPECT_THAT(search("**", options), ElementsAre("broken", "other", "real/a.txt"));
}

TEST_F(SearchFiles, WhatAFolderHoldsComesRightBehindIt) {
  add("a/z");
  add("a-b");
  add("a.c");
  EXPECT_THAT(search("**"), ElementsAre("a/z", "a-b", "a.c"));
}

TEST_F(SearchFiles, EndsWhenItIsStopped) {
  add("a/b");
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(search_files("**", {.root = "/work/repo/repo", .home = "/h"}, files_, stop.get_token()).error().kind,
            ErrorKind::kInterrupted);
}

TEST_F(SearchFiles, FindsNothingWhereNothingIs) { EXPECT_THAT(search("missing/**"), IsEmpty()); }

}  // namespace
}  // namespace ropewalk::actions
