// What the Repository port answers about heads, commits and changes. Snapshots and checkouts have files of their own.
#include "git/git_repository.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/strings.h"
#include "git/commit_text.h"
#include "git/config_text.h"
#include "git/twin.h"
#include "git/working_tree_status.h"

namespace ropewalk::git {
namespace {

using ports::ChangeKind;
using ports::Commit;

constexpr std::string_view kHeads = "refs/heads/";
constexpr std::string_view kOriginHeads = "refs/remotes/origin/";
/// The id of a tree without entries, in both hash functions.
constexpr const char* kEmptyTreeSha1 = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
constexpr const char* kEmptyTreeSha256 = "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321";

/// The fields of a commit, each ended by a NUL, which none of them can hold.
constexpr const char* kLogFormat =
    "--format=tformat:%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B%x00";
constexpr std::size_t kLogFields = 10;

/// Pieces that each end with a NUL.
std::vector<std::string_view> split_nul(std::string_view text) {
  std::vector<std::string_view> pieces = split(text, '\0');
  if (!pieces.empty() && pieces.back().empty()) {
    pieces.pop_back();
  }
  return pieces;
}

Commit commit_of(const std::vector<std::string_view>& fields, std::size_t first) {
  Commit commit;
  // The separator between commits stands before the first field of the next.
  commit.sha = trim(fields[first]);
  commit.tree = fields[first + 1];
  for (const std::string_view parent : split(fields[first + 2], ' ')) {
    if (!parent.empty()) {
      commit.parents.emplace_back(parent);
    }
  }
  commit.author_name = fields[first + 3];
  commit.author_email = fields[first + 4];
  commit.author_date = fields[first + 5];
  commit.committer_name = fields[first + 6];
  commit.committer_email = fields[first + 7];
  commit.committer_date = fields[first + 8];
  commit.message = fields[first + 9];
  while (commit.message.ends_with('\n')) {
    commit.message.pop_back();
  }
  return commit;
}

ChangeKind change_kind(char letter) {
  switch (letter) {
    case 'A':
    case 'C': return ChangeKind::kAdded;
    case 'D': return ChangeKind::kRemoved;
    case 'R': return ChangeKind::kRenamed;
    default: return ChangeKind::kModified;
  }
}

/// Reads `git diff --name-status -z`: a letter, then one path, or two for renames and copies.
std::map<std::string, ChangeKind> read_changes(std::string_view text) {
  std::map<std::string, ChangeKind> changes;
  const std::vector<std::string_view> fields = split_nul(text);
  for (std::size_t i = 0; i + 1 < fields.size(); i += 2) {
    const char letter = fields[i].empty() ? 'M' : fields[i].front();
    if ((letter == 'R' || letter == 'C') && i + 2 < fields.size()) {
      ++i;
    }
    changes[std::string(fields[i + 1])] = change_kind(letter);
  }
  return changes;
}

}  // namespace

GitRepository::GitRepository(GitFolder folder, ports::Process& process, ports::Files& files,
                             const ports::Environment& environment, std::vector<std::string> left_out)
    : folder_(std::move(folder)),
      process_(process),
      files_(files),
      environment_(environment),
      git_(process, environment),
      refs_(files, folder_),
      objects_(folder_.common / "objects"),
      left_out_(std::move(left_out)) {}

GitRepository::~GitRepository() {
  if (twin_ && *twin_) {
    static_cast<void>(files_.remove_all((*twin_)->git));
  }
  for (const std::filesystem::path& folder : extracted_) {
    static_cast<void>(files_.remove_all(folder));
  }
}

Result<GitFolder> GitRepository::twin() const {
  const std::lock_guard lock(twin_mutex_);
  if (!twin_) {
    const Result<ports::Head> current = head();
    const Result<std::vector<ports::Ref>> refs = all_refs();
    if (!current || !refs) {
      return fail(!current ? current.error() : refs.error());
    }
    twin_ = make_twin(folder_, files_, *refs, current->commit, is_sha256());
  }
  return *twin_;
}

Result<std::string> GitRepository::look(const std::vector<std::string>& arguments, std::stop_token stop) const {
  const Result<GitFolder> folder = twin();
  if (!folder) {
    return fail(folder.error());
  }
  return git_.run(*folder, Settings::kUsers, arguments,
                  {.environment = {{"GIT_INDEX_FILE", (folder_.git / "index").string()}}, .stop = std::move(stop)});
}

Result<std::string> GitRepository::user_git(const std::vector<std::string>& arguments) const {
  return git_.run(folder_, Settings::kUsers, arguments);
}

Result<std::filesystem::path> GitRepository::extract(std::string_view commit, std::string_view path) {
  const Result<std::filesystem::path> folder =
      files_.make_temporary_directory(std::filesystem::temp_directory_path(), "ropewalk-files-");
  if (!folder) {
    return fail(folder.error());
  }
  {
    const std::lock_guard lock(extracted_mutex_);
    extracted_.push_back(*folder);
  }
  const Result<GitFolder> from = twin();
  if (!from) {
    return fail(from.error());
  }
  const GitCall call{.environment = {{"GIT_INDEX_FILE", (*folder / ".index").string()}}, .input = {}, .stop = {}};
  const Result<std::string> read =
      git_.run(*from, Settings::kNone, {"read-tree", fmt::format("{}:{}", commit, path)}, call);
  if (!read) {
    return fail(ErrorKind::kNotFound, fmt::format("the commit {} has no {}", commit, path));
  }
  const Result<std::string> written =
      git_.run(*from, Settings::kNone,
               {"checkout-index", "--all", "--force", fmt::format("--prefix={}/", (*folder / path).string())}, call);
  return written ? Result<std::filesystem::path>(*folder) : fail(written.error());
}

std::string GitRepository::config() const { return files_.read(folder_.common / "config").value_or(""); }

bool GitRepository::is_sha256() const {
  return equals_ignoring_case(config_value(config(), "extensions", "", "objectformat").value_or(""), "sha256");
}

Result<ports::Head> GitRepository::head() const {
  if (refs_.are_foreign()) {
    const Result<std::string> branch = user_git({"symbolic-ref", "--quiet", "--short", "HEAD"});
    const Result<std::string> commit = user_git({"rev-parse", "--quiet", "--verify", "HEAD"});
    return ports::Head{branch ? std::string(trim(*branch)) : "", commit ? std::string(trim(*commit)) : ""};
  }
  const std::string target = refs_.target("HEAD");
  const std::string branch = target.starts_with(kHeads) ? target.substr(kHeads.size()) : "";
  return ports::Head{branch, refs_.read("HEAD").value_or("")};
}

std::string GitRepository::remote_url(std::string_view remote) const {
  return config_value(config(), "remote", remote, "url").value_or("");
}

Result<std::string> GitRepository::resolve(std::string_view revision) const {
  if (revision == "HEAD" || revision.starts_with(kHeads) || revision.starts_with("refs/remotes/")) {
    if (std::optional<std::string> id = refs_.read(revision)) {
      return *std::move(id);
    }
  }
  // Most questions are about HEAD's own commit, which needs no asking.
  if (!refs_.are_foreign() && is_object_id(revision) && refs_.read("HEAD") == std::string(revision)) {
    return std::string(revision);
  }
  if (const std::optional<Object> object = objects_.read(revision); object && object->type == ObjectType::kCommit) {
    return std::string(revision);
  }
  const Result<std::string> id =
      look({"rev-parse", "--quiet", "--verify", "--end-of-options", fmt::format("{}^{{commit}}", revision)});
  if (!id) {
    return id.error().kind == ErrorKind::kInvalid
               ? fail(ErrorKind::kNotFound, fmt::format("'{}' is not a commit of this repository", revision))
               : fail(id.error());
  }
  return std::string(trim(*id));
}

std::optional<Commit> GitRepository::read_commit(const std::string& id) const {
  // Where history is cut or replaced, git shows a commit otherwise than it is written.
  const bool is_plain = !refs_.are_foreign() && !refs_.read("refs/replace/" + id) &&
                        files_.type(folder_.common / "shallow") == ports::FileType::kMissing &&
                        files_.type(folder_.common / "info/grafts") == ports::FileType::kMissing;
  const std::optional<Object> object = is_plain ? objects_.read(id) : std::nullopt;
  return object && object->type == ObjectType::kCommit ? read_commit_text(id, object->content) : std::nullopt;
}

WorkingTreeStatus GitRepository::status_of(std::string_view said) const {
  WorkingTreeStatus status = read_status(said);
  const auto is_left_out = [&](const std::string& path) {
    return std::ranges::any_of(left_out_, [&](const std::string& folder) { return path.starts_with(folder); });
  };
  std::erase_if(status.untracked, is_left_out);
  std::erase_if(status.nested, is_left_out);
  return status;
}

Result<std::vector<Commit>> GitRepository::log(const std::vector<std::string>& arguments) const {
  std::vector<std::string> all{"log", kLogFormat, "--encoding=UTF-8", "--no-color", "--no-decorate"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  const Result<std::string> text = look(all);
  if (!text) {
    return fail(text.error());
  }
  std::vector<Commit> commits;
  const std::vector<std::string_view> fields = split(*text, '\0');
  for (std::size_t i = 0; i + kLogFields <= fields.size(); i += kLogFields) {
    commits.push_back(commit_of(fields, i));
  }
  return commits;
}

Result<Commit> GitRepository::commit(std::string_view revision) const {
  Result<std::vector<Commit>> found = commits("", revision, 1);
  if (!found) {
    return fail(found.error());
  }
  return std::move(found->front());
}

Result<std::vector<Commit>> GitRepository::commits(std::string_view from, std::string_view to, int limit) const {
  const Result<std::string> newest = resolve(to);
  if (!newest) {
    return fail(newest.error());
  }
  if (from.empty()) {
    if (std::optional<Commit> commit = read_commit(*newest)) {
      return std::vector<Commit>{*std::move(commit)};
    }
    return log({"--max-count=1", *newest});
  }
  const Result<std::string> oldest = resolve(from);
  if (!oldest) {
    return fail(oldest.error());
  }
  return log({fmt::format("--max-count={}", limit), *newest, "^" + *oldest});
}

Result<std::vector<ports::Ref>> GitRepository::all_refs() const {
  if (!refs_.are_foreign()) {
    return refs_.all();
  }
  const Result<std::string> text = user_git({"for-each-ref", "--format=%(objectname) %(refname) %(symref)"});
  if (!text) {
    return fail(text.error());
  }
  std::vector<ports::Ref> refs;
  for (const std::string_view line : split_lines(*text)) {
    const std::vector<std::string_view> fields = split(line, ' ');
    if (fields.size() == 3 && fields[2].empty()) {
      refs.push_back({std::string(fields[1]), std::string(fields[0])});
    }
  }
  return refs;
}

Result<std::vector<std::string>> GitRepository::tags_at(std::string_view revision) const {
  const Result<std::string> id = resolve(revision);
  if (!id) {
    return fail(id.error());
  }
  if (!refs_.are_foreign() && !refs_.has_tags()) {
    return std::vector<std::string>{};
  }
  const Result<std::string> text = look({"tag", "--points-at", *id, "--sort=refname", "--no-column"});
  if (!text) {
    return fail(text.error());
  }
  std::vector<std::string> tags;
  for (const std::string_view line : split_lines(*text)) {
    tags.emplace_back(line);
  }
  return tags;
}

std::string GitRepository::default_branch() const {
  const std::string origin = refs_.target("refs/remotes/origin/HEAD");
  if (origin.starts_with(kOriginHeads)) {
    return origin.substr(kOriginHeads.size());
  }
  for (const char* name : {"main", "master"}) {
    if (refs_.read(std::string(kHeads) + name) || refs_.read(std::string(kOriginHeads) + name)) {
      return name;
    }
  }
  const Result<ports::Head> current = head();
  return current && !current->branch.empty() ? current->branch : "main";
}

Result<std::string> GitRepository::merge_base(std::string_view a, std::string_view b) const {
  const Result<std::string> first = resolve(a);
  const Result<std::string> second = resolve(b);
  if (!first || !second) {
    return fail(!first ? first.error() : second.error());
  }
  const Result<std::string> base = look({"merge-base", *first, *second});
  if (!base) {
    return base.error().kind == ErrorKind::kInvalid
               ? fail(ErrorKind::kNotFound, fmt::format("'{}' and '{}' share no history", a, b))
               : fail(base.error());
  }
  return std::string(trim(*base));
}

Result<std::vector<ports::Change>> GitRepository::changes(std::string_view from, std::string_view to) const {
  const Result<std::string> base =
      from.empty() ? Result<std::string>(is_sha256() ? kEmptyTreeSha256 : kEmptyTreeSha1) : resolve(from);
  if (!base) {
    return fail(base.error());
  }
  std::vector<std::string> arguments{"diff",
                                     "--name-status",
                                     "-z",
                                     "--find-renames",
                                     "--no-ext-diff",
                                     "--no-textconv",
                                     "--no-relative",
                                     "--ignore-submodules=dirty",
                                     *base};
  WorkingTreeStatus status;
  std::string end(to);
  if (to.empty()) {
    const Result<std::string> said = look(status_arguments());
    if (!said) {
      return fail(said.error());
    }
    status = status_of(*said);
    // Of a clean tree two commits are compared, and no file is looked at again.
    if (status.is_clean()) {
      end = head()->commit;
    }
  }
  if (!end.empty()) {
    const Result<std::string> id = resolve(end);
    if (!id) {
      return fail(id.error());
    }
    if (*id == *base) {
      return std::vector<ports::Change>{};
    }
    arguments.push_back(*id);
  }
  arguments.emplace_back("--");
  const Result<std::string> text = look(arguments);
  if (!text) {
    return fail(text.error());
  }
  std::map<std::string, ChangeKind> changes = read_changes(*text);
  for (const std::string& path : status.untracked) {
    // Taken out of the index but still in the folder: then it is not removed at all.
    const auto [at, is_new] = changes.try_emplace(path, ChangeKind::kAdded);
    if (!is_new) {
      at->second = ChangeKind::kModified;
    }
  }
  std::vector<ports::Change> out;
  for (const auto& [path, kind] : changes) {
    out.push_back({kind, path});
  }
  return out;
}

}  // namespace ropewalk::git
