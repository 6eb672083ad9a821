// A snapshot: the working tree as it stands in one commit, and a repository around it that stands for the remote.
//
// Git itself decides what belongs to it (ignore rules, filters, line ends, modes), but into files of our own: a copy of
// the index, so that only files that changed are read and hashed, and an object folder of our own that borrows the
// user's by `alternates`. The user's repository is read and never written to, not even its index. (Of a split index git
// renews the shared file's time whenever it reads it, with no way to say no; the bytes stay.)
#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "git/config_text.h"
#include "git/git_repository.h"
#include "git/push_guard.h"
#include "git/snapshot_refs.h"
#include "git/working_tree_status.h"

namespace ropewalk::git {
namespace {

namespace fs = std::filesystem;

Result<void> write_all(ports::Files& files, const std::vector<std::pair<fs::path, std::string>>& texts) {
  for (const auto& [path, text] : texts) {
    if (Result<void> written = files.write_quick(path, text); !written) {
      return written;
    }
  }
  return {};
}

/// Paths that each end with a NUL.
std::string nul_list(const std::vector<std::string>& first, const std::vector<std::string>& second) {
  std::string text;
  for (const std::vector<std::string>* paths : {&first, &second}) {
    for (const std::string& path : *paths) {
      text += path + '\0';
    }
  }
  return text;
}

bool has_ref(const std::vector<ports::Ref>& refs, const std::string& name) {
  return std::ranges::any_of(refs, [&](const ports::Ref& ref) { return ref.name == name; });
}

}  // namespace

Result<ports::Snapshot> GitRepository::snapshot(const ports::SnapshotRequest& request, const fs::path& folder,
                                                std::stop_token stop) {
  if (files_.type(folder) != ports::FileType::kMissing) {
    return fail(ErrorKind::kUsage, fmt::format("cannot make a snapshot in {}: it is there already", folder.string()));
  }
  // Git runs in the repository's top folder: a path that counts from ours would mean another place there.
  const Result<fs::path> whole = files_.canonical(folder);
  if (!whole) {
    return fail(whole.error());
  }
  Result<ports::Snapshot> made = fill_snapshot(request, *whole, stop);
  if (!made) {
    static_cast<void>(files_.remove_all(*whole));
  }
  return made;
}

Result<void> GitRepository::start_snapshot(const fs::path& folder) const {
  const bool has_hash = is_sha256();
  std::string settings = fmt::format("[core]\n\trepositoryformatversion = {}\n\tbare = true\n\thooksPath = {}\n",
                                     has_hash ? 1 : 0, quote_config((folder / "hooks").string()));
  settings += has_hash ? "[extensions]\n\tobjectformat = sha256\n" : "";
  // As GitHub's servers allow it.
  settings += "[uploadpack]\n\tallowAnySHA1InWant = true\n\tallowFilter = true\n";
  std::vector<std::pair<fs::path, std::string>> texts{
      {folder / "config", settings},
      {folder / "HEAD", "ref: refs/heads/main\n"},
      {folder / "objects/info/alternates", alternates_line(folder_.common / "objects")}};
  if (Result<std::string> shallow = files_.read(folder_.common / "shallow")) {
    texts.emplace_back(folder / "shallow", *std::move(shallow));
  }
  if (Result<void> written = write_all(files_, texts); !written) {
    return written;
  }
  return files_.make_directories(folder / "refs/heads");
}

Result<ports::Snapshot> GitRepository::fill_snapshot(const ports::SnapshotRequest& request, const fs::path& folder,
                                                     const std::stop_token& stop) {
  const Result<ports::Head> current = head();
  if (!current) {
    return fail(current.error());
  }
  const bool is_head = request.what == ports::SnapshotOf::kHead;
  if (is_head && current->commit.empty()) {
    return fail(ErrorKind::kInvalid, fmt::format("{} has no commit yet", folder_.top.string()),
                "make the first commit, or take the working tree");
  }
  if (const Result<void> started = start_snapshot(folder); !started) {
    return fail(started.error());
  }
  ports::Snapshot made{.commit = {}, .git_directory = folder, .what = request.what};
  const Result<std::string> taken =
      is_head ? Result<std::string>(current->commit) : commit_working_tree(*current, folder, made.warnings, stop);
  if (!taken) {
    return fail(taken.error());
  }
  made.head = *taken;

  SnapshotCommits commits{.head = *taken, .merge = {}, .run = *taken};
  if (request.pull) {
    const Result<ports::Merge> merged = merge_in(folder, *request.pull, *taken, stop);
    const bool must_be_there = request.standing == ports::Standing::kMerge;
    if (merged) {
      commits.merge = merged->commit;
    }
    if (must_be_there && merged && merged->commit.empty()) {
      return fail(ErrorKind::kInvalid,
                  fmt::format("The pull request conflicts with {} in {}", request.pull->base_branch,
                              join(merged->conflicts, ", ")),
                  "merge or rebase it first: GitHub runs nothing before that");
    }
    if (must_be_there && !merged) {
      if (merged.error().kind != ErrorKind::kIncomplete) {
        return fail(merged.error());
      }
      made.warnings.push_back(
          fmt::format("{}: the job gets the pull request's head ({})", merged.error().message, merged.error().hint));
    }
    switch (request.standing) {
      case ports::Standing::kHead: break;
      case ports::Standing::kMerge: commits.run = commits.merge.empty() ? *taken : commits.merge; break;
      case ports::Standing::kBase: commits.run = request.pull->base; break;
    }
  }
  made.commit = commits.run;

  const Result<std::vector<ports::Ref>> users = all_refs();
  if (!users) {
    return fail(users.error());
  }
  made.refs = snapshot_refs(*users, current->branch, request, commits,
                            [this](const ports::Ref& ref) { return resolve(ref.name).value_or(""); });
  std::string shown = "refs/heads/" + default_branch();
  if (!has_ref(made.refs, shown) && !current->branch.empty()) {
    shown = "refs/heads/" + current->branch;
  }
  std::vector<std::pair<fs::path, std::string>> texts{{folder / "packed-refs", packed_refs_text(made.refs)},
                                                      {folder / "HEAD", fmt::format("ref: {}\n", shown)}};
  if (request.allows_push) {
    made.push_url = push_url();
  }
  if (made.push_url.empty()) {
    texts.emplace_back(folder / "hooks/pre-receive", refusing_hook());
  }
  if (const Result<void> written = write_all(files_, texts); !written) {
    return fail(written.error());
  }
  if (made.push_url.empty()) {
    if (const Result<void> done = files_.make_executable(folder / "hooks/pre-receive"); !done) {
      return fail(done.error());
    }
  }
  return made;
}

Result<std::string> GitRepository::commit_working_tree(const ports::Head& head, const fs::path& folder,
                                                       std::vector<std::string>& warnings,
                                                       const std::stop_token& stop) {
  const auto run = [&](const std::vector<std::string>& arguments, const ports::EnvironmentList& environment,
                       std::string input) {
    return git_.run(folder_, Settings::kUsers, arguments,
                    {.environment = environment, .input = std::move(input), .stop = stop});
  };
  const Result<std::string> said = run(status_arguments(), {}, {});
  if (!said) {
    return fail(said.error());
  }
  const WorkingTreeStatus status = status_of(*said);
  for (const std::string& nested : status.nested) {
    warnings.push_back(
        fmt::format("{} is left out: it is a git repository of its own, and this one does not track it", nested));
  }
  if (status.is_clean() && !head.commit.empty()) {
    return head.commit;
  }
  const fs::path index = folder / "index";
  if (files_.type_followed(folder_.git / "index") == ports::FileType::kFile) {
    // With its modification time: git compares files with it to tell which may have changed since.
    if (const Result<void> copied = files_.copy(folder_.git / "index", index); !copied) {
      return fail(copied.error());
    }
  }
  const ports::EnvironmentList places{{"GIT_INDEX_FILE", index.string()},
                                      {"GIT_OBJECT_DIRECTORY", (folder / "objects").string()}};
  const Result<std::string> updated = run({"update-index", "--add", "--remove", "--replace", "-z", "--stdin"}, places,
                                          nul_list(status.changed, status.untracked));
  if (!updated) {
    Error error = updated.error();
    if (error.kind == ErrorKind::kInvalid) {
      error.hint = "every file of the working tree goes into a run: mend this one, or name it in .gitignore";
    }
    return fail(error);
  }
  const Result<std::string> written = run({"write-tree"}, places, {});
  if (!written) {
    return fail(written.error());
  }
  const std::string tree(trim(*written));
  if (!head.commit.empty()) {
    const Result<ports::Commit> last = commit(head.commit);
    if (!last) {
      return fail(last.error());
    }
    if (last->tree == tree) {
      return head.commit;
    }
  }
  const std::vector<std::string> parents =
      head.commit.empty() ? std::vector<std::string>() : std::vector<std::string>{head.commit};
  Result<std::string> made = commit_tree(folder, tree, parents, "The working tree as it stands", head.commit, stop);
  static_cast<void>(files_.remove_all(index));
  return made;
}

}  // namespace ropewalk::git
