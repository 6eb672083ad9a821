// Coercions and comparisons of values, and the objects' look-up by key.
//
// Planning evaluates thousands of small expressions, and each makes, copies and drops values. So a value is one
// pair of words: the kind, where the content is, and the content. Its content is in one of three places (`form`):
//   - in the value: null, booleans, numbers, and texts of up to 14 bytes, which most names and results are;
//   - borrowed: a text that somebody else keeps, as the tree of an expression keeps its literals. A copy does not trust
//     that and takes a text of its own; a move trusts it;
//   - shared: longer texts, arrays and objects, on the heap, with a count of holders.
// What is shared is immutable. That makes sharing safe between threads, and the pointer is the identity by which the
// language's `==` compares arrays and objects. The counts are atomic only once the process has a second thread.
// The kinds are a hand-made union, not a std::variant, which would take 40 bytes and could neither borrow nor hold a
// text beside its kind (docs/decisions/0049-values-of-expressions.md).
#include "expr/value.h"

#include <sys/single_threaded.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>
#include <optional>

#include "base/strings.h"
#include "expr/ordinal.h"

namespace ropewalk::expr {
namespace {

/// Objects up to this size are searched member by member.
constexpr std::size_t kSmallObject = 12;
/// Room that an object gets with its first member.
constexpr std::size_t kUsualMembers = 4;

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

/// A text that lies behind its head, so that both need one allocation.
struct SharedText : Shared {
  std::size_t size = 0;

  [[nodiscard]] const char* begin() const { return reinterpret_cast<const char*>(this + 1); }
};

SharedText* make_shared_text(std::string_view text) {
  void* memory = ::operator new(sizeof(SharedText) + text.size());
  auto* shared = new (memory) SharedText;
  shared->size = text.size();
  std::copy(text.begin(), text.end(), reinterpret_cast<char*>(shared + 1));
  return shared;
}

void delete_shared_text(const SharedText* shared) {
  shared->~SharedText();
  ::operator delete(const_cast<SharedText*>(shared));
}

/// A program that has only one thread need not count atomically, as std::shared_ptr knows too.
void hold(const Shared& shared) {
  if (__libc_single_threaded != 0) {
    shared.holders.store(shared.holders.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  } else {
    shared.holders.fetch_add(1, std::memory_order_relaxed);
  }
}

/// Lets go of it; true when nobody holds it any more.
bool is_last_holder(const Shared& shared) {
  const std::uint32_t before = shared.holders.load(std::memory_order_acquire);
  if (before == 1) {
    return true;  // nobody else has it, so nobody can come to hold it
  }
  if (__libc_single_threaded != 0) {
    shared.holders.store(before - 1, std::memory_order_relaxed);
    return false;
  }
  return shared.holders.fetch_sub(1, std::memory_order_acq_rel) == 1;
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

Value::Value(Array items) {
  auto* shared = new SharedArray;
  shared->items = std::move(items);
  set(Kind::kArray, *shared);
}

Value::Value(Object object) {
  auto* shared = new SharedObject;
  shared->object = std::move(object);
  set(Kind::kObject, *shared);
}

void Value::set_text(std::string_view text) {
  if (text.size() <= kLongestBrief) {
    data_.plain.head = head(Kind::kString, static_cast<std::uint8_t>(text.size()));
    std::copy(text.begin(), text.end(), data_.brief.text.begin());
  } else {
    set(Kind::kString, *make_shared_text(text));
  }
}

std::string_view Value::shared_text() const {
  const auto* shared = static_cast<const SharedText*>(data_.plain.content.shared);
  return {shared->begin(), shared->size};
}

void Value::share() {
  if (form() == kBorrowed) {
    set_text(text());
  } else {
    hold(*data_.plain.content.shared);
  }
}

void Value::release() {
  const Shared* shared = data_.plain.content.shared;
  if (!is_last_holder(*shared)) {
    return;
  }
  switch (kind()) {
    case Kind::kArray: delete static_cast<const SharedArray*>(shared); break;
    case Kind::kObject: delete static_cast<const SharedObject*>(shared); break;
    default: delete_shared_text(static_cast<const SharedText*>(shared)); break;
  }
}

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
    case Kind::kString: return std::string(text());
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
  if (kind() != other.kind()) {
    return false;
  }
  switch (kind()) {
    case Kind::kNull: return true;
    case Kind::kBoolean: return boolean() == other.boolean();
    default: return data_.plain.content.shared == other.data_.plain.content.shared;
  }
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
  slots_.assign(std::max<std::size_t>(slots_.size() * 2, 2 * (kSmallObject + kUsualMembers)), 0);
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const std::string& key = members_[i].first;
    slots_[slot_of(key, ordinal_hash(key))] = static_cast<std::uint32_t>(i + 1);
  }
}

/// Looks at each member: for the key as it is first, because that is how it is nearly always written.
std::size_t Object::search(std::string_view key) const {
  const char first = key.empty() ? '\0' : key.front();
  const auto same = std::find_if(members_.begin(), members_.end(), [&](const auto& member) {
    const std::string& held = member.first;
    return held.size() == key.size() && held.c_str()[0] == first && std::string_view(held) == key;
  });
  if (same != members_.end() || keys_ == Keys::kExact) {
    return static_cast<std::size_t>(same - members_.begin());
  }
  const auto alike = std::find_if(members_.begin(), members_.end(),
                                  [&](const auto& member) { return ordinal_equal(member.first, key); });
  return static_cast<std::size_t>(alike - members_.begin());
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
  if (members_.empty()) {
    members_.reserve(kUsualMembers);
  }
  members_.emplace_back(std::move(key), std::move(value));
  if (members_.size() * 2 > slots_.size() && members_.size() > kSmallObject) {
    grow_slots();
  } else if (!slots_.empty()) {
    slots_[slot_of(members_.back().first, hash)] = static_cast<std::uint32_t>(members_.size());
  }
}

}  // namespace ropewalk::expr
