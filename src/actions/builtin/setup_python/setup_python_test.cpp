#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/builtin/registry.h"
#include "actions/builtin/setup_python/interpreters.h"
#include "actions/default_python.h"
#include "actions/fake/step_host.h"

namespace ropewalk::actions::builtin {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class SetupPythonTest : public testing::Test {
 protected:
  SetupPythonTest() { host_.environment.values["PATH"] = "/none"; }

  void add_pyenv(const std::string& version, const std::string& minor) {
    const std::string top = "/home/user/.pyenv/versions/" + version + "/";
    host_.fake_files.add(top + "bin/python" + minor, "program", true);
    host_.fake_files.add(top + "bin/pydoc" + minor, "#!" + top + "bin/python\nimport pydoc\n", true);
    host_.fake_files.add(top + "lib/python" + minor + "/os.py", "");
    host_.fake_files.add(top + "lib/python" + minor + "/json/decoder.py", "");
    host_.fake_files.add(top + "lib/python" + minor + "/EXTERNALLY-MANAGED", "");
    host_.fake_files.add(top + "lib/python" + minor + "/site-packages/users_own.py", "");
    host_.fake_files.add(top + "lib/libpython" + minor + ".so.1.0", "");
    host_.fake_files.add(top + "include/python" + minor + "/Python.h", "");
  }
  /// A prepared copy of pip, as an earlier run leaves it.
  void add_pip(const std::string& name, const std::string& library) {
    const std::string site = "/cache/python/pip/" + name + "/lib/" + library + "/site-packages/";
    host_.fake_files.add(site + "pip/__init__.py", "");
    host_.fake_files.add(site + "pip-26.3.dist-info/RECORD", "");
  }
  void add_usual() {
    add_pyenv("3.11.7", "3.11");
    add_pyenv("3.12.1", "3.12");
    add_pip("3.11", "python3.11");
    add_pip("3.12", "python3.12");
  }
  std::string set_up(const GivenInputs& given) {
    const Result<void> done = host_.run_main(setup_python_action(), given);
    return done ? "" : done.error().message;
  }
  std::string read(const std::string& path) { return host_.fake_files.read(path).value_or("nothing"); }

