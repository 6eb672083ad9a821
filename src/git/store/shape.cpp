// What a repository's files say about its refs and its ends.
#include <algorithm>
#include <tuple>

#include "base/strings.h"
#include "git/config_text.h"
#include "git/refs.h"
#include "git/store/git_object_store.h"
#include "git/store/ref_files.h"

namespace ropewalk::git {
namespace {

constexpr std::uint64_t kMostTextBytes = 256ULL << 20U;

/// A file's text; empty when it is not there. Trouble when it cannot be read.
std::string read_text(const ports::Files& files, const ports::Path& file, std::uint64_t limit,
                      std::vector<ports::StoreTrouble>& trouble) {
  auto text = files.read_regular(file, limit, ports::Links::kFollow);
  if (!text && text.error().kind != ErrorKind::kNotFound) {
    trouble.push_back({file.string(), "unreadable", text.error().message});
  }
  return text ? std::move(*text) : std::string();
}

/// What logs say.
struct Logs {
  std::vector<ports::Ref> refs;
  std::vector<ports::StoreTrouble> trouble;
};

/// Both ids of each entry of a log.
void add_log(const ports::Files& files, const ports::Path& file, const std::string& name, Logs& to) {
  const std::string text = read_text(files, file, kMostTextBytes, to.trouble);
  bool is_whole = text.empty() || text.ends_with('\n');
  for (const std::string_view line : split_lines(text)) {
    const auto words = split(line.substr(0, line.find('\t')), ' ');
    for (std::size_t word = 0; word < 2; ++word) {
      if (words.size() < 2 || !is_object_id(words[word])) {
        is_whole = false;
      } else if (words[word].find_first_not_of('0') != std::string_view::npos) {
        to.refs.push_back({name, std::string(words[word])});
      }
    }
  }
  if (!is_whole) {
    to.trouble.push_back({file.string(), "damaged", "the log of a ref is damaged"});
  }
}

void add_logs(const ports::Files& files, const ports::Path& logs, Logs& to) {
  const auto entries = files.walk(logs, [](const ports::FileEntry&) { return ports::Walk::kEnter; });
  if (!entries && entries.error().kind != ErrorKind::kNotFound) {
    to.trouble.push_back({logs.string(), "unreadable", entries.error().message});
  }
  for (const ports::FileEntry& entry : entries ? *entries : std::vector<ports::FileEntry>()) {
    if (entry.type != ports::FileType::kDirectory && entry.path.extension() != ".lock") {
      add_log(files, logs / entry.path, entry.path.generic_string(), to);
    }
  }
}

void make_unique(std::vector<ports::Ref>& refs) {
  const auto key = [](const ports::Ref& ref) { return std::tie(ref.name, ref.id); };
  std::sort(refs.begin(), refs.end(), [&](const ports::Ref& a, const ports::Ref& b) { return key(a) < key(b); });
  refs.erase(std::unique(refs.begin(), refs.end()), refs.end());
}

bool is_promised(const std::vector<ConfigEntry>& entries) {
  return std::any_of(entries.begin(), entries.end(), [](const ConfigEntry& entry) {
    return (entry.section == "extensions" && entry.key == "partialclone") ||
           (entry.section == "remote" && entry.key == "promisor" && entry.value == "true");
  });
}

class ShapeReader {
 public:
  ShapeReader(const ports::Files& files, const StoreFolder& folder) : files_(files), folder_(folder) {}

  ports::RepositoryShape read() {
    read_settings();
    read_shallow();
    RefFiles refs(files_, shape_.id_size);
    const ports::Path& common = folder_.git.common;
    refs.add_folder(common / "refs", "refs");
    read_working_trees(refs);
    refs.add_packed(common / "packed-refs");
    add_heads(refs);
    shape_.refs.insert(shape_.refs.end(), refs.refs().begin(), refs.refs().end());
    shape_.ref_trouble.insert(shape_.ref_trouble.end(), refs.trouble().begin(), refs.trouble().end());
    add_logs(files_, common / "logs", logs_);
    Logs stashes;
    add_log(files_, common / "logs/refs/stash", "refs/stash", stashes);
    shape_.ref_trouble.insert(shape_.ref_trouble.end(), stashes.trouble.begin(), stashes.trouble.end());
    shape_.stashes = std::move(stashes.refs);
    shape_.reflog.insert(shape_.reflog.end(), logs_.refs.begin(), logs_.refs.end());
    shape_.log_trouble = std::move(logs_.trouble);
    make_unique(shape_.refs);
    make_unique(shape_.stashes);
    make_unique(shape_.reflog);
    return std::move(shape_);
  }

