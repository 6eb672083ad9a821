#include "app/find_workflows.h"

#include <gtest/gtest.h>

#include "ports/fake/files.h"

namespace ropewalk::app {
namespace {

class FindWorkflows : public testing::Test {
 protected:
  FindWorkflows() {
    place_.top = "/project";
    place_.base = "/project/sub";
    files_.add("/project/.github/workflows/release.yaml", "");
    files_.add("/project/.github/workflows/ci.yml", "");
    files_.add("/project/.github/workflows/notes.md", "");
    files_.add("/project/sub/own.yml", "");
    files_.add("/other/far.yml", "");
    files_.add("/project/sub/empty/readme.md", "");
  }

  std::vector<std::string> names(const std::vector<std::string>& words) {
    auto found = find_workflows(files_, place_, words);
    if (!found) {
      return {found.error().message, found.error().hint};
    }
    std::vector<std::string> result;
    for (const auto& item : *found) {
      result.push_back(item.name);
    }
    return result;
  }

  using Names = std::vector<std::string>;
  ports::FakeFiles files_;
  Place place_;
};

TEST_F(FindWorkflows, WithoutWordsAllOfTheFolder) {
  EXPECT_EQ(names({}), (Names{".github/workflows/ci.yml", ".github/workflows/release.yaml"}));
}

TEST_F(FindWorkflows, ANameWithOrWithoutItsExtension) {
  EXPECT_EQ(names({"ci"}), Names{".github/workflows/ci.yml"});
  EXPECT_EQ(names({"ci.yml"}), Names{".github/workflows/ci.yml"});
  EXPECT_EQ(names({"release"}), Names{".github/workflows/release.yaml"});
}

TEST_F(FindWorkflows, AFileCountsFromTheCurrentFolder) {
  EXPECT_EQ(names({"own.yml"}), Names{"sub/own.yml"});
  EXPECT_EQ(names({"../.github/workflows/ci.yml"}), Names{".github/workflows/ci.yml"});
}

TEST_F(FindWorkflows, AFileOutsideKeepsItsPath) { EXPECT_EQ(names({"/other/far.yml"}), Names{"/other/far.yml"}); }

TEST_F(FindWorkflows, AFolderMeansItsWorkflows) {
  EXPECT_EQ(names({"../.github/workflows"}), (Names{".github/workflows/ci.yml", ".github/workflows/release.yaml"}));
  EXPECT_EQ(names({"empty"}).at(0), "no workflow in the folder 'empty'");
}

TEST_F(FindWorkflows, EachFileOnce) { EXPECT_EQ(names({"ci", "ci.yml", "../.github/workflows/ci.yml"}).size(), 1U); }

TEST_F(FindWorkflows, AnUnknownNameGetsTheNearest) {
  EXPECT_EQ(names({"relaese"}), (Names{"no workflow 'relaese'", "did you mean 'release'?"}));
  EXPECT_EQ(names({"xyzzyx"}), (Names{"no workflow 'xyzzyx'", ".github/workflows holds ci, release"}));
}

TEST_F(FindWorkflows, NoWorkflowAtAllIsAnError) {
  place_.top = "/other";
  EXPECT_EQ(names({}).at(0), "no workflow in /other/.github/workflows");
}

}  // namespace
}  // namespace ropewalk::app
