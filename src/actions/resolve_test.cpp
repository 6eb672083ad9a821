#include "actions/resolve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ports/fake/files.h"

namespace ropewalk::actions {
namespace {

using testing::HasSubstr;

constexpr std::string_view kComposite =
    "name: Greet\nruns:\n  using: composite\n  steps:\n    - run: echo hi\n      shell: bash\n";

class ResolveAction : public testing::Test {
 protected:
  Result<ResolvedAction> resolve(std::string_view uses) {
    return resolve_action(uses, "/work/repo", files_, nullptr, {});
  }

  ports::FakeFiles files_;
};

TEST(ParseActionReference, TakesOwnerRepositoryPathAndRef) {
  const Result<ActionReference> reference = parse_action_reference("owner/repo/some/path@v1");
  ASSERT_TRUE(reference);
  EXPECT_EQ(reference->owner, "owner");
  EXPECT_EQ(reference->repository, "repo");
  EXPECT_EQ(reference->path, "some/path");
  EXPECT_EQ(reference->ref, "v1");
}

TEST(ParseActionReference, RefusesOtherFormsInGithubsWords) {
  for (const std::string text :
       {"", "checkout", "actions/checkout", "actions@v1", "actions/checkout@", "a/b@c@d", "/b@c"}) {
    const Result<ActionReference> reference = parse_action_reference(text);
    ASSERT_FALSE(reference) << text;
    EXPECT_EQ(reference.error().message, "Expected format {org}/{repo}[/path]@ref. Actual '" + text + "'");
  }
}

TEST_F(ResolveAction, FindsNativeActionsAtAnyRef) {
  for (const std::string_view uses :
       {"actions/checkout@v4", "actions/checkout@0ad4b8fadaa221de15dcec353f45205ec38ea70b"}) {
    const Result<ResolvedAction> action = resolve(uses);
    ASSERT_TRUE(action) << uses;
    EXPECT_EQ(std::get<const NativeAction*>(action->action)->name(), "actions/checkout");
  }
  EXPECT_EQ(std::get<const NativeAction*>(resolve("actions/cache/save@v4")->action)->name(), "actions/cache/save");
}

TEST_F(ResolveAction, ReadsAFolderOfTheWorkspace) {
  files_.add("/work/repo/.github/actions/greet/action.yml", kComposite);
  const Result<ResolvedAction> action = resolve("./.github/actions/greet");
  ASSERT_TRUE(action) << action.error().message;
  const auto& folder = std::get<FolderAction>(action->action);
  EXPECT_EQ(folder.folder, "/work/repo/.github/actions/greet");
  EXPECT_EQ(folder.file->name, "Greet");
  EXPECT_EQ(folder.file->file->name(), ".github/actions/greet/action.yml");
}

TEST_F(ResolveAction, TakesTheWorkspaceForTheOwnRepository) {
  files_.add("/work/repo/tools/greet/action.yml", kComposite);
  const Result<ResolvedAction> action = resolve("$/tools/greet");
  ASSERT_TRUE(action) << action.error().message;
  EXPECT_EQ(std::get<FolderAction>(action->action).folder, "/work/repo/tools/greet");
}

TEST_F(ResolveAction, TakesTheOtherFileNamesInGithubsOrder) {
  files_.add("/work/repo/a/action.yaml", kComposite);
  files_.add("/work/repo/b/Dockerfile", "FROM scratch\n");
  files_.add("/work/repo/action.yml", kComposite);
  EXPECT_TRUE(resolve("./a"));
  EXPECT_TRUE(resolve("./"));
  const Result<ResolvedAction> docker = resolve("./b/");
  ASSERT_TRUE(docker) << docker.error().message;
  EXPECT_EQ(std::get<FolderAction>(docker->action).file->kind, workflow::ActionKind::kDocker);
}

TEST_F(ResolveAction, NeverLeavesTheWorkspace) {
  files_.add("/work/secret/action.yml", kComposite);
  files_.add("/work/repo/file", "");
  ASSERT_TRUE(files_.make_symlink("/work/secret", "/work/repo/link"));
  for (const std::string_view uses : {"./../secret", "./a/../../secret", "./link"}) {
    const Result<ResolvedAction> action = resolve(uses);
    ASSERT_FALSE(action) << uses;
    EXPECT_THAT(action.error().message, HasSubstr("outside of the workspace"));
  }
}

TEST_F(ResolveAction, DoesNotReadAnActionFileThatIsALinkToTheOutside) {
  files_.add("/work/secret.yml", kComposite);
  files_.add("/work/repo/a/readme", "");
  ASSERT_TRUE(files_.make_symlink("/work/secret.yml", "/work/repo/a/action.yml"));
  EXPECT_FALSE(resolve("./a"));
}

TEST_F(ResolveAction, SaysThatTheWorkspaceIsEmptyBeforeTheCheckout) {
  const Result<ResolvedAction> action = resolve("./missing");
  ASSERT_FALSE(action);
  EXPECT_EQ(action.error().kind, ErrorKind::kNotFound);
  EXPECT_THAT(action.error().message, HasSubstr("Did you forget to run actions/checkout"));
}

TEST_F(ResolveAction, ReportsABrokenActionFileWithItsPlace) {
  files_.add("/work/repo/a/action.yml", "runs:\n  using: composite\n  stepz: []\n");
  const Result<ResolvedAction> action = resolve("./a");
  ASSERT_FALSE(action);
  ASSERT_TRUE(action.error().place.has_place());
  EXPECT_EQ(action.error().place.file->name(), "a/action.yml");
}

TEST_F(ResolveAction, NamesTheNativeActionsWhenOneIsNotAvailable) {
  const Result<ResolvedAction> unknown = resolve("owner/unheard-of@v1");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, ErrorKind::kIncomplete);
  EXPECT_EQ(unknown.error().message, "Action 'owner/unheard-of@v1' is not available locally");
  EXPECT_THAT(unknown.error().hint, HasSubstr("actions/setup-python"));
  EXPECT_THAT(resolve("docker://alpine:3").error().message, HasSubstr("container"));
}

class OneAction final : public ActionStore {
 public:
  [[nodiscard]] bool overrides(const ActionReference& reference) const override { return reference.ref == "mine"; }
  Result<FolderAction> fetch(const ActionReference& reference, std::stop_token /*stop*/) override {
    if (reference.owner == "nobody" || reference.repository == "chekcout") {
      return fail(ErrorKind::kNotFound, "no such repository", "look again");
    }
    asked.push_back(reference.owner + "/" + reference.repository + "@" + reference.ref);
    return FolderAction{"/store/one", nullptr};
  }
  std::vector<std::string> asked;
};

TEST(Availability, SaysWhereAnActionComesFromByItsTextAlone) {
  const OneAction store;
  EXPECT_EQ(availability("actions/checkout@main"), ActionOrigin::kNative);
  EXPECT_EQ(availability("ACTIONS/Cache/Save@v4"), ActionOrigin::kNative);
  EXPECT_EQ(availability("./not/there/yet"), ActionOrigin::kWorkspace);
  EXPECT_FALSE(availability("owner/other@v1"));
  EXPECT_EQ(availability("owner/other@v1", &store), ActionOrigin::kStore);
  EXPECT_FALSE(availability("docker://alpine", &store));
  EXPECT_EQ(availability("no form at all", &store).error().kind, ErrorKind::kInvalid);
}

TEST(Availability, GuessesOnlyWhatIsASlipOfThePen) {
  const auto guesses = [](std::string_view uses) {
    const auto found = availability(uses);
    const std::string hint = found ? "" : found.error().hint;
    return hint.starts_with("did you mean ") ? hint.substr(13, hint.find('?') - 13) : std::string();
  };
  EXPECT_EQ(guesses("actions/setup-pyton@v5"), "actions/setup-python");
  EXPECT_EQ(guesses("action/checkout@v4"), "actions/checkout");
  EXPECT_EQ(guesses("actions/chekcout@v4"), "actions/checkout");
  EXPECT_EQ(guesses("actions/upload-artifacts@v4"), "actions/upload-artifact");
  EXPECT_EQ(guesses("actions/cache/restor@v4"), "actions/cache/restore");
  for (const std::string_view other : {"actions/setup-go@v5", "astral-sh/ruff-action@v3", "buildjet/cache@v4",
                                       "codecov/codecov@v5", "actions/setup-java@v4", "docker/login-action@v3"}) {
    EXPECT_EQ(guesses(other), "") << other;
  }
}

TEST_F(ResolveAction, AsksTheStoreForActionsOfOtherRepositoriesAlone) {
  OneAction store;
  const auto fetched = resolve_action("owner/one@v2", "/work/repo", files_, &store, {});
  ASSERT_TRUE(fetched);
  EXPECT_EQ(fetched->origin, ActionOrigin::kStore);
  EXPECT_EQ(fetched->ref, "v2");
  EXPECT_TRUE(resolve_action("actions/checkout@v4", "/work/repo", files_, &store, {}));
  EXPECT_THAT(store.asked, testing::ElementsAre("owner/one@v2"));
}

TEST_F(ResolveAction, WhatTheUserGivesGoesBeforeANativeAction) {
  OneAction store;
  const auto given = resolve_action("actions/checkout@mine", "/work/repo", files_, &store, {});
  ASSERT_TRUE(given);
  EXPECT_EQ(given->origin, ActionOrigin::kStore);
}

TEST_F(ResolveAction, AnActionThatIsNowhereMayBeASlipOfThePen) {
  OneAction store;
  EXPECT_EQ(resolve_action("actions/chekcout@v4", "/work/repo", files_, &store, {}).error().hint,
            "did you mean actions/checkout? look again");
  EXPECT_EQ(resolve_action("nobody/one@v4", "/work/repo", files_, &store, {}).error().hint, "look again");
}

}  // namespace
}  // namespace ropewalk::actions
