// Coercions and comparisons of values, and the objects' look-up by key.
#include "expr/value.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "base/strings.h"
#include "expr/ordinal.h"

namespace ropewalk::expr {
namespace {

/// Objects up to this size are searched member by member.
constexpr std::size_t kSmallObject = 8;

/// Two values made comparable: both numbers after coercion, or left alone.
struct Coerced {
  double left;
  double right;
};

/// The numbers to compare when the language compares these two kinds as numbers (semantics.md §3.3): numbers, a number
/// with a string, and whatever meets a boolean or null of another kind.
std::optional<Coerced> coerce(const Value& left, const Value& right) {
  const Kind a = left.kind();
  const Kind b = right.kind();
  if (a == b) {
    return a == Kind::kNumber ? std::optional<Coerced>({left.number(), right.number()}) : std::nullopt;
  }
  const auto is_weak = [](Kind kind) { return kind == Kind::kNull || kind == Kind::kBoolean; };
  const bool is_number_and_string =
      (a == Kind::kNumber && b == Kind::kString) || (a == Kind::kString && b == Kind::kNumber);
  if (is_weak(a) || is_weak(b) || is_number_and_string) {
    return Coerced{left.to_number(), right.to_number()};
  }
  return std::nullopt;
}

}  // namespace

std::string_view name(Kind kind) {
  switch (kind) {
    case Kind::kNull: return "Null";
    case Kind::kBoolean: return "Boolean";
    case Kind::kNumber: return "Number";
    case Kind::kString: return "String";
    case Kind::kArray: return "Array";
    case Kind::kObject: return "Object";
  }
  return {};
}

Value::Value(Array items) : data_(std::make_shared<const Array>(std::move(items))) {}
Value::Value(Object object) : data_(std::make_shared<const Object>(std::move(object))) {}

bool Value::is_truthy() const {
  switch (kind()) {
    case Kind::kNull: return false;
    case Kind::kBoolean: return boolean();
    case Kind::kNumber: return number() != 0 && !std::isnan(number());
    case Kind::kString: return !text().empty();
    case Kind::kArray:
    case Kind::kObject: return true;
  }
  return false;
}

double Value::to_number() const {
  switch (kind()) {
    case Kind::kNull: return 0;
    case Kind::kBoolean: return boolean() ? 1 : 0;
    case Kind::kNumber: return number();
    case Kind::kString: return parse_number(text());
    case Kind::kArray:
    case Kind::kObject: return std::numeric_limits<double>::quiet_NaN();
  }
  return 0;
}

std::string Value::to_text() const {
  switch (kind()) {
    case Kind::kNull: return {};
    case Kind::kBoolean: return boolean() ? "true" : "false";
    case Kind::kNumber: return number_text(number());
    case Kind::kString: return text();
    case Kind::kArray:
    case Kind::kObject: return std::string(name(kind()));
  }
  return {};
}

bool Value::equals(const Value& other) const {
  if (kind() == Kind::kString && other.kind() == Kind::kString) {
    return ordinal_equal(text(), other.text());
  }
  if (const auto numbers = coerce(*this, other)) {
    return numbers->left == numbers->right;
  }
  return kind() == other.kind() && data_ == other.data_;
}

bool is_less(const Value& left, const Value& right) {
  if (const auto numbers = coerce(left, right)) {
    return numbers->left < numbers->right;
  }
  if (left.kind() != right.kind()) {
    return false;
  }
  if (left.kind() == Kind::kString) {
    return ordinal_compare(left.text(), right.text()) < 0;
  }
  return left.kind() == Kind::kBoolean && !left.boolean() && right.boolean();
}

std::size_t Object::slot_of(std::string_view key, std::size_t hash) const {
  std::size_t slot = hash & (slots_.size() - 1);
  while (slots_[slot] != 0) {
    const std::string& held = members_[slots_[slot] - 1].first;
    if (keys_ == Keys::kExact ? held == key : ordinal_equal(held, key)) {
      break;
    }
    slot = (slot + 1) & (slots_.size() - 1);
  }
  return slot;
}

void Object::grow_slots() {
  slots_.assign(std::max<std::size_t>(slots_.size() * 2, 4 * kSmallObject), 0);
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const std::string& key = members_[i].first;
    slots_[slot_of(key, ordinal_hash(key))] = static_cast<std::uint32_t>(i + 1);
  }
}

/// Looks at each member.
std::size_t Object::search(std::string_view key) const {
  // Without case, too, an ASCII text equals only texts of its own length.
  const bool has_one_length = keys_ == Keys::kExact || is_ascii(key);
  std::size_t i = 0;
  for (; i < members_.size(); ++i) {
    const std::string& held = members_[i].first;
    if (has_one_length && held.size() != key.size()) {
      continue;
    }
    if (keys_ == Keys::kExact ? held == key : ordinal_equal(held, key)) {
      break;
    }
  }
  return i;
}

std::size_t Object::index_of(std::string_view key, std::size_t hash) const {
  const std::uint32_t found = slots_[slot_of(key, hash)];
  return found == 0 ? members_.size() : found - 1;
}

const Value* Object::find(std::string_view key) const { return find(key, slots_.empty() ? 0 : ordinal_hash(key)); }

const Value* Object::find(std::string_view key, std::size_t hash) const {
  const std::size_t index = slots_.empty() ? search(key) : index_of(key, hash);
  return index == members_.size() ? nullptr : &members_[index].second;
}

void Object::set(std::string key, Value value) {
  const std::size_t hash = slots_.empty() ? 0 : ordinal_hash(key);
  const std::size_t index = slots_.empty() ? search(key) : index_of(key, hash);
  if (index < members_.size()) {
    members_[index].second = std::move(value);
    return;
  }
  members_.emplace_back(std::move(key), std::move(value));
  if (members_.size() * 2 > slots_.size() && members_.size() > kSmallObject) {
    grow_slots();
  } else if (!slots_.empty()) {
    slots_[slot_of(members_.back().first, hash)] = static_cast<std::uint32_t>(members_.size());
  }
}

}  // namespace ropewalk::expr
