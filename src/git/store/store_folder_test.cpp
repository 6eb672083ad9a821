// Which repository, index and objects git's environment leads to.
#include "git/store/store_folder.h"

#include "git/real_git_test.h"
#include "git/store/git_object_store.h"

namespace ropewalk::git {
namespace {

namespace fs = std::filesystem;

class StoreFolderTest : public RealGitTest {
 protected:
  void SetUp() override {
    RealGitTest::SetUp();
    top = fs::canonical(top);
    area = fs::canonical(area);
    environment.directory = top;
  }
  StoreFolder at(const fs::path& folder) {
    auto found = find_store_folder(files, environment, folder);
    EXPECT_TRUE(found) << found.error().message;
    return found ? *found : StoreFolder();
  }
};

TEST_F(StoreFolderTest, WithoutVariablesAllIsWhereItAlwaysIs) {
  fs::create_directory(top / "sub");
  const StoreFolder store = at(top / "sub");
  EXPECT_EQ(store.git.top, top);
  EXPECT_EQ(store.index, top / ".git/index");
  EXPECT_EQ(store.objects, top / ".git/objects");
  EXPECT_FALSE(store.is_index_named);
}

TEST_F(StoreFolderTest, PathsCountFromTheTopOfTheWorkingTree) {
  fs::create_directory(top / "sub");
  environment.directory = top / "sub";
  environment.values["GIT_INDEX_FILE"] = ".git/index.lock";
  environment.values["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = "o1:\"/o\\062\"";
  const StoreFolder store = at(top / "sub");
  EXPECT_EQ(store.index, top / ".git/index.lock");
  EXPECT_THAT(store.alternates, testing::ElementsAre(top / "o1", "/o2"));
}

TEST_F(StoreFolderTest, PartsAreThoseOfTheRepositoryAtHand) {
  fs::create_directories(area / "other");
  git_in(area / "other", {"init", "-q"});
  environment.values["GIT_INDEX_FILE"] = "/tmp/index";
  EXPECT_EQ(at(top).index, "/tmp/index");
  EXPECT_EQ(at(area / "other").index, area / "other/.git/index");
}

TEST_F(StoreFolderTest, TheNamedRepositoryIsTakenUnlessAnotherOneIsAskedFor) {
  fs::create_directories(area / "outer/tree/sub");
  git_in(area / "outer", {"init", "-q"});
  fs::rename(top / ".git", area / "dot.git");
  environment.values["GIT_DIR"] = area / "dot.git";
  environment.values["GIT_WORK_TREE"] = area / "outer/tree";
  environment.directory = area / "outer/tree";
  EXPECT_EQ(at(area / "outer/tree").git.git, area / "dot.git");
  EXPECT_EQ(at(area / "outer/tree").git.top, area / "outer/tree");
  EXPECT_EQ(at(area / "outer/tree/sub").git.git, area / "dot.git");
  EXPECT_EQ(at(area / "outer").git.git, area / "outer/.git");
  environment.values["GIT_DIR"] = area / "nothing";
  EXPECT_FALSE(find_store_folder(files, environment, area / "outer/tree"));
}

TEST_F(StoreFolderTest, NewObjectsOfAPushAreInAFolderOfTheirOwn) {
  git_in(area, {"clone", "-q", "--bare", top.string(), "bare.git"});
  environment.directory = area / "bare.git";
  environment.values["GIT_DIR"] = ".";
  environment.values["GIT_OBJECT_DIRECTORY"] = (area / "bare.git/./objects/incoming").string();
  environment.values["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = (area / "bare.git/./objects").string();
  fs::create_directories(area / "bare.git/objects/incoming");
  const StoreFolder store = at(area / "bare.git");
  EXPECT_TRUE(store.git.top.empty());
  EXPECT_EQ(store.objects, area / "bare.git/objects/incoming");
  const auto opened = GitObjectStores(files, environment).open(area / "bare.git");
  ASSERT_TRUE(opened);
  EXPECT_TRUE((*opened)->read(*ports::object_id_from_hex(git_in(area / "bare.git", {"rev-parse", "HEAD"}))));
}

TEST_F(StoreFolderTest, ABrokenRepositoryDoesNotLeadToTheOneAround) {
  fs::create_directories(top / "inner");
  ASSERT_TRUE(files.write(top / "inner/.git", "gitdir: nowhere\n"));
  EXPECT_FALSE(find_store_folder(files, environment, top / "inner"));
  fs::remove(top / "inner/.git");
  fs::create_directories(top / "inner/.git");
  EXPECT_EQ(at(top / "inner").git.top, top) << "an empty folder is none, as git has it";
}

}  // namespace
}  // namespace ropewalk::git
