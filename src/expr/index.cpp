// Indexing: members, items, wildcards, and the filtered arrays that wildcards make
// (src/Sdk/Expressions/Sdk/Operators/Index.cs in actions/runner).
#include <cmath>
#include <limits>

#include "expr/evaluator.h"

namespace ropewalk::expr {
namespace {

/// A value used as an index: a key of objects, a position of arrays, or the wildcard.
class Index {
 public:
  Index(const Node& node, const Value& value) : value_(value), is_wildcard_(node.kind == NodeKind::kWildcard) {}

  [[nodiscard]] bool is_wildcard() const { return is_wildcard_; }

  /// Null when the object has no such member, or the index is no key.
  [[nodiscard]] const Value* find_in(const Object& object) const {
    return value_.is_primitive() ? object.find(TextOf(value_).view()) : nullptr;
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
  const Value& value_;
  bool is_wildcard_;
};

/// Appends the values of an object or the items of an array; nothing for a primitive.
void append_all(Array& out, const Value& container) {
  if (container.kind() == Kind::kObject) {
    for (const auto& [key, value] : container.object().members()) {
      out.push_back(value);
    }
  } else if (container.kind() == Kind::kArray) {
    out.insert(out.end(), container.array().begin(), container.array().end());
  }
}

Outcome filtered(Array items, std::optional<std::size_t> counted) {
  Outcome outcome = Outcome::owned(std::move(items));
  outcome.is_filtered = true;
  outcome.counted_bytes = counted;
  return outcome;
}

/// Applies an index to each item of a filtered array; what an item has not drops out.
Array filter(const Array& items, const Index& index) {
  Array found;
  for (const Value& item : items) {
    if (index.is_wildcard()) {
      append_all(found, item);
    } else if (const Value* value = index.find_in(item)) {
      found.push_back(*value);
    }
  }
  return found;
}

}  // namespace

Evaluation evaluate_index(Evaluator& evaluator, const Node& node, std::size_t level) {
  const Node& index_node = node.child(1);
  Evaluation left = evaluator.evaluate(node.child(0), level + 1);
  if (!left) {
    return left;
  }
  const Value& container = left->value();
  if (container.is_primitive()) {
    // GitHub doesn't evaluate the index here.
    return index_node.kind == NodeKind::kWildcard ? filtered({}, std::nullopt) : Outcome();
  }
  Evaluation index_outcome = evaluator.evaluate(index_node, level + 1);
  if (!index_outcome) {
    return index_outcome;
  }
  const Index index(index_node, index_outcome->value());
  if (left->is_filtered || index.is_wildcard()) {
    Array items;
    MemoryCounter counter(evaluator.limits().memory_bytes);
    if (left->is_filtered) {
      items = filter(container.array(), index);
    } else {
      append_all(items, container);
    }
    const std::size_t own_bytes = left->is_filtered ? 0 : kObjectBytes;
    if (!counter.add(own_bytes + items.size() * kPointerBytes)) {
      return Evaluator::fail_for_memory(node);
    }
    return filtered(std::move(items), counter.bytes());
  }
  const Value* found = index.find_in(container);
  if (found == nullptr) {
    return Outcome();
  }
  Outcome outcome = left->is_borrowed() ? Outcome::borrowed(*found) : Outcome::owned(*found);
  outcome.is_data = true;
  return outcome;
}

}  // namespace ropewalk::expr
