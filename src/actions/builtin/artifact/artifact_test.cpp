#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/builtin/artifact/names.h"
#include "actions/builtin/artifact/selection.h"
#include "actions/builtin/registry.h"
#include "actions/fake/step_host.h"
#include "base/hash.h"

namespace ropewalk::actions::builtin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Key;

class ArtifactTest : public testing::Test {
 protected:
  void add(const std::string& path, std::string_view bytes = "x") {
    host_.fake_files.add("/work/repo/repo/" + path, bytes);
  }
  void upload(const std::string& name, const std::string& path) {
    const Result<void> done = host_.run_main(upload_artifact_action(), {{"name", name}, {"path", path}});
    ASSERT_TRUE(done) << done.error().message;
  }
  std::string download_error(const GivenInputs& given) {
    const Result<void> done = host_.run_main(download_artifact_action(), given);
    return done ? "" : done.error().message;
  }
  [[nodiscard]] bool has(const std::string& path) {
    return host_.fake_files.type("/work/repo/repo/" + path) == ports::FileType::kFile;
  }

  FakeStepHost host_;
};

TEST_F(ArtifactTest, OfOneFolderHasNamesFromThatFolder) {
  add("dist/a.txt");
  add("dist/sub/b.txt");
  upload("out", "dist");
  EXPECT_THAT(host_.artifact_store.uploaded["out"], ElementsAre(Key("a.txt"), Key("sub/b.txt")));
  EXPECT_THAT(host_.logged(Note::kText), HasSubstr("With the provided path, there will be 2 files uploaded"));
}

TEST_F(ArtifactTest, OfOneFileHasItsNameAlone) {
  add("deep/down/a.txt");
  upload("out", "deep/down/a.txt");
  EXPECT_THAT(host_.artifact_store.uploaded["out"], ElementsAre(Key("a.txt")));
}

TEST_F(ArtifactTest, OfAWildcardHasNamesFromItsLiteralBeginning) {
  add("deep/down/a.txt");
  add("deep/up/b.md");
  upload("out", "deep/**/*.txt");
  EXPECT_THAT(host_.artifact_store.uploaded["out"], ElementsAre(Key("down/a.txt")));
}

TEST_F(ArtifactTest, OfSeveralPathsHasNamesFromTheirCommonAncestor) {
  add("build/dist/a.txt");
  add("build/logs/b.txt");
  add("build/logs/c.map");
  upload("out", "build/dist\nbuild/logs/*\n!**/*.map");
  EXPECT_THAT(host_.artifact_store.uploaded["out"], ElementsAre(Key("dist/a.txt"), Key("logs/b.txt")));
}

TEST(LeastCommonAncestor, IsTheDeepestSharedFolder) {
  EXPECT_EQ(least_common_ancestor({"/a/b/c", "/a/b/d/e"}), "/a/b");
  EXPECT_EQ(least_common_ancestor({"/a/b", "/ab"}), "/");
  EXPECT_EQ(least_common_ancestor({"/a/b", "/a/b/c"}), "/a/b");
}

TEST_F(ArtifactTest, LeavesHiddenFilesOutUnlessAsked) {
  add("dist/.env");
  add("dist/a.txt");
  upload("plain", "dist");
  EXPECT_THAT(host_.artifact_store.uploaded["plain"], ElementsAre(Key("a.txt")));
  ASSERT_TRUE(
      host_.run_main(upload_artifact_action(), {{"name", "all"}, {"path", "dist"}, {"include-hidden-files", "true"}}));
  EXPECT_THAT(host_.artifact_store.uploaded["all"], ElementsAre(Key(".env"), Key("a.txt")));
}

TEST_F(ArtifactTest, TellsItsOutputsAndReportsIt) {
  add("dist/a.txt");
  upload("out", "dist");
  EXPECT_THAT(host_.reported, ElementsAre("out"));
  EXPECT_FALSE(host_.outputs["artifact-id"].empty());
  EXPECT_EQ(host_.outputs["artifact-digest"].size(), 64U);
  EXPECT_EQ(host_.outputs["artifact-url"],
            "https://github.com/octo/repo/actions/runs/42/artifacts/" + host_.outputs["artifact-id"]);
  EXPECT_EQ(host_.fake_archive.last_level, 6);
}

