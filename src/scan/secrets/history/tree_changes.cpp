#include "scan/secrets/history/tree_changes.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <queue>

namespace ropewalk::scan {
namespace {

constexpr int kDeepest = 1000;

struct Entry {
  std::uint32_t mode = 0;
  ports::ObjectId id;
};
using Entries = std::map<std::string, Entry, std::less<>>;

class Differ {
 public:
  Differ(const ports::ObjectStore& store, std::vector<Trouble>& trouble) : store_(store), trouble_(trouble) {}

  void compare(const std::string& folder, const std::optional<ports::ObjectId>& tree,
               const std::vector<ports::ObjectId>& parents, int depth) {
    if (depth > kDeepest) {
      trouble_.push_back({{folder, 0, 0, 0, 0}, "damaged", "folders are nested too deeply", {}});
      return;
    }
    const Entries own = tree ? entries(*tree, folder) : Entries();
    std::vector<Entries> before;
    for (const ports::ObjectId& parent : parents) {
      before.push_back(entries(parent, folder));
    }
    for (const auto& [name, entry] : own) {
      changed(folder + name, name, entry, before, depth);
    }
    if (parents.empty()) {
      return;
    }
    for (const auto& [name, entry] : before.front()) {
      if (own.contains(name)) {
        continue;
      }
      if (is_folder(entry)) {
        compare(folder + name + "/", std::nullopt, {entry.id}, depth + 1);
      } else if (is_file(entry)) {
        changes.removed.push_back({folder + name, entry.id, {}});
      }
    }
  }

  TreeChanges changes;

 private:
  static bool is_folder(const Entry& entry) { return entry.mode == 040000; }
  static bool is_file(const Entry& entry) { return !is_folder(entry) && entry.mode != 0160000; }

  void changed(const std::string& path, const std::string& name, const Entry& entry, const std::vector<Entries>& before,
               int depth) {
    std::vector<ports::ObjectId> folders;
    std::vector<ports::ObjectId> files;
    for (const Entries& parent : before) {
      const auto found = parent.find(name);
      if (found == parent.end()) {
        continue;
      }
      if (found->second.id == entry.id) {
        return;
      }
      if (is_folder(found->second)) {
        folders.push_back(found->second.id);
      } else if (is_file(found->second)) {
        files.push_back(found->second.id);
      }
    }
    if (is_folder(entry)) {
      compare(path + "/", entry.id, folders, depth + 1);
    } else if (is_file(entry)) {
      changes.changed.push_back({path, entry.id, std::move(files)});
    }
  }

  Entries entries(const ports::ObjectId& tree, const std::string& folder) {
    Entries found;
    static const auto kEmpty = ports::object_id_from_hex("4b825dc642cb6eb9a060e54bf8d69288fbee4904");
    const auto object = store_.read(tree);
    if (!object) {
      if (tree != *kEmpty) {
        trouble_.push_back({{folder, 0, 0, 0, 0},
                            object.error().kind == ErrorKind::kNotFound ? "missing-object" : "damaged",
                            object.error().message,
                            {}});
      }
      return found;
    }
    if (!read_tree(object->content, store_.shape().id_size, [&](const TreeEntry& entry) {
          found.insert_or_assign(std::string(entry.name), Entry{entry.mode, entry.id});
        })) {
      trouble_.push_back({{folder, 0, 0, 0, 0}, "damaged", "the tree is not well formed", {}});
    }
    return found;
  }

  const ports::ObjectStore& store_;
  std::vector<Trouble>& trouble_;
};

struct Commit {
  std::vector<ports::ObjectId> parents;
  std::int64_t time = 0;
  bool is_old = false;
};

/// Walks back from both ends, the newest commit first, until nothing is left that is not old.
class Walk {
 public:
  Walk(const ports::ObjectStore& store, std::vector<Trouble>& trouble) : store_(store), trouble_(trouble) {}

  void start(const ports::ObjectId& id, bool is_old) { reach(id, is_old); }

  void run() {
    // Clocks of committers go wrong: some more are looked at than their times ask for.
    constexpr int kMore = 50;
    int more = kMore;
    while (!open_.empty() && more > 0) {
      const auto [time, id] = open_.top();
      open_.pop();
      const Commit commit = commits_.at(id);
      new_in_queue_ -= commit.is_old ? 0 : 1;
      if (commit.is_old && new_in_queue_ == 0) {
        --more;
      }
      for (const ports::ObjectId& parent : commit.parents) {
        reach(parent, commit.is_old);
      }
    }
  }

