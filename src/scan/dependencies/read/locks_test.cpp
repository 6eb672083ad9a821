#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "scan/dependencies/read/poetry_marker.h"
#include "scan/dependencies/read/readers.h"

namespace ropewalk::scan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Manifest read_with(std::string_view format, std::string_view text,
                   const std::map<std::string, std::string>& files = {}) {
  Manifest manifest;
  const std::function<Result<std::string>(const std::string&)> read_file =
      [&](const std::string& name) -> Result<std::string> {
    const auto found = files.find(name);
    return found == files.end() ? Result<std::string>(fail(ErrorKind::kNotFound, "not there")) : found->second;
  };
  manifest_format(format)->read({text, "file", read_file}, manifest);
  return manifest;
}

/// `name version kind` of each package.
std::vector<std::string> packages(const Manifest& manifest) {
  std::vector<std::string> texts;
  for (const Dependency& one : manifest.dependencies) {
    texts.push_back(one.name + " " + one.version + " " + std::string(name(one.kind)));
  }
  return texts;
}

/// `line reason` of each trouble.
std::vector<std::string> trouble(const Manifest& manifest) {
  std::vector<std::string> texts;
  for (const Trouble& one : manifest.trouble) {
    texts.push_back(std::to_string(one.place.line) + " " + one.reason);
  }
  return texts;
}

TEST(Locks, WhatIsNotUnderstoodIsNotEmpty) {
  const std::pair<const char*, const char*> texts[] = {
      {"uv", "version = 1\n[[distribution]]\nname = \"a\"\nversion = \"1\"\n"},
      {"uv", "version = 2\n[[package]]\nname = \"a\"\nversion = \"1\"\n"},
      {"uv", "version = \"x\"\n"},
      {"uv", "package = 3\n"},
      {"uv", "package = [1]\n"},
      {"uv", ""},
      {"uv", "[[package]]\nname = \"a\"\nversion = 1\n"},
      {"poetry", ""},
      {"poetry", "[[pkg]]\nname = \"a\"\nversion = \"1\"\n"},
      {"poetry", "[metadata]\nlock-version = \"3.0\"\n"},
      {"pdm", "[metadata]\nlock_version = \"5.0\"\n[[package]]\nname = \"a\"\nversion = \"1\"\n"},
      {"pylock", "lock-version = \"2.0\"\n[[packages]]\nname = \"a\"\n"},
      {"pylock", "lock-version = \"1.0\"\n[[package]]\nname = \"a\"\n"},
      {"cargo", "version = 5\n[[package]]\nname = \"a\"\nversion = \"1\"\n"},
      {"cargo", "x = 1\n"},
      {"pipfile", "{}"},
      {"pipfile", "{\"default\": [\"a\"]}"},
      {"pipfile", "{\"default\": {\"a\": {\"version\": 1}}}"},
      {"npm", "{}"},
      {"npm", "{\"lockfileVersion\": 3}"},
      {"npm", "{\"lockfileVersion\": 4, \"packages\": {}}"},
      {"npm", "{\"lockfileVersion\": \"3\", \"packages\": {}}"},
      {"npm", "{\"packages\": []}"},
      {"npm", "{\"dependencies\": []}"},
      {"npm", "{\"dependencies\": {\"a\": {\"version\": \"1\", \"dependencies\": 1}}}"},
      {"npm", "{\"lockfileVersion\": 3, \"packages\": {\"node_modules/a\": {}}}"},
      {"npm", "{\"lockfileVersion\": 1, \"dependencies\": {\"a\": {}}}"},
      {"pnpm", ""},
      {"pnpm", "packages: {a@1: {}}\n"},
      {"pnpm", "lockfileVersion: '10.0'\npackages: {a@1: {}}\n"},
      {"pnpm", "lockfileVersion: 9.0\npackages: x\n"},
      {"pnpm", "lockfileVersion: 9.0\npackages: {a@1: 5}\n"},
      {"conda", "dependencies: 5\n"},
      {"conda", "dependencies: [[a]]\n"},
      {"conda", "dependencies: [pip: a]\n"},
      {"conda", "dependencies: [pip: [[a]]]\n"},
      {"conda", "dependencies: [foo: [a]]\n"},
      {"pyproject", "[project]\ndependencies = \"a\"\n"},
      {"pyproject", "[project]\ndependencies = [1]\n"},
      {"pyproject", "[project]\noptional-dependencies = [\"a\"]\n"},
      {"pyproject", "[project.optional-dependencies]\na = \"b\"\n"},
      {"pyproject", "[dependency-groups]\na = \"b\"\n"},
      {"pyproject", "[tool.poetry]\ndependencies = [\"a\"]\n"},
      {"pyproject", "[tool.poetry.dependencies]\na = 1\n"},
      {"go", "module x\nrequires a v1\n"},
      {"go", "module x\nrequire (\n  a v1.0.0\n"},
      {"go", "module x\nreplace a\n"},
      {"pipfile-source", "packages = \"a\"\n"},
      {"pipfile-source", "[packages]\na = 1\n"},
      {"script", "# /// script\n# dependencies = \"a\"\n# ///\n"}};
  for (const auto& [format, text] : texts) {
    EXPECT_THAT(trouble(read_with(format, text)), testing::SizeIs(1)) << format << "\n" << text;
  }
}

