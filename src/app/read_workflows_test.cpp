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

class ReadWorkflowsTest : public testing::Test {
 protected:
  /// The first error of each file that is broken, in order.
  std::vector<std::string> broken(const std::vector<std::string>& names) {
    std::vector<WorkflowPath> paths;
    for (const std::string& name : names) {
      paths.push_back({"/project/" + name, name});
    }
    const ReadWorkflows read = read_workflows(files_, "/project", paths);
    good_ = read.workflows.size();
    std::vector<std::string> errors;
    for (const plan::BrokenWorkflow& one : read.broken) {
      errors.push_back(one.path + ": " + one.errors.at(0).message);
    }
    return errors;
  }

  ports::FakeFiles files_;
  std::size_t good_ = 0;
};

TEST_F(ReadWorkflowsTest, WhatCannotBeReadLeavesTheOthers) {
  files_.add("/project/good.yml", "on: push\njobs: {a: {runs-on: x, steps: [{run: echo}]}}\n");
  files_.add("/project/key.yml", "on: push\njobs: {a: {runs-on: x, no-key: 1, steps: [{run: echo}]}}\n");
  files_.add("/project/idle.yml", "on: push\njobs: {a: {runs-on: x}}\n");
  files_.add("/project/huge.yml", std::string(4 * 1024 * 1024, '#'));
  files_.add("/project/secret.yml", "on: push\n");
  files_.fail_at("/project/secret.yml", "permission denied");
  files_.add_pipe("/project/pipe.yml");
  ASSERT_TRUE(files_.make_symlink("nowhere", "/project/link.yml"));
  EXPECT_EQ(broken({"link.yml", "pipe.yml", "secret.yml", "huge.yml", "idle.yml", "key.yml", "good.yml"}),
            (std::vector<std::string>{
                "link.yml: link.yml is a link to a file that does not exist", "pipe.yml: pipe.yml is not a file",
                "secret.yml: /project/secret.yml: permission denied",
                "huge.yml: huge.yml: The maximum file size of 1048576 characters has been exceeded",
                "idle.yml: No steps defined in `steps` and no workflow called in `uses` for the following jobs: a",
                "key.yml: Unexpected value 'no-key'"}));
  EXPECT_EQ(good_, 1U);
}

TEST_F(ReadWorkflowsTest, AnErrorInACalledWorkflowIsItsCallersToo) {
  files_.add("/project/.github/workflows/ci.yml", "on: push\njobs: {a: {uses: ./.github/workflows/called.yml}}\n");
  files_.add("/project/.github/workflows/called.yml", "on: workflow_call\njobs: 3\n");
  EXPECT_EQ(broken({".github/workflows/ci.yml"}).size(), 1U);
  EXPECT_EQ(good_, 0U);
}

}  // namespace
}  // namespace ropewalk::app
