#include "app/place.h"

#include <gtest/gtest.h>

#include "ports/fake/environment.h"
#include "ports/fake/files.h"
#include "ports/fake/repository.h"

namespace ropewalk::app {
namespace {

class PlaceTest : public testing::Test {
 protected:
  PlaceTest() {
    files_.add("/project/sub/file", "");
    files_.add("/elsewhere/file", "");
    environment_.directory = "/project/sub";
  }

  Result<Place> find(const std::optional<std::string>& directory, bool has_repository = true) {
    auto facts = has_repository ? std::make_shared<const ports::RepositoryFacts>() : nullptr;
    ports::FakeRepositories repositories(facts, files_);
    return find_place(files_, environment_, repositories, directory);
  }

  ports::FakeFiles files_;
  ports::FakeEnvironment environment_;
};

TEST_F(PlaceTest, ClimbsToTheTopOfTheRepository) {
  const auto place = find(std::nullopt);
  ASSERT_TRUE(place);
  EXPECT_EQ(place->top, "/project");
  EXPECT_EQ(place->base, "/project/sub");
  EXPECT_TRUE(repository_to_run(*place));
}

TEST_F(PlaceTest, TakesTheFolderOfTheOptionAsItIs) {
  const auto place = find("../sub");
  ASSERT_TRUE(place);
  EXPECT_EQ(place->top, "/project/sub");
  EXPECT_EQ(place->base, "/project/sub");
}

TEST_F(PlaceTest, AFolderWithinARepositoryCannotBeRun) {
  const auto place = find(".");
  ASSERT_TRUE(place);
  const auto repository = repository_to_run(*place);
  ASSERT_FALSE(repository);
  EXPECT_EQ(repository.error().kind, ErrorKind::kUsage);
}

TEST_F(PlaceTest, OutsideOfARepositoryTheFolderItselfIsTheTop) {
  const auto place = find(std::nullopt, false);
  ASSERT_TRUE(place);
  EXPECT_EQ(place->top, "/project/sub");
  EXPECT_EQ(place->repository, nullptr);
  const auto repository = repository_to_run(*place);
  ASSERT_FALSE(repository);
  EXPECT_EQ(repository.error().kind, ErrorKind::kNotFound);
}

TEST_F(PlaceTest, WithoutGitTheTopIsTheNearestFolderWithItsData) {
  EXPECT_EQ(find_folder(files_, environment_, std::nullopt)->top, "/project/sub");
  files_.add("/project/.git/HEAD", "");
  EXPECT_EQ(find_folder(files_, environment_, std::nullopt)->top, "/project");
  EXPECT_EQ(find_folder(files_, environment_, ".")->top, "/project/sub");
}

TEST_F(PlaceTest, InAHookTheTopIsTheWorkingTreeThatGitNames) {
  files_.add("/outer/.git/HEAD", "");
  files_.add("/outer/tree/sub/a", "");
  environment_.directory = "/outer/tree/sub";
  environment_.values["GIT_DIR"] = "/dot.git";
  EXPECT_EQ(find_folder(files_, environment_, std::nullopt)->top, "/outer/tree/sub");
  environment_.values["GIT_WORK_TREE"] = "/outer/tree";
  EXPECT_EQ(find_folder(files_, environment_, std::nullopt)->top, "/outer/tree");
}

TEST_F(PlaceTest, AMissingFolderIsWrongUsage) {
  const auto place = find("nowhere");
  ASSERT_FALSE(place);
  EXPECT_EQ(place.error().kind, ErrorKind::kUsage);
  EXPECT_EQ(place.error().message, "-C nowhere: no such folder");
}

}  // namespace
}  // namespace ropewalk::app
