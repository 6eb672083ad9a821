#include "scan/secrets/history/changes.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/strings.h"
#include "scan/secrets/history/origin.h"
#include "scan/secrets/history/patch.h"
#include "scan/secrets/history/tree_changes.h"
#include "scan/secrets/report_hits.h"
#include "scan/secrets/sources/inner_texts.h"

namespace ropewalk::scan {
namespace {

/// A hit, and the name of the text that it is in.
struct NamedHit {
  std::string name;
  Hit hit;
};

class Changes {
 public:
  explicit Changes(const ChangeScan& scan) : scan_(scan) {}

  /// `trees` has the trees of the parents.
  void commit(const ports::ObjectId& id) {
    const auto object = scan_.store.read(id);
    const auto facts = object ? read_commit(object->content) : std::nullopt;
    if (!facts) {
      trouble(object ? "damaged" : "missing-object", "a commit cannot be read");
      return;
    }
    if (scan_.is_gitleaks && facts->parents.size() > 1) {
      return;
    }
    std::vector<ports::ObjectId> parents;
    for (const ports::ObjectId& parent : facts->parents) {
      const auto before = scan_.store.read(parent);
      if (const auto its_facts = before ? read_commit(before->content) : std::nullopt) {
        parents.push_back(its_facts->tree);
      }
    }
    const Origin origin = origin_of(scan_.store, id);
    const TreeChanges changes = tree_changes(scan_.store, facts->tree, parents, report.trouble);
    for (const ChangedFile& file : changes.changed) {
      if (scan_.is_gitleaks) {
        patched_file(file, changes.removed, origin);
      } else {
        changed_file(file, origin);
      }
    }
    if (!scan_.is_gitleaks) {
      const std::string name = "(commit message)";
      add(scan_.detector.detect({.text = facts->message, .path = name, .commit = origin.commit}), {}, name, origin);
    }
  }

  void staged() {
    const auto index = scan_.store.index();
    if (!index) {
      trouble("damaged", index.error().message);
      return;
    }
    const std::map<std::string, ports::ObjectId> head = head_files();
    for (const ports::IndexEntry& entry : *index) {
      if (entry.mode == 0160000) {
        continue;  // a submodule's commit is another repository's
      }
      if (entry.mode != 040000) {
        staged_file(entry.path, entry.id, head);
        continue;
      }
      // A folder of a sparse index stands for its files.
      for (const ChangedFile& file : tree_changes(scan_.store, entry.id, {}, report.trouble).changed) {
        staged_file(entry.path + file.path, file.blob, head);
      }
    }
  }

  void tell(const std::vector<ports::StoreTrouble>& all) {
    for (const ports::StoreTrouble& one : all) {
      report.trouble.push_back({{one.where, 0, 0, 0, 0}, one.reason, one.message, {}});
    }
  }

  Report report;

 private:
  /// Gitleaks reads what git shows, which is what a blob was replaced by (git-replace(1)).
  [[nodiscard]] ports::ObjectId as_git_shows(const ports::ObjectId& blob) const {
    if (!scan_.is_gitleaks) {
      return blob;
    }
    const std::string name = "refs/replace/" + ports::to_hex(blob, scan_.store.shape().id_size);
    const std::vector<ports::Ref>& refs = scan_.store.shape().refs;
    const auto at = std::lower_bound(refs.begin(), refs.end(), name,
                                     [](const ports::Ref& ref, const std::string& text) { return ref.name < text; });
    const auto by = at != refs.end() && at->name == name ? ports::object_id_from_hex(at->id) : std::nullopt;
    return by.value_or(blob);
  }

  /// A blob's text; told when it is not here.
  std::optional<std::string> text_of(const ports::ObjectId& blob, const std::string& path) {
    auto object = scan_.store.read(as_git_shows(blob));
    if (!object) {
      const bool is_missing = object.error().kind == ErrorKind::kNotFound;
      report.trouble.push_back({{path, 0, 0, 0, 0},
                                !is_missing                      ? "damaged"
                                : scan_.store.shape().is_partial ? "partial-clone"
                                                                 : "missing-object",
                                object.error().message,
                                {}});
      return std::nullopt;
    }
    return std::move(object->content);
  }

