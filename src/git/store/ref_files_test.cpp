// Refs as files, whole and damaged, held against what git lists.
#include "git/store/ref_files.h"

#include <sys/stat.h>

#include <fstream>

#include "git/real_git_test.h"
#include "git/store/git_object_store.h"

namespace ropewalk::git {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

class RefFilesTest : public RealGitTest {
 protected:
  ports::RepositoryShape shape_of(const fs::path& folder) {
    environment.directory = folder;
    auto store = GitObjectStores(files, environment).open(folder);
    EXPECT_TRUE(store);
    return store ? (*store)->shape() : ports::RepositoryShape();
  }
  std::vector<std::string> names() {
    std::vector<std::string> all;
    for (const ports::Ref& ref : shape_of(top).refs) {
      all.push_back(ref.name);
    }
    return all;
  }
  /// The reasons of what is wrong with the refs, in the order of what is read.
  std::vector<std::string> reasons() {
    std::vector<std::string> all;
    for (const ports::StoreTrouble& trouble : shape_of(top).ref_trouble) {
      all.push_back(trouble.reason);
    }
    return all;
  }
  void put_ref(const std::string& name, std::string_view bytes) { put(".git/" + name, bytes); }
};

TEST_F(RefFilesTest, WhatIsNoIdIsTold) {
  const std::string id = git({"rev-parse", "HEAD"});
  for (const std::string& text :
       {std::string(), std::string("\n"), std::string("garbage"), id.substr(1), id + "0", std::string(41, '\0'),
        std::string(40, '0'), std::string("ref:"), std::string("ref: "), std::string("ref: ../../x"), "x" + id}) {
    put_ref("refs/heads/leak", text);
    EXPECT_THAT(reasons(), ElementsAre("damaged")) << text;
  }
  for (const std::string& text :
       {id, id + "\n", id + " \n", std::string("ref: refs/heads/main\n"), std::string("ref:refs/heads/gone")}) {
    put_ref("refs/heads/leak", text);
    EXPECT_THAT(reasons(), IsEmpty()) << text;
  }
}

TEST_F(RefFilesTest, WhatGitDoesNotListIsNoTrouble) {
  put_ref("refs/heads/x.lock", "");
  put_ref("refs/heads/.hidden", "");
  EXPECT_THAT(reasons(), IsEmpty());
}

TEST_F(RefFilesTest, EachLineOfPackedRefsCounts) {
  git({"tag", "-a", "-m", "a tag", "v1"});
  git({"pack-refs", "--all"});
  const auto whole = files.read(top / ".git/packed-refs");
  ASSERT_TRUE(whole);
  EXPECT_THAT(reasons(), IsEmpty());
  EXPECT_THAT(names(), IsSupersetOf({"HEAD", "refs/heads/main", "refs/tags/v1"}));
  for (std::size_t size = 0; size < whole->size(); ++size) {
    const bool is_end_of_line = size > 0 && (*whole)[size - 1] == '\n';
    put_ref("packed-refs", whole->substr(0, size));
    EXPECT_THAT(reasons().empty(), is_end_of_line) << size;
  }
  for (std::size_t at = whole->find('\n') + 1; at < whole->size(); ++at) {
    std::string garbled = *whole;
    const bool is_in_id =
        garbled[at] != '\n' && whole->substr(at, 200).find(" refs/") < whole->substr(at, 200).find('\n');
    if (is_in_id) {
      garbled[at] = '\0';
      put_ref("packed-refs", garbled);
      EXPECT_THAT(reasons(), Not(IsEmpty())) << at;
    }
  }
}

TEST_F(RefFilesTest, FoldersBehindLinksAreReadAndLoopsEnd) {
  const std::string id = git({"rev-parse", "HEAD"});
  fs::create_directories(area / "elsewhere/deep");
  std::ofstream(area / "elsewhere/deep/one") << id << "\n";
  fs::create_directory_symlink(area / "elsewhere", top / ".git/refs/heads/lnk");
  fs::create_directory_symlink("..", top / ".git/refs/heads/loop");
  EXPECT_THAT(names(), Contains("refs/heads/lnk/deep/one"));
  EXPECT_THAT(reasons(), IsEmpty());
  fs::create_directory_symlink(area / "gone", top / ".git/refs/heads/gone");
  EXPECT_THAT(reasons(), ElementsAre("unreadable"));
}

TEST_F(RefFilesTest, AFileThatIsNoneIsToldAndDoesNotBlock) {
  ASSERT_EQ(::mkfifo((top / ".git/refs/heads/pipe").c_str(), 0600), 0);
  EXPECT_THAT(reasons(), ElementsAre("unreadable"));
}

TEST_F(RefFilesTest, RefsOfEachWorkingTreeAreSeenFromEach) {
  git({"worktree", "add", "-q", "../linked", "-b", "linked"});
  git_in(area / "linked", {"update-ref", "refs/worktree/own", "HEAD"});
  git_in(area / "linked", {"update-ref", "refs/bisect/bad", "HEAD"});
  git({"checkout", "-q", "--detach"});
  EXPECT_THAT(names(), IsSupersetOf({"worktrees/linked/refs/worktree/own", "worktrees/linked/refs/bisect/bad",
                                     "worktrees/linked/HEAD"}));
  const auto seen = shape_of(area / "linked").refs;
  for (const char* name : {"worktrees/linked/refs/worktree/own", "main-worktree/HEAD", "HEAD", "refs/heads/main"}) {
    EXPECT_THAT(seen, Contains(Field(&ports::Ref::name, name)));
  }
}

TEST_F(RefFilesTest, AnOlderPackedRefDoesNotStandForADamagedOne) {
  git({"pack-refs", "--all"});
  put_ref("refs/heads/main", "");
  EXPECT_THAT(names(), ElementsAre("refs/heads/main"));
  EXPECT_THAT(reasons(), ElementsAre("damaged"));
}

TEST_F(RefFilesTest, EntriesOfLogsAreWholeOrTold) {
  put("a.txt", "stashed");
  git({"stash"});
  EXPECT_THAT(reasons(), IsEmpty());
  put_ref("logs/refs/stash", "cut");
  EXPECT_THAT(reasons(), ElementsAre("damaged"));
  EXPECT_THAT(shape_of(top).log_trouble, Not(IsEmpty()));
}

}  // namespace
}  // namespace ropewalk::git
