#include "actions/builtin/setup_python/version_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/builtin/registry.h"
#include "actions/fake/step_host.h"

namespace ropewalk::actions::builtin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class VersionInput : public testing::Test {
 protected:
  Result<std::vector<std::string>> wanted(const GivenInputs& given) {
    std::vector<std::string> warnings;
    return wanted_versions(*prepare_inputs(setup_python_action(), given, warnings), host_);
  }
  std::vector<std::string> in_file(const std::string& name, std::string_view text) {
    return versions_in_file(name, text, host_).value_or(std::vector<std::string>{"error"});
  }

  FakeStepHost host_;
};

TEST_F(VersionInput, TakesLinesOfTheInputBeforeAFile) {
  EXPECT_THAT(*wanted({{"python-version", "3.11\n3.12\n"}}), ElementsAre("3.11", "3.12"));
  EXPECT_THAT(*wanted({{"python-version", "3.11"}, {"python-version-file", "none"}}), ElementsAre("3.11"));
  EXPECT_THAT(host_.logged(Note::kWarning), HasSubstr("only python-version will be used."));
}

TEST_F(VersionInput, ReadsTheFileThatIsNamed) {
  host_.fake_files.add("/work/repo/repo/conf/.python-version", "3.12.1\n");
  EXPECT_THAT(*wanted({{"python-version-file", "conf/.python-version"}}), ElementsAre("3.12.1"));
  EXPECT_EQ(wanted({{"python-version-file", "none"}}).error().message,
            "The specified python version file at: none doesn't exist.");
}

TEST_F(VersionInput, LooksForThePythonVersionFileByDefault) {
  EXPECT_THAT(*wanted({}), IsEmpty());
  EXPECT_THAT(host_.logged(Note::kText), HasSubstr(".python-version doesn't exist."));
  host_.fake_files.add("/work/repo/repo/.python-version", "3.13\n");
  EXPECT_THAT(*wanted({}), ElementsAre("3.13"));
}

TEST_F(VersionInput, ReadsPlainFiles) {
  EXPECT_THAT(in_file(".python-version", "# comment\n3.12.1\r\n\n 3.11/envs/mine \n"), ElementsAre("3.12.1", "3.11"));
}

TEST_F(VersionInput, ReadsToolVersions) {
  EXPECT_THAT(in_file(".tool-versions", "# python 2\nnodejs 20\npython  3.12.1\n"), ElementsAre("3.12.1"));
  EXPECT_THAT(in_file(".tool-versions", "python v3.11\n"), ElementsAre("3.11"));
  EXPECT_THAT(in_file(".tool-versions", "nodejs 20\n"), IsEmpty());
  EXPECT_THAT(host_.logged(Note::kWarning), HasSubstr("No Python version found"));
}

TEST_F(VersionInput, ReadsPyproject) {
  EXPECT_THAT(in_file("pyproject.toml", "[project]\nrequires-python = '>=3.11,<3.13'\n"), ElementsAre(">=3.11 <3.13"));
  EXPECT_THAT(in_file("pyproject.toml", "[tool.poetry.dependencies]\npython = '^3.10'\n"), ElementsAre("^3.10"));
  EXPECT_THAT(in_file("pyproject.toml", "[project]\nname = 'x'\n"), IsEmpty());
  EXPECT_THAT(in_file("pyproject.toml", "[project]\nrequires-python = '!=3.9'\n"), IsEmpty());
  const auto broken = versions_in_file("pyproject.toml", "[project\n", host_);
  ASSERT_FALSE(broken);
  EXPECT_THAT(broken.error().message, HasSubstr("pyproject.toml:1:"));
}

TEST_F(VersionInput, ReadsAPipfile) {
  EXPECT_THAT(in_file("Pipfile", "[requires]\npython_version = '3.11'\n"), ElementsAre("3.11"));
  EXPECT_THAT(in_file("Pipfile", "[requires]\npython_version = '3.11'\npython_full_version = '3.11.7'\n"),
              ElementsAre("3.11.7"));
  EXPECT_THAT(in_file("Pipfile", "[packages]\n"), IsEmpty());
}

TEST(VersionWish, TranslatesPythonsOwnWords) {
  EXPECT_EQ(read_wish("3.12", false, false).range, "3.12");
  EXPECT_EQ(read_wish("3.14-dev", false, false).range, "~3.14.0-0");
  EXPECT_EQ(read_wish("3.14", true, false).range, "~3.14.0-0");
  EXPECT_EQ(read_wish("3.14.0", true, false).range, "3.14.0");
  EXPECT_EQ(read_wish(">=3.11 <3.13", false, false).range, ">=3.11 <3.13");
}

TEST(VersionWish, KnowsFreeThreadedOnes) {
  for (const std::string_view text : {"3.13t", "3.13.1t", "3.14t-dev"}) {
    EXPECT_TRUE(read_wish(text, false, false).is_freethreaded) << text;
  }
  EXPECT_EQ(read_wish("3.13.1t", false, false).range, "3.13.1");
  EXPECT_EQ(read_wish("3.14t-dev", false, false).range, "~3.14.0-0");
  EXPECT_TRUE(read_wish("3.13", false, true).is_freethreaded);
  EXPECT_FALSE(read_wish("3.13", false, false).is_freethreaded);
}

}  // namespace
}  // namespace ropewalk::actions::builtin