TEST_F(ArtifactTest, WithoutFilesDoesWhatTheInputSays) {
  const std::string text = "No files were found with the provided path: none. No artifacts will be uploaded.";
  ASSERT_TRUE(host_.run_main(upload_artifact_action(), {{"path", "none"}}));
  EXPECT_EQ(host_.logged(Note::kWarning), text);
  ASSERT_TRUE(host_.run_main(upload_artifact_action(), {{"path", "none"}, {"if-no-files-found", "ignore"}}));
  EXPECT_EQ(host_.logged(Note::kText), text);
  const Result<void> failed =
      host_.run_main(upload_artifact_action(), {{"path", "none"}, {"if-no-files-found", "error"}});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, text);
}

TEST_F(ArtifactTest, RefusesBadInputs) {
  add("dist/a.txt");
  const auto message = [&](const std::string& name, const std::string& value) {
    const Result<void> done = host_.run_main(upload_artifact_action(), {{"path", "dist"}, {name, value}});
    return done ? std::string() : done.error().message;
  };
  EXPECT_EQ(message("compression-level", "10"), "Invalid compression-level. Valid values are 0-9");
  EXPECT_EQ(message("compression-level", "max"), "Invalid compression-level");
  EXPECT_EQ(message("retention-days", "soon"), "Invalid retention-days");
  EXPECT_EQ(message("retention-days", "5"), "");
  EXPECT_THAT(message("if-no-files-found", "cry"), HasSubstr("Available options: warn,error,ignore"));
  EXPECT_THAT(message("overwrite", "maybe"), HasSubstr("Core Schema"));
  EXPECT_THAT(message("name", "a/b"), HasSubstr("The artifact name is not valid"));
  EXPECT_EQ(host_.run_main(upload_artifact_action(), {}).error().message, "Input required and not supplied: path");
}

TEST_F(ArtifactTest, IsOverwrittenOnlyWhenAsked) {
  add("dist/a.txt");
  upload("out", "dist");
  EXPECT_FALSE(host_.run_main(upload_artifact_action(), {{"name", "out"}, {"path", "dist"}}));
  EXPECT_TRUE(host_.run_main(upload_artifact_action(), {{"name", "out"}, {"path", "dist"}, {"overwrite", "true"}}));
}

TEST_F(ArtifactTest, WithoutArchiveIsNamedAsItsFile) {
  add("dist/app.bin", "program");
  add("dist/b.txt");
  ASSERT_TRUE(host_.run_main(upload_artifact_action(), {{"path", "dist/app.*"}, {"archive", "false"}}));
  EXPECT_THAT(host_.artifact_store.uploaded["app.bin"], ElementsAre(Key("app.bin")));
  EXPECT_EQ(host_.outputs["artifact-digest"], to_hex(sha256("program")));
  EXPECT_EQ(host_.run_main(upload_artifact_action(), {{"path", "dist"}, {"archive", "false"}}).error().message,
            "When 'archive' is set to false, only a single file can be uploaded. Found 2 files to upload.");
}

TEST_F(ArtifactTest, DownloadsOneByNameIntoThePathItself) {
  add("dist/a.txt");
  upload("one", "dist");
  upload("two", "dist");
  ASSERT_EQ(download_error({{"name", "one"}, {"path", "in"}}), "");
  EXPECT_TRUE(has("in/a.txt"));
  EXPECT_EQ(host_.outputs["download-path"], "/work/repo/repo/in");
}

TEST_F(ArtifactTest, DownloadsAllIntoAFolderEach) {
  add("dist/a.txt");
  upload("one", "dist");
  upload("two", "dist");
  ASSERT_EQ(download_error({}), "");
  EXPECT_TRUE(has("one/a.txt"));
  EXPECT_TRUE(has("two/a.txt"));
  EXPECT_EQ(host_.outputs["download-path"], "/work/repo/repo");
  EXPECT_THAT(host_.logged(Note::kText), HasSubstr("Total of 2 artifact(s) downloaded"));
}

TEST_F(ArtifactTest, DownloadsTheOnlyMatchIntoThePathItself) {
  add("dist/a.txt");
  upload("one", "dist");
  upload("two", "dist");
  ASSERT_EQ(download_error({{"pattern", "on*"}, {"path", "in/"}}), "");
  EXPECT_TRUE(has("in/a.txt"));
}

TEST_F(ArtifactTest, MergesMatchesIntoOneFolder) {
  add("x/a.txt");
  add("y/b.txt");
  upload("part-1", "x");
  upload("part-2", "y");
  ASSERT_EQ(download_error({{"pattern", "part-*"}, {"path", "~/in"}, {"merge-multiple", "true"}}), "");
  EXPECT_EQ(host_.outputs["download-path"], "/work/home/in");
  EXPECT_TRUE(host_.fake_files.read("/work/home/in/a.txt"));
  EXPECT_TRUE(host_.fake_files.read("/work/home/in/b.txt"));
}

