// Which references to workflows GitHub takes.
#include "workflow/workflow_reference.h"

#include <gtest/gtest.h>

namespace ropewalk::workflow {
namespace {

std::string refusal(std::string_view uses) {
  constexpr std::string_view kStart = "invalid value workflow reference: ";
  const auto reference = parse_workflow_reference(uses);
  return reference ? "" : reference.error().message.substr(kStart.size());
}

TEST(WorkflowReference, OfThisRepositoryHasOnlyAPath) {
  for (const std::string_view uses : {"./.github/workflows/b.yml", "$/.github/workflows/b.yml"}) {
    const auto reference = parse_workflow_reference(uses);
    ASSERT_TRUE(reference) << uses;
    EXPECT_EQ(reference->repository, "");
    EXPECT_EQ(reference->path, ".github/workflows/b.yml");
    EXPECT_EQ(reference->version, "");
  }
}

TEST(WorkflowReference, OfAnotherRepositoryHasAVersion) {
  const auto reference = parse_workflow_reference("o-1/r.x/.github/workflows/b.yaml@feature/x");
  ASSERT_TRUE(reference);
  EXPECT_EQ(reference->repository, "o-1/r.x");
  EXPECT_EQ(reference->path, ".github/workflows/b.yaml");
  EXPECT_EQ(reference->version, "feature/x");
  EXPECT_EQ(refusal("o/.github/.github/workflows/b.yml@v1"), "");
  EXPECT_EQ(refusal("o/r/.github/workflows-lab/b.yml@v1"), "");
}

TEST(WorkflowReference, PathsAreOfWorkflowFolders) {
  EXPECT_EQ(refusal("./x.yml"), "local workflow references must be rooted in '.github/workflows'");
  EXPECT_EQ(refusal("$/x.yml"), "self repository workflows must be rooted in '.github/workflows'");
  EXPECT_EQ(refusal("o/r/x.yml@v1"), "references to workflows must be rooted in '.github/workflows'");
  const std::string top = "workflows must be defined at the top level of the .github/workflows/ directory";
  EXPECT_EQ(refusal("./.github/workflows/a/b.yml"), top);
  EXPECT_EQ(refusal("o/r/.github/workflows/a/b.yml@v1"), top);
  EXPECT_EQ(refusal("./.github/workflows/b.txt"),
            "workflow file should have either a '.yml' or '.yaml' file extension");
  EXPECT_EQ(refusal("o/r/.github/workflows/.yml@v1"), "invalid workflow file name");
}

TEST(WorkflowReference, VersionsBelongToOtherRepositories) {
  EXPECT_EQ(refusal("./.github/workflows/b.yml@v1"), "cannot specify version when calling local workflows");
  EXPECT_EQ(refusal("$/.github/workflows/b.yml@v1"), "cannot specify version when calling self repository workflows");
  EXPECT_EQ(refusal("o/r/.github/workflows/b.yml"), "no version specified");
  EXPECT_EQ(refusal("o/r/.github/workflows/b.yml@"), "no version specified");
  EXPECT_EQ(refusal("o/r/.github/workflows/b.yml@a@b"), "too many '@' in workflow reference");
  EXPECT_EQ(refusal(""), "no version specified");
}

TEST(WorkflowReference, VersionsAreNamesOfGit) {
  const std::string path = "o/r/.github/workflows/b.yml@";
  EXPECT_EQ(refusal(path + "a..b"), "invalid character '..' in version");
  EXPECT_EQ(refusal(path + "v1?"), "invalid character '?' in version");
  EXPECT_EQ(refusal(path + "/v1"), "version cannot begin or end with a slash '/' or a dot '.'");
  EXPECT_EQ(refusal(path + "v1."), "version cannot begin or end with a slash '/' or a dot '.'");
  EXPECT_EQ(refusal(path + "a/.b"), "invalid version: a/.b");
  EXPECT_EQ(refusal(path + "a.lock"), "invalid version: a.lock");
  EXPECT_EQ(refusal(path + "a b"), "version cannot have whitespace");
  EXPECT_EQ(refusal(path + "a\tb"), "version cannot have ASCII control characters");
}

TEST(WorkflowReference, RepositoriesHaveAnOwner) {
  const std::string form =
      "references to workflows must be prefixed with format 'owner/repository/' or './' for local workflows";
  EXPECT_EQ(refusal(".github/workflows/b.yml@v1"), form);
  EXPECT_EQ(refusal("r/.github/workflows/b.yml@v1"), form);
  EXPECT_EQ(refusal("a/o/r/.github/workflows/b.yml@v1"), form);
  EXPECT_EQ(refusal("o?/r/.github/workflows/b.yml@v1"), "owner name must be a valid repository owner name");
  EXPECT_EQ(refusal("o/r r/.github/workflows/b.yml@v1"), "repository name is invalid");
}

}  // namespace
}  // namespace ropewalk::workflow
