#include "scan/secrets/history/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_set>

#include "scan/secrets/history/object_graph.h"
#include "scan/secrets/history/origin.h"
#include "scan/secrets/report_hits.h"
#include "scan/secrets/sources/inner_texts.h"

namespace ropewalk::scan {
namespace {

using ports::ObjectKind;
using Visited = ports::ObjectStore::Visited;

/// What one thread has seen.
struct Seen {
  explicit Seen(const ports::ObjectStore& store) : part(store) {}

  GraphPart part;
  std::vector<ObjectNumber> blobs_with_hits;
  std::vector<ObjectNumber> messages_with_hits;
  std::vector<ObjectNumber> malformed;
  /// Archives that were not looked into, or not to their end.
  std::vector<std::pair<ObjectNumber, NotOpened>> not_opened;
};

/// A place in the tree of a commit where something stands for the first time.
struct Appearance {
  ObjectNumber blob = kNoObject;
  std::string path;
  const GraphCommit* commit = nullptr;
};

class HistoryScan {
 public:
  HistoryScan(const ports::ObjectStore& store, const Detector& detector, const HistoryOptions& options)
      : store_(store), detector_(detector), options_(options) {}

  Report run() {
    look_at_objects();
    reach_tips();
    tell_what_is_missing();
    scan_names();
    for (const Appearance& appearance : appearances()) {
      add_hits(appearance);
    }
    add_messages();
    if (options_.takes_unreachable) {
      add_unreachable();
    }
    return std::move(report_);
  }

 private:
  void look_at_objects() {
    for (std::size_t thread = 0; thread < options_.threads; ++thread) {
      seen_.emplace_back(store_);
    }
    blob_sizes_.resize(store_.count());
    is_blob_.resize(store_.count());
    is_clean_.resize(store_.count());
    const auto trouble =
        store_.visit([](ObjectKind) { return true; },
                     [this](const Visited& object) { look_at(object, seen_[object.thread]); }, options_.threads);
    add_trouble(trouble);
    add_trouble(store_.shape().trouble);
    std::vector<GraphPart> parts;
    for (Seen& seen : seen_) {
      parts.push_back(std::move(seen.part));
      for (const ObjectNumber number : seen.malformed) {
        trouble_with(number, "damaged", "the object is not well formed");
      }
    }
    graph_.emplace(store_, std::move(parts));
  }

  /// Archives are opened; what cannot be read of one is trouble once, whatever its names are.
  bool may_hold(std::string_view content, ObjectNumber number, Seen& seen) const {
    if (!has_inner_texts(content)) {
      return detector_.may_find(content);
    }
    bool may = false;
    each_inner_text(content, "", options_.archive_depth,
                    {.text = [&](std::string_view text,
                                 const std::string&) { may = may || (!text.empty() && detector_.may_find(text)); },
                     .passed = [&](const NotOpened& passed) { seen.not_opened.emplace_back(number, passed); }});
    return may;
  }

  /// True when all but some of it stands in a text that holds nothing.
  [[nodiscard]] bool is_made_of_clean(const Visited& object) const {
    return object.fresh != nullptr && is_clean_[object.base] != 0 && !has_inner_texts(object.content);
  }

  [[nodiscard]] bool may_hold_anew(const Visited& object) const {
    std::vector<Span> fresh;
    fresh.reserve(object.fresh->size());
    for (const ports::ObjectStore::Stretch stretch : *object.fresh) {
      fresh.push_back({stretch.begin, stretch.end});
    }
    return detector_.may_find_anew(object.content, fresh);
  }

  void look_at(const Visited& object, Seen& seen) {
    const auto number = static_cast<ObjectNumber>(object.number);
    switch (object.kind) {
      case ObjectKind::kBlob:
        blob_sizes_[number] = object.content.size();
        is_blob_[number] = 1;
        if (is_made_of_clean(object) ? may_hold_anew(object) : may_hold(object.content, number, seen)) {
          seen.blobs_with_hits.push_back(number);
        } else if (!has_inner_texts(object.content)) {
          is_clean_[number] = 1;
        }
        break;
      case ObjectKind::kTree:
        if (!seen.part.add_tree(number, object.content)) {
          seen.malformed.push_back(number);
        }
        break;
      case ObjectKind::kCommit: {
        const auto facts = read_commit(object.content);
        if (!facts || !seen.part.add_commit(number, *facts)) {
          seen.malformed.push_back(number);
        } else if (detector_.may_find(facts->message)) {
          seen.messages_with_hits.push_back(number);
        }
        break;
      }
      case ObjectKind::kTag: {
        const auto facts = read_tag(object.content);
        if (!facts) {
          seen.malformed.push_back(number);
          break;
        }
        seen.part.add_tag(number, *facts);
        if (detector_.may_find(facts->message)) {
          seen.messages_with_hits.push_back(number);
        }
        break;
      }
    }
  }

