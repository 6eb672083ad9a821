#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "scan/dependencies/read/readers.h"

namespace ropewalk::scan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Manifest read_in(const std::map<std::string, std::string>& files, std::string_view format, const std::string& file) {
  Manifest manifest;
  const std::function<Result<std::string>(const std::string&)> read_file =
      [&](const std::string& name) -> Result<std::string> {
    const auto found = files.find(name);
    return found == files.end() ? Result<std::string>(fail(ErrorKind::kNotFound, "not there")) : found->second;
  };
  manifest_format(format)->read({files.at(file), file, read_file}, manifest);
  return manifest;
}

/// `name version kind line` of each package.
std::vector<std::string> packages(const Manifest& manifest) {
  std::vector<std::string> texts;
  for (const Dependency& one : manifest.dependencies) {
    texts.push_back(one.name + " " + one.version + " " + std::string(name(one.kind)) + " " +
                    std::to_string(one.place.line));
  }
  return texts;
}

std::vector<std::string> skipped(const Manifest& manifest) {
  std::vector<std::string> texts;
  for (const Skipped& one : manifest.skipped) {
    texts.push_back(one.reason + " " + std::to_string(one.place.line));
  }
  return texts;
}

Manifest dockerfile(const std::string& text) { return read_in({{"Dockerfile", text}}, "dockerfile", "Dockerfile"); }

TEST(InstallCommands, EveryFormOfRunIsRead) {
  const Manifest manifest = dockerfile(
      "FROM x\nRUN [\"pip\", \"install\", \"a==1\"]\nRUN <<EOF\nset -e\npip install b==2\nEOF\n"
      "RUN bash -euxc \"pip install c==3\"\nONBUILD RUN pip3 install d==4\nRUN [\"sh\", \"-c\", \"pip install e==5\"]\n"
      "RUN sh <<-'EOF'\n\tpip install f==6\n\tEOF\nRUN --mount=type=cache,target=/c pip install g==7 && true\n"
      "run x=$(pip install h==8) && echo `pip install i==9`\n");
  EXPECT_THAT(packages(manifest),
              ElementsAre("a 1 pinned 2", "b 2 pinned 5", "c 3 pinned 7", "d 4 pinned 8", "e 5 pinned 9",
                          "f 6 pinned 11", "g 7 pinned 13", "h 8 pinned 14", "i 9 pinned 14"));
}

TEST(InstallCommands, AWordHasTheLineThatItStandsOn) {
  const Manifest manifest = dockerfile(
      "# escape=`\nFROM x\nRUN apt-get update && `\n  # why\n\n  pip install --no-cache-dir `\n    a==1 `\n    b==2\n");
  EXPECT_THAT(packages(manifest), ElementsAre("a 1 pinned 7", "b 2 pinned 8"));
}

TEST(InstallCommands, OptionsAreNoPackages) {
  const Manifest manifest = dockerfile(
      "RUN pip --proxy http://p install -q --index-url https://i --root-user-action ignore -t /t --no-deps a==1\n"
      "RUN python -m pip --no-cache-dir install -U -- b==2 2>&1 >/dev/null < in\n"
      "RUN uv pip install --system --python-platform linux c==3\nRUN uv tool install --python 3.12 d==4\n"
      "RUN pipx install --suffix _x e==5\nRUN sudo -H PIP_X=1 /opt/v/bin/pip3.12 install f==6\n"
      "RUN $PIP install g==7\nRUN \"${VENV}/bin/pip\" install h==8\n");
  EXPECT_THAT(packages(manifest), ElementsAre("a 1 pinned 1", "b 2 pinned 2", "c 3 pinned 3", "d 4 pinned 4",
                                              "e 5 pinned 5", "f 6 pinned 6", "g 7 pinned 7", "h 8 pinned 8"));
}

TEST(InstallCommands, WhatRunsNothingInstallsNothing) {
  const Manifest manifest = dockerfile(
      "RUN echo pip install a==1\nRUN printf '%s' \"pip install b==2\" # pip install c==3\n"
      "RUN cat <<EOF > x.sh\npip install d==4\nEOF\nRUN pip download e && apt-get install pip install-info\n"
      "LABEL x=\"pip install f==5\"\n# RUN pip install g\n");
  EXPECT_THAT(packages(manifest), IsEmpty());
}

