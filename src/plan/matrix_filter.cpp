#include "plan/matrix_filter.h"

#include <cmath>

namespace ropewalk::plan {
namespace {

using expr::Kind;
using expr::Value;

/// `container[index]` of the language; null for what is not there.
const Value* find_in(const Value& container, const Value& index) {
  if (container.kind() == Kind::kObject) {
    return container.object().find(index.to_text());
  }
  if (container.kind() != Kind::kArray) {
    return nullptr;
  }
  const double position = std::floor(index.to_number());
  const bool is_inside = position >= 0 && position < static_cast<double>(container.array().size());
  return is_inside ? &container.array()[static_cast<std::size_t>(position)] : nullptr;
}

}  // namespace

MatrixFilter::MatrixFilter(const std::vector<std::pair<std::string, Value>>& members) {
  for (const auto& [key, value] : members) {
    std::vector<Value> path{Value(key)};
    add_leaves(path, value);
  }
}

void MatrixFilter::add_leaves(std::vector<Value>& path, const Value& value) {
  if (value.kind() == Kind::kArray) {
    for (std::size_t i = 0; i < value.array().size(); ++i) {
      path.emplace_back(static_cast<double>(i));
      add_leaves(path, value.array()[i]);
      path.pop_back();
    }
  } else if (value.kind() == Kind::kObject) {
    for (const auto& [key, member] : value.object().members()) {
      path.emplace_back(key);
      add_leaves(path, member);
      path.pop_back();
    }
  } else if (value.kind() == Kind::kNumber) {
    // GitHub writes the number into an expression, with 15 digits, and reads it back.
    leaves_.push_back({path, expr::parse_number(expr::number_text(value.number()))});
  } else {
    leaves_.push_back({path, value});
  }
}

bool MatrixFilter::passes(const expr::Object& combination) const {
  static const Value kNull;
  for (const Leaf& leaf : leaves_) {
    const Value* found = combination.find(leaf.path.front().text());
    for (std::size_t i = 1; found != nullptr && i < leaf.path.size(); ++i) {
      found = find_in(*found, leaf.path[i]);
    }
    if (!(found == nullptr ? kNull : *found).equals(leaf.expected)) {
      return false;
    }
  }
  return true;
}

}  // namespace ropewalk::plan