  FakeStepHost host_;
};

TEST_F(SetupPythonTest, GivesTheJobAnInstallationOfItsOwn) {
  add_usual();
  ASSERT_EQ(set_up({{"python-version", "3.12"}}), "");
  const std::string folder = "/work/tools/Python/3.12.1/x64";
  const std::string found = "/home/user/.pyenv/versions/3.12.1";
  EXPECT_EQ(host_.outputs["python-version"], "3.12.1");
  EXPECT_EQ(host_.outputs["python-path"], folder + "/bin/python");
  // A real file, so that Python takes the folder for its prefix.
  EXPECT_EQ(host_.fake_files.type(folder + "/bin/python3.12"), ports::FileType::kFile);
  EXPECT_EQ(host_.fake_files.read_symlink(folder + "/bin/python").value(), "python3.12");
  EXPECT_EQ(host_.fake_files.read_symlink(folder + "/bin/python3").value(), "python3.12");
  EXPECT_EQ(host_.fake_files.read_symlink(folder + "/python").value(), "bin/python3.12");
  EXPECT_EQ(host_.fake_files.type(folder + "/pyvenv.cfg"), ports::FileType::kMissing);
  EXPECT_EQ(host_.fake_files.read_symlink(folder + "/lib/python3.12/os.py").value(), found + "/lib/python3.12/os.py");
  EXPECT_EQ(host_.fake_files.read_symlink(folder + "/lib/python3.12/json").value(), found + "/lib/python3.12/json");
  EXPECT_EQ(host_.fake_files.read_symlink(folder + "/lib/libpython3.12.so.1.0").value(),
            found + "/lib/libpython3.12.so.1.0");
  EXPECT_EQ(host_.fake_files.read_symlink(folder + "/include/python3.12/Python.h").value(),
            found + "/include/python3.12/Python.h");
  EXPECT_THAT(read(folder + "/bin/pip3.12"), testing::StartsWith("#!" + folder + "/bin/python\n"));
  EXPECT_EQ(read(folder + "/bin/pydoc3.12"), "#!" + folder + "/bin/python\nimport pydoc\n");
  EXPECT_EQ(read(folder + "/lib/python3.12/site-packages/pip-26.3.dist-info/RECORD"), "");
}

TEST_F(SetupPythonTest, WhatPackagesAddToIsTheJobsOwn) {
  add_usual();
  ASSERT_EQ(set_up({{"python-version", "3.12"}}), "");
  const std::string folder = "/work/tools/Python/3.12.1/x64";
  for (const char* const name : {"/bin", "/lib", "/lib/python3.12", "/lib/python3.12/site-packages", "/lib/pkgconfig",
                                 "/include", "/include/python3.12"}) {
    EXPECT_EQ(host_.fake_files.type(folder + name), ports::FileType::kDirectory) << name;
  }
  EXPECT_EQ(read(folder + "/lib/python3.12/site-packages/users_own.py"), "nothing");
  EXPECT_EQ(host_.fake_files.type(folder + "/lib/python3.12/EXTERNALLY-MANAGED"), ports::FileType::kMissing);
}

TEST_F(SetupPythonTest, AnInstallationOfDebiansPythonHasDebiansLayout) {
  host_.fake_files.add("/usr/bin/python3.11", "", true);
  host_.fake_files.add("/usr/lib/python3.11/os.py", "");
  host_.fake_files.add("/usr/lib/python3/dist-packages/apt.py", "");
  add_pip("3.11", "python3.11");
  host_.process.on("python3.11",
                   "{\"implementation\": \"cpython\", \"version\": \"3.11.2\", \"freethreaded\": false, "
                   "\"prefix\": \"/usr\"}\n");
  ASSERT_EQ(set_up({{"python-version", "3.11"}}), "");
  const std::string folder = "/work/tools/Python/3.11.2/x64";
  EXPECT_EQ(host_.fake_files.read_symlink(folder + "/local").value(), ".");
  EXPECT_EQ(host_.fake_files.read_symlink(folder + "/lib/python3.11/dist-packages").value(), "site-packages");
}

TEST_F(SetupPythonTest, SaysWhenThePythonThatWasFoundIsDamaged) {
  add_usual();
  ASSERT_TRUE(host_.fake_files.remove_all("/home/user/.pyenv/versions/3.12.1/lib/python3.12/os.py"));
  EXPECT_THAT(set_up({{"python-version", "3.12"}}), HasSubstr("has no standard library"));
}

TEST_F(SetupPythonTest, SetsTheVariablesThatGithubSets) {
  add_usual();
  host_.variables["LD_LIBRARY_PATH"] = "/opt/lib";
  ASSERT_EQ(set_up({{"python-version", "3.12"}}), "");
  const std::string folder = "/work/tools/Python/3.12.1/x64";
  for (const char* const name : {"pythonLocation", "Python_ROOT_DIR", "Python2_ROOT_DIR", "Python3_ROOT_DIR"}) {
    EXPECT_EQ(host_.variables[name], folder) << name;
  }
  EXPECT_EQ(host_.variables["PKG_CONFIG_PATH"], folder + "/lib/pkgconfig");
  EXPECT_EQ(host_.variables["LD_LIBRARY_PATH"], folder + "/lib:/opt/lib");
  EXPECT_THAT(host_.added_paths, ElementsAre(folder, folder + "/bin"));
}

TEST_F(SetupPythonTest, SetsNoVariableThatGithubDoesNotSet) {
  add_usual();
  const auto before = host_.variables;
  ASSERT_EQ(set_up({{"python-version", "3.12"}}), "");
  std::vector<std::string> added;
  for (const auto& [name, value] : host_.variables) {
    if (!before.contains(name)) {
      added.push_back(name);
    }
  }
  EXPECT_THAT(added, ElementsAre("LD_LIBRARY_PATH", "PKG_CONFIG_PATH", "Python2_ROOT_DIR", "Python3_ROOT_DIR",
                                 "Python_ROOT_DIR", "pythonLocation"));
}

TEST_F(SetupPythonTest, OldReleasesSetFewerVariables) {
  add_usual();
  host_.github_values["action_ref"] = "v3";
  ASSERT_EQ(set_up({{"python-version", "3.12"}}), "");
  EXPECT_FALSE(host_.variables.contains("Python_ROOT_DIR"));
  EXPECT_FALSE(host_.variables.contains("PKG_CONFIG_PATH"));
  EXPECT_TRUE(host_.variables.contains("LD_LIBRARY_PATH"));
  EXPECT_TRUE(host_.variables.contains("pythonLocation"));
}

TEST_F(SetupPythonTest, OldReleasesTakeTheNewestPythonWithoutAVersion) {
  add_usual();
  host_.github_values["action_ref"] = "v3";
  ASSERT_EQ(set_up({}), "");
  EXPECT_EQ(host_.outputs["python-version"], "3.12.1");
}

TEST_F(SetupPythonTest, InstallsPackagesInTheReleasesThatCan) {
  add_usual();
  host_.process.on("python", "");
  host_.github_values["action_ref"] = "v6";
  ASSERT_EQ(set_up({{"python-version", "3.12"}, {"pip-install", "-r a.txt  uv"}}), "");
  EXPECT_THAT(host_.process.requests().at(0).arguments,
              ElementsAre("/work/tools/Python/3.12.1/x64/bin/python", "-m", "pip", "install", "-r", "a.txt", "uv"));
  host_.github_values["action_ref"] = "v5";
  ASSERT_EQ(set_up({{"python-version", "3.12"}, {"pip-install", "uv"}}), "");
  EXPECT_EQ(host_.process.requests().size(), 1U);
  EXPECT_THAT(host_.logged(Note::kWarning), HasSubstr("Unexpected input(s) 'pip-install'"));
}

TEST_F(SetupPythonTest, TellsThatANumberLosesItsZero) {
  add_usual();
  EXPECT_EQ(host_.run_main(setup_python_action(), {{"python-version", "3.1"}}).error().hint,
            "3.10 without quotes is the number 3.1: write '3.10'");
}

TEST_F(SetupPythonTest, TheDefaultPythonIsMadeOnceAndAgainWhenItsInterpreterIsGone) {
  add_usual();
  host_.fake_files.add("/home/user/.pyenv/versions/3.13.0/bin/python3.13", "program", true);
  host_.fake_files.add("/home/user/.pyenv/versions/3.13.0/lib/python3.13/os.py", "");
  ASSERT_TRUE(prepare_default_python(host_));
  const std::string programs = default_python_programs("/cache").string();
  const std::string top = std::filesystem::path(programs).parent_path().string();
  // 3.12, as on ubuntu-latest, though there is a newer one.
  EXPECT_EQ(host_.fake_files.type(programs + "/python3.12"), ports::FileType::kFile);
  EXPECT_THAT(read(programs + "/pip"), HasSubstr("cp -RP '" + top + "/template'"));
  EXPECT_EQ(host_.fake_files.type(top + "/template/bin/python3.12"), ports::FileType::kFile);
  EXPECT_EQ(host_.fake_files.type(top + "/template/lib/python3.12/EXTERNALLY-MANAGED"), ports::FileType::kFile);
  ASSERT_TRUE(host_.fake_files.remove_all("/home/user/.pyenv/versions/3.12.1"));
  ASSERT_TRUE(prepare_default_python(host_));
  EXPECT_EQ(host_.fake_files.type(programs + "/python3.13"), ports::FileType::kFile);
  EXPECT_EQ(host_.fake_files.type(programs + "/python3.12"), ports::FileType::kMissing);
}

TEST_F(SetupPythonTest, AMachineWithoutPythonGetsNoDefault) {
  ASSERT_TRUE(prepare_default_python(host_));
  EXPECT_EQ(host_.fake_files.type(default_python_programs("/cache")), ports::FileType::kMissing);
}

TEST_F(SetupPythonTest, LeavesTheEnvironmentAloneWhenAskedTo) {
  add_usual();
  ASSERT_EQ(set_up({{"python-version", "3.12"}, {"update-environment", "false"}}), "");
  EXPECT_TRUE(host_.added_paths.empty());
  EXPECT_FALSE(host_.variables.contains("pythonLocation"));
  EXPECT_EQ(host_.outputs["python-version"], "3.12.1");
}

TEST_F(SetupPythonTest, SetsUpEachOfAListAndTheLastIsTheDefault) {
  add_usual();
  ASSERT_EQ(set_up({{"python-version", "3.12\n3.11"}}), "");
  EXPECT_EQ(host_.added_paths.back(), "/work/tools/Python/3.11.7/x64/bin");
  EXPECT_EQ(host_.outputs["python-version"], "3.11.7");
  EXPECT_EQ(host_.fake_files.type("/work/tools/Python/3.12.1/x64.complete"), ports::FileType::kFile);
}

TEST_F(SetupPythonTest, FindsAgainWhatAnEarlierStepInstalled) {
  add_usual();
  ASSERT_EQ(set_up({{"python-version", "3.12"}}), "");
  host_.fake_files.add("/work/tools/Python/3.12.1/x64/lib/python3.12/site-packages/mine.py", "x");
  ASSERT_EQ(set_up({{"python-version", "3.12"}}), "");
  EXPECT_EQ(read("/work/tools/Python/3.12.1/x64/lib/python3.12/site-packages/mine.py"), "x");
}

TEST_F(SetupPythonTest, SaysWhereItLookedAndHowToGetAMissingVersion) {
  add_usual();
  const Result<void> done = host_.run_main(setup_python_action(), {{"python-version", "3.14"}});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::kNotFound);
  EXPECT_THAT(done.error().message,
              HasSubstr("The version '3.14' with architecture 'x64' was not found on this machine."));
  EXPECT_THAT(done.error().message, HasSubstr("pyenv /home/user/.pyenv/versions"));
  EXPECT_THAT(done.error().message, HasSubstr("uv /home/user/.local/share/uv/python"));
  EXPECT_THAT(done.error().message, HasSubstr("Installed are: 3.12.1 (pyenv), 3.11.7 (pyenv)."));
  EXPECT_EQ(done.error().hint, "install it with `uv python install 3.14` or `pyenv install 3.14`");
  EXPECT_EQ(host_.run_main(setup_python_action(), {{"python-version", ">=3.14 <4"}}).error().hint,
            "install it with `uv python install '>=3.14,<4'`");
}