  void staged_file(const std::string& path, const ports::ObjectId& blob,
                   const std::map<std::string, ports::ObjectId>& head) {
    const auto before = head.find(path);
    if (before != head.end() && before->second == blob) {
      return;
    }
    ChangedFile file{path, blob, {}};
    if (before != head.end()) {
      file.before.push_back(before->second);
    }
    if (scan_.is_gitleaks) {
      patched_file(file, {}, {});
    } else {
      changed_file(file, {});
    }
  }

  /// Told once for a name.
  bool is_passed_over(const std::string& path) {
    auto passed = passed_over(scan_.detector, path);
    if (passed && passed_over_.insert(path).second) {
      report.skipped.push_back(std::move(*passed));
    }
    return passed.has_value();
  }

  void changed_file(const ChangedFile& file, const Origin& origin) {
    if (is_passed_over(file.path)) {
      return;
    }
    const auto text = text_of(file.blob, file.path);
    if (!text) {
      return;
    }
    report.bytes += text->size();
    std::vector<NamedHit> hits = hits_in(*text, file.path, origin, &report);
    for (Hit& hit : scan_.detector.detect_in_name(file.path, origin.commit)) {
      hits.push_back({file.path, std::move(hit)});
    }
    std::set<std::pair<std::string, std::string>> known;
    for (const ports::ObjectId& before : hits.empty() ? std::vector<ports::ObjectId>() : file.before) {
      if (const auto old = text_of(before, file.path)) {
        for (const NamedHit& named : hits_in(*old, file.path, origin, nullptr)) {
          known.emplace(named.hit.rule->id, named.hit.secret);
        }
      }
    }
    for (NamedHit& named : hits) {
      add({std::move(named.hit)}, known, named.name, origin);
    }
  }

  /// What is found in a file and in what it holds, with the names of that. `ledger`, when there is one, is told what
  /// was looked at and what was not.
  std::vector<NamedHit> hits_in(std::string_view text, const std::string& path, const Origin& origin, Report* ledger) {
    std::vector<NamedHit> hits;
    each_inner_text(
        text, path, scan_.archive_depth,
        {.text =
             [&](std::string_view inner, const std::string& name) {
               for (Hit& hit : scan_.detector.detect({.text = inner, .path = name, .commit = origin.commit})) {
                 hits.push_back({name, std::move(hit)});
               }
               if (ledger != nullptr) {
                 ++ledger->looked_at;
               }
             },
         .passed =
             [&](const NotOpened& passed) {
               if (ledger != nullptr) {
                 add_not_opened(passed, passed.name, *ledger);
               }
             }});
    return hits;
  }

  void patched_file(const ChangedFile& file, const std::vector<ChangedFile>& removed, const Origin& origin) {
    if (is_passed_over(file.path)) {
      return;
    }
    const auto text = text_of(file.blob, file.path);
    if (!text) {
      return;
    }
    ++report.looked_at;
    report.bytes += text->size();
    // Most files hold nothing, and need no patch to say so.
    if (!scan_.detector.may_find(*text) && !scan_.detector.looks_at_names()) {
      return;
    }
    std::optional<std::string> before;
    if (!file.before.empty()) {
      before = text_of(file.before.front(), file.path);
    } else {
      before = renamed_from(*text, file, removed);
    }
    for (const AddedLines& added : added_lines(before.value_or(""), *text)) {
      add(scan_.detector.detect(
              {.text = added.text, .path = file.path, .commit = origin.commit, .first_line = added.first_line}),
          {}, file.path, origin);
    }
  }

