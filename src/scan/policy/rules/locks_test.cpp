#include <gtest/gtest.h>

#include <map>

#include "scan/policy/check.h"
#include "scan/policy/rules/poetry_range.h"

namespace ropewalk::scan::policy {
namespace {

/// What the rules about locks find: `lock-version pyproject.toml:4`.
std::vector<std::string> found(const std::map<std::string, std::string>& files) {
  Tree tree;
  for (const auto& [path, text] : files) {
    tree.files.push_back(path);
  }
  tree.read = [&](const std::string& path) -> Result<std::string> {
    const auto file = files.find(path);
    return file == files.end() ? Result<std::string>(fail(ErrorKind::kNotFound, path)) : file->second;
  };
  std::vector<std::string> all;
  for (const Finding& finding : check(tree, CheckOptions()).findings) {
    if (finding.rule.starts_with("lock-")) {
      all.push_back(finding.rule + " " + finding.place.file + ":" + std::to_string(finding.place.line));
    }
  }
  return all;
}

using Found = std::vector<std::string>;

bool is_in(std::string_view range, std::string_view version) {
  const auto sets = read_range(range);
  EXPECT_TRUE(sets) << range;
  for (const auto& set : sets.value_or(std::vector<versions::SpecifierSet>())) {
    if (set.contains_text(version, versions::Prereleases::kAlways)) {
      return true;
    }
  }
  return false;
}

TEST(PoetryRange, ReadsCaretsTildesStarsAndAlternatives) {
  struct Row {
    const char* range;
    const char* in;
    const char* out;
  };
  for (const Row& row :
       {Row{"^1.2.3", "1.9", "2.0"}, Row{"^0.2.3", "0.2.9", "0.3"}, Row{"^0.0.3", "0.0.3", "0.0.4"},
        Row{"^0.0", "0.0.9", "0.1"}, Row{"^0", "0.9", "1.0"}, Row{"~1.2.3", "1.2.9", "1.3"},
        Row{"~1.2", "1.2.0", "1.3"}, Row{"~1", "1.9", "2"}, Row{"1.*", "1.5", "2.0"}, Row{"1.2", "1.2", "1.2.1"},
        Row{"=1.2", "1.2", "1.3"}, Row{"^1 || ^3", "3.1", "2.0"}, Row{">=1,<2", "1.5", "2"},
        Row{">= 1 < 2", "1.5", "2"}, Row{"~=1.4", "1.9", "2.0"}, Row{">=1,!=1.5", "1.4", "1.5"}}) {
    EXPECT_TRUE(is_in(row.range, row.in)) << row.range << " " << row.in;
    EXPECT_FALSE(is_in(row.range, row.out)) << row.range << " " << row.out;
  }
  EXPECT_TRUE(is_in("*", "1"));
  EXPECT_FALSE(read_range("^one"));
}

TEST(Locks, VersionsOfUv) {
  const auto with = [](const std::string& asked, const std::string& version) {
    return found({{"pyproject.toml", "[project]\nname = \"x\"\nversion = \"1\"\ndependencies = [" + asked + "]\n"},
                  {"uv.lock", "version = 1\n[[package]]\nname = \"flask\"\nversion = \"" + version +
                                  "\"\nsource = { registry = \"https://pypi.org/simple\" }\n"}});
  };
  EXPECT_EQ(with("\"flask==5\"", "1.0"), Found{"lock-version pyproject.toml:4"});
  EXPECT_EQ(with("\"Flask>=1\"", "1.0"), Found{});
  EXPECT_EQ(with("\"flask>=1\"", "1.1rc1"), Found{});
  EXPECT_EQ(with("\"flask\", \"x[a]\"", "1.0"), Found{});
  EXPECT_EQ(with("\"flask<1; python_version<'3'\", \"flask>=1; python_version>='3'\"", "1.0"), Found{});
  EXPECT_EQ(with("\"flask\", \"tomli; python_version<'3.11'\"", "1.0"), Found{});
  EXPECT_EQ(with("\"flask\", \"jinja2\"", "1.0"), Found{"lock-out-of-date pyproject.toml:4"});
}

TEST(Locks, GroupsOfUvAreLockedToo) {
  const std::string project = "[project]\nname = \"x\"\nversion = \"1\"\n[dependency-groups]\ndev = [\"pytest>=8\"]\n";
  EXPECT_EQ(found({{"pyproject.toml", project}, {"uv.lock", "version = 1\n"}}),
            Found{"lock-out-of-date pyproject.toml:5"});
  EXPECT_EQ(found({{"pyproject.toml", project + "[tool.uv]\noverride-dependencies = [\"pytest==7\"]\n"},
                   {"uv.lock", "[[package]]\nname = \"pytest\"\nversion = \"7\"\n"}}),
            Found{});
}

TEST(Locks, PoetryByVersionPythonAndHash) {
  const auto with = [](const std::string& python, const std::string& flask, const std::string& hash) {
    return found({{"pyproject.toml",
                   "[tool.poetry]\nname = \"x\"\nversion = \"1\"\n[tool.poetry.dependencies]\npython = "
                   "\"^3.8\"\nflask = \"^1\"\n"},
                  {"poetry.lock", "[[package]]\nname = \"flask\"\nversion = \"" + flask +
                                      "\"\n[metadata]\nlock-version = \"2.0\"\npython-versions = \"" + python +
                                      "\"\ncontent-hash = \"" + hash + "\"\n"}});
  };
  // sha256 of {"dependencies": {"flask": "^1", "python": "^3.8"}, "dev-dependencies": null, "extras": null, "source":
  // null}
  const std::string fresh = "bcd4a7b10a63c8439c1222fe1133aca92fbbf55ac15f69b20295684ea94836f9";
  EXPECT_EQ(with("^3.8", "1.1", fresh), Found{});
  EXPECT_EQ(with("^3.8", "1.1", "00"), Found{"lock-out-of-date pyproject.toml:1"});
  EXPECT_EQ(with("^3.7", "1.1", fresh), Found{"lock-out-of-date pyproject.toml:5"});
  EXPECT_EQ(with("^3.8", "2.0", fresh), Found{"lock-version pyproject.toml:6"});
}

TEST(Locks, PipfileByGroupVersionAndHash) {
  const std::string pipfile = "[packages]\nflask = \"~=1.0\"\n[dev-packages]\npytest = \"*\"\n";
  const auto with = [&](const std::string& packages, const std::string& hash) {
    return found({{"Pipfile", pipfile},
                  {"Pipfile.lock", R"({"_meta":{"hash":{"sha256":")" + hash + R"("}},)" + packages + "}"}});
  };
  const std::string fresh = "3fc8697c05c5176603bfd908006c840123c66f6c2006ab5345655ad6c2c3e4fb";
  const std::string whole = R"("default":{"flask":{"version":"==1.1"}},"develop":{"pytest":{"version":"==8"}})";
  EXPECT_EQ(with(whole, fresh), Found{});
  EXPECT_EQ(with(whole, "00"), Found{"lock-out-of-date Pipfile:1"});
  EXPECT_EQ(with(R"("default":{"flask":{"version":"==1.1"},"pytest":{"version":"==8"}},"develop":{})", fresh),
            Found{"lock-out-of-date Pipfile:4"});
  EXPECT_EQ(with(R"("default":{"flask":{"version":"==2.0"}},"develop":{"pytest":{"version":"==8"}})", fresh),
            Found{"lock-version Pipfile:2"});
}

TEST(Locks, CompiledRequirementsByTheCommandInTheirHead) {
  const auto with = [](const std::string& command, const std::string& asked, const std::string& locked) {
    return found(
        {{"requirements/dev.in", asked},
         {"requirements/dev.txt",
          "#\n# This file is autogenerated by pip-compile with Python 3.12\n# by the following command:\n#\n#    " +
              command + "\n#\n" + locked}});
  };
  const std::string command = "pip-compile --output-file=requirements/dev.txt -c other.in requirements/dev.in";
  EXPECT_EQ(with(command, "django>=5\nflask\n", "django==5.0\nflask==1.0\n"), Found{});
  EXPECT_EQ(with(command, "django>=5\nflask\n", "flask==1.0\n"), Found{"lock-out-of-date requirements/dev.in:1"});
  EXPECT_EQ(with("uv pip compile dev.in -o dev.txt", "flask\ndjango>=5\n", "django==4.2\nflask==1.0\n"),
            Found{"lock-version requirements/dev.in:2"});
  EXPECT_EQ(with(command, "setuptools\n-e .\ntomli; python_version<'3.11'\n", ""), Found{});
  EXPECT_EQ(found({{"dev.in", "django\n"}, {"dev.txt", "# uv pip compile dev.in -o dev.txt\nflask==1.0\n"}}),
            Found{"lock-out-of-date dev.in:1"});
  EXPECT_EQ(found({{"requirements.in", "django\n"}, {"requirements.txt", "flask==1.0\n"}}), Found{});
}

}  // namespace
}  // namespace ropewalk::scan::policy
