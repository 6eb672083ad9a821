// One node of a YAML file: a scalar, a sequence, a mapping or an alias, with the bytes that it stands on.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/source.h"

namespace ropewalk::yaml {

enum class NodeKind : std::uint8_t { kScalar, kSequence, kMapping, kAlias };

enum class ScalarStyle : std::uint8_t { kPlain, kSingleQuoted, kDoubleQuoted, kLiteral, kFolded };

/// Nodes stand in one vector in the order of the file, so a container is followed by its children: the first child of
/// node i is node i + 1, and the sibling after a node is the one at its `next`. A mapping's children are its keys and
/// values in turn.
struct Node {
  NodeKind kind = NodeKind::kScalar;
  ScalarStyle style = ScalarStyle::kPlain;
  /// Written with `[ ]` or `{ }`.
  bool is_flow = false;
  /// False for a container that the file breaks off in: its last children are missing.
  bool is_closed = true;
  /// The index of the node that follows this one and all that is in it.
  std::uint32_t next = 0;
  std::uint32_t child_count = 0;
  /// For an alias, the index of the node that it stands for.
  std::uint32_t target = 0;
  /// From the first byte, of an anchor or tag if there is one, to after the last one.
  Span span;
  /// A scalar's content after folding and unescaping, or an alias's name.
  std::string_view text;
  /// The whole tag (`tag:yaml.org,2002:int`); empty when there is none.
  std::string_view tag;
  std::string_view anchor;
};

}  // namespace ropewalk::yaml
