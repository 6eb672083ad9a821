// The values of GitHub's expression language: six kinds, with GitHub's coercions between them.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ropewalk::expr {

enum class Kind : std::uint8_t { kNull, kBoolean, kNumber, kString, kArray, kObject };

/// The word that GitHub uses for a kind: `Null`, `Boolean`, `Number`, `String`, `Array`, `Object`.
[[nodiscard]] std::string_view name(Kind kind);

class Value;
class Object;

using Array = std::vector<Value>;

/// One value. Arrays and objects are immutable and shared: two values are equal as arrays or objects only when they
/// are the same one, as in GitHub's language (`==` compares references).
class Value {
 public:
  Value() = default;
  Value(bool boolean) : data_(boolean) {}                     // NOLINT(google-explicit-constructor)
  Value(double number) : data_(number) {}                     // NOLINT(google-explicit-constructor)
  Value(std::string text) : data_(std::move(text)) {}         // NOLINT(google-explicit-constructor)
  Value(std::string_view text) : data_(std::string(text)) {}  // NOLINT(google-explicit-constructor)
  Value(const char* text) : data_(std::string(text)) {}       // NOLINT(google-explicit-constructor)
  Value(Array items);                                         // NOLINT(google-explicit-constructor)
  Value(Object object);                                       // NOLINT(google-explicit-constructor)

  // For exactly bool: a pointer would become one too.
  Value& operator=(std::same_as<bool> auto boolean) {
    data_ = boolean;
    return *this;
  }

  [[nodiscard]] Kind kind() const { return static_cast<Kind>(data_.index()); }
  [[nodiscard]] bool is_null() const { return kind() == Kind::kNull; }
  [[nodiscard]] bool is_primitive() const { return kind() < Kind::kArray; }

  /// The content; each may be called only on a value of its kind.
  [[nodiscard]] bool boolean() const { return std::get<bool>(data_); }
  [[nodiscard]] double number() const { return std::get<double>(data_); }
  [[nodiscard]] const std::string& text() const { return std::get<std::string>(data_); }
  [[nodiscard]] const Array& array() const { return *std::get<std::shared_ptr<const Array>>(data_); }
  [[nodiscard]] const Object& object() const { return *std::get<std::shared_ptr<const Object>>(data_); }

  /// GitHub's coercions (semantics.md §3.3): falsy are null, false, 0, -0, NaN and ''.
  [[nodiscard]] bool is_truthy() const;
  /// null 0, booleans 0 and 1, strings by GitHub's number rules, arrays and objects NaN.
  [[nodiscard]] double to_number() const;
  /// null '', true/false, numbers in .NET's %.15G style, `Array` and `Object` for those.
  [[nodiscard]] std::string to_text() const;
  /// The language's `==`.
  [[nodiscard]] bool equals(const Value& other) const;

 private:
  std::variant<std::monostate, bool, double, std::string, std::shared_ptr<const Array>, std::shared_ptr<const Object>>
      data_;
};

/// Members in insertion order. Keys have no case unless the object says otherwise (`env` on Linux). Setting a key again
/// keeps its place and replaces its value.
class Object {
 public:
  enum class Keys : std::uint8_t { kIgnoreCase, kExact };

  explicit Object(Keys keys = Keys::kIgnoreCase) : keys_(keys) {}

  void set(std::string key, Value value);
  /// Null when there is no such key.
  [[nodiscard]] const Value* find(std::string_view key) const;
  /// The same for who looks for one key often; `hash` is the key's `ordinal_hash` (expr/ordinal.h).
  [[nodiscard]] const Value* find(std::string_view key, std::size_t hash) const;
  [[nodiscard]] const std::vector<std::pair<std::string, Value>>& members() const { return members_; }
  [[nodiscard]] Keys keys() const { return keys_; }

 private:
  /// The place of a key in `members_`, or its size.
  [[nodiscard]] std::size_t index_of(std::string_view key, std::size_t hash) const;
  [[nodiscard]] std::size_t search(std::string_view key) const;
  [[nodiscard]] std::size_t slot_of(std::string_view key, std::size_t hash) const;
  void grow_slots();

  Keys keys_;
  std::vector<std::pair<std::string, Value>> members_;
  /// Open addressing over `members_`: its index plus one, or 0 for a free slot. Empty while a look at each is quicker.
  std::vector<std::uint32_t> slots_;
};

/// The language's `<` and `>`: after the coercions of `==`, and false for what has no order (NaN, arrays, objects).
[[nodiscard]] bool is_less(const Value& left, const Value& right);
[[nodiscard]] inline bool is_greater(const Value& left, const Value& right) { return is_less(right, left); }

/// Reads a string as the language reads a number: trimmed, '' is 0, decimal, 0x and 0o (32 bits, two's complement),
/// Infinity with a sign and in any case; else NaN. (.NET's Double.TryParse, then GitHub's own prefixes.)
[[nodiscard]] double parse_number(std::string_view text);
/// Writes a number as the language does (.NET's G15).
[[nodiscard]] std::string number_text(double number);

}  // namespace ropewalk::expr