TEST_F(SetupPythonTest, RefusesWhatItCannotSetUp) {
  add_usual();
  EXPECT_EQ(set_up({{"python-version", "pypy3.10"}}), "'pypy3.10' can't be set up here: only CPython can");
  EXPECT_EQ(set_up({{"python-version", "latest"}}), "'latest' is neither a version of Python nor a range of versions");
  EXPECT_THAT(set_up({{"python-version", "3.12"}, {"architecture", "arm64"}}), HasSubstr("'architecture' is 'arm64'"));
  EXPECT_EQ(set_up({{"python-version", "3.12"}, {"architecture", "x64"}}), "");
  EXPECT_THAT(set_up({{"python-version", "3.12"}, {"check-latest", "soon"}}), HasSubstr("Core Schema"));
  EXPECT_THAT(set_up({{"python-version", "3.12"}, {"pip-version", "new"}}), HasSubstr("Invalid pip-version \"new\""));
  EXPECT_EQ(set_up({{"python-version", "3.12"}, {"cache", "conda"}}), "Caching for 'conda' is not supported");
}

TEST_F(SetupPythonTest, WarnsAndGoesOnWithoutAVersion) {
  ASSERT_EQ(set_up({}), "");
  EXPECT_THAT(host_.logged(Note::kWarning), HasSubstr("The `python-version` input is not set."));
  EXPECT_TRUE(host_.added_paths.empty());
}

