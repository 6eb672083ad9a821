// The order of a whole scan is: commits after their parents, else by time. When all new commits are newer than all old
// ones, the new ones come after all old ones there as well, so what they bring can be added to what was found before.
#include "scan/secrets/history/continue_history.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/strings.h"
#include "scan/secrets/history/history_hits.h"
#include "scan/secrets/history/tree_changes.h"
#include "scan/secrets/report_hits.h"
#include "scan/secrets/sources/inner_texts.h"

namespace ropewalk::scan {
namespace {

using ports::ObjectId;

struct NewCommit {
  ObjectId tree;
  std::vector<ObjectId> parents;
  std::int64_t time = 0;
  std::string message;
};

class Continuation {
 public:
  Continuation(const HistoryMemory& before, const ports::ObjectStore& store, const Detector& detector,
               const HistoryOptions& options)
      : before_(before),
        store_(store),
        detector_(detector),
        options_(options),
        hits_(store, detector, options.archive_depth) {}

  std::optional<HistoryMemory> run() {
    const auto tips = tips_of(store_.shape());
    const std::vector<std::string> files = store_.files();
    if (!tips || !std::includes(files.begin(), files.end(), before_.files.begin(), before_.files.end()) ||
        !find_new(*tips) || !are_old_tips_there(*tips)) {
      return std::nullopt;
    }
    hits_.know(before_.report);
    report_ = before_.report;
    std::int64_t newest = before_.newest;
    for (const ObjectId& id : oldest_first()) {
      const NewCommit& commit = commits_.at(id);
      if (commit.time <= before_.newest || !add_commit(id, commit)) {
        return std::nullopt;
      }
      newest = std::max(newest, commit.time);
    }
    HistoryMemory memory;
    memory.files = files;
    memory.tips = IdList(store_.shape().id_size, *tips);
    memory.objects = before_.objects.with(objects_);
    memory.blobs_with_hits = before_.blobs_with_hits.with({new_hits_.begin(), new_hits_.end()});
    memory.newest = newest;
    memory.report = std::move(report_);
    memory.report.skipped.insert(memory.report.skipped.end(), hits_.skipped.begin(), hits_.skipped.end());
    for (Finding& finding : hits_.findings) {
      memory.report.findings.push_back(std::move(finding));
    }
    if (tells_secrets(memory.report, detector_)) {
      return std::nullopt;
    }
    return memory;
  }

 private:
  /// The commits and tags that were not there before; false when that is not all there is to them.
  bool find_new(const std::vector<ObjectId>& tips) {
    std::vector<ObjectId> open = tips;
    std::set<ObjectId> seen(tips.begin(), tips.end());
    while (!open.empty()) {
      const ObjectId id = open.back();
      open.pop_back();
      if (before_.objects.contains(id)) {
        led_to_.insert(id);
        continue;
      }
      const auto object = store_.read(id);
      std::vector<ObjectId> next;
      if (object && object->kind == ports::ObjectKind::kCommit) {
        const auto facts = read_commit(object->content);
        if (!facts) {
          return false;
        }
        next = facts->parents;
        commits_[id] = {facts->tree, facts->parents, facts->commit_time, std::string(facts->message)};
      } else if (object && object->kind == ports::ObjectKind::kTag) {
        const auto facts = read_tag(object->content);
        if (!facts) {
          return false;
        }
        if (detector_.may_find(facts->message)) {
          return false;  // which tag is the first with a secret does not go by time
        }
        next = {facts->target};
      } else {
        return false;
      }
      objects_.push_back(id);
      for (const ObjectId& one : next) {
        if (seen.insert(one).second) {
          open.push_back(one);
        }
      }
    }
    return true;
  }

  [[nodiscard]] bool are_old_tips_there(const std::vector<ObjectId>& tips) const {
    const std::vector<ObjectId> old = before_.tips.all();
    return std::all_of(old.begin(), old.end(), [&](const ObjectId& id) {
      return led_to_.contains(id) || std::find(tips.begin(), tips.end(), id) != tips.end();
    });
  }