TEST(Locks, WhatIsEmptyIsNoTrouble) {
  const std::pair<const char*, const char*> texts[] = {
      {"uv", "version = 1\nrevision = 3\nrequires-python = \">=3.12\"\n"},
      {"uv", "version = 1\npackage = []\n"},
      {"poetry", "package = []\n[metadata]\nlock-version = \"2.1\"\n"},
      {"poetry", "[metadata]\nlock-version = \"1.1\"\n[metadata.files]\n"},
      {"pdm", "[metadata]\nlock_version = \"4.5.0\"\n[[metadata.targets]]\nrequires_python = \"==3.12\"\n"},
      {"pylock", "lock-version = \"1.1\"\npackages = []\n"},
      {"pipfile", "{\"_meta\": {}, \"default\": {}, \"develop\": {}}"},
      {"npm", "{\"name\": \"a\", \"lockfileVersion\": 1}"},
      {"npm", "{\"lockfileVersion\": 3, \"packages\": {}}"},
      {"pnpm", "lockfileVersion: '9.0'\n"},
      {"yarn", ""},
      {"conda", "name: a\n"}};
  for (const auto& [format, text] : texts) {
    EXPECT_THAT(trouble(read_with(format, text)), IsEmpty()) << format << "\n" << text;
  }
}

TEST(Pipfile, VersionsAreThoseThatItSettles) {
  const Manifest lock = read_with("pipfile",
                                  R"({"default": {"a": {"version": "==1.*"}, "b": {"version": "==2.0"},
                                      "c": {"file": "https://x/c-3.0-py3-none-any.whl"}}})");
  EXPECT_THAT(packages(lock), ElementsAre("a  range", "b 2.0 pinned", "c 3.0 url"));
  const Manifest source =
      read_with("pipfile-source",
                "[packages]\na = \"==1.*\"\nb = {version = \"==2.0\", markers = \"os_name == "
                "'nt'\"}\nc = {file = \"https://x/c-3.0-py3-none-any.whl\"}\nd = {file = \"./d\"}\n");
  EXPECT_THAT(packages(source), ElementsAre("a  range", "b 2.0 pinned", "c 3.0 url", "d  path"));
  EXPECT_EQ(source.dependencies[1].marker, "os_name == 'nt'");
}

