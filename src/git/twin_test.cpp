// What only looks at a repository starts no program that the repository names.
#include "git/twin.h"

#include <unistd.h>

#include "git/real_git_test.h"

namespace ropewalk::git {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class LookingTest : public RealGitTest {
 protected:
  /// A program that leaves the file `ran` and passes its input on.
  std::string trap(const std::string& name) {
    const std::filesystem::path program = area / ("trap-" + name);
    EXPECT_TRUE(files.write(program, "#!/bin/sh\necho " + name + " >> " + (area / "ran").string() + "\ncat\n"));
    EXPECT_TRUE(files.make_executable(program));
    return program.string();
  }
  std::string ran() { return files.read(area / "ran").value_or(""); }
  /// Asks everything that planning asks.
  void look() {
    const auto repository = open();
    ASSERT_NE(repository, nullptr);
    const std::string head = repository->head()->commit;
    EXPECT_TRUE(repository->commit(head));
    EXPECT_TRUE(repository->resolve("HEAD"));
    EXPECT_TRUE(repository->tags_at(head));
    EXPECT_TRUE(repository->merge_base("main", "v1"));
    EXPECT_TRUE(repository->commits("v1", head, 10));
    const auto changes = repository->changes("v1", "");
    EXPECT_TRUE(changes) << changes.error().message;
    EXPECT_TRUE(repository->merge({1, *repository->resolve("v1"), "main"}, head, {}));
    static_cast<void>(repository->default_branch());
    static_cast<void>(repository->push_guard());
  }
};

TEST_F(LookingTest, StartsNoneOfTheProgramsThatARepositoryNames) {
  git({"tag", "-a", "v1", "-m", "one"});
  put("b.txt", "b");
  put(".gitattributes", "* filter=x diff=x merge=x\n");
  commit_all("second");
  git_in(top, {"init", "--quiet", "sub"});
  git_in(top / "sub", {"commit", "--quiet", "--allow-empty", "-m", "x"});
  git({"-c", "advice.addEmbeddedRepo=false", "add", "sub"});
  git({"commit", "--quiet", "-m", "with a folder that is a repository"});
  // Both are changed since git looked at them.
  put("a.txt", "two\n");
  ASSERT_TRUE(files.append(top / "b.txt", ""));
  run(top, {"touch", "-d", "2001-01-01", "b.txt"});

  const std::vector<std::pair<std::string, std::string>> settings{{"filter.x.clean", "clean"},
                                                                  {"filter.x.smudge", "smudge"},
                                                                  {"filter.x.process", "process"},
                                                                  {"core.fsmonitor", "fsmonitor"},
                                                                  {"core.pager", "pager"},
                                                                  {"pager.log", "pager-log"},
                                                                  {"core.sshCommand", "ssh"},
                                                                  {"diff.external", "external"},
                                                                  {"diff.x.textconv", "textconv"},
                                                                  {"diff.x.command", "command"},
                                                                  {"merge.x.driver", "driver"},
                                                                  {"credential.helper", "credential"},
                                                                  {"gpg.program", "gpg"},
                                                                  {"core.editor", "editor"},
                                                                  {"core.askPass", "askpass"},
                                                                  {"core.gitProxy", "proxy"},
                                                                  {"uploadpack.packObjectsHook", "pack"}};
  for (const auto& [key, name] : settings) {
    const std::string program = trap(name);
    git({"config", key, program});
    git_in(top / "sub", {"config", key, program});
  }
  git({"config", "alias.status", "!" + trap("alias")});
  git({"config", "log.showSignature", "true"});
  git({"config", "status.submoduleSummary", "true"});
  // The same by way of an included file.
  ASSERT_TRUE(files.write(area / "included", "[filter \"x\"]\n\tclean = " + trap("included") + "\n"));
  git({"config", "include.path", (area / "included").string()});
  git({"config", "includeIf.gitdir:" + top.string() + "/.path", (area / "included").string()});
  for (const char* hook : {"post-index-change", "fsmonitor-watchman", "reference-transaction", "post-checkout"}) {
    ASSERT_TRUE(files.rename(trap(hook), top / ".git/hooks" / hook));
  }
  // A missing object would be fetched from a "promisor" by a program of the repository's choice.
  git({"config", "remote.evil.url", top.string()});
  git({"config", "remote.evil.promisor", "true"});
  git({"config", "remote.evil.uploadpack", trap("uploadpack")});
  git({"config", "extensions.partialClone", "evil"});
  ASSERT_TRUE(files.remove_all(area / "ran"));

  look();
  EXPECT_EQ(ran(), "");
}

TEST_F(LookingTest, SeesTheSameChangesAsGit) {
  put(".git/info/exclude", "ignored\n");
  put("crlf.txt", "a\r\n");
  git({"config", "core.autocrlf", "true"});
  commit_all("second");
  const auto changes = [&] {
    std::vector<std::string> paths;
    const auto found = open()->changes("HEAD", "");
    for (const ports::Change& change : *found) {
      paths.push_back(change.path);
    }
    return paths;
  };
  put("ignored", "x");
  run(top, {"touch", "crlf.txt"});
  EXPECT_THAT(changes(), IsEmpty());
  put("new", "x");
  EXPECT_THAT(changes(), ElementsAre("new"));
  git({"update-index", "--split-index"});
  put("a.txt", "other\n");
  EXPECT_THAT(changes(), ElementsAre("a.txt", "new"));
}

TEST(TwinSettings, AreThoseThatSayHowFilesAreCompared) {
  const std::string text = twin_settings(
      "[core]\n\tautocrlf = input\n\tfsmonitor = /evil\n\texcludesFile = \"a b\"\n\tsshCommand = /evil\n"
      "[core \"x\"]\n\teol = lf\n[filter \"x\"]\n\tclean = /evil\n");
  EXPECT_EQ(text, "\tautocrlf = \"input\"\n\texcludesfile = \"a b\"\n");
  EXPECT_THAT(text, Not(HasSubstr("evil")));
}

class OwnerTest : public RealGitTest {};

TEST_F(OwnerTest, ARepositoryOfAnotherUserIsRefusedUnlessTheUserAllowsIt) {
  if (::geteuid() != 0) {
    GTEST_SKIP() << "only root can give files to another user";
  }
  run(area, {"chown", "-R", "65534:65534", top.string()});
  ASSERT_TRUE(files.make_directories(top / "below"));
  const auto refused = GitRepositories(process, files, environment).discover(top / "below");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(refused.error().message, "the git repository " + top.string() + " belongs to another user");
  EXPECT_THAT(refused.error().hint, HasSubstr("safe.directory " + top.string()));
  // As git has it: the repository's own settings cannot allow it.
  ASSERT_TRUE(files.append(top / ".git/config", "[safe]\n\tdirectory = *\n"));
  EXPECT_FALSE(GitRepositories(process, files, environment).discover(top));
  ASSERT_TRUE(files.append(home() / ".gitconfig", "[safe]\n\tdirectory = " + top.string() + "\n"));
  const auto allowed = GitRepositories(process, files, environment).discover(top / "below");
  ASSERT_TRUE(allowed) << allowed.error().message;
  const auto snapshot = (*allowed)->snapshot({}, area / "snapshot", {});
  ASSERT_TRUE(snapshot) << snapshot.error().message;
  EXPECT_TRUE((*allowed)->checkout(*snapshot, {.workspace = area / "job", .commit = snapshot->commit}, {}));
}

}  // namespace
}  // namespace ropewalk::git
