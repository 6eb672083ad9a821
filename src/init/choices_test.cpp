#include "init/choices.h"

#include <gtest/gtest.h>

#include "ports/fake/files.h"

namespace ropewalk::init {
namespace {

using Versions = std::vector<std::string>;

TEST(PythonsInRange, TakesWhatTheRangeTakes) {
  const Versions offered{"3.9", "3.10", "3.11", "3.12", "3.13"};
  EXPECT_EQ(pythons_in_range(">=3.11", offered), (Versions{"3.11", "3.12", "3.13"}));
  EXPECT_EQ(pythons_in_range(">=3.10,<3.13", offered), (Versions{"3.10", "3.11", "3.12"}));
  EXPECT_EQ(pythons_in_range("^3.11", offered), (Versions{"3.11", "3.12", "3.13"}));
  EXPECT_EQ(pythons_in_range("~=3.12", offered), (Versions{"3.12", "3.13"}));
  EXPECT_EQ(pythons_in_range("==3.12.*", offered), Versions{"3.12"});
  EXPECT_EQ(pythons_in_range(">=3.11.4, !=3.12", offered), (Versions{"3.11", "3.13"}));
  EXPECT_EQ(pythons_in_range(">3.11", offered), (Versions{"3.12", "3.13"}));
  EXPECT_EQ(pythons_in_range(">=2.7, !=3.0.*", offered), offered);
}

TEST(RequirementName, IsNormalizedAndEmptyForWhatIsNoName) {
  EXPECT_EQ(requirement_name("Flask_SQLAlchemy[async] >= 2 ; python_version > \"3\""), "flask-sqlalchemy");
  EXPECT_EQ(requirement_name("isort==9.0.2 \\"), "isort");
  for (const char* const line :
       {"", "# black", "-r base.txt", "--hash=sha256:00", "https://example.com/x.whl", "./local", "git+https://x"}) {
    EXPECT_EQ(requirement_name(line), "") << line;
  }
  EXPECT_EQ(requirement_version("black==26.1 ; python_version > '3'"), "26.1");
  EXPECT_EQ(requirement_version("black>=26.1"), "");
  EXPECT_EQ(requirement_version("black==26.*"), "");
}

class ChooseTest : public ::testing::Test {
 protected:
  Choices choices(const Wishes& wishes = {}) {
    facts_ = look_at(files_, "/p").value();
    return choose(facts_.projects.at(0), facts_, wishes).value();
  }
  ports::FakeFiles files_;
  RepositoryFacts facts_;
};

TEST_F(ChooseTest, WithoutAnySignTheDefaultsAreTaken) {
  ASSERT_TRUE(files_.write("/p/pyproject.toml", "[project]\nname = \"x\"\n"));
  const Choices found = choices();
  EXPECT_EQ(found.tools, (std::vector{Tool::kRuff, Tool::kBlack, Tool::kIsort, Tool::kMypy, Tool::kPreCommit}));
  EXPECT_EQ(found.pythons, (Versions{"3.11", "3.12", "3.13"}));
  EXPECT_EQ(found.coverage, 85);
}

TEST_F(ChooseTest, ToolsThatNobodyHasChosenOnlyAdvise) {
  ASSERT_TRUE(files_.write("/p/pyproject.toml", "[project]\nname = \"x\"\n"));
  const Choices found = choices();
  EXPECT_EQ(found.advice, (std::set{Tool::kBlack, Tool::kIsort, Tool::kMypy}));
  EXPECT_TRUE(found.holds(Tool::kRuff) && found.has_only_basic_rules);
  Wishes wishes;
  wishes.tools = {"black"};
  EXPECT_TRUE(choices(wishes).holds(Tool::kBlack));
}

TEST_F(ChooseTest, BesideToolsThatWereChosenThereAreNoOthers) {
  ASSERT_TRUE(files_.write("/p/pyproject.toml", "[project]\nname = \"x\"\n[tool.mypy]\n"));
  const Choices found = choices();
  EXPECT_EQ(found.tools, (std::vector{Tool::kRuff, Tool::kMypy, Tool::kPreCommit}));
  EXPECT_TRUE(found.advice.empty());
}

TEST_F(ChooseTest, TheProjectsOwnToolsWin) {
  ASSERT_TRUE(files_.write(
      "/p/pyproject.toml",
      "[project]\nname = \"x\"\nrequires-python = \">=3.12\"\n[tool.ruff.format]\n[tool.ruff.lint]\nselect = "
      "[\"I\"]\n[tool.pyright]\n[tool.coverage.report]\nfail_under = 92\n"));
  const Choices found = choices();
  EXPECT_EQ(found.tools, (std::vector{Tool::kRuff, Tool::kRuffFormat, Tool::kPyright, Tool::kPreCommit}));
  EXPECT_EQ(found.pythons, (Versions{"3.12", "3.13"}));
  EXPECT_EQ(found.coverage, 92);
}

TEST_F(ChooseTest, WishesGoOverEverything) {
  ASSERT_TRUE(files_.write("/p/setup.py", "setup(name='x')\n"));
  const Choices found =
      choices({.pythons = {"3.13"}, .tools = {"ruff"}, .default_branch = "trunk", .repository = {}, .coverage = 70});
  EXPECT_EQ(found.tools, std::vector{Tool::kRuff});
  EXPECT_EQ(found.pythons, Versions{"3.13"});
  EXPECT_EQ(found.default_branch, "trunk");
  EXPECT_FALSE(choose(facts_.projects.at(0), facts_,
                      {.pythons = {}, .tools = {"rusf"}, .default_branch = {}, .repository = {}, .coverage = {}}));
  EXPECT_FALSE(choose(facts_.projects.at(0), facts_,
                      {.pythons = {"2.7"}, .tools = {}, .default_branch = {}, .repository = {}, .coverage = {}}));
}

TEST_F(ChooseTest, ManagersAreKnownByTheirLocks) {
  for (const auto& [file, manager] :
       {std::pair{"uv.lock", Manager::kUv}, {"poetry.lock", Manager::kPoetry}, {"pdm.lock", Manager::kPdm}}) {
    ports::FakeFiles files;
    ASSERT_TRUE(files.write("/p/pyproject.toml", "[project]\nname = \"x\"\n"));
    ASSERT_TRUE(files.write(std::string("/p/") + file, ""));
    EXPECT_EQ(look_at(files, "/p")->projects.at(0).manager, manager);
  }
}

TEST_F(ChooseTest, SeveralServicesAreSeveralProjects) {
  ASSERT_TRUE(files_.write("/p/services/api/pyproject.toml", "[project]\nname = \"api\"\n"));
  ASSERT_TRUE(files_.write("/p/services/worker/requirements.txt", "celery\n"));
  ASSERT_TRUE(files_.write("/p/node_modules/x/setup.py", ""));
  facts_ = look_at(files_, "/p").value();
  ASSERT_EQ(facts_.projects.size(), 2U);
  EXPECT_EQ(facts_.projects[0].directory, "services/api");
  EXPECT_EQ(facts_.projects[1].directory, "services/worker");
  EXPECT_TRUE(facts_.ecosystems.contains("pip"));
}

}  // namespace
}  // namespace ropewalk::init