  std::vector<ports::ObjectId> found() {
    // Parents before children: a commit is ready when its parents of the range are out.
    std::map<ports::ObjectId, std::vector<ports::ObjectId>> children;
    std::map<ports::ObjectId, std::size_t> waits;
    using Ready = std::pair<std::int64_t, ports::ObjectId>;
    std::priority_queue<Ready, std::vector<Ready>, std::greater<>> ready;
    for (const auto& [id, commit] : commits_) {
      if (commit.is_old) {
        continue;
      }
      std::size_t parents = 0;
      for (const ports::ObjectId& parent : commit.parents) {
        const auto known = commits_.find(parent);
        if (known != commits_.end() && !known->second.is_old) {
          children[parent].push_back(id);
          ++parents;
        }
      }
      waits[id] = parents;
      if (parents == 0) {
        ready.emplace(commit.time, id);
      }
    }
    std::vector<ports::ObjectId> order;
    while (!ready.empty()) {
      const ports::ObjectId id = ready.top().second;
      ready.pop();
      order.push_back(id);
      for (const ports::ObjectId& child : children[id]) {
        if (--waits[child] == 0) {
          ready.emplace(commits_.at(child).time, child);
        }
      }
    }
    return order;
  }

 private:
  void reach(const ports::ObjectId& id, bool is_old) {
    const auto known = commits_.find(id);
    if (known != commits_.end()) {
      if (is_old && !known->second.is_old) {
        make_old(id);
      }
      return;
    }
    const auto object = store_.read(id);
    const auto facts = object ? read_commit(object->content) : std::nullopt;
    if (!facts) {
      if (!is_old) {
        trouble_.push_back({{},
                            object || object.error().kind != ErrorKind::kNotFound ? "damaged" : "missing-object",
                            fmt::format("commit {} cannot be read", ports::to_hex(id, store_.shape().id_size)),
                            {}});
      }
      return;
    }
    const std::vector<ports::ObjectId>& shallow = store_.shape().shallow;
    const bool is_cut = std::binary_search(shallow.begin(), shallow.end(), id);
    commits_.emplace(id, Commit{is_cut ? std::vector<ports::ObjectId>() : facts->parents, facts->commit_time, is_old});
    if (is_cut && !is_old) {
      trouble_.push_back({{},
                          "shallow",
                          fmt::format("the clone is shallow: what commit {} comes from is not here",
                                      ports::to_hex(id, store_.shape().id_size)),
                          {}});
    }
    open_.emplace(facts->commit_time, id);
    new_in_queue_ += is_old ? 0 : 1;
  }

  /// A commit that was taken for new, and all that it led to.
  void make_old(const ports::ObjectId& first) {
    std::vector<ports::ObjectId> open = {first};
    while (!open.empty()) {
      const ports::ObjectId id = open.back();
      open.pop_back();
      const auto known = commits_.find(id);
      if (known == commits_.end() || known->second.is_old) {
        continue;
      }
      known->second.is_old = true;
      // Those that wait in the queue count as new no more; those that are through are found again by it.
      open_.emplace(known->second.time, id);
      open.insert(open.end(), known->second.parents.begin(), known->second.parents.end());
    }
    new_in_queue_ = 0;
    auto queue = open_;
    std::map<ports::ObjectId, bool> counted;
    while (!queue.empty()) {
      const ports::ObjectId id = queue.top().second;
      queue.pop();
      new_in_queue_ += commits_.at(id).is_old ? 0 : 1;
    }
  }

  const ports::ObjectStore& store_;
  std::vector<Trouble>& trouble_;
  std::map<ports::ObjectId, Commit> commits_;
  std::priority_queue<std::pair<std::int64_t, ports::ObjectId>> open_;
  int new_in_queue_ = 0;
};

}  // namespace

TreeChanges tree_changes(const ports::ObjectStore& store, const ports::ObjectId& tree,
                         const std::vector<ports::ObjectId>& parents, std::vector<Trouble>& trouble) {
  Differ differ(store, trouble);
  differ.compare("", tree, parents, 0);
  return std::move(differ.changes);
}

std::vector<ports::ObjectId> commits_between(const ports::ObjectStore& store, const std::vector<ports::ObjectId>& from,
                                             const std::vector<ports::ObjectId>& to, std::vector<Trouble>& trouble) {
  Walk walk(store, trouble);
  for (const ports::ObjectId& id : from) {
    walk.start(id, true);
  }
  for (const ports::ObjectId& id : to) {
    walk.start(id, false);
  }
  walk.run();
  return walk.found();
}

}  // namespace ropewalk::scan
