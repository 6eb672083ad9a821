// The values of GitHub's expression language: six kinds, with GitHub's coercions between them.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ropewalk::expr {

enum class Kind : std::uint8_t { kNull, kBoolean, kNumber, kString, kArray, kObject };

/// The word that GitHub uses for a kind: `Null`, `Boolean`, `Number`, `String`, `Array`, `Object`.
[[nodiscard]] std::string_view name(Kind kind);

class Value;
class Object;
struct Shared;

using Array = std::vector<Value>;

/// How a value takes a text: see its constructor.
struct Borrowed {};

/// One value, in 16 bytes: it is copied and thrown away at every step of an evaluation. Texts, arrays and objects are
/// immutable and shared, but for texts so short that they lie in the value itself. Two values are equal as arrays or
/// objects only when they are the same one, as in GitHub's language (`==` compares references).
class Value {
 public:
  Value() = default;
  Value(bool boolean) { set(boolean); }               // NOLINT(*-explicit-*)
  Value(double number) { set(number); }               // NOLINT(*-explicit-*)
  Value(std::string_view text) { set_text(text); }    // NOLINT(*-explicit-*)
  Value(const std::string& text) { set_text(text); }  // NOLINT(*-explicit-*)
  Value(const char* text) { set_text(text); }         // NOLINT(*-explicit-*)
  Value(Array items);                                 // NOLINT(*-explicit-*)
  Value(Object object);                               // NOLINT(*-explicit-*)
  /// A text of less than 4 GiB that is not copied: it must outlive this value and what is moved from it. A copy has a
  /// text of its own.
  Value(Borrowed /*how*/, std::string_view text) {
    data_.plain.head = head(Kind::kString, kBorrowed, static_cast<std::uint32_t>(text.size()));
    data_.plain.content.borrowed = text.data();
  }

  Value(const Value& other) : data_(other.data_) {
    if (form() >= kBorrowed) {
      share();
    }
  }
  Value(Value&& other) noexcept : data_(other.data_) { other.data_.plain.head = 0; }
  Value& operator=(const Value& other) {
    if (this != &other) {
      *this = Value(other);
    }
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    if (this != &other) {
      let_go();
      data_ = other.data_;
      other.data_.plain.head = 0;
    }
    return *this;
  }
  /// For exactly bool: a pointer would become one too.
  Value& operator=(std::same_as<bool> auto boolean) {
    let_go();
    set(boolean);
    return *this;
  }
  ~Value() { let_go(); }

  [[nodiscard]] Kind kind() const { return data_.brief.kind; }
  [[nodiscard]] bool is_null() const { return kind() == Kind::kNull; }
  [[nodiscard]] bool is_primitive() const { return kind() < Kind::kArray; }

  /// The content; each may be called only on a value of its kind. A text lives as long as its value stays where it is.
  [[nodiscard]] bool boolean() const { return data_.plain.content.boolean; }
  [[nodiscard]] double number() const { return data_.plain.content.number; }
  [[nodiscard]] std::string_view text() const {
    if (form() <= kLongestBrief) {
      return {data_.brief.text.data(), form()};
    }
    return form() == kBorrowed ? std::string_view(data_.plain.content.borrowed, data_.plain.head >> kSizeShift)
                               : shared_text();
  }
  [[nodiscard]] const Array& array() const;
  [[nodiscard]] const Object& object() const;

  /// GitHub's coercions (semantics.md §3.3): falsy are null, false, 0, -0, NaN and ''.
  [[nodiscard]] bool is_truthy() const;
  /// null 0, booleans 0 and 1, strings by GitHub's number rules, arrays and objects NaN.
  [[nodiscard]] double to_number() const;
  /// null '', true/false, numbers in .NET's %.15G style, `Array` and `Object` for those.
  [[nodiscard]] std::string to_text() const;
  /// The language's `==`.
  [[nodiscard]] bool equals(const Value& other) const;

 private:
  /// Where the content is. Up to kLongestBrief it is the length of a text in the value.
  static constexpr std::uint8_t kLongestBrief = 14;
  static constexpr std::uint8_t kBorrowed = kLongestBrief + 1;
  static constexpr std::uint8_t kShared = kBorrowed + 1;

  /// Kind, form and the size of a borrowed text are written as one word, so that they can be copied as one right after.
  static constexpr unsigned kFormShift = 8;
  static constexpr unsigned kSizeShift = 32;
  [[nodiscard]] static constexpr std::uint64_t head(Kind kind, std::uint8_t form = 0, std::uint32_t size = 0) {
    static_assert(std::endian::native == std::endian::little);
    return static_cast<std::uint64_t>(kind) | (std::uint64_t{form} << kFormShift) | (std::uint64_t{size} << kSizeShift);
  }

  struct Plain {
    std::uint64_t head;
    union {
      bool boolean;
      double number;
      const char* borrowed;
      const Shared* shared;
    } content;
  };
  /// The first bytes are those of the head.
  struct Brief {
    Kind kind;
    std::uint8_t form;
    std::array<char, kLongestBrief> text;
  };
  union Data {
    Plain plain = {};
    Brief brief;
  };

  [[nodiscard]] std::uint8_t form() const { return data_.brief.form; }
  void set(bool boolean) {
    data_.plain.head = head(Kind::kBoolean);
    data_.plain.content.boolean = boolean;
  }
  void set(double number) {
    data_.plain.head = head(Kind::kNumber);
    data_.plain.content.number = number;
  }
  void set(Kind kind, const Shared& shared) {
    data_.plain.head = head(kind, kShared);
    data_.plain.content.shared = &shared;
  }
  void set_text(std::string_view text);
  [[nodiscard]] std::string_view shared_text() const;
  /// Makes a bitwise copy one of its own.
  void share();
  void let_go() {
    if (form() == kShared) {
      release();
    }
  }
  void release();

  Data data_ = {};
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

/// What values share: it counts its holders, and the last one deletes it.
struct Shared {
  mutable std::atomic<std::uint32_t> holders = 1;
};
struct SharedArray : Shared {
  Array items;
};
struct SharedObject : Shared {
  Object object;
};

inline const Array& Value::array() const { return static_cast<const SharedArray*>(data_.plain.content.shared)->items; }
inline const Object& Value::object() const {
  return static_cast<const SharedObject*>(data_.plain.content.shared)->object;
}

/// The language's `<` and `>`: after the coercions of `==`, and false for what has no order (NaN, arrays, objects).
[[nodiscard]] bool is_less(const Value& left, const Value& right);
[[nodiscard]] inline bool is_greater(const Value& left, const Value& right) { return is_less(right, left); }

/// Reads a string as the language reads a number: trimmed, '' is 0, decimal, 0x and 0o (32 bits, two's complement),
/// Infinity with a sign and in any case; else NaN. (.NET's Double.TryParse, then GitHub's own prefixes.)
[[nodiscard]] double parse_number(std::string_view text);
/// Writes a number as the language does (.NET's G15).
[[nodiscard]] std::string number_text(double number);

}  // namespace ropewalk::expr