  /// The removed file that git would say was renamed to this one.
  std::optional<std::string> renamed_from(std::string_view text, const ChangedFile& file,
                                          const std::vector<ChangedFile>& removed) {
    std::optional<std::string> best;
    double best_share = 0.5;
    for (const ChangedFile& other : removed) {
      if (other.blob == file.blob) {
        return std::string(text);
      }
      auto before = text_of(other.blob, other.path);
      if (before) {
        const double share = similarity(*before, text);
        if (share >= best_share && (share > best_share || !best)) {
          best_share = share;
          best = std::move(*before);
        }
      }
    }
    return best;
  }

  std::map<std::string, ports::ObjectId> head_files() {
    std::map<std::string, ports::ObjectId> files;
    const std::vector<ports::Ref>& refs = scan_.store.shape().refs;
    const auto head = std::find_if(refs.begin(), refs.end(), [](const ports::Ref& ref) { return ref.name == "HEAD"; });
    const auto id = head == refs.end() ? std::nullopt : ports::object_id_from_hex(head->id);
    const auto object = id ? scan_.store.read(*id) : Result<ports::StoredObject>(fail(ErrorKind::kNotFound, ""));
    const auto facts = object ? read_commit(object->content) : std::nullopt;
    if (facts) {
      for (const ChangedFile& file : tree_changes(scan_.store, facts->tree, {}, report.trouble).changed) {
        files.emplace(file.path, file.blob);
      }
    } else if (id) {
      trouble("missing-object", "HEAD's commit cannot be read");
    } else {
      // In a repository without commits all is new; in one whose refs cannot be read nobody knows what is.
      tell(scan_.store.shape().ref_trouble);
    }
    return files;
  }

  void add(std::vector<Hit> hits, const std::set<std::pair<std::string, std::string>>& known, const std::string& path,
           const Origin& origin) {
    for (const Hit& hit : hits) {
      if (known.contains({hit.rule->id, hit.secret}) ||
          (!scan_.is_gitleaks && !reported_.emplace(hit.rule->id, hit.secret, path).second)) {
        continue;
      }
      report.findings.push_back(to_finding(hit, path, origin, scan_.is_gitleaks));
    }
  }

  void trouble(std::string reason, std::string message) {
    report.trouble.push_back({{}, std::move(reason), std::move(message), {}});
  }

  const ChangeScan& scan_;
  std::set<std::tuple<std::string, std::string, std::string>> reported_;
  std::set<std::string> passed_over_;
};

}  // namespace

Report scan_range(const std::optional<ports::ObjectId>& from, const ports::ObjectId& to, const ChangeScan& scan) {
  Changes changes(scan);
  const std::vector<ports::ObjectId> old = from ? std::vector{*from} : std::vector<ports::ObjectId>();
  for (const ports::ObjectId& id : commits_between(scan.store, old, {to}, changes.report.trouble)) {
    changes.commit(id);
  }
  return std::move(changes.report);
}

Report scan_staged(const ChangeScan& scan) {
  Changes changes(scan);
  changes.staged();
  return std::move(changes.report);
}

Report scan_as_gitleaks(const std::vector<std::string>& tips, const ChangeScan& scan) {
  Changes changes(scan);
  changes.tell(scan.store.shape().trouble);
  if (tips.empty()) {
    changes.tell(scan.store.shape().ref_trouble);
  }
  std::vector<ports::ObjectId> ids;
  std::vector<std::string> starts = tips;
  for (const ports::Ref& ref : tips.empty() ? scan.store.shape().refs : std::vector<ports::Ref>()) {
    starts.push_back(ref.id);
  }
  for (const std::string& start : starts) {
    auto id = ports::object_id_from_hex(start);
    while (id) {
      const auto object = scan.store.read(*id);
      if (!object || object->kind == ports::ObjectKind::kCommit) {
        ids.push_back(*id);
        break;
      }
      const auto tag = object->kind == ports::ObjectKind::kTag ? read_tag(object->content) : std::nullopt;
      id = tag ? std::optional(tag->target) : std::nullopt;
    }
  }
  for (const ports::ObjectId& id : commits_between(scan.store, {}, ids, changes.report.trouble)) {
    changes.commit(id);
  }
  return std::move(changes.report);
}

}  // namespace ropewalk::scan
