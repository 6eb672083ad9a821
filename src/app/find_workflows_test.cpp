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
  EXPECT_EQ(names({"pull_request"}),
            (Names{"no workflow 'pull_request'", "'pull_request' is an event: `--event pull_request` plans for it"}));
}

TEST_F(FindWorkflows, AWordIsAStemThenANameThenAFileThenAFolder) {
  files_.add("/project/sub/ci", "a script");
  files_.add("/project/sub/docs/deploy.yml", "");
  files_.add("/project/.github/workflows/site.yml", "name: docs");
  EXPECT_EQ(names({"ci"}), Names{".github/workflows/ci.yml"});
  EXPECT_EQ(names({"docs"}), Names{".github/workflows/site.yml"});
  EXPECT_EQ(names({"DOCS"}), Names{".github/workflows/site.yml"});
  EXPECT_EQ(names({"docs/"}), Names{"sub/docs/deploy.yml"});
  EXPECT_EQ(names({"docs/deploy"}), Names{"sub/docs/deploy.yml"});
  EXPECT_EQ(names({"./ci"}), Names{"sub/ci"});
  EXPECT_EQ(names({".github/workflows/ci.yml"}), Names{".github/workflows/ci.yml"});
}

TEST_F(FindWorkflows, ANameThatSeveralHaveIsToldWithTheirFiles) {
  files_.add("/project/.github/workflows/a.yml", "name: Same");
  files_.add("/project/.github/workflows/b.yml", "name: Same");
  files_.add("/project/.github/workflows/c.yml", "name: same");
  EXPECT_EQ(names({"Same"}), (Names{"2 workflows have the name 'Same'",
                                    "name one of the files: .github/workflows/a.yml, .github/workflows/b.yml"}));
  EXPECT_EQ(names({"same"}), Names{".github/workflows/c.yml"});
}

TEST_F(FindWorkflows, WhatIsNoFileAfterAllIsLeftToTheReader) {
  files_.add_pipe("/project/.github/workflows/pipe.yml");
  ASSERT_TRUE(files_.make_symlink("nowhere", "/project/.github/workflows/link.yml"));
  ASSERT_TRUE(files_.make_directories("/project/.github/workflows/folder.yml"));
  EXPECT_EQ(names({}), (Names{".github/workflows/ci.yml", ".github/workflows/link.yml", ".github/workflows/pipe.yml",
                              ".github/workflows/release.yaml"}));
}

TEST_F(FindWorkflows, NoWorkflowAtAllIsAnError) {
  place_.top = "/other";
  EXPECT_EQ(names({}).at(0), "no workflow in /other/.github/workflows");
}

}  // namespace
}  // namespace ropewalk::app
