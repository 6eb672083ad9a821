// Reads a YAML file with libyaml's events into one vector of nodes. What is wrong with the file ends the reading, and
// the nodes before that place are kept, because GitHub reports their errors, too.
#pragma once

#include <cstddef>
#include <memory_resource>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/source.h"
#include "yaml/node.h"

namespace ropewalk::yaml {

struct ReadOptions {
  /// Aliases may stand for nodes; otherwise the first anchor or alias is an error.
  bool allows_anchors = true;
  /// Containers inside each other. The container that exceeds it is the last node.
  std::size_t max_depth = 100;
  /// Nodes in the file, aliases not followed.
  std::size_t max_nodes = 10'000'000;
};

enum class ProblemKind {
  kSyntax,
  kAnchor,          // an anchor or alias where none is allowed
  kUnknownAlias,    // no anchor of that name stands before it
  kRecursiveAlias,  // the alias stands inside of what it stands for
  kTooDeep,
  kTooMany,
  kEmpty,  // there is no document
  kSeveralDocuments,
};

/// Why reading stopped.
struct DocumentProblem {
  ProblemKind kind = ProblemKind::kSyntax;
  std::string message;
  std::string hint = {};
  Span span;
};

/// A file's nodes. The views in them live in the file's text and in the memory given to read_document.
struct Document {
  SourceFilePtr file;
  /// The root is the first one; empty when there is none.
  std::vector<Node> nodes;
  std::optional<DocumentProblem> problem;
  /// Every byte is ASCII, so bytes, code points and UTF-16 units count the same.
  bool is_ascii = true;

  /// The node itself, or the one that an alias stands for.
  [[nodiscard]] const Node& resolve(const Node& node) const {
    return node.kind == NodeKind::kAlias ? nodes[node.target] : node;
  }
};

/// Reads the one document of `file`. Texts that differ from the source are stored in `memory`. Never fails: what is
/// wrong stands in `problem`. Time and memory are linear in the file's size.
[[nodiscard]] Document read_document(const SourceFilePtr& file, std::pmr::memory_resource& memory,
                                     const ReadOptions& options = {});

/// The document's problem as an error with its place.
[[nodiscard]] Error to_error(const Document& document);

}  // namespace ropewalk::yaml
