// A real repository in a temporary folder.
#include "git/real_git_test.h"

#include <sys/stat.h>

#include "base/hash.h"
#include "base/strings.h"

namespace ropewalk::git {

namespace fs = std::filesystem;

void RealGitTest::SetUp() {
  area = fs::canonical(*files.make_temporary_directory(fs::temp_directory_path(), "git-"));
  top = area / "user";
  environment.home_folder = home();
  environment.values["PATH"] = "/usr/local/bin:/usr/bin:/bin";
  ASSERT_TRUE(files.make_directories(top));
  ASSERT_TRUE(files.write(home() / ".gitconfig",
                          "[user]\nname = Ada\nemail = ada@example.com\n[init]\ndefaultBranch = main\n"));
  git({"init", "--quiet"});
  put("a.txt", "one\n");
  commit_all("First");
}

void RealGitTest::TearDown() { ASSERT_TRUE(files.remove_all(area)); }

std::string RealGitTest::run(const fs::path& folder, const std::vector<std::string>& arguments) {
  ports::ProcessRequest request{.arguments = arguments, .working_directory = folder};
  request.environment = {{"PATH", "/usr/local/bin:/usr/bin:/bin"},
                         {"HOME", home().string()},
                         {"LC_ALL", "C"},
                         {"GIT_AUTHOR_DATE", "2026-01-02T03:04:05+01:00"},
                         {"GIT_COMMITTER_DATE", "2026-01-02T03:04:05+01:00"}};
  const auto done = process.capture(request, {});
  EXPECT_TRUE(done && done->outcome.exit_code == 0) << join(arguments, " ") << ": " << (done ? done->errors : "");
  return done ? std::string(trim(done->output)) : "";
}

std::string RealGitTest::git_in(const fs::path& folder, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "git");
  return run(folder, arguments);
}

void RealGitTest::commit_all(const std::string& message) {
  git({"add", "--all"});
  git({"commit", "--quiet", "--allow-empty", "-m", message});
}

std::string RealGitTest::fingerprint(const fs::path& folder) {
  std::string text;
  const auto entries = files.walk(folder, [](const ports::FileEntry&) { return ports::Walk::kEnter; });
  for (const ports::FileEntry& entry : *entries) {
    struct stat status = {};
    ::lstat((folder / entry.path).c_str(), &status);
    text += entry.path.string() + " " + std::to_string(status.st_mode) + " " + std::to_string(status.st_mtim.tv_sec) +
            "." + std::to_string(status.st_mtim.tv_nsec) + " ";
    text += entry.type == ports::FileType::kFile ? to_hex(sha256(*files.read(folder / entry.path))) : "";
    text += "\n";
  }
  return text;
}

std::unique_ptr<ports::Repository> RealGitTest::open_at(const fs::path& folder) {
  auto found = GitRepositories(process, files, environment).discover(folder);
  EXPECT_TRUE(found) << (found ? "" : found.error().message);
  return found ? *std::move(found) : nullptr;
}

}  // namespace ropewalk::git
