// Events as JSON, and back.
#include <fmt/format.h>

#include <algorithm>

#include "base/rfc3339.h"
#include "record/event_description.h"

namespace ropewalk::record {
namespace {

class Writer {
 public:
  explicit Writer(json::object& out) : out_(out) {}

  template <class Tag>
  void id(std::string_view key, const Id<Tag>& id) {
    out_[key] = id.text();
  }
  void text(std::string_view key, const std::string& text) {
    if (!text.empty()) {
      out_[key] = text;
    }
  }
  /// A text that is written even when it is empty.
  void content(std::string_view key, const std::string& text) { out_[key] = text; }
  template <class Number>
  void number(std::string_view key, const Number& number) {
    if (number != 0) {
      out_[key] = number;
    }
  }
  void flag(std::string_view key, const bool& flag) {
    if (flag) {
      out_[key] = true;
    }
  }
  void duration(std::string_view key, const std::chrono::milliseconds& duration) { out_[key] = duration.count(); }
  void optional_number(std::string_view key, const std::optional<int>& number) {
    if (number) {
      out_[key] = *number;
    }
  }
  template <class Enum>
  void word(std::string_view key, const Enum& value) {
    out_[key] = name_of(value);
  }
  void pairs(std::string_view key, const Pairs& pairs) {
    if (!pairs.empty()) {
      json::object object;
      for (const auto& [name, value] : pairs) {
        object[name] = value;
      }
      out_[key] = std::move(object);
    }
  }
  void ids(std::string_view key, const std::vector<JobId>& ids) {
    if (!ids.empty()) {
      json::array array;
      for (const JobId& id : ids) {
        array.emplace_back(id.text());
      }
      out_[key] = std::move(array);
    }
  }

 private:
  json::object& out_;
};

class Reader {
 public:
  explicit Reader(const json::object& in) : in_(in) {}

  template <class Tag>
  void id(std::string_view key, Id<Tag>& id) {
    std::string text;
    content(key, text);
    id = Id<Tag>(std::move(text));
  }
  void text(std::string_view key, std::string& text) {
    if (const json::value* value = in_.if_contains(key)) {
      read_text(key, *value, text);
    }
  }
  void content(std::string_view key, std::string& text) {
    if (const json::value* value = require(key)) {
      read_text(key, *value, text);
    }
  }
  template <class Number>
  void number(std::string_view key, Number& number) {
    if (const json::value* value = in_.if_contains(key)) {
      read_number(key, *value, number);
    }
  }
  void flag(std::string_view key, bool& flag) {
    if (const json::value* value = in_.if_contains(key)) {
      if (value->is_bool()) {
        flag = value->get_bool();
      } else {
        blame(key);
      }
    }
  }
  void duration(std::string_view key, std::chrono::milliseconds& duration) {
    std::int64_t count = 0;
    if (const json::value* value = require(key)) {
      read_number(key, *value, count);
    }
    duration = std::chrono::milliseconds(count);
  }
  void optional_number(std::string_view key, std::optional<int>& number) {
    if (const json::value* value = in_.if_contains(key)) {
      read_number(key, *value, number.emplace());
    }
  }
  template <class Enum>
  void word(std::string_view key, Enum& value) {
    std::string text;
    content(key, text);
    for (const auto& [candidate, word] : names_of(value)) {
      if (word == text) {
        value = candidate;
        return;
      }
    }
    blame(key);
  }
  void pairs(std::string_view key, Pairs& pairs) {
    const json::value* value = in_.if_contains(key);
    if (value == nullptr) {
      return;
    }
    if (!value->is_object()) {
      return blame(key);
    }
    for (const auto& member : value->get_object()) {
      read_text(key, member.value(), pairs.emplace_back(member.key(), "").second);
    }
  }
  void ids(std::string_view key, std::vector<JobId>& ids) {
    const json::value* value = in_.if_contains(key);
    if (value == nullptr) {
      return;
    }
    if (!value->is_array()) {
      return blame(key);
    }
    for (const json::value& item : value->get_array()) {
      std::string text;
      read_text(key, item, text);
      ids.emplace_back(std::move(text));
    }
  }

  /// The first field that was missing or of the wrong form; empty when all was well.
  [[nodiscard]] const std::string& wrong_field() const { return wrong_field_; }

 private:
  const json::value* require(std::string_view key) {
    const json::value* value = in_.if_contains(key);
    if (value == nullptr) {
      blame(key);
    }
    return value;
  }
  void read_text(std::string_view key, const json::value& value, std::string& text) {
    if (value.is_string()) {
      text = value.get_string();
    } else {
      blame(key);
    }
  }
  template <class Number>
  void read_number(std::string_view key, const json::value& value, Number& number) {
    json::error_code error;
    number = value.to_number<Number>(error);
    if (error) {
      blame(key);
    }
  }
  void blame(std::string_view key) {
    if (wrong_field_.empty()) {
      wrong_field_ = key;
    }
  }

  const json::object& in_;
  std::string wrong_field_;
};

/// Makes the alternative with this index, default-constructed; kTypes has one word for each.
template <std::size_t Index = 0>
EventData make_data(std::size_t index) {
  if constexpr (Index + 1 < std::variant_size_v<EventData>) {
    if (index != Index) {
      return make_data<Index + 1>(index);
    }
  }
  return EventData(std::in_place_index<Index>);
}

}  // namespace

json::object to_json(const Event& event) {
  json::object out;
  out["type"] = type_name(event.data);
  out["run"] = event.run.text();
  out["sequence"] = event.sequence;
  out["time"] = to_rfc3339(event.time);
  Writer writer(out);
  std::visit([&](const auto& data) { describe(writer, data); }, event.data);
  return out;
}

Result<Event> event_from_json(const json::object& object) {
  const std::string_view type = string_member(object, "type");
  const auto* const found = std::find(kTypes.begin(), kTypes.end(), type);
  if (found == kTypes.end()) {
    return fail(ErrorKind::kInvalid, fmt::format("'{}' is not a type of event", type));
  }
  Event event;
  event.data = make_data(static_cast<std::size_t>(found - kTypes.begin()));
  Reader reader(object);
  reader.id("run", event.run);
  reader.number("sequence", event.sequence);
  std::visit([&](auto& data) { describe(reader, data); }, event.data);
  if (!reader.wrong_field().empty()) {
    return fail(ErrorKind::kInvalid,
                fmt::format("an event of type '{}' has no right '{}'", type, reader.wrong_field()));
  }
  auto time = parse_rfc3339(string_member(object, "time"));
  if (!time) {
    return fail(std::move(time.error()));
  }
  event.time = *time;
  return event;
}

}  // namespace ropewalk::record