 private:
  void read_settings() {
    const ports::Path& common = folder_.git.common;
    const std::string config = read_text(files_, common / "config", kMostConfigBytes, shape_.trouble);
    shape_.id_size = config_value(config, "extensions", "", "objectformat").value_or("sha1") == "sha256" ? 32 : 20;
    shape_.is_partial = is_promised(read_config(config));
    if (Refs(files_, folder_.git).are_foreign() ||
        config_value(config, "extensions", "", "refstorage").value_or("files") != "files") {
      shape_.ref_trouble.push_back(
          {(common / "reftable").string(), "unreadable", "the refs are kept in a form that is not read (reftable)"});
    }
  }

  void read_shallow() {
    if (folder_.shallow.empty()) {
      return;
    }
    const std::string text = read_text(files_, folder_.shallow, kMostTextBytes, shape_.trouble);
    for (const std::string_view line : split_lines(text)) {
      if (const auto id = ports::object_id_from_hex(trim(line))) {
        shape_.shallow.push_back(*id);
      } else {
        shape_.trouble.push_back({folder_.shallow.string(), "damaged", "the list of shallow commits is damaged"});
      }
    }
    std::sort(shape_.shallow.begin(), shape_.shallow.end());
  }

  /// Of the working trees that are linked, and of the one at hand.
  void read_working_trees(RefFiles& refs) {
    const ports::Path& common = folder_.git.common;
    trees_.emplace_back("", folder_.git.git);
    if (folder_.git.git != common) {
      trees_.emplace_back("main-worktree/", common);
    }
    const auto worktrees = files_.list(common / "worktrees");
    if (!worktrees && worktrees.error().kind != ErrorKind::kNotFound) {
      shape_.ref_trouble.push_back({(common / "worktrees").string(), "unreadable", worktrees.error().message});
    }
    for (const ports::FileEntry& entry : worktrees ? *worktrees : std::vector<ports::FileEntry>()) {
      trees_.emplace_back("worktrees/" + entry.path.string() + "/", common / "worktrees" / entry.path);
      refs.add_folder(trees_.back().second / "refs", trees_.back().first + "refs");
    }
  }

  /// HEAD of each working tree, and what is in the middle of being merged, picked or moved there.
  void add_heads(RefFiles& refs) {
    for (const auto& [name, git] : trees_) {
      refs.add_file(git / "HEAD", name + "HEAD");
      for (const std::string other : {"MERGE_HEAD", "CHERRY_PICK_HEAD", "REBASE_HEAD"}) {
        refs.add_lines(git / other, name + other);
      }
      if (const auto id = refs.find(name + "HEAD")) {
        shape_.refs.push_back({name + "HEAD", *id});
      }
      // Where HEAD was before a reset is nothing that a push takes along.
      const auto before = files_.read_regular(git / "ORIG_HEAD", kMostTextBytes, ports::Links::kFollow);
      if (before && is_object_id(trim(*before))) {
        shape_.reflog.push_back({"ORIG_HEAD", std::string(trim(*before))});
      }
      if (git != folder_.git.common) {
        add_logs(files_, git / "logs", logs_);
      }
    }
  }

  const ports::Files& files_;
  const StoreFolder& folder_;
  ports::RepositoryShape shape_;
  Logs logs_;
  /// What the names of their refs begin with, and their folders.
  std::vector<std::pair<std::string, ports::Path>> trees_;
};

}  // namespace

ports::RepositoryShape read_shape(const ports::Files& files, const StoreFolder& folder) {
  return ShapeReader(files, folder).read();
}

}  // namespace ropewalk::git
