#include "scan/secrets/rules/toml_fields.h"

#include <algorithm>
#include <charconv>

namespace ropewalk::scan {
namespace {

std::string text_of(const json::value& value) {
  if (value.is_string()) {
    return std::string(std::string_view(value.get_string()));
  }
  return value.is_int64() || value.is_uint64() || value.is_double() || value.is_bool() ? to_json_text(value) : "";
}

}  // namespace

TomlFields::TomlFields(const json::object& table) {
  for (const auto& [key, value] : table) {
    table_[to_lower(key)] = value;
  }
}

const json::value* TomlFields::find(std::string_view key) const { return table_.if_contains(key); }

std::string TomlFields::text(std::string_view key) const {
  const json::value* value = find(key);
  return value == nullptr ? "" : text_of(*value);
}

std::vector<std::string> TomlFields::texts(std::string_view key) const {
  std::vector<std::string> texts;
  const json::value* value = find(key);
  if (value != nullptr && value->is_array()) {
    for (const json::value& item : value->get_array()) {
      texts.push_back(text_of(item));
    }
  } else if (value != nullptr && !text_of(*value).empty()) {
    const std::string whole = text_of(*value);
    for (const std::string_view piece : split(whole, ',')) {
      texts.emplace_back(piece);
    }
  }
  return texts;
}

double TomlFields::number(std::string_view key) const {
  const json::value* value = find(key);
  if (value == nullptr) {
    return 0;
  }
  if (value->is_double()) {
    return value->get_double();
  }
  if (value->is_int64()) {
    return static_cast<double>(value->get_int64());
  }
  double number = 0;
  const std::string text = text_of(*value);
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::optional<int> TomlFields::whole_number(std::string_view key) const {
  const json::value* value = find(key);
  return value == nullptr ? std::nullopt : std::optional(static_cast<int>(number(key)));
}

bool TomlFields::boolean(std::string_view key) const {
  const json::value* value = find(key);
  return value != nullptr && (value->is_bool() ? value->get_bool() : text_of(*value) == "true");
}

std::optional<TomlFields> TomlFields::table(std::string_view key) const {
  const json::value* value = find(key);
  return value != nullptr && value->is_object() ? std::optional(TomlFields(value->get_object())) : std::nullopt;
}

std::vector<TomlFields> TomlFields::tables(std::string_view key) const {
  std::vector<TomlFields> tables;
  const json::value* value = find(key);
  if (value != nullptr && value->is_array()) {
    for (const json::value& item : value->get_array()) {
      if (item.is_object()) {
        tables.emplace_back(item.get_object());
      }
    }
  } else if (value != nullptr && value->is_object()) {
    tables.emplace_back(value->get_object());
  }
  return tables;
}

std::vector<std::string> TomlFields::unknown(std::initializer_list<std::string_view> known) const {
  std::vector<std::string> names;
  for (const auto& [key, value] : table_) {
    if (std::find(known.begin(), known.end(), std::string_view(key)) == known.end()) {
      names.emplace_back(key);
    }
  }
  return names;
}

}  // namespace ropewalk::scan
