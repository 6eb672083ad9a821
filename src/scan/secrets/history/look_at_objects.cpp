#include "scan/secrets/history/look_at_objects.h"

#include <iterator>
#include <optional>

namespace ropewalk::scan {
namespace {

using ports::ObjectKind;
using Visited = ports::ObjectStore::Visited;

/// Stands for a blob's path, which is not known while it is looked at; no part of a name.
constexpr char kAnyPath = '\x02';

/// So many bytes of one archive's texts are kept, and of all that a thread has seen.
constexpr std::size_t kMostKept = std::size_t{4} << 20U;
constexpr std::size_t kMostKeptOfAll = std::size_t{32} << 20U;

/// What one thread has seen.
struct Seen {
  explicit Seen(const ports::ObjectStore& store) : part(store) {}

  GraphPart part;
  std::vector<ObjectNumber> blobs_with_hits;
  std::vector<ObjectNumber> messages_with_hits;
  std::vector<ObjectNumber> malformed;
  std::vector<std::pair<ObjectNumber, NotOpened>> not_opened;
  std::unordered_map<ObjectNumber, std::vector<InnerText>> inner_texts;
  std::size_t kept = 0;
};

template <typename Item>
void append(std::vector<Item>& all, std::vector<Item>& more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

class Look {
 public:
  Look(const ports::ObjectStore& store, const Detector& detector, const LookAtOptions& options)
      : store_(store), detector_(detector), options_(options), seen_(options.threads, Seen(store)) {}

  LookedAtObjects run() {
    blob_sizes_.resize(store_.count());
    is_blob_.resize(store_.count());
    is_tree_.resize(store_.count());
    is_clean_.resize(store_.count());
    std::optional<ObjectGraph> graph;
    const auto visit = [this](const Visited& object) { look_at(object, seen_[object.thread]); };
    // First all that says what is reached, then the texts.
    auto trouble =
        store_.visit({{.wants = [](ObjectKind kind) { return kind != ObjectKind::kBlob; }, .visit = visit},
                      {.wants = [](ObjectKind kind) { return kind == ObjectKind::kBlob; },
                       .visit = visit,
                       .is_needed =
                           [&](std::size_t number) {
                             return options_.takes_unreachable || graph->is_reached(static_cast<ObjectNumber>(number));
                           },
                       .begin =
                           [&] {
                             graph.emplace(store_, parts());
                             options_.reach(*graph);
                           }}},
                     options_.threads);
    LookedAtObjects all{.graph = std::move(*graph),
                        .blobs_with_hits = {},
                        .inner_texts = {},
                        .messages_with_hits = {},
                        .malformed = {},
                        .not_opened = {},
                        .trouble = std::move(trouble),
                        .blob_sizes = std::move(blob_sizes_),
                        .is_blob = std::move(is_blob_),
                        .is_tree = std::move(is_tree_)};
    for (Seen& seen : seen_) {
      append(all.blobs_with_hits, seen.blobs_with_hits);
      all.inner_texts.merge(seen.inner_texts);
      append(all.messages_with_hits, seen.messages_with_hits);
      append(all.malformed, seen.malformed);
      append(all.not_opened, seen.not_opened);
    }
    return all;
  }

 private:
  std::vector<GraphPart> parts() {
    std::vector<GraphPart> parts;
    for (Seen& seen : seen_) {
      parts.push_back(std::move(seen.part));
    }
    return parts;
  }

  /// Archives are opened; what cannot be read of one is trouble once, whatever its names are.
  bool may_hold_inside(std::string_view content, ObjectNumber number, Seen& seen) const {
    bool may = false;
    std::vector<InnerText> kept;
    std::size_t size = 0;
    bool is_kept = true;
    each_inner_text(content, std::string(1, kAnyPath), options_.archive_depth,
                    {.text =
                         [&](std::string_view text, const std::string& name) {
                           if ((may && !is_kept) || text.empty() || !detector_.may_find(text)) {
                             return;
                           }
                           may = true;
                           size += text.size();
                           // What is packed alone has its name from the path.
                           is_kept = is_kept && size <= kMostKept && name.rfind(kAnyPath) == 0;
                           if (is_kept) {
                             kept.push_back({name.substr(1), std::string(text)});
                           }
                         },
                     .passed =
                         [&](NotOpened passed) {
                           std::erase(passed.name, kAnyPath);
                           seen.not_opened.emplace_back(number, std::move(passed));
                         }});
    if (may && is_kept && seen.kept + size <= kMostKeptOfAll) {
      seen.kept += size;
      seen.inner_texts.emplace(number, std::move(kept));
    }
    return may;
  }

  /// For a text as it stands.
  [[nodiscard]] bool may_hold(const Visited& object) const {
    // All but some of it stands in a text that holds nothing.
    const bool is_made_of_clean = object.fresh != nullptr && is_clean_[object.base] != 0;
    if (!is_made_of_clean) {
      return detector_.may_find(object.content);
    }
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
      case ObjectKind::kBlob: {
        blob_sizes_[number] = object.content.size();
        is_blob_[number] = 1;
        const bool has_inside = has_inner_texts(object.content);
        if (has_inside ? may_hold_inside(object.content, number, seen) : may_hold(object)) {
          seen.blobs_with_hits.push_back(number);
        } else if (!has_inside) {
          is_clean_[number] = 1;
        }
        break;
      }
      case ObjectKind::kTree:
        is_tree_[number] = 1;
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

  const ports::ObjectStore& store_;
  const Detector& detector_;
  const LookAtOptions& options_;
  std::vector<Seen> seen_;
  std::vector<std::uint64_t> blob_sizes_;
  /// A byte each, since several threads write.
  std::vector<char> is_blob_;
  std::vector<char> is_tree_;
  /// Plain texts that hold nothing; asked only by the thread that wrote it.
  std::vector<char> is_clean_;
};

}  // namespace

LookedAtObjects look_at_objects(const ports::ObjectStore& store, const Detector& detector,
                                const LookAtOptions& options) {
  return Look(store, detector, options).run();
}

}  // namespace ropewalk::scan
