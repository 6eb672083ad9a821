#include "scan/secrets/history/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <unordered_set>

#include "scan/secrets/history/continue_history.h"
#include "scan/secrets/history/history_hits.h"
#include "scan/secrets/history/look_at_objects.h"
#include "scan/secrets/report_hits.h"
#include "tasks/task_group.h"

namespace ropewalk::scan {
namespace {

using ports::ObjectKind;

/// A place where something stands for the first time.
struct Appearance {
  ObjectNumber blob = kNoObject;
  std::string path;
  /// The commit in whose tree that is; where a ref points to a tree or a blob without one, that itself.
  ObjectNumber origin = kNoObject;
};

/// An object under a path.
using Place = std::pair<ObjectNumber, std::string>;
struct PlaceHash {
  std::size_t operator()(const Place& place) const { return std::hash<std::string>()(place.second) * 31 + place.first; }
};

class HistoryScan {
 public:
  HistoryScan(const ports::ObjectStore& store, const Detector& detector, const HistoryOptions& options)
      : store_(store),
        detector_(detector),
        options_(options),
        seen_(look_at_objects(store, detector,
                              {.archive_depth = options.archive_depth,
                               .threads = options.threads,
                               .takes_unreachable = options.takes_unreachable,
                               .reach = [this](ObjectGraph& graph) { reach_tips(graph); }})),
        graph_(seen_.graph),
        commits_(graph_.oldest_first()),
        hits_(store, detector, options.archive_depth) {}

  ScannedHistory run() {
    for (const ports::StoreTrouble& trouble : seen_.trouble) {
      if (!trouble.object || counts(*trouble.object)) {
        add_trouble({trouble});
      }
    }
    add_trouble(store_.shape().trouble);
    if (options_.tips.empty()) {
      add_trouble(store_.shape().ref_trouble);
    }
    if (options_.takes_reflog) {
      add_trouble(store_.shape().log_trouble);
    }
    for (const ObjectNumber number : seen_.malformed) {
      if (counts(number)) {
        trouble_with(number, "damaged", "the object is not well formed");
      }
    }
    count();
    tell_what_is_missing();
    scan_names();
    add_hits();
    add_messages();
    if (options_.takes_unreachable) {
      add_unreachable();
    }
    report_.findings = std::move(hits_.findings);
    report_.skipped.insert(report_.skipped.end(), hits_.skipped.begin(), hits_.skipped.end());
    auto memory = options_.is_remembered ? remembered() : std::nullopt;
    return {std::move(report_), std::move(memory)};
  }

