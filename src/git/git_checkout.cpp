// A job's workspace: a repository of its own, written by hand (`git init` would be one more process and the user's
// templates), whose objects are those of the snapshot, and so of the user.
#include <fmt/format.h>

#include "git/config_text.h"
#include "git/git_repository.h"

namespace ropewalk::git {
namespace {

namespace fs = std::filesystem;

/// A URL without the name and password that it may carry: a job has no business with them.
std::string without_credentials(const std::string& url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string::npos || !url.starts_with("http")) {
    return url;
  }
  const std::size_t host = scheme + 3;
  const std::size_t end = std::min(url.find('/', host), url.size());
  const std::size_t at = url.rfind('@', end);
  return at == std::string::npos || at < host ? url : url.substr(0, host) + url.substr(at + 1);
}

std::string workspace_config(bool is_sha256, const std::string& remote, std::string_view branch) {
  std::string text = fmt::format(
      "[core]\n\trepositoryformatversion = {}\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n"
      "[gc]\n\tauto = 0\n",
      is_sha256 ? 1 : 0);
  if (is_sha256) {
    text += "[extensions]\n\tobjectformat = sha256\n";
  }
  if (!remote.empty()) {
    text += fmt::format("[remote \"origin\"]\n\turl = {}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n",
                        quote_config(remote));
    if (!branch.empty()) {
      text += fmt::format("[branch {}]\n\tremote = origin\n\tmerge = {}\n", quote_config(branch),
                          quote_config(fmt::format("refs/heads/{}", branch)));
    }
  }
  return text;
}

}  // namespace

Result<void> GitRepository::checkout(const ports::Snapshot& snapshot, const fs::path& workspace,
                                     std::string_view branch) {
  if (!branch.empty() && !is_branch_name(branch)) {
    return fail(ErrorKind::kUsage, fmt::format("'{}' is no valid name of a branch", branch));
  }
  const Result<fs::path> top = files_.canonical(workspace);
  if (!top) {
    return fail(top.error());
  }
  const fs::path git = *top / ".git";
  const std::string remote = without_credentials(remote_url("origin"));
  std::vector<std::pair<fs::path, std::string>> texts{
      {git / "config", workspace_config(is_sha256(), remote, branch)},
      {git / "objects/info/alternates", (snapshot.git_directory / "objects").string() + "\n"},
      {git / "HEAD", branch.empty() ? snapshot.commit + "\n" : fmt::format("ref: refs/heads/{}\n", branch)}};
  if (!branch.empty()) {
    texts.emplace_back(git / "refs/heads" / branch, snapshot.commit + "\n");
  }
  if (Result<std::string> shallow = files_.read(snapshot.git_directory / "shallow")) {
    texts.emplace_back(git / "shallow", *std::move(shallow));
  }
  if (const Result<void> made = files_.make_directories(git / "refs/heads"); !made) {
    return made;
  }
  for (const auto& [path, text] : texts) {
    if (Result<void> written = files_.write_quick(path, text); !written) {
      return written;
    }
  }
  const GitFolder folder{*top, git, git};
  const Result<std::string> filled = git_.run(folder, Settings::kNone, {"read-tree", "--reset", "-u", snapshot.commit});
  return filled ? Result<void>() : Result<void>(fail(filled.error()));
}

}  // namespace ropewalk::git
