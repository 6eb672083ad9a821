#include "image/sbom/shapes.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "base/rfc3339.h"
#include "base/strings.h"
#include "image/sbom/write_bom.h"
#include "text/regex.h"

namespace ropewalk::image {

std::string_view cyclonedx_shapes();

namespace {

constexpr std::size_t kMostMisfits = 100;

enum class Kind {
  kText,
  kFullText,
  kTime,
  kMail,
  kNumber,
  kInteger,
  kBoolean,
  kAny,
  kLicence,
  kWord,
  kPattern,
  kNamed,
  kList,
  kChoice,
  kMapping
};

struct Shape;
using ShapePtr = std::unique_ptr<Shape>;

struct Key {
  std::string name;
  bool is_required = false;
  ShapePtr shape;
};

struct Shape {
  Kind kind = Kind::kAny;
  /// Words of kWord, the name of kNamed.
  std::vector<std::string> words;
  std::optional<text::Regex> pattern;
  std::optional<std::int64_t> least;
  std::optional<std::int64_t> most;
  std::vector<Key> keys;
  bool allows_others = false;
  /// Exactly one of these sets of keys.
  std::vector<std::vector<std::string>> sets;
  /// The item of a list, the choices.
  std::vector<ShapePtr> inner;
  bool is_unique = false;
  bool is_one = false;
};

/// Reads the table's notation. It is ours and tested whole, so what it does not know reads as "anything".
class TableReader {
 public:
  explicit TableReader(std::string_view text) : rest_(text) {}

  ShapePtr shape() {
    auto found = std::make_unique<Shape>();
    const char mark = take();
    switch (mark) {
      case 't': found->kind = accept('1') ? Kind::kFullText : Kind::kText; break;
      case 'd': found->kind = Kind::kTime; break;
      case 'u': found->kind = Kind::kMail; break;
      case 'n': found->kind = Kind::kNumber; break;
      case 'b': found->kind = Kind::kBoolean; break;
      case '$': found->kind = Kind::kLicence; break;
      case 'i':
        found->kind = Kind::kInteger;
        if (accept(':')) {
          found->least = number();
          accept(':');
          found->most = number();
        }
        break;
      case 'e':
        found->kind = Kind::kWord;
        accept('(');
        for (const std::string_view word : split(until(')'), '|')) {
          found->words.emplace_back(word);
        }
        break;
      case 'p': {
        found->kind = Kind::kPattern;
        accept('"');
        auto pattern = text::Regex::compile(until('"'));
        if (pattern) {
          found->pattern = std::move(*pattern);
        }
        break;
      }
      case '@':
        found->kind = Kind::kNamed;
        found->words.emplace_back(name());
        break;
      case '[':
        found->kind = Kind::kList;
        found->is_unique = accept('=');
        if (rest_.starts_with("1:")) {
          rest_.remove_prefix(2);
          found->is_one = true;
        }
        found->inner.push_back(shape());
        accept(']');
        break;
      case '<':
        found->kind = Kind::kChoice;
        do {
          found->inner.push_back(shape());
        } while (accept(','));
        accept('>');
        break;
      case '{': mapping(*found); break;
      default: break;
    }
    return found;
  }

  [[nodiscard]] std::string_view name() {
    std::size_t end = 0;
    while (end < rest_.size() && std::string_view(" ]},>:!\n").find(rest_[end]) == std::string_view::npos) {
      ++end;
    }
    const std::string_view found = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return found;
  }

  bool accept(char letter) {
    if (!rest_.starts_with(letter)) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  void mapping(Shape& found) {
    found.kind = Kind::kMapping;
    while (!at_end() && !accept('}')) {
      if (accept('*')) {
        found.allows_others = true;
      } else if (!accept(' ')) {
        Key key;
        key.name = name();
        key.is_required = accept('!');
        accept(':');
        key.shape = shape();
        found.keys.push_back(std::move(key));
      }
    }
    if (rest_.starts_with("^(")) {
      rest_.remove_prefix(2);
      for (const std::string_view set : split(until(')'), '|')) {
        std::vector<std::string> names;
        for (const std::string_view one : split(set, '+')) {
          names.emplace_back(one);
        }
        found.sets.push_back(std::move(names));
      }
    }
  }

  char take() {
    const char letter = rest_.empty() ? '*' : rest_.front();
    rest_.remove_prefix(rest_.empty() ? 0 : 1);
    return letter;
  }

  std::string_view until(char letter) {
    const std::size_t end = std::min(rest_.find(letter), rest_.size());
    const std::string_view found = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    return found;
  }

  std::optional<std::int64_t> number() {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc()) {
      return std::nullopt;
    }
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }

  std::string_view rest_;
};

using Table = std::map<std::string, ShapePtr, std::less<>>;

Table read_table(std::string_view text) {
  Table table;
  for (const std::string_view line : split_lines(text)) {
    TableReader reader(line);
    std::string name(reader.name());
    reader.accept(' ');
    table[std::move(name)] = reader.shape();
  }
  return table;
}

std::string escaped(std::string_view key) { return replace_all(replace_all(key, "~", "~0"), "/", "~1"); }

class Checker {
 public:
  explicit Checker(const Table& table) : table_(table) {}

