// Indexing: members, items, wildcards, and the filtered arrays that wildcards make
// (src/Sdk/Expressions/Sdk/Operators/Index.cs in actions/runner).
#include <array>
#include <cmath>

#include "expr/evaluator.h"

namespace ropewalk::expr {
namespace {

/// A value used as an index: a key of objects, a position of arrays, or the wildcard.
class Index {
 public:
  Index(const Node& node, const Value& value) : node_(node), value_(value) {}

  [[nodiscard]] bool is_wildcard() const { return node_.kind == NodeKind::kWildcard; }

  /// Null when the object has no such member, or the index is no key.
  [[nodiscard]] const Value* find_in(const Object& object) const {
    if (value_.kind() == Kind::kString) {
      const bool is_literal = node_.kind == NodeKind::kLiteral;
      return is_literal ? object.find(value_.text(), node_.literal_hash) : object.find(value_.text());
    }
    return value_.is_primitive() ? object.find(value_.to_text()) : nullptr;
  }

  /// Null when the array has no such item, or the index is no position.
  [[nodiscard]] const Value* find_in(const Array& array) const {
    const double position = std::floor(value_.to_number());
    const bool is_inside = position >= 0 && position < static_cast<double>(array.size());  // false for NaN
    return is_inside ? &array[static_cast<std::size_t>(position)] : nullptr;
  }

  [[nodiscard]] const Value* find_in(const Value& container) const {
    switch (container.kind()) {
      case Kind::kObject: return find_in(container.object());
      case Kind::kArray: return find_in(container.array());
      default: return nullptr;
    }
  }

 private:
  const Node& node_;
  const Value& value_;
};

/// Appends the values of an object or the items of an array; nothing for a primitive.
void append_all(Array& out, const Value& container) {
  if (container.kind() == Kind::kObject) {
    out.reserve(out.size() + container.object().members().size());
    for (const auto& [key, value] : container.object().members()) {
      out.push_back(value);
    }
  } else if (container.kind() == Kind::kArray) {
    out.insert(out.end(), container.array().begin(), container.array().end());
  }
}

/// Applies an index to each item of a filtered array; what an item has not drops out.
Array filter(const Array& items, const Index& index) {
  Array found;
  found.reserve(items.size());
  for (const Value& item : items) {
    if (index.is_wildcard()) {
      append_all(found, item);
    } else if (const Value* value = index.find_in(item)) {
      found.push_back(*value);
    }
  }
  return found;
}

/// What was found in a container, or null.
Outcome found_outcome(const Value* found, bool is_temporary, Value& place) {
  if (found == nullptr) {
    return made(place, Value());
  }
  if (is_temporary) {
    place = *found;
    return Outcome::data(place);
  }
  return Outcome::data(*found);
}

/// `a.b`: a name that stands in the expression, looked for in one object. Nearly every index is such a one.
bool is_member(const Node& index_node, const Outcome& container) {
  return index_node.kind == NodeKind::kLiteral && index_node.literal.kind() == Kind::kString &&
         container->kind() == Kind::kObject && !container.is_filtered();
}

/// Applies the index of one node to what its container evaluated to. `is_temporary` says that the container dies before
/// the result is used.
Outcome apply(Evaluator& evaluator, const Node& node, std::size_t level, const Outcome& container, bool is_temporary,
              Value& place) {
  const Node& index_node = node.child(1);
  if (is_member(index_node, container)) {
    if (!evaluator.count_literal(index_node, level + 1)) {
      return evaluator.fail_for_memory(evaluator.root());
    }
    const Object& object = container->object();
    return found_outcome(object.find(index_node.literal.text(), index_node.literal_hash), is_temporary, place);
  }
  if (container->is_primitive()) {
    // GitHub doesn't evaluate the index here.
    if (index_node.kind == NodeKind::kWildcard) {
      place = Array{};
      return Outcome::filtered(place, 0);
    }
    return made(place, Value());
  }
  Value index_place;
  const Outcome index_value = evaluator.evaluate(index_node, level + 1, index_place);
  if (!index_value) {
    return index_value;
  }
  const Index index(index_node, *index_value);
  if (container.is_filtered() || index.is_wildcard()) {
    Array items;
    if (container.is_filtered()) {
      items = filter(container->array(), index);
    } else {
      append_all(items, *container);
    }
    const std::size_t bytes = (container.is_filtered() ? 0 : kObjectBytes) + items.size() * kPointerBytes;
    if (bytes > evaluator.limits().memory_bytes) {
      return evaluator.fail_for_memory(node);
    }
    place = std::move(items);
    return Outcome::filtered(place, bytes);
  }
  return found_outcome(index.find_in(*container), is_temporary, place);
}

}  // namespace

/// A path such as `a.b.c` is a node in a node in a node; it is taken from its beginning, without recursion, because
/// most of what expressions do is this.
Outcome evaluate_index(Evaluator& evaluator, const Node& node, std::size_t level, Value& place) {
  std::array<const Node*, kMaxExpressionDepth> path;
  std::size_t length = 0;
  const Node* start = &node;
  for (; start->kind == NodeKind::kIndex; start = &start->child(0)) {
    path[length++] = start;
  }
  std::array<Value, 2> places;  // one for the container, one for what is found in it, in turn
  std::size_t turn = 0;
  Outcome found = evaluator.evaluate(*start, level + length, places[turn]);
  for (std::size_t step = length; step-- > 0 && found;) {
    const bool is_temporary = &*found == &places[turn];
    turn = 1 - turn;
    Value& found_place = step == 0 ? place : places[turn];
    found = apply(evaluator, *path[step], level + step, found, is_temporary, found_place);
    if (step > 0 && found) {
      found = evaluator.count(found, level + step);
    }
  }
  return found;
}

}  // namespace ropewalk::expr