  void reach_tips() {
    const ports::RepositoryShape& shape = store_.shape();
    std::vector<ports::Ref> tips;
    for (const std::string& tip : options_.tips) {
      tips.push_back({"refs/" + tip, tip});
    }
    if (options_.tips.empty()) {
      tips = shape.refs;
      tips.insert(tips.end(), shape.stashes.begin(), shape.stashes.end());
    }
    const auto reach = [this](const ports::Ref& tip) {
      const auto id = ports::object_id_from_hex(tip.id);
      const auto number = id ? store_.number(*id) : std::nullopt;
      if (number) {
        graph_->reach(static_cast<ObjectNumber>(*number));
      }
      return number.has_value();
    };
    for (const ports::Ref& tip : tips) {
      if (!reach(tip)) {
        report_.trouble.push_back(
            {{}, "missing-object", fmt::format("{} points to {}, which is not here", tip.name, tip.id), {}});
      }
    }
    for (const ports::Ref& earlier : options_.takes_reflog ? shape.reflog : std::vector<ports::Ref>()) {
      static_cast<void>(reach(earlier));  // git forgets what only logs name
    }
    for (const Seen& seen : seen_) {
      for (const auto& [number, passed] : seen.not_opened) {
        if (options_.takes_unreachable || graph_->is_reached(number)) {
          // Its names are the history's affair; the id is one.
          const std::string id = ports::to_hex(store_.id(number), store_.shape().id_size);
          add_not_opened({{}, passed.reason, "an archive of the history: " + passed.message}, id + passed.name,
                         report_);
        }
      }
    }
    for (std::size_t number = 0; number < store_.count(); ++number) {
      if (is_blob_[number] != 0 &&
          (options_.takes_unreachable || graph_->is_reached(static_cast<ObjectNumber>(number)))) {
        ++report_.looked_at;
        report_.bytes += blob_sizes_[number];
      }
    }
  }

  void tell_what_is_missing() {
    const ports::RepositoryShape& shape = store_.shape();
    if (!shape.shallow.empty()) {
      report_.trouble.push_back(
          {{},
           "shallow",
           fmt::format("the clone is shallow: what {} of its commits come from is not here", shape.shallow.size()),
           {}});
    }
    const std::vector<ports::ObjectId> missing = graph_->missing();
    if (!missing.empty()) {
      report_.trouble.push_back({{},
                                 shape.is_partial ? "partial-clone" : "missing-object",
                                 fmt::format("{} objects are not here, {} among them", missing.size(),
                                             ports::to_hex(missing.front(), shape.id_size)),
                                 {}});
    }
  }

  /// Names of files and folders that are secrets themselves.
  void scan_names() {
    graph_->names([this](const std::string& name) {
      if (detector_.may_find(name)) {
        names_with_hits_.insert(name);
      }
    });
  }

  /// Where the blobs with hits, and whatever rules find by its name, stand for the first time.
  std::vector<Appearance> appearances() {
    const bool takes_names = !names_with_hits_.empty() || detector_.looks_at_names();
    std::vector<bool> targets(store_.count());
    for (const Seen& seen : seen_) {
      for (const ObjectNumber blob : seen.blobs_with_hits) {
        targets[blob] = true;
      }
    }
    const std::vector<bool> above =
        takes_names ? std::vector<bool>(store_.count(), true) : graph_->trees_above(targets);
    std::vector<Appearance> found;
    std::set<std::pair<ObjectNumber, std::string>> known;
    std::vector<std::pair<ObjectNumber, std::string>> open;
    for (const GraphCommit* commit : graph_->oldest_first()) {
      if (commit->tree != kNoObject && above[commit->tree]) {
        open.emplace_back(commit->tree, "");
      }
      while (!open.empty()) {
        auto [tree, folder] = std::move(open.back());
        open.pop_back();
        if (!known.emplace(tree, folder).second) {
          continue;
        }
        graph_->entries(tree, [&, &above_it = folder](ObjectNumber child, const std::string& name) {
          std::string path = above_it + name;
          if (is_blob_[child] != 0) {
            if ((targets[child] || takes_names) && known.emplace(child, path).second) {
              found.push_back({child, std::move(path), commit});
            }
          } else if (above[child]) {
            open.emplace_back(child, path + "/");
          }
        });
      }
    }
    is_target_ = std::move(targets);
    return found;
  }