TEST_F(ArtifactTest, DownloadsByTheIdsOfUploads) {
  add("dist/a.txt");
  upload("one", "dist");
  const std::string id = host_.outputs["artifact-id"];
  upload("two", "dist");
  ASSERT_EQ(download_error({{"artifact-ids", id + ", 7"}, {"path", "in"}}), "");
  EXPECT_TRUE(has("in/a.txt"));
  EXPECT_EQ(host_.logged(Note::kWarning), "Could not find the following artifact IDs: 7");
  EXPECT_EQ(download_error({{"artifact-ids", "7"}}),
            "Unable to download artifact(s): None of the provided artifact IDs were found");
  EXPECT_EQ(download_error({{"artifact-ids", "x"}}),
            "Unable to download artifact(s): Invalid artifact ID: 'x'. Must be a number.");
  EXPECT_THAT(download_error({{"artifact-ids", "1"}, {"name", "one"}}), HasSubstr("cannot be used together"));
}

TEST_F(ArtifactTest, ASecretInANameIsNotKeptAndIsFoundAgain) {
  host_.masks = {"s3cret"};
  add("dist/a.txt");
  upload("part-s3cret-1", "dist");
  EXPECT_THAT(host_.artifact_store.uploaded, ElementsAre(Key("part-***-1")));
  EXPECT_THAT(host_.reported, ElementsAre("part-***-1"));
  ASSERT_EQ(download_error({{"name", "part-s3cret-1"}, {"path", "named"}}), "");
  EXPECT_TRUE(has("named/a.txt"));
  ASSERT_EQ(download_error({{"pattern", "part-s3cret-*"}, {"path", "pattern"}}), "");
  EXPECT_TRUE(has("pattern/a.txt"));
  ASSERT_TRUE(host_.run_main(merge_artifacts_action(), {{"name", "all-s3cret"}, {"pattern", "part-s3*cret-*"}})
                  .error()
                  .message.starts_with("No artifacts found"));
  ASSERT_TRUE(host_.run_main(merge_artifacts_action(), {{"name", "all-s3cret"}, {"pattern", "*-s3cret-?"}}));
  EXPECT_THAT(host_.artifact_store.uploaded["all-***"], ElementsAre(Key("a.txt")));
}

TEST_F(ArtifactTest, NamesWhatIsThereWhenOneIsMissing) {
  add("dist/a.txt");
  upload("one", "dist");
  const Result<void> missing = host_.run_main(download_artifact_action(), {{"name", "none"}});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message, "Unable to download artifact(s): Artifact 'none' not found");
  EXPECT_EQ(missing.error().hint, "the run has: one");
}

TEST_F(ArtifactTest, OfAnotherRunIsAnError) {
  add("dist/a.txt");
  upload("one", "dist");
  EXPECT_THAT(download_error({{"run-id", "41"}, {"github-token", "t"}}), HasSubstr("only artifacts of this run (42)"));
  EXPECT_THAT(download_error({{"repository", "o/r"}, {"github-token", "t"}}), HasSubstr("Input 'repository' is 'o/r'"));
  EXPECT_EQ(download_error({{"run-id", "41"}}), "");
  EXPECT_EQ(download_error({{"run-id", "42"}, {"repository", "octo/repo"}, {"github-token", "t"}}), "");
}

TEST_F(ArtifactTest, KeepsTheArchiveWhenNotToDecompress) {
  add("dist/a.txt");
  upload("one", "dist");
  ASSERT_EQ(download_error({{"name", "one"}, {"path", "in"}, {"skip-decompress", "true"}}), "");
  EXPECT_TRUE(has("in/one.zip"));
  EXPECT_FALSE(has("in/a.txt"));
}

TEST_F(ArtifactTest, ADigestMismatchIsAnErrorUnlessAllowed) {
  add("dist/a.txt");
  upload("one", "dist");
  host_.artifact_store.reported_digests["one"] = std::string(64, '0');
  EXPECT_THAT(download_error({{"name", "one"}, {"path", "in"}}),
              HasSubstr("Digest validation failed for artifact(s): one."));
  EXPECT_FALSE(has("in/a.txt"));
  EXPECT_EQ(download_error({{"name", "one"}, {"path", "in"}, {"digest-mismatch", "warn"}}), "");
  EXPECT_TRUE(has("in/a.txt"));
  EXPECT_THAT(host_.logged(Note::kWarning), HasSubstr("Artifact 'one' digest validation failed."));
  EXPECT_EQ(download_error({{"name", "one"}, {"digest-mismatch", "ignore"}}), "");
  EXPECT_THAT(download_error({{"name", "one"}, {"digest-mismatch", "cry"}}),
              HasSubstr("Valid options are: ignore, info, warn, error"));
}