TEST_F(SetupPythonTest, RegistersAMatcherForTracebacks) {
  add_usual();
  ASSERT_EQ(set_up({{"python-version", "3.12"}}), "");
  ASSERT_EQ(host_.matchers.size(), 1U);
  EXPECT_THAT(read(host_.matchers[0]), HasSubstr(R"("owner": "python")"));
}

TEST_F(SetupPythonTest, InstallsTheVersionOfPipThatIsAskedFor) {
  add_usual();
  host_.process.on("python", "");
  ASSERT_EQ(set_up({{"python-version", "3.12"}, {"pip-version", "24.0"}}), "");
  ASSERT_EQ(host_.process.requests().size(), 1U);
  EXPECT_THAT(host_.process.requests()[0].arguments, Contains("pip==24.0"));
  host_.process.on("python", "", 1);
  EXPECT_EQ(set_up({{"python-version", "3.12"}, {"pip-version", "99"}}), "pip 99 could not be installed (exit code 1)");
}

TEST_F(SetupPythonTest, PreparesPipWhenThereIsNoCopyYet) {
  add_pyenv("3.12.1", "3.12");
  host_.fake_files.add("/home/user/.pyenv/versions/3.12.1/lib/python3.12/ensurepip/_bundled/pip-23.2.1.whl", "");
  add_pip("other", "python3.12");
  host_.process.on("python3.12",
                   "{\"site_packages\": \"/cache/python/pip/other/lib/python3.12/site-packages\", "
                   "\"pip\": \"23.2.1\", \"is_bundled\": true, \"reason\": \"no route\"}\n");
  ASSERT_EQ(set_up({{"python-version", "3.12"}}), "");
  EXPECT_EQ(host_.logged(Note::kWarning),
            "pip 23.2.1 of the installed Python is used: the newest one can't be had (no route)");
  const std::vector<std::string> arguments = host_.process.requests().at(0).arguments;
  EXPECT_THAT(arguments.back(), HasSubstr("_bundled/pip-23.2.1.whl"));
  EXPECT_THAT(arguments, Contains("/cache/python/pip"));
}