  void check(const json::value& value, const Shape& shape, const std::string& path) {
    if (misfits_.size() >= kMostMisfits) {
      return;
    }
    switch (shape.kind) {
      case Kind::kAny: return;
      case Kind::kNamed:
        if (const auto found = table_.find(shape.words.front()); found != table_.end()) {
          check(value, *found->second, path);
        }
        return;
      case Kind::kChoice: choice(value, shape, path); return;
      case Kind::kList: list(value, shape, path); return;
      case Kind::kMapping: mapping(value, shape, path); return;
      case Kind::kBoolean: expect(value.is_bool(), path, "this is true or false"); return;
      case Kind::kNumber: expect(value.is_number(), path, "this is a number"); return;
      case Kind::kInteger: integer(value, shape, path); return;
      default: break;
    }
    if (!value.is_string()) {
      misfits_.push_back({path, "this is a text"});
      return;
    }
    scalar(std::string_view(value.get_string()), shape, path);
  }

  [[nodiscard]] std::vector<Misfit> take() { return std::move(misfits_); }

 private:
  void scalar(std::string_view text, const Shape& shape, const std::string& path) {
    switch (shape.kind) {
      case Kind::kFullText: expect(!text.empty(), path, "this is not empty"); return;
      case Kind::kTime:
        expect(parse_rfc3339(text).has_value(), path, fmt::format("'{}' is not a date with a time (RFC 3339)", text));
        return;
      case Kind::kMail:
        expect(text.find('@') != std::string_view::npos, path, fmt::format("'{}' is not a mail address", text));
        return;
      case Kind::kLicence:
        expect(is_spdx_licence(text), path, fmt::format("'{}' is not a licence id of SPDX", text));
        return;
      case Kind::kWord:
        if (std::find(shape.words.begin(), shape.words.end(), text) == shape.words.end()) {
          misfits_.push_back({path, fmt::format("'{}' is not one of {}", text, join(shape.words, ", "))});
        }
        return;
      case Kind::kPattern:
        expect(!shape.pattern || shape.pattern->is_match(text), path,
               fmt::format("'{}' has not the form that is due here", text));
        return;
      default: return;
    }
  }

  void integer(const json::value& value, const Shape& shape, const std::string& path) {
    const bool is_whole =
        value.is_int64() || value.is_uint64() ||
        (value.is_double() && value.get_double() == static_cast<double>(static_cast<std::int64_t>(value.get_double())));
    if (!is_whole) {
      misfits_.push_back({path, "this is a whole number"});
      return;
    }
    const double number = value.to_number<double>();
    expect((!shape.least || number >= static_cast<double>(*shape.least)) &&
               (!shape.most || number <= static_cast<double>(*shape.most)),
           path, "the number is out of its range");
  }

  void list(const json::value& value, const Shape& shape, const std::string& path) {
    const json::array* items = value.if_array();
    if (items == nullptr) {
      misfits_.push_back({path, "this is a list"});
      return;
    }
    expect(!shape.is_one || items->size() == 1, path, "this list has one item");
    std::set<std::string> seen;
    for (std::size_t index = 0; index < items->size(); ++index) {
      const std::string below = fmt::format("{}/{}", path, index);
      check((*items)[index], *shape.inner.front(), below);
      if (shape.is_unique) {
        expect(seen.insert(to_json_text((*items)[index])).second, below, "this is in the list twice");
      }
    }
  }

  void mapping(const json::value& value, const Shape& shape, const std::string& path) {
    const json::object* object = value.if_object();
    if (object == nullptr) {
      misfits_.push_back({path, "this is a mapping"});
      return;
    }
    for (const Key& key : shape.keys) {
      expect(!key.is_required || object->contains(key.name), path, fmt::format("'{}' is missing", key.name));
    }
    for (const auto& member : *object) {
      const auto key = std::find_if(shape.keys.begin(), shape.keys.end(),
                                    [&](const Key& known) { return std::string_view(member.key()) == known.name; });
      const std::string below = fmt::format("{}/{}", path, escaped(member.key()));
      if (key != shape.keys.end()) {
        check(member.value(), *key->shape, below);
      } else {
        expect(shape.allows_others, below, fmt::format("there is no key '{}' here", std::string_view(member.key())));
      }
    }
    if (!shape.sets.empty()) {
      const auto held = std::count_if(shape.sets.begin(), shape.sets.end(), [&](const auto& set) {
        return std::all_of(set.begin(), set.end(), [&](const std::string& one) { return object->contains(one); });
      });
      if (held != 1) {
        std::vector<std::string> names;
        for (const auto& set : shape.sets) {
          names.push_back(join(set, " and "));
        }
        misfits_.push_back({path, fmt::format("exactly one of {} is due here", join(names, ", "))});
      }
    }
  }

  /// Fits when any choice does; else what is told is what the nearest choice (with the deepest first fault) lacks.
  void choice(const json::value& value, const Shape& shape, const std::string& path) {
    std::optional<std::vector<Misfit>> best;
    for (const ShapePtr& one : shape.inner) {
      Checker attempt(table_);
      attempt.check(value, *one, path);
      std::vector<Misfit> found = attempt.take();
      if (found.empty()) {
        return;
      }
      if (!best || found.front().path.size() > best->front().path.size()) {
        best = std::move(found);
      }
    }
    misfits_.insert(misfits_.end(), best->begin(), best->end());
  }

  void expect(bool holds, const std::string& path, std::string message) {
    if (!holds) {
      misfits_.push_back({path, std::move(message)});
    }
  }

  const Table& table_;
  std::vector<Misfit> misfits_;
};

}  // namespace

std::vector<Misfit> check_cyclonedx(const json::value& document) {
  const Table table = read_table(cyclonedx_shapes());
  Checker checker(table);
  checker.check(document, *table.at("bom"), "");
  return checker.take();
}

}  // namespace ropewalk::image
