// What a repository's files say about its refs and its ends.
#include <algorithm>
#include <map>

#include "base/strings.h"
#include "git/config_text.h"
#include "git/refs.h"
#include "git/store/git_object_store.h"

namespace ropewalk::git {
namespace {

/// Both ids of each entry of a reflog file.
void add_log(const ports::Files& files, const ports::Path& file, const std::string& name, std::vector<ports::Ref>& to) {
  const auto text = files.read(file);
  if (!text) {
    return;
  }
  for (const std::string_view line : split_lines(*text)) {
    const auto words = split(line.substr(0, line.find('\t')), ' ');
    for (std::size_t word = 0; word < 2 && word < words.size(); ++word) {
      if (is_object_id(words[word]) && words[word].find_first_not_of('0') != std::string_view::npos) {
        to.push_back({name, std::string(words[word])});
      }
    }
  }
}

void make_unique(std::vector<ports::Ref>& refs) {
  const auto key = [](const ports::Ref& ref) { return std::tie(ref.name, ref.id); };
  std::sort(refs.begin(), refs.end(), [&](const ports::Ref& a, const ports::Ref& b) { return key(a) < key(b); });
  refs.erase(std::unique(refs.begin(), refs.end()), refs.end());
}

void add_head(const ports::Files& files, const GitFolder& folder, const std::string& name,
              ports::RepositoryShape& shape) {
  if (const auto id = Refs(files, folder).read("HEAD")) {
    shape.refs.push_back({name, *id});
  }
  for (const std::string other : {"MERGE_HEAD", "CHERRY_PICK_HEAD", "REBASE_HEAD", "ORIG_HEAD"}) {
    const auto text = files.read(folder.git / other);
    if (text && is_object_id(trim(*text))) {
      // Where HEAD was before a reset is nothing that a push takes along.
      (other == "ORIG_HEAD" ? shape.reflog : shape.refs).push_back({other, std::string(trim(*text))});
    }
  }
}

void add_logs(const ports::Files& files, const ports::Path& logs, std::vector<ports::Ref>& to) {
  const auto entries = files.walk(logs, [](const ports::FileEntry&) { return ports::Walk::kEnter; });
  for (const ports::FileEntry& entry : entries ? *entries : std::vector<ports::FileEntry>()) {
    if (entry.type == ports::FileType::kFile) {
      add_log(files, logs / entry.path, entry.path.generic_string(), to);
    }
  }
}

bool is_promised(const std::vector<ConfigEntry>& entries) {
  return std::any_of(entries.begin(), entries.end(), [](const ConfigEntry& entry) {
    return (entry.section == "extensions" && entry.key == "partialclone") ||
           (entry.section == "remote" && entry.key == "promisor" && entry.value == "true");
  });
}

}  // namespace

ports::RepositoryShape read_shape(const ports::Files& files, const GitFolder& folder) {
  ports::RepositoryShape shape;
  const auto config = files.read(folder.common / "config");
  if (config) {
    shape.id_size = config_value(*config, "extensions", "", "objectformat").value_or("sha1") == "sha256" ? 32 : 20;
    shape.is_partial = is_promised(read_config(*config));
  }
  const Refs refs(files, folder);
  if (refs.are_foreign()) {
    shape.trouble.push_back({(folder.common / "reftable").string(), "unreadable",
                             "the refs are kept in a form that is not read (reftable)"});
  }
  shape.refs = refs.all();
  add_head(files, folder, "HEAD", shape);
  add_logs(files, folder.common / "logs", shape.reflog);
  const auto worktrees = files.list(folder.common / "worktrees");
  for (const ports::FileEntry& entry : worktrees ? *worktrees : std::vector<ports::FileEntry>()) {
    GitFolder other = folder;
    other.git = folder.common / "worktrees" / entry.path;
    add_head(files, other, "worktrees/" + entry.path.string() + "/HEAD", shape);
    add_logs(files, other.git / "logs", shape.reflog);
  }
  make_unique(shape.refs);
  make_unique(shape.reflog);
  add_log(files, folder.common / "logs/refs/stash", "refs/stash", shape.stashes);
  make_unique(shape.stashes);
  if (const auto shallow = files.read(folder.common / "shallow")) {
    for (const std::string_view line : split_lines(*shallow)) {
      if (const auto id = ports::object_id_from_hex(trim(line))) {
        shape.shallow.push_back(*id);
      }
    }
    std::sort(shape.shallow.begin(), shape.shallow.end());
  }
  return shape;
}

}  // namespace ropewalk::git