TEST_F(SetupPythonTest, SaysWhenThereIsNoPipAtAll) {
  add_pyenv("3.12.1", "3.12");
  host_.process.on("python3.12", "", 3);
  EXPECT_EQ(set_up({{"python-version", "3.12"}}), "There is no pip for Python 3.12.1 on this machine to start from");
  host_.process.on("python3.12", "disk full", 1);
  EXPECT_EQ(set_up({{"python-version", "3.12"}}), "pip can't be prepared: disk full");
}

TEST_F(SetupPythonTest, RemembersTheKeyOfCachedDependencies) {
  add_usual();
  host_.fake_files.add("/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n");
  const GivenInputs given{{"python-version", "3.12"}, {"cache", "pip"}};
  ASSERT_EQ(set_up(given), "");
  EXPECT_EQ(host_.outputs["cache-hit"], "false");
  EXPECT_EQ(host_.states["cache-primary-key"],
            "setup-python-Linux-x64-12-debian-python-3.12.1-pip-hash:**/requirements.txt");
  ASSERT_TRUE(host_.run_post(setup_python_action(), given));
  host_.states.clear();
  ASSERT_EQ(set_up(given), "");
  EXPECT_EQ(host_.outputs["cache-hit"], "true");
  ASSERT_TRUE(host_.run_post(setup_python_action(), given));
  EXPECT_EQ(host_.cache_store.entries.size(), 1U);
  ASSERT_EQ(set_up({{"python-version", "3.12"}, {"cache", "pip"}, {"cache-dependency-path", "a.txt"}}), "");
  EXPECT_EQ(host_.outputs["cache-hit"], "false");
}

TEST_F(SetupPythonTest, TakesTheEnvironmentsOfPoetryForAMiss) {
  add_usual();
  ASSERT_EQ(set_up({{"python-version", "3.12"}, {"cache", "poetry"}}), "");
  EXPECT_EQ(host_.outputs["cache-hit"], "false");
}

