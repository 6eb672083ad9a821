// Where called workflows are looked for.
#include "app/read_workflows.h"

#include <gtest/gtest.h>

#include "ports/fake/files.h"

namespace ropewalk::app {
namespace {

class LocalLoader : public testing::Test {
 protected:
  LocalLoader() {
    files_.add("/project/.github/workflows/inner.yml", "own");
    files_.add("/other/.github/workflows/inner.yml", "theirs");
  }

  /// `name: text` of what was loaded, or why nothing was.
  std::string load(const WorkflowPath& caller, std::string_view uses) {
    const auto file = local_loader(files_, "/project", caller)(uses);
    if (!file) {
      return file.error().message;
    }
    return (*file)->name() + ": " + std::string((*file)->text());
  }

  ports::FakeFiles files_;
};

TEST_F(LocalLoader, LooksInTheRepositoryOfTheCaller) {
  const WorkflowPath own{"/project/.github/workflows/ci.yml", ".github/workflows/ci.yml"};
  const WorkflowPath other{"/other/.github/workflows/ci.yml", "/other/.github/workflows/ci.yml"};
  EXPECT_EQ(load(own, "./.github/workflows/inner.yml"), ".github/workflows/inner.yml: own");
  EXPECT_EQ(load(own, "$/.github/workflows/inner.yml"), ".github/workflows/inner.yml: own");
  EXPECT_EQ(load(other, "./.github/workflows/inner.yml"), "/other/.github/workflows/inner.yml: theirs");
}

TEST_F(LocalLoader, LooksBelowTheTopForAFileElsewhere) {
  EXPECT_EQ(load({"/other/alone.yml", "/other/alone.yml"}, "./.github/workflows/inner.yml"),
            ".github/workflows/inner.yml: own");
}

TEST_F(LocalLoader, OtherRepositoriesCannotBeLookedAt) {
  const WorkflowPath own{"/project/.github/workflows/ci.yml", ".github/workflows/ci.yml"};
  const auto file = local_loader(files_, "/project", own)("o/r/.github/workflows/x.yml@v1");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().kind, ErrorKind::kIncomplete);
  EXPECT_EQ(load(own, "./.github/workflows/nothing.yml"), "workflow was not found.");
  EXPECT_EQ(load(own, "./nothing.yml"),
            "invalid value workflow reference: local workflow references must be rooted in '.github/workflows'");
}

}  // namespace
}  // namespace ropewalk::app
