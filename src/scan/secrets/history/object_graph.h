// Which object of a repository names which: commits, trees and their names, made in one look at all objects and asked
// without reading any of them again. Objects are the numbers of their store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ports/object_store.h"
#include "scan/secrets/history/object_text.h"

namespace ropewalk::scan {

using ObjectNumber = std::uint32_t;
constexpr ObjectNumber kNoObject = 0xffffffffU;

/// Texts, each kept once. A number stays what it is.
class Names {
 public:
  std::uint32_t add(std::string_view name);
  [[nodiscard]] const std::string& text(std::uint32_t number) const { return texts_[number]; }
  [[nodiscard]] std::size_t count() const { return texts_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_;
  std::vector<std::string> texts_;
};

struct GraphEntry {
  ObjectNumber child = 0;
  std::uint32_t name = 0;
};

struct GraphCommit {
  ObjectNumber number = 0;
  ObjectNumber tree = kNoObject;
  std::vector<ObjectNumber> parents;
  std::int64_t time = 0;
};

/// What one thread has seen. Parts are put together by the graph.
class GraphPart {
 public:
  GraphPart(const ports::ObjectStore& store) : store_(&store) {}

  /// False when the object is not well formed.
  bool add_commit(ObjectNumber number, const CommitFacts& facts);
  bool add_tree(ObjectNumber number, std::string_view content);
  void add_tag(ObjectNumber number, const TagFacts& facts);

 private:
  friend class ObjectGraph;

  struct Tree {
    ObjectNumber number = 0;
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  /// What a tree named before under this id: a tree mostly names what the one before it did.
  struct Recent {
    ports::ObjectId id;
    GraphEntry entry{kNoObject, 0};
  };
  static constexpr std::size_t kRecent = 4096;

  ObjectNumber number_of(const ports::ObjectId& id, ObjectNumber named_by);
  void add_entry(const TreeEntry& entry, ObjectNumber named_by);

  const ports::ObjectStore* store_;
  Names names_;
  std::vector<Recent> recent_ = std::vector<Recent>(kRecent);
  std::vector<GraphEntry> entries_;
  std::vector<Tree> trees_;
  std::vector<GraphCommit> commits_;
  std::vector<std::pair<ObjectNumber, ObjectNumber>> tags_;
  /// What is named and not here, and by whom.
  std::vector<std::pair<ObjectNumber, ports::ObjectId>> missing_;
};

class ObjectGraph {
 public:
  ObjectGraph(const ports::ObjectStore& store, std::vector<GraphPart> parts);

  /// Marks all that can be reached from here.
  void reach(ObjectNumber tip);
  /// What an annotated tag leads to, through tags of tags; else the object itself. kNoObject when that is not here.
  [[nodiscard]] ObjectNumber peeled(ObjectNumber number) const;
  [[nodiscard]] bool is_reached(ObjectNumber number) const { return reached_[number]; }
  /// What the reached objects name and the store does not have; parents that a shallow clone left out are not among it.
  [[nodiscard]] std::vector<ports::ObjectId> missing() const;

  /// The reached commits, parents before children, else by time.
  [[nodiscard]] std::vector<const GraphCommit*> oldest_first() const;
  /// The commit with this number; null when it is none.
  [[nodiscard]] const GraphCommit* commit(ObjectNumber number) const;

  /// The reached trees below which one of `targets` (marked by number) is; marked by number.
  [[nodiscard]] std::vector<bool> trees_above(const std::vector<bool>& targets) const;
  /// Calls `each(child, name)` for each entry of a tree.
  template <typename Each>
  void entries(ObjectNumber tree, Each&& each) const {
    const Place place = places_[tree];
    if (place.part == kNoPart) {
      return;
    }
    const GraphPart& part = parts_[place.part];
    const GraphPart::Tree& found = part.trees_[place.index];
    for (std::size_t at = found.begin; at < found.end; ++at) {
      each(part.entries_[at].child, part.names_.text(part.entries_[at].name));
    }
  }
  /// All names of entries, of reached trees or not, each once a part.
  template <typename Each>
  void names(Each&& each) const {
    for (const GraphPart& part : parts_) {
      for (std::uint32_t name = 0; name < part.names_.count(); ++name) {
        each(part.names_.text(name));
      }
    }
  }

 private:
  static constexpr std::uint32_t kNoPart = 0xffffffffU;
  struct Place {
    std::uint32_t part = kNoPart;
    std::uint32_t index = 0;
  };

  const ports::ObjectStore& store_;
  std::vector<GraphPart> parts_;
  /// Of trees, and of commits, by number.
  std::vector<Place> places_;
  std::vector<Place> commits_;
  std::unordered_map<ObjectNumber, ObjectNumber> tags_;
  std::vector<bool> reached_;
};

}  // namespace ropewalk::scan