TEST(InstallCommands, AddressesAndFoldersAreTold) {
  const Manifest manifest = dockerfile(
      "RUN pip install -e git+https://h/a@1#egg=aa -e src --editable=. ./b-1.0-py3-none-any.whl "
      "c@https://h/c.tar.gz\n");
  EXPECT_THAT(packages(manifest), ElementsAre("aa  git 1", "src  path 1", ".  path 1", "b 1.0 path 1", "c  url 1"));
}

TEST(InstallCommands, FilesOfTheRepositoryAreReadAndOthersTold) {
  const Manifest manifest = read_in({{"app/Dockerfile",
                                      "RUN pip install -qr deps/a.lst -rtop.lst -c c.txt -r /tmp/r.txt\n"
                                      "RUN pip install -r $FILE --requirement=../../x -r https://h/r.txt\n"
                                      "RUN cd deps && pip install -r a.lst; uv pip sync deps/b.lst\n"},
                                     {"app/deps/a.lst", "a==1\n-r b.lst\n"},
                                     {"app/deps/b.lst", "b==2\n"},
                                     {"top.lst", "t==3\n"},
                                     {"app/c.txt", "c==4\n"}},
                                    "dockerfile", "app/Dockerfile");
  EXPECT_THAT(packages(manifest),
              ElementsAre("a 1 pinned 1", "b 2 pinned 1", "t 3 pinned 1", "a 1 pinned 1", "b 2 pinned 1"));
  EXPECT_EQ(manifest.dependencies.front().place.file, "app/deps/a.lst");
  EXPECT_THAT(skipped(manifest),
              ElementsAre("constraint 1", "not-in-tree 1", "variable 2", "not-in-tree 2", "not-in-tree 3"));
  ASSERT_EQ(manifest.trouble.size(), 1U);
  EXPECT_EQ(manifest.trouble.front().reason, "remote-file");
}

TEST(InstallCommands, WhatIsGivenToThemIsTold) {
  const Manifest manifest = dockerfile(
      "RUN cat r.txt | xargs -n1 pip install\nRUN <<EOF\n#!/usr/bin/env python3\npip install a==1\nEOF\n"
      "RUN <<EOF\n#!/bin/bash -e\npip install b==2\nEOF\nRUN $PIPELINE/run install c==3\n");
  EXPECT_THAT(packages(manifest), ElementsAre("b 2 pinned 8"));
  EXPECT_THAT(skipped(manifest), ElementsAre("input 1"));
}

TEST(InstallCommands, FilesOfOtherFormatsAreReadByTheirOwn) {
  const Manifest manifest =
      read_in({{"Dockerfile",
                "RUN uv pip install -r pyproject.toml -r setup.py 'https://h/a%2Bb-1.0-py3-none-any.whl'\n"
                "RUN uv pip sync pylock.toml\n"},
               {"pyproject.toml", "[project]\n"}},
              "dockerfile", "Dockerfile");
  EXPECT_THAT(packages(manifest), ElementsAre("a%2Bb 1.0 url 1"));
  EXPECT_THAT(skipped(manifest), ElementsAre("include 1", "include 1", "include 2"));
  EXPECT_THAT(manifest.trouble, IsEmpty());
}

TEST(InstallCommands, StepsRunInTheirFolders) {
  const std::string workflow =
      "defaults: {run: {working-directory: web}}\njobs:\n  a:\n    steps:\n      - run: pip install -r r.lst\n"
      "      - working-directory: api\n        run: |\n          echo \"it's\"\n          pip install -r r.lst \\\n"
      "            x==${{ matrix.x }} y==1\n";
  const Manifest manifest =
      read_in({{".github/workflows/w.yml", workflow}, {"web/r.lst", "w==1"}, {"api/r.lst", "a==2"}, {"r.lst", "no==3"}},
              "workflow", ".github/workflows/w.yml");
  EXPECT_THAT(packages(manifest), ElementsAre("w 1 pinned 1", "a 2 pinned 1", "y 1 pinned 10"));
  EXPECT_THAT(manifest.dependencies[0].groups, IsEmpty());
  EXPECT_THAT(manifest.dependencies[2].groups, ElementsAre("a"));
  EXPECT_THAT(skipped(manifest), ElementsAre("variable 10"));
}

}  // namespace
}  // namespace ropewalk::scan