  void add_hits(const Appearance& appearance) {
    const std::string commit = ports::to_hex(store_.id(appearance.commit->number), store_.shape().id_size);
    std::string content;
    if (is_target_[appearance.blob]) {
      auto object = store_.read(store_.id(appearance.blob));
      if (!object) {
        trouble_with(appearance.blob, "damaged", object.error().message);
        return;
      }
      content = std::move(object->content);
    } else if (!detector_.looks_at_names() && !has_secret_name(appearance.path)) {
      return;
    }
    add_texts(content, appearance.path, commit, appearance.commit->number);
    if (has_secret_name(appearance.path)) {
      add(detector_.detect_in_name(appearance.path, commit), appearance.path, appearance.commit->number);
    }
  }

  /// All texts of a blob under the name that it has.
  void add_texts(std::string_view content, const std::string& path, const std::string& commit, ObjectNumber number) {
    each_inner_text(content, path, options_.archive_depth,
                    {.text = [&](std::string_view text, const std::string& name) {
                      add(detector_.detect({.text = text, .path = name, .commit = commit}), name, number);
                    }});
  }

  [[nodiscard]] bool has_secret_name(const std::string& path) const {
    std::size_t begin = 0;
    while (!names_with_hits_.empty() && begin <= path.size()) {
      const std::size_t end = std::min(path.find('/', begin), path.size());
      if (names_with_hits_.contains(path.substr(begin, end - begin))) {
        return true;
      }
      begin = end + 1;
    }
    return false;
  }

  void add_messages() {
    for (const Seen& seen : seen_) {
      for (const ObjectNumber number : seen.messages_with_hits) {
        if (!graph_->is_reached(number) && !options_.takes_unreachable) {
          continue;
        }
        const auto object = store_.read(store_.id(number));
        if (!object) {
          trouble_with(number, "damaged", object.error().message);
        } else if (object->kind == ObjectKind::kCommit) {
          add_message(read_commit(object->content)->message, "(commit message)", number);
        } else {
          add_message(read_tag(object->content)->message, "(tag message)", number);
        }
      }
    }
  }

  void add_message(std::string_view message, const std::string& name, ObjectNumber number) {
    const std::string id = ports::to_hex(store_.id(number), store_.shape().id_size);
    add(detector_.detect({.text = message, .path = name, .commit = id}), name, number);
  }

  void add_unreachable() {
    for (const Seen& seen : seen_) {
      for (const ObjectNumber blob : seen.blobs_with_hits) {
        if (graph_->is_reached(blob)) {
          continue;
        }
        if (const auto object = store_.read(store_.id(blob))) {
          const std::string name = "(unreachable " + ports::to_hex(store_.id(blob), store_.shape().id_size) + ")";
          add_texts(object->content, name, {}, kNoObject);
        }
      }
    }
  }

  void add(const std::vector<Hit>& hits, const std::string& path, ObjectNumber commit) {
    for (const Hit& hit : hits) {
      if (!known_.emplace(hit.rule->id, hit.secret, path).second) {
        continue;
      }
      const Origin origin = commit == kNoObject ? Origin() : origin_of(store_, store_.id(commit));
      report_.findings.push_back(to_finding(hit, path, origin, false));
    }
  }

  void add_trouble(const std::vector<ports::StoreTrouble>& all) {
    for (const ports::StoreTrouble& trouble : all) {
      report_.trouble.push_back({{trouble.where, 0, 0, 0, 0}, trouble.reason, trouble.message, {}});
    }
  }

  void trouble_with(ObjectNumber number, std::string reason, std::string message) {
    report_.trouble.push_back({{ports::to_hex(store_.id(number), store_.shape().id_size), 0, 0, 0, 0},
                               std::move(reason),
                               std::move(message),
                               {}});
  }

  const ports::ObjectStore& store_;
  const Detector& detector_;
  const HistoryOptions& options_;
  std::vector<Seen> seen_;
  std::optional<ObjectGraph> graph_;
  std::vector<std::uint64_t> blob_sizes_;
  /// A byte each, since several threads write.
  std::vector<char> is_blob_;
  /// Plain texts that hold nothing; asked only by the thread that wrote it.
  std::vector<char> is_clean_;
  std::unordered_set<std::string> names_with_hits_;
  std::vector<bool> is_target_;
  std::set<std::tuple<std::string, std::string, std::string>> known_;
  Report report_;
};

}  // namespace

Report scan_history(const ports::ObjectStore& store, const Detector& detector, const HistoryOptions& options) {
  return HistoryScan(store, detector, options).run();
}

}  // namespace ropewalk::scan
