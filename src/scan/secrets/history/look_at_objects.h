// The one look at everything that a repository holds: which texts may hold secrets, and what the graph is made of.
#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "scan/secrets/detect/detector.h"
#include "scan/secrets/history/object_graph.h"
#include "scan/secrets/sources/inner_texts.h"

namespace ropewalk::scan {

/// A text out of an archive, under its name behind the archive's own: `!folder/settings.py`.
struct InnerText {
  std::string name;
  std::string text;
};

struct LookedAtObjects {
  ObjectGraph graph;
  std::vector<ObjectNumber> blobs_with_hits;
  /// Of archives among those the texts that may hold something, so that nobody opens them again; none where they are
  /// too large to be kept.
  std::unordered_map<ObjectNumber, std::vector<InnerText>> inner_texts;
  /// Commits and tags.
  std::vector<ObjectNumber> messages_with_hits;
  std::vector<ObjectNumber> malformed;
  /// Archives that were not looked into, or not to their end.
  std::vector<std::pair<ObjectNumber, NotOpened>> not_opened;
  std::vector<ports::StoreTrouble> trouble;
  /// By number; blobs that were left alone are none.
  std::vector<std::uint64_t> blob_sizes;
  std::vector<char> is_blob;
  std::vector<char> is_tree;
};

struct LookAtOptions {
  int archive_depth = 2;
  std::size_t threads = 2;
  /// Objects that nothing leads to are looked at, too.
  bool takes_unreachable = false;
  /// Marks in the graph what is reached: blobs that are not are left alone.
  std::function<void(ObjectGraph& graph)> reach;
};

/// Reads each object at most once.
[[nodiscard]] LookedAtObjects look_at_objects(const ports::ObjectStore& store, const Detector& detector,
                                              const LookAtOptions& options);

}  // namespace ropewalk::scan
