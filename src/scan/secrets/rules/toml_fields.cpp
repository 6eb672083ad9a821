#include "scan/secrets/rules/toml_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace ropewalk::scan {
namespace {

std::string text_of(const json::value& value) {
  if (value.is_string()) {
    return std::string(std::string_view(value.get_string()));
  }
  return value.is_int64() || value.is_uint64() || value.is_double() || value.is_bool() ? to_json_text(value) : "";
}

bool is_scalar(const json::value& value) {
  return value.is_string() || value.is_int64() || value.is_uint64() || value.is_double() || value.is_bool();
}

std::optional<double> number_of(const json::value& value) {
  if (value.is_bool()) {
    return value.get_bool() ? 1 : 0;
  }
  const std::string text = is_scalar(value) ? text_of(value) : "no number";
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return is_whole || text.empty() ? std::optional(number) : std::nullopt;
}

std::optional<bool> boolean_of(const json::value& value) {
  if (!value.is_string()) {
    const auto number = number_of(value);
    return number ? std::optional(*number != 0) : std::nullopt;
  }
  constexpr std::array<std::string_view, 6> kTrue = {"1", "t", "T", "true", "True", "TRUE"};
  constexpr std::array<std::string_view, 7> kFalse = {"0", "f", "F", "false", "False", "FALSE", ""};
  const std::string_view text = value.get_string();
  const bool is_true = std::find(kTrue.begin(), kTrue.end(), text) != kTrue.end();
  const bool is_false = std::find(kFalse.begin(), kFalse.end(), text) != kFalse.end();
  return is_true || is_false ? std::optional(is_true) : std::nullopt;
}

template <typename Is>
bool are_all(const json::value& value, Is is) {
  return value.is_array() && std::all_of(value.get_array().begin(), value.get_array().end(), is);
}

bool is_of(const json::value& value, TomlKind kind) {
  const auto is_table = [](const json::value& item) { return item.is_object(); };
  switch (kind) {
    case TomlKind::kText: return is_scalar(value);
    case TomlKind::kTexts: return is_scalar(value) || are_all(value, is_scalar);
    case TomlKind::kNumber: return number_of(value).has_value();
    case TomlKind::kBoolean: return boolean_of(value).has_value();
    case TomlKind::kTable: return value.is_object();
    case TomlKind::kTables: return value.is_object() || are_all(value, is_table);
  }
  return false;
}

std::string_view name_of(TomlKind kind) {
  switch (kind) {
    case TomlKind::kText: return "a text";
    case TomlKind::kTexts: return "a list of texts";
    case TomlKind::kNumber: return "a number";
    case TomlKind::kBoolean: return "true or false";
    case TomlKind::kTable: return "one table";
    case TomlKind::kTables: return "a list of tables";
  }
  return "";
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
  return value == nullptr ? 0 : number_of(*value).value_or(0);
}

std::optional<int> TomlFields::whole_number(std::string_view key) const {
  const json::value* value = find(key);
  return value == nullptr ? std::nullopt : std::optional(static_cast<int>(number(key)));
}

bool TomlFields::boolean(std::string_view key) const {
  const json::value* value = find(key);
  return value != nullptr && boolean_of(*value).value_or(false);
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

std::string TomlFields::wrong_kind(std::initializer_list<std::pair<std::string_view, TomlKind>> kinds) const {
  for (const auto& [key, kind] : kinds) {
    if (const json::value* value = find(key); value != nullptr && !is_of(*value, kind)) {
      return fmt::format("'{}' is {}, not {}", key, name_of(kind), to_json_text(*value));
    }
  }
  return {};
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