TEST(PnpmLock, KeysOfEachVersionGiveNameAndVersion) {
  const Manifest five = read_with("pnpm",
                                  "lockfileVersion: 5.4\npackages:\n  /@s/p/1.0.0_react@17.0.0:\n    dev: true\n"
                                  "  /q/2.0.0_@babel+core@7.0.0: {}\n  /r/3.0.0/peer@1.0.0: {}\n"
                                  "  npm.example.org/@s/t/4.0.0: {}\n  /u/5.0.0-rc.1: {}\n"
                                  "  file:../f:\n    resolution: {directory: ../f, type: directory}\n    name: f\n"
                                  "  github.com/a/b/abc:\n    resolution: {tarball: https://x/abc}\n    name: b\n"
                                  "    version: 6.0.0\n");
  EXPECT_THAT(packages(five), ElementsAre("@s/p 1.0.0 pinned", "q 2.0.0 pinned", "r 3.0.0 pinned", "@s/t 4.0.0 pinned",
                                          "u 5.0.0-rc.1 pinned", "f  path", "b 6.0.0 url"));
  const Manifest nine = read_with(
      "pnpm",
      "lockfileVersion: '9.0'\npackages:\n  '@s/p@1.0.0(react@17.0.0)': {}\n  /q@2.0.0(a@1)(b@2): {}\n"
      "  'f@file:../f':\n    resolution: {directory: ../f, type: directory}\n"
      "  g@https://x/g/abc:\n    resolution: {tarball: https://x/g/abc}\n    version: 3.0.0\n"
      "  h@git+https://x/h#abc:\n    resolution: {commit: abc, repo: https://x/h, type: git}\n    version: 4.0.0\n");
  EXPECT_THAT(packages(nine),
              ElementsAre("@s/p 1.0.0 pinned", "q 2.0.0 pinned", "f  path", "g 3.0.0 url", "h 4.0.0 git"));
}

TEST(YarnLock, AnAliasHasTheNameOfWhatIsInstalled) {
  const Manifest old =
      read_with("yarn",
                "# yarn lockfile v1\n\nalias@npm:real@^1.0.0, alias@npm:real@1:\n  version \"1.2.3\"\n\n"
                "\"b@npm:@s/real@^2\":\n  version \"2.0.0\"\n\nf@file:../f:\n  version \"0.0.0\"\n\n"
                "g@owner/repository:\n  version \"3.0.0\"\n\n\"h@https://x/h.tgz\":\n  version \"4.0.0\"\n\n"
                "\"i@git+ssh://git@x/i.git#abc\":\n  version \"5.0.0\"\n\n\"j@>=1 <2\", j@^1:\n  version \"1.9.0\"\n");
  EXPECT_THAT(packages(old), ElementsAre("real 1.2.3 pinned", "@s/real 2.0.0 pinned", "f 0.0.0 path", "g 3.0.0 git",
                                         "h 4.0.0 url", "i 5.0.0 git", "j 1.9.0 pinned"));
  const Manifest later = read_with(
      "yarn",
      "__metadata:\n  version: 8\n\n\"alias@npm:real@^1.0.0\":\n  version: 1.2.3\n  resolution: \"real@npm:1.2.3\"\n\n"
      "\"g@https://github.com/a/b.git\":\n  version: 1.0.0\n"
      "  resolution: \"g@https://github.com/a/b.git#commit=abc\"\n\n"
      "\"t@patch:t@^5#~builtin<compat/t>\":\n  version: 5.0.2\n"
      "  resolution: \"t@patch:t@npm%3A5.0.2#~builtin<compat/t>::version=5.0.2\"\n\n"
      "\"w@workspace:.\":\n  version: 0.0.0-use.local\n  resolution: \"w@workspace:.\"\n\n"
      "\"@s/x@npm:^1\":\n  version: 1.5.0\n  resolution: \"@s/x@npm:1.5.0::__archiveUrl=https%3A%2F%2Fx@y\"\n\n"
      "\"p@portal:../p::locator=w\":\n  version: 0.0.0\n  resolution: \"p@portal:../p::locator=w\"\n");
  EXPECT_THAT(packages(later), ElementsAre("real 1.2.3 pinned", "g 1.0.0 git", "t 5.0.2 pinned",
                                           "w 0.0.0-use.local path", "@s/x 1.5.0 pinned", "p 0.0.0 path"));
}