TEST_F(SetupPythonTest, FailsWhenNoFileNamesTheDependencies) {
  add_usual();
  host_.has_hashed_files = false;
  EXPECT_EQ(set_up({{"python-version", "3.12"}, {"cache", "pip"}}),
            "No file in /work/repo/repo matched to [**/requirements.txt or **/pyproject.toml], make sure you have "
            "checked out the target repository");
}

TEST_F(SetupPythonTest, FindsInterpretersInEveryPlaceNewestFirst) {
  add_pyenv("3.11.7", "3.11");
  add_pyenv("3.13.0t", "3.13");
  add_pyenv("miniconda3", "3.12");
  add_pyenv("2.7.18", "2.7");
  host_.fake_files.add("/tools/Python/3.12.4/x64/bin/python3.12", "", true);
  host_.fake_files.add("/tools/Python/3.12.4/x64.complete", "");
  host_.fake_files.add("/tools/Python/3.10.1/x64/bin/python3.10", "", true);
  host_.fake_files.add("/home/user/.local/share/uv/python/cpython-3.14.0rc2-linux-x86_64-gnu/bin/python3.14", "", true);
  host_.fake_files.add("/home/user/.local/share/uv/python/pypy-3.10.14-linux/bin/python3.10", "", true);
  host_.fake_files.add("/usr/bin/python3.11", "", true);
  host_.process.on("python3.11",
                   "{\"implementation\": \"cpython\", \"version\": \"3.11.2\", \"freethreaded\": false, "
                   "\"prefix\": \"/usr\"}\n");
  const InterpreterSearch search = find_interpreters(host_);
  std::vector<std::string> found;
  for (const Interpreter& interpreter : search.found) {
    found.push_back(text(interpreter.version) + (interpreter.is_freethreaded ? "t " : " ") +
                    std::string(name(interpreter.origin)));
  }
  EXPECT_THAT(found,
              ElementsAre("3.14.0-rc2 uv", "3.13.0t pyenv", "3.12.4 tool cache", "3.11.7 pyenv", "3.11.2 system"));
}

TEST_F(SetupPythonTest, AsksASystemsPythonOnlyOnce) {
  host_.environment.values["PATH"] = "/venv/bin:/home/user/.pyenv/shims:/cache/python/default-1/bin:/usr/bin:relative";
  // A job's own Python, of a run around this one.
  host_.fake_files.add("/cache/python/default-1/bin/python3.12", "", true);
  host_.fake_files.add("/cache/python/default-1/template/bin/python3", "", true);
  host_.fake_files.add("/venv/pyvenv.cfg", "");
  host_.fake_files.add("/venv/bin/python3.12", "", true);
  host_.fake_files.add("/home/user/.pyenv/shims/python3.12", "", true);
  host_.fake_files.add("/usr/bin/python3.11", "", true);
  host_.fake_files.add("/usr/bin/python3.11-config", "", true);
  host_.process.on("python3.11",
                   "{\"implementation\": \"cpython\", \"version\": \"3.11.2\", \"freethreaded\": false, "
                   "\"prefix\": \"/usr\"}\n");
  EXPECT_EQ(find_interpreters(host_).found.size(), 1U);
  EXPECT_EQ(find_interpreters(host_).found.size(), 1U);
  EXPECT_EQ(host_.process.requests().size(), 1U);
  host_.fake_files.add("/usr/bin/python3.11", "another", true);
  EXPECT_EQ(find_interpreters(host_).found.size(), 1U);
  EXPECT_EQ(host_.process.requests().size(), 2U);
}

TEST_F(SetupPythonTest, PassesOverAProgramThatDoesNotAnswer) {
  host_.fake_files.add("/usr/bin/python3.11", "", true);
  host_.process.on("python3.11", "no json", 0);
  EXPECT_TRUE(find_interpreters(host_).found.empty());
  host_.process.on("python3.11", "{\"implementation\": \"pypy\", \"version\": \"3.11.2\"}");
  EXPECT_TRUE(find_interpreters(host_).found.empty());
}

}  // namespace
}  // namespace ropewalk::actions::builtin