 private:
  void reach_tips(ObjectGraph& graph) {
    const ports::RepositoryShape& shape = store_.shape();
    std::vector<ports::Ref> tips;
    for (const std::string& tip : options_.tips) {
      tips.push_back({"refs/" + tip, tip});
    }
    if (options_.tips.empty()) {
      tips = shape.refs;
      tips.insert(tips.end(), shape.stashes.begin(), shape.stashes.end());
    }
    const auto reach = [this, &graph](const ports::Ref& tip) {
      const auto id = ports::object_id_from_hex(tip.id);
      const auto number = id ? store_.number(*id) : std::nullopt;
      if (number) {
        const auto tip_number = static_cast<ObjectNumber>(*number);
        graph.reach(tip_number);
        if (const ObjectNumber root = graph.peeled(tip_number); root != kNoObject && graph.commit(root) == nullptr) {
          roots_.push_back(root);
        }
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
  }

  /// True for what is part of the history that is asked for.
  [[nodiscard]] bool counts(std::size_t number) const {
    return options_.takes_unreachable || graph_.is_reached(static_cast<ObjectNumber>(number));
  }

  void count() {
    for (const auto& [number, passed] : seen_.not_opened) {
      if (counts(number)) {
        add_not_opened_of_history(passed, ports::to_hex(store_.id(number), store_.shape().id_size), report_);
      }
    }
    for (std::size_t number = 0; number < store_.count(); ++number) {
      if (seen_.is_blob[number] != 0 && counts(number)) {
        ++report_.looked_at;
        report_.bytes += seen_.blob_sizes[number];
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
    const std::vector<ports::ObjectId> missing = graph_.missing();
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
    graph_.names([this](const std::string& name) {
      if (detector_.may_find(name)) {
        names_with_hits_.insert(name);
      }
    });
  }

  /// Where the blobs with hits, and whatever rules find by its name, stand for the first time.
  std::vector<Appearance> appearances() {
    const bool takes_names = !names_with_hits_.empty() || detector_.looks_at_names();
    std::vector<bool> targets(store_.count());
    for (const ObjectNumber blob : seen_.blobs_with_hits) {
      targets[blob] = true;
    }
    const std::vector<bool> above = takes_names ? std::vector<bool>(store_.count(), true) : graph_.trees_above(targets);
    std::vector<Appearance> found;
    std::unordered_set<Place, PlaceHash> known;
    std::vector<std::pair<ObjectNumber, std::string>> open;
    const auto add_tree = [&](ObjectNumber top, ObjectNumber origin) {
      if (top != kNoObject && above[top]) {
        open.emplace_back(top, "");
      }
      while (!open.empty()) {
        auto [tree, folder] = std::move(open.back());
        open.pop_back();
        if (!known.emplace(tree, folder).second) {
          continue;
        }
        graph_.entries(tree, [&, &above_it = folder](ObjectNumber child, const std::string& name) {
          std::string path = above_it + name;
          if (seen_.is_blob[child] != 0) {
            if ((targets[child] || takes_names) && known.emplace(child, path).second) {
              found.push_back({child, std::move(path), origin});
            }
          } else if (above[child]) {
            open.emplace_back(child, path + "/");
          }
        });
      }
    };
    for (const GraphCommit* commit : commits_) {
      add_tree(commit->tree, commit->number);
    }
    add_roots(add_tree, targets, found);
    is_target_ = std::move(targets);
    return found;
  }

  /// Trees and blobs that refs point to without a commit. A blob that has a name anywhere is told there.
  template <typename AddTree>
  void add_roots(const AddTree& add_tree, const std::vector<bool>& targets, std::vector<Appearance>& found) {
    std::sort(roots_.begin(), roots_.end());
    roots_.erase(std::unique(roots_.begin(), roots_.end()), roots_.end());
    for (const ObjectNumber root : roots_) {
      add_tree(root, root);
    }
    std::unordered_set<ObjectNumber> named;
    for (const Appearance& appearance : roots_.empty() ? std::vector<Appearance>() : found) {
      named.insert(appearance.blob);
    }
    for (const ObjectNumber root : roots_) {
      if (targets[root] && !named.contains(root)) {
        found.push_back({root, "(blob " + ports::to_hex(store_.id(root), store_.shape().id_size) + ")", root});
      }
    }
  }

  /// What is found in a blob; several threads look at once.
  [[nodiscard]] Result<std::vector<FoundInText>> look_at(const Appearance& appearance) const {
    const ports::ObjectId& commit = store_.id(appearance.origin);
    const auto inner = seen_.inner_texts.find(appearance.blob);
    if (inner != seen_.inner_texts.end() && !detector_.looks_at_names()) {
      std::vector<FoundInText> found;
      for (const InnerText& text : inner->second) {
        found.push_back(hits_.look_at_text(text.text, appearance.path + text.name, commit));
      }
      return found;
    }
    if (is_target_[appearance.blob]) {
      const auto object = store_.read(store_.id(appearance.blob));
      if (!object) {
        return fail(object.error());
      }
      return hits_.look_at_texts(object->content, appearance.path, commit);
    }
    return detector_.looks_at_names() ? hits_.look_at_texts({}, appearance.path, commit) : std::vector<FoundInText>();
  }

  void add_hits() {
    const std::vector<Appearance> all = appearances();
    std::vector<Result<std::vector<FoundInText>>> found(all.size());
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
      for (std::size_t at = next++; at < all.size(); at = next++) {
        found[at] = look_at(all[at]);
      }
    };
    tasks::TaskGroup group({});
    for (std::size_t thread = 1; thread < std::min(options_.threads, all.size()); ++thread) {
      group.start([&work](const std::stop_token&) { work(); });
    }
    work();
    group.wait();
    for (std::size_t at = 0; at < all.size(); ++at) {
      const ports::ObjectId& commit = store_.id(all[at].origin);
      if (!found[at]) {
        trouble_with(all[at].blob, "damaged", found[at].error().message);
        continue;
      }
      if (is_target_[all[at].blob]) {
        hits_.tell_if_passed_over(all[at].path);
      }
      hits_.add(*found[at], commit);
      if (has_secret_name(all[at].path)) {
        hits_.add_name(all[at].path, commit);
      }
    }
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

  /// In one order, whichever thread has seen them: of commits the oldest first, then by id.
  [[nodiscard]] std::vector<ObjectNumber> messages() const {
    std::vector<ObjectNumber> found;
    for (const ObjectNumber number : seen_.messages_with_hits) {
      if (counts(number)) {
        found.push_back(number);
      }
    }
    std::map<ObjectNumber, std::size_t> places;
    if (!found.empty()) {
      for (const GraphCommit* const commit : commits_) {
        places.emplace(commit->number, places.size());
      }
    }
    const auto place = [&places](ObjectNumber number) {
      const auto at = places.find(number);
      return std::pair(at == places.end() ? places.size() : at->second, number);
    };
    std::sort(found.begin(), found.end(), [&](ObjectNumber a, ObjectNumber b) { return place(a) < place(b); });
    return found;
  }

  void add_messages() {
    for (const ObjectNumber number : messages()) {
      const auto object = store_.read(store_.id(number));
      if (!object) {
        trouble_with(number, "damaged", object.error().message);
      } else if (object->kind == ObjectKind::kCommit) {
        hits_.add_message(read_commit(object->content)->message, "(commit message)", store_.id(number));
      } else {
        hits_.add_message(read_tag(object->content)->message, "(tag message)", store_.id(number));
      }
    }
  }

  void add_unreachable() {
    for (const ObjectNumber blob : seen_.blobs_with_hits) {
      if (graph_.is_reached(blob)) {
        continue;
      }
      if (const auto object = store_.read(store_.id(blob))) {
        const std::string name = "(unreachable " + ports::to_hex(store_.id(blob), store_.shape().id_size) + ")";
        hits_.add(hits_.look_at_texts(object->content, name, std::nullopt), std::nullopt);
      }
    }
  }

  /// What the next scan can begin with.
  [[nodiscard]] std::optional<HistoryMemory> remembered() const {
    const auto tips = tips_of(store_.shape());
    const bool is_whole = options_.tips.empty() && !options_.takes_reflog && !options_.takes_unreachable;
    // What such a ref leads to goes under other names once a commit has it.
    const bool has_roots = std::any_of(roots_.begin(), roots_.end(), [this](ObjectNumber root) {
      return seen_.is_tree[root] != 0 || is_target_[root];
    });
    if (!tips || !is_whole || has_roots || !report_.trouble.empty() || !names_with_hits_.empty() ||
        tells_secrets(report_, detector_)) {
      return std::nullopt;
    }
    HistoryMemory memory;
    memory.files = store_.files();
    const std::size_t id_size = store_.shape().id_size;
    memory.tips = IdList(id_size, *tips);
    std::vector<ports::ObjectId> objects;
    std::vector<ports::ObjectId> with_hits;
    for (std::size_t number = 0; number < store_.count(); ++number) {
      if (graph_.is_reached(static_cast<ObjectNumber>(number)) && seen_.is_tree[number] == 0) {
        objects.push_back(store_.id(number));
        if (is_target_[number]) {
          with_hits.push_back(store_.id(number));
        }
      }
    }
    memory.objects = IdList(id_size, std::move(objects));
    memory.blobs_with_hits = IdList(id_size, std::move(with_hits));
    for (const GraphCommit* const commit : commits_) {
      memory.newest = std::max(memory.newest, commit->time);
    }
    memory.report = report_;
    return memory;
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
  /// Before what is looked at: that tells what is not there.
  Report report_;
  /// Trees and blobs that refs point to, by themselves or through tags. Filled while objects are looked at, too.
  std::vector<ObjectNumber> roots_;
  LookedAtObjects seen_;
  ObjectGraph& graph_;
  std::vector<const GraphCommit*> commits_;
  std::unordered_set<std::string> names_with_hits_;
  std::vector<bool> is_target_;
  HistoryHits hits_;
};

}  // namespace

ScannedHistory scan_history(const ports::ObjectStore& store, const Detector& detector, const HistoryOptions& options) {
  return HistoryScan(store, detector, options).run();
}

}  // namespace ropewalk::scan