TEST_F(ArtifactTest, MergesSeveralAsOne) {
  add("x/a.txt");
  add("y/b.txt");
  upload("part-1", "x");
  upload("part-2", "y");
  ASSERT_TRUE(host_.run_main(merge_artifacts_action(), {{"name", "whole"}, {"pattern", "part-*"}}));
  EXPECT_THAT(host_.artifact_store.uploaded["whole"], ElementsAre(Key("a.txt"), Key("b.txt")));
  ASSERT_TRUE(host_.run_main(merge_artifacts_action(),
                             {{"name", "apart"}, {"pattern", "part-*"}, {"separate-directories", "true"}}));
  EXPECT_THAT(host_.artifact_store.uploaded["apart"], ElementsAre(Key("part-1/a.txt"), Key("part-2/b.txt")));
  EXPECT_EQ(host_.run_main(merge_artifacts_action(), {{"pattern", "none-*"}}).error().message,
            "No artifacts found matching pattern 'none-*'");
  EXPECT_THAT(host_.run_main(merge_artifacts_action(), {{"delete-merged", "true"}}).error().message,
              HasSubstr("not supported"));
}

TEST_F(ArtifactTest, ASingleOneOfAllHasAFolderOfItsOwnBefore5) {
  add("dist/a.txt");
  upload("out", "dist");
  for (const char* const ref : {"v4", "v4.3.0", "d3f86a106a0bac45b974a628896c90dbdf5c8093", "v3"}) {
    host_.github_values["action_ref"] = ref;
    ASSERT_EQ(download_error({{"path", ref}}), "");
    EXPECT_TRUE(has(std::string(ref) + "/out/a.txt")) << ref;
  }
  host_.github_values["action_ref"] = "v4";
  ASSERT_EQ(download_error({{"path", "named"}, {"name", "out"}}), "");
  ASSERT_EQ(download_error({{"path", "pattern"}, {"pattern", "o*"}}), "");
  ASSERT_EQ(download_error({{"path", "merged"}, {"merge-multiple", "true"}}), "");
  EXPECT_TRUE(has("named/a.txt"));
  EXPECT_TRUE(has("pattern/out/a.txt"));
  EXPECT_TRUE(has("merged/a.txt"));
  for (const char* const ref : {"v5", "v8", "main", "634f93cb2916e3fdff6788551b99b062d0335ce0"}) {
    host_.github_values["action_ref"] = ref;
    ASSERT_EQ(download_error({{"path", ref}}), "");
    EXPECT_TRUE(has(std::string(ref) + "/a.txt")) << ref;
  }
}

TEST_F(ArtifactTest, InputsThatAReleaseDoesNotHaveAreWarnedOfAndIgnored) {
  add("dist/a.txt");
  upload("out", "dist");
  host_.github_values["action_ref"] = "v4.0.0";
  ASSERT_EQ(download_error({{"path", "all"}, {"pattern", "none"}}), "");
  EXPECT_THAT(host_.logged(Note::kWarning),
              HasSubstr("Unexpected input(s) 'pattern', valid inputs are ['name', 'path',"));
  EXPECT_TRUE(has("all/out/a.txt"));
}

TEST_F(ArtifactTest, OldReleasesTakeHiddenFilesAlong) {
  add("dist/.env");
  add("dist/a.txt");
  for (const auto& [ref, count] :
       {std::pair{"v3.1.3", 2U}, {"v3.2.0", 1U}, {"v3", 1U}, {"v4.3.6", 2U}, {"v4", 1U}, {"v2", 2U}}) {
    host_.github_values["action_ref"] = ref;
    upload(ref, "dist");
    EXPECT_EQ(host_.artifact_store.uploaded[ref].size(), count) << ref;
  }
}

TEST_F(ArtifactTest, ReleasesThatGithubRefusesAreWarnedOf) {
  add("dist/a.txt");
  host_.github_values["action_ref"] = "v3";
  upload("out", "dist");
  EXPECT_THAT(host_.logged(Note::kWarning), HasSubstr("GitHub refuses this release"));
}

}  // namespace
}  // namespace ropewalk::actions::builtin