  /// As ObjectGraph has them: of those whose parents are done the oldest, else the one with the lowest id.
  [[nodiscard]] std::vector<ObjectId> oldest_first() const {
    std::map<ObjectId, std::vector<ObjectId>> children;
    std::map<ObjectId, std::size_t> waits_for;
    std::set<std::pair<std::int64_t, ObjectId>> ready;
    for (const auto& [id, commit] : commits_) {
      for (const ObjectId& parent : commit.parents) {
        if (commits_.contains(parent)) {
          children[parent].push_back(id);
          ++waits_for[id];
        }
      }
      if (!waits_for.contains(id)) {
        ready.emplace(commit.time, id);
      }
    }
    std::vector<ObjectId> order;
    while (!ready.empty()) {
      const ObjectId id = ready.begin()->second;
      ready.erase(ready.begin());
      order.push_back(id);
      for (const ObjectId& child : children[id]) {
        if (--waits_for[child] == 0) {
          ready.emplace(commits_.at(child).time, child);
        }
      }
    }
    return order;
  }

  bool add_commit(const ObjectId& id, const NewCommit& commit) {
    std::vector<ObjectId> trees;
    for (const ObjectId& parent : commit.parents) {
      if (const auto own = commits_.find(parent); own != commits_.end()) {
        trees.push_back(own->second.tree);
        continue;
      }
      const auto object = store_.read(parent);
      const auto facts = object ? read_commit(object->content) : std::nullopt;
      if (!facts) {
        return false;
      }
      trees.push_back(facts->tree);
    }
    std::vector<Trouble> trouble;
    for (const ChangedFile& file : tree_changes(store_, commit.tree, trees, trouble).changed) {
      if (!add_file(file, id)) {
        return false;
      }
    }
    add_message(commit.message, "(commit message)", id);
    return trouble.empty();
  }

  bool add_file(const ChangedFile& file, const ObjectId& commit) {
    for (const std::string_view part : split(file.path, '/')) {
      if (names_.insert(std::string(part)).second && detector_.may_find(part)) {
        return false;
      }
    }
    const bool is_new = !before_.objects.contains(file.blob) && new_blobs_.insert(file.blob).second;
    bool has_hits = before_.blobs_with_hits.contains(file.blob) || new_hits_.contains(file.blob);
    std::string content;
    if (is_new || has_hits) {
      auto object = store_.read(file.blob);
      if (!object) {
        return false;
      }
      content = std::move(object->content);
    }
    if (is_new) {
      objects_.push_back(file.blob);
      ++report_.looked_at;
      report_.bytes += content.size();
      if (may_hold(content, file.blob)) {
        new_hits_.insert(file.blob);
        has_hits = true;
      }
    }
    if (!report_.trouble.empty()) {
      return false;
    }
    if (has_hits) {
      hits_.tell_if_passed_over(file.path);
    }
    if (has_hits || detector_.looks_at_names()) {
      hits_.add(hits_.look_at_texts(has_hits ? content : std::string(), file.path, commit), commit);
    }
    return true;
  }

  bool may_hold(std::string_view content, const ObjectId& blob) {
    bool may = false;
    each_inner_text(content, "", options_.archive_depth,
                    {.text = [&](std::string_view text,
                                 const std::string&) { may = may || (!text.empty() && detector_.may_find(text)); },
                     .passed =
                         [&](const NotOpened& passed) {
                           add_not_opened_of_history(passed, ports::to_hex(blob, store_.shape().id_size), report_);
                         }});
    return may;
  }

  void add_message(const std::string& message, const std::string& name, const ObjectId& id) {
    if (detector_.may_find(message)) {
      hits_.add_message(message, name, id);
    }
  }

  const HistoryMemory& before_;
  const ports::ObjectStore& store_;
  const Detector& detector_;
  const HistoryOptions& options_;
  HistoryHits hits_;
  Report report_;
  std::map<ObjectId, NewCommit> commits_;
  /// Old objects that new ones, or tips, name.
  std::set<ObjectId> led_to_;
  std::vector<ObjectId> objects_;
  std::set<ObjectId> new_blobs_;
  std::set<ObjectId> new_hits_;
  std::set<std::string> names_;
};

}  // namespace

std::optional<std::vector<ObjectId>> tips_of(const ports::RepositoryShape& shape) {
  if (!shape.shallow.empty() || !shape.trouble.empty() || !shape.ref_trouble.empty()) {
    return std::nullopt;
  }
  std::vector<ObjectId> tips;
  for (const auto* const refs : {&shape.refs, &shape.stashes}) {
    for (const ports::Ref& ref : *refs) {
      const auto id = ports::object_id_from_hex(ref.id);
      if (!id) {
        return std::nullopt;
      }
      tips.push_back(*id);
    }
  }
  return tips;
}

std::optional<HistoryMemory> continue_history(const HistoryMemory& before, const ports::ObjectStore& store,
                                              const Detector& detector, const HistoryOptions& options) {
  return Continuation(before, store, detector, options).run();
}

}  // namespace ropewalk::scan
