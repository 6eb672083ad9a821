#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/builtin/registry.h"
#include "actions/fake/step_host.h"

namespace ropewalk::actions::builtin {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

class SetupUvTest : public testing::Test {
 protected:
  /// A uv that is installed where the user's PATH leads.
  void add_own(const std::string& version) {
    host.environment.values["PATH"] = "/opt/uv";
    host.fake_files.add("/opt/uv/uv", "program", true);
    host.fake_files.add("/opt/uv/uvx", "program", true);
    host.process.add_program("uv", "/opt/uv/uv");
    host.process.add_program("uvx", "/opt/uv/uvx");
    host.process.on_arguments({"/opt/uv/uv", "--version"}, "uv " + version + " (abc 2024-11-01)\n");
  }
  std::string set_up(const GivenInputs& given) {
    const Result<void> done = host.run_main(setup_uv_action(), given);
    return done ? "" : done.error().message;
  }

  FakeStepHost host;
};

TEST_F(SetupUvTest, TakesTheOneOfThisMachineWhereItFits) {
  add_own("0.5.1");
  for (const std::string version : {"", "latest", "0.5.1", "0.5.x", ">=0.4,<0.6", "0.5"}) {
    ASSERT_EQ(set_up({{"version", version}}), "") << version;
    EXPECT_EQ(host.outputs["uv-version"], "0.5.1");
  }
  EXPECT_EQ(host.outputs["uv-path"], "/opt/uv/uv");
  EXPECT_THAT(host.added_paths, Contains("/opt/uv"));
}

TEST_F(SetupUvTest, AsksPipForWhatIsNotHere) {
  add_own("0.5.1");
  host.process.on("pip", "", 1);
  EXPECT_THAT(set_up({{"version", "0.4.x"}}), HasSubstr("uv 0.4.x is not on this machine"));
  EXPECT_EQ(host.process.requests().back().arguments.back(), "uv==0.4.*");
  EXPECT_NE(set_up({{"version", "0.6.2"}}), "");
  EXPECT_EQ(host.process.requests().back().arguments.back(), "uv==0.6.2");
  EXPECT_NE(set_up({{"version", ">=0.7, <0.8"}}), "");
  EXPECT_EQ(host.process.requests().back().arguments.back(), "uv>=0.7,<0.8");
}

TEST_F(SetupUvTest, AnEarlierJobsOneIsTakenAgain) {
  host.fake_files.add("/cache/uv/versions/0.4.30/bin/uv", "", true);
  host.fake_files.add("/cache/uv/versions/0.4.9/bin/uv", "", true);
  ASSERT_EQ(set_up({{"version", "0.4"}}), "");
  EXPECT_EQ(host.outputs["uv-version"], "0.4.30");
  ASSERT_EQ(set_up({{"version", "0.4"}, {"resolution-strategy", "lowest"}}), "");
  EXPECT_EQ(host.outputs["uv-version"], "0.4.9");
}

TEST_F(SetupUvTest, FilesSayTheVersion) {
  add_own("0.5.1");
  host.fake_files.add("/work/repo/repo/pyproject.toml", "[tool.uv]\nrequired-version = \">=0.5\"\n");
  EXPECT_EQ(set_up({}), "");
  host.fake_files.add("/work/repo/repo/uv.toml", "required-version = \"0.5.1\"\n");
  EXPECT_EQ(set_up({}), "");
  host.fake_files.add("/work/repo/repo/.tool-versions", "python 3.12\nuv 0.5.1 # pinned\n");
  EXPECT_EQ(set_up({{"version-file", ".tool-versions"}}), "");
  host.fake_files.add("/work/repo/repo/other", "nothing\n");
  EXPECT_EQ(set_up({{"version-file", "other"}}), "Could not determine uv version from file: other");
}

TEST_F(SetupUvTest, SetsPythonAndFolders) {
  add_own("0.5.1");
  host.process.on_arguments({"/opt/uv/uv", "venv"}, "");
  ASSERT_EQ(set_up({{"python-version", "3.12"},
                    {"activate-environment", "true"},
                    {"tool-dir", "tools"},
                    {"tool-bin-dir", "bin"},
                    {"working-directory", "service"}}),
            "");
  EXPECT_EQ(host.variables["UV_PYTHON"], "3.12");
  EXPECT_EQ(host.variables["UV_TOOL_DIR"], "/work/repo/repo/tools");
  EXPECT_EQ(host.variables["VIRTUAL_ENV"], "/work/repo/repo/service/.venv");
  EXPECT_EQ(host.outputs["venv"], "/work/repo/repo/service/.venv");
  EXPECT_THAT(host.added_paths, Contains("/work/repo/repo/service/.venv/bin"));
}

TEST_F(SetupUvTest, TheCacheIsSavedOnceForEachSetOfFiles) {
  add_own("0.5.1");
  ASSERT_EQ(set_up({}), "");
  EXPECT_EQ(host.outputs["cache-hit"], "false");
  ASSERT_TRUE(host.run_post(setup_uv_action(), {}));
  ASSERT_EQ(set_up({}), "");
  EXPECT_EQ(host.outputs["cache-hit"], "true");
  EXPECT_THAT(host.outputs["cache-key"], HasSubstr("setup-uv-2-x86_64"));
}

}  // namespace
}  // namespace ropewalk::actions::builtin
