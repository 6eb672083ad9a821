// A snapshot: one commit that holds the working tree as it stands.
//
// Git itself decides what belongs to it (ignore rules, filters, line ends, modes), but into files of our own: a copy of
// the index, so that only files that changed are read and hashed, and an object folder of our own that borrows the
// user's by `alternates`. The user's repository is read and never written to, not even its index. (Of a split index git
// renews the shared file's time whenever it reads it, with no way to say no; the bytes stay.)
#include <fmt/format.h>

#include "base/strings.h"
#include "git/config_text.h"
#include "git/git_repository.h"

namespace ropewalk::git {
namespace {

namespace fs = std::filesystem;

/// The time of a snapshot's commit where there is no commit to take it from: 2020-01-01T00:00:00Z.
constexpr const char* kFirstDate = "1577836800";

Result<void> write_all(ports::Files& files, const std::vector<std::pair<fs::path, std::string>>& texts) {
  for (const auto& [path, text] : texts) {
    if (Result<void> written = files.write_quick(path, text); !written) {
      return written;
    }
  }
  return {};
}

}  // namespace

Result<ports::Snapshot> GitRepository::snapshot(ports::SnapshotOf what, const fs::path& folder) {
  if (files_.type(folder) != ports::FileType::kMissing) {
    return fail(ErrorKind::kUsage, fmt::format("cannot make a snapshot in {}: it is there already", folder.string()));
  }
  // Git runs in the repository's top folder: a path that counts from ours would mean another place there.
  const Result<fs::path> whole = files_.canonical(folder);
  if (!whole) {
    return fail(whole.error());
  }
  Result<ports::Snapshot> made = fill_snapshot(what, *whole);
  if (!made) {
    static_cast<void>(files_.remove_all(*whole));
  }
  return made;
}

Result<ports::Snapshot> GitRepository::fill_snapshot(ports::SnapshotOf what, const fs::path& folder) {
  const Result<ports::Head> current = head();
  if (!current) {
    return fail(current.error());
  }
  if (what == ports::SnapshotOf::kHead && current->commit.empty()) {
    return fail(ErrorKind::kInvalid, fmt::format("{} has no commit yet", folder_.top.string()),
                "make the first commit, or take the working tree");
  }
  const bool has_hash = is_sha256();
  std::string settings = fmt::format("[core]\n\trepositoryformatversion = {}\n\tbare = true\n", has_hash ? 1 : 0);
  settings += has_hash ? "[extensions]\n\tobjectformat = sha256\n" : "";
  std::vector<std::pair<fs::path, std::string>> texts{
      {folder / "config", settings},
      {folder / "HEAD", "ref: refs/heads/main\n"},
      {folder / "objects/info/alternates", (folder_.common / "objects").string() + "\n"}};
  if (Result<std::string> shallow = files_.read(folder_.common / "shallow")) {
    texts.emplace_back(folder / "shallow", *std::move(shallow));
  }
  if (const Result<void> written = write_all(files_, texts); !written) {
    return fail(written.error());
  }
  if (const Result<void> made = files_.make_directories(folder / "refs/heads"); !made) {
    return fail(made.error());
  }
  const Result<std::string> commit =
      what == ports::SnapshotOf::kHead ? Result<std::string>(current->commit) : commit_working_tree(*current, folder);
  if (!commit) {
    return fail(commit.error());
  }
  const std::string branch = current->branch.empty() ? "main" : current->branch;
  const Result<void> named = write_all(files_, {{folder / "HEAD", fmt::format("ref: refs/heads/{}\n", branch)},
                                                {folder / "refs/heads" / branch, *commit + "\n"}});
  if (!named) {
    return fail(named.error());
  }
  return ports::Snapshot{*commit, folder};
}

Result<std::string> GitRepository::commit_working_tree(const ports::Head& head, const fs::path& folder) {
  const fs::path index = folder / "index";
  if (files_.type_followed(folder_.git / "index") == ports::FileType::kFile) {
    // With its modification time: git compares files with it to tell which may have changed since.
    if (const Result<void> copied = files_.copy(folder_.git / "index", index); !copied) {
      return fail(copied.error());
    }
  }
  const ports::EnvironmentList places{{"GIT_INDEX_FILE", index.string()},
                                      {"GIT_OBJECT_DIRECTORY", (folder / "objects").string()}};
  const auto run = [&](const std::vector<std::string>& arguments, const ports::EnvironmentList& extra) {
    return git_.run(folder_, Settings::kUsers, arguments, extra);
  };
  if (const Result<std::string> added = run({"add", "--all", "--", "."}, places); !added) {
    Error error = added.error();
    error.hint = "every file of the working tree goes into a run: mend this one, or name it in .gitignore";
    return fail(error);
  }
  const Result<std::string> written = run({"write-tree"}, places);
  if (!written) {
    return fail(written.error());
  }
  const std::string tree(trim(*written));
  std::string date = kFirstDate;
  std::vector<std::string> arguments{"commit-tree", "--no-gpg-sign", "-m", "The working tree as it stands", tree};
  if (!head.commit.empty()) {
    const Result<std::string> last = run({"log", "--max-count=1", "--format=%T %ct", head.commit}, {});
    if (!last) {
      return fail(last.error());
    }
    const std::vector<std::string_view> fields = split(trim(*last), ' ');
    if (fields.front() == tree) {
      return head.commit;
    }
    date = fields.back();
    arguments.insert(arguments.end(), {"-p", head.commit});
  }
  // The same tree on the same commit is the same snapshot: nothing in it depends on who made it or when.
  ports::EnvironmentList identity = places;
  for (const char* role : {"AUTHOR", "COMMITTER"}) {
    identity.emplace_back(fmt::format("GIT_{}_NAME", role), "Ropewalk");
    identity.emplace_back(fmt::format("GIT_{}_EMAIL", role), "ropewalk@localhost");
    identity.emplace_back(fmt::format("GIT_{}_DATE", role), fmt::format("@{} +0000", date));
  }
  const Result<std::string> commit = run(arguments, identity);
  if (!commit) {
    return fail(commit.error());
  }
  static_cast<void>(files_.remove_all(index));
  return std::string(trim(*commit));
}

}  // namespace ropewalk::git