TEST(SetupCfg, OneLineIsPartedBySemicolonsAndFilesAreRead) {
  const Manifest one = read_with("setup-cfg",
                                 "[options]\ninstall_requires = a==1; b==2;\n[options.extras_require]\n"
                                 "x = c;d\ny =\n  e==3; python_version < '3'\n");
  EXPECT_THAT(packages(one), ElementsAre("a 1 pinned", "b 2 pinned", "c  range", "d  range", "e 3 pinned"));
  EXPECT_THAT(trouble(one), IsEmpty());
  const Manifest files = read_with("setup-cfg",
                                   "[options]\ninstall_requires = file: r.lst, s.lst\n[options.extras_require]\n"
                                   "x = file: none.lst\n",
                                   {{"r.lst", "a==1\n# b\n"}, {"s.lst", "c==2\n"}});
  EXPECT_THAT(packages(files), ElementsAre("a 1 pinned", "c 2 pinned"));
  EXPECT_EQ(files.dependencies.front().place.file, "r.lst");
  EXPECT_THAT(trouble(files), ElementsAre("4 unreadable"));
}

TEST(CondaEnvironment, WhatPipInstallsIsAFileOfRequirements) {
  const Manifest manifest = read_with(
      "conda",
      "dependencies:\n  - python=3.12\n  - pip:\n    - -r r.lst\n    - git+https://h/a/b@c#egg=bb\n"
      "    - https://x/y-1.0-py3-none-any.whl\n    - -e ./lib\n    - z==1 --hash=sha256:abc\n    - -r no.txt\n",
      {{"r.lst", "a==1\n"}});
  EXPECT_THAT(packages(manifest),
              ElementsAre("python  range", "a 1 pinned", "bb  git", "y 1.0 url", "./lib  path", "z 1 pinned"));
  EXPECT_EQ(manifest.dependencies[2].place.line, 5);
  EXPECT_EQ(manifest.dependencies[2].groups, std::vector<std::string>{"pip"});
  EXPECT_THAT(trouble(manifest), ElementsAre("9 unreadable"));
}

TEST(Script, BlocksAreThoseOfTheSpecification) {
  EXPECT_THAT(trouble(read_with("script",
                                "# /// script\n# dependencies = [\"a\"]\n# ///\n\n"
                                "# /// script\n# dependencies = [\"b\"]\n# ///\n")),
              ElementsAre("5 invalid-file"));
  // Two that touch are one comment, which ends with its last line.
  EXPECT_THAT(trouble(read_with("script",
                                "# /// script\n# dependencies = [\"a\"]\n# ///\n"
                                "# /// script\n# dependencies = [\"b\"]\n# ///\n")),
              ElementsAre("3 invalid-file"));
  const Manifest open = read_with("script", "# /// script\n# dependencies = [\"a\"]\nx = 1\n# ///\n");
  EXPECT_THAT(trouble(open), IsEmpty());
  EXPECT_THAT(packages(open), IsEmpty());
  ASSERT_EQ(open.skipped.size(), 1U);
  EXPECT_EQ(open.skipped.front().reason, "unclosed");
  const Manifest other = read_with("script",
                                   "# /// x-1\n# dependencies = [\"a\"]\n# ///\n\r\n"
                                   "# /// script\r\n#\r\n# dependencies = [\"b==1\"]\r\n# ///\r\n");
  EXPECT_THAT(packages(other), ElementsAre("b 1 pinned"));
  EXPECT_EQ(other.dependencies.front().place.line, 7);
}

TEST(Pyproject, GroupsThatIncludeNothingThatIsThereAreTrouble) {
  const Manifest manifest = read_with("pyproject",
                                      "[dependency-groups]\na = [\"x\", {include-group = \"B_c\"}]\nb-c = [\"y\"]\n"
                                      "d = [{include-group = \"none\"}]\ne = [{include-group = \"f\"}]\n"
                                      "f = [{include-group = \"E\"}]\ng = [{foo = \"x\"}]\nG = []\n");
  EXPECT_THAT(packages(manifest), ElementsAre("x  range", "y  range"));
  EXPECT_THAT(trouble(manifest), ElementsAre("8 invalid-entry", "4 invalid-entry", "5 invalid-entry", "6 invalid-entry",
                                             "7 invalid-entry"));
  EXPECT_EQ(manifest.skipped.size(), 1U);
}

TEST(Pyproject, TablesOfToolsAreRead) {
  const Manifest manifest = read_with(
      "pyproject",
      "[tool.uv]\nconstraint-dependencies = [\"a\"]\noverride-dependencies = [\"b\"]\n"
      "[tool.hatch.envs.test]\ndependencies = [\"c==1\", \"d @ {root:uri}\"]\nextra-dependencies = [\"e\"]\n"
      "[tool.flit.metadata]\nrequires = [\"f\"]\n[tool.flit.metadata.requires-extra]\nx = [\"g\"]\n"
      "[project]\ndynamic = [\"version\", \"dependencies\", \"optional-dependencies\"]\n"
      "[tool.setuptools.dynamic]\ndependencies = {file = \"r.lst\"}\noptional-dependencies.y = {file = [\"s.lst\"]}\n",
      {{"r.lst", "h==2\n"}, {"s.lst", "i==3\n"}});
  EXPECT_THAT(packages(manifest),
              ElementsAre("h 2 pinned", "i 3 pinned", "c 1 pinned", "e  range", "f  range", "g  range"));
  EXPECT_EQ(manifest.skipped.size(), 3U);
  EXPECT_THAT(trouble(manifest), IsEmpty());
}

TEST(Pyproject, PoetrysConstraintsAreItsOwn) {
  const Manifest manifest = read_with(
      "pyproject",
      "[tool.poetry.dependencies]\nu = {url = \"https://x/u-1.0-py3-none-any.whl\"}\nv = \"=1.0\"\nw = \"== 1.1\"\n"
      "x = \"=1.*\"\ny = {version = \"2.0\", python = \"<3\", platform = \"linux\"}\n");
  EXPECT_THAT(packages(manifest), ElementsAre("u 1.0 url", "v 1.0 pinned", "w 1.1 pinned", "x  range", "y 2.0 pinned"));
  EXPECT_EQ(manifest.dependencies[4].marker, "(python_version < \"3\") and (sys_platform == \"linux\")");
}

TEST(Poetry, ConstraintsOfPythonAreMarkers) {
  const auto marker = [](const char* python) {
    toml::Node entry;
    toml::Node text;
    text.kind = toml::NodeKind::kText;
    text.text = python;
    entry.members.push_back({"python", text});
    return poetry_marker(entry);
  };
  EXPECT_EQ(marker("<3"), "python_version < \"3\"");
  EXPECT_EQ(marker("^3.8 || >=2.7, <3.0"),
            "python_version >= \"3.8\" and python_version < \"4.0\" or python_version >= \"2.7\" and python_version < "
            "\"3.0\"");
  EXPECT_EQ(marker("~3.8"), "python_version >= \"3.8\" and python_version < \"3.9\"");
  EXPECT_EQ(marker("3.8.*"), "python_version == \"3.8\"");
  EXPECT_EQ(marker(">= 3.8.1"), "python_full_version >= \"3.8.1\"");
  EXPECT_EQ(marker("!=3.12.*"), "python_version != \"3.12\"");
  EXPECT_EQ(marker("*"), "");
  EXPECT_EQ(marker(""), "");
  EXPECT_EQ(marker(">=3.8 || x"), "");
}

}  // namespace
}  // namespace ropewalk::scan
