// The conversions; JSON was read with a depth limit, which bounds the recursion.
#include "expr/json_value.h"

#include <cmath>

namespace ropewalk::expr {

Value to_value(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null: return {};
    case json::kind::bool_: return value.get_bool();
    case json::kind::int64: return static_cast<double>(value.get_int64());
    case json::kind::uint64: return static_cast<double>(value.get_uint64());
    case json::kind::double_: return value.get_double();
    case json::kind::string: return std::string_view(value.get_string());
    case json::kind::array: {
      Array items;
      items.reserve(value.get_array().size());
      for (const json::value& item : value.get_array()) {
        items.push_back(to_value(item));
      }
      return items;
    }
    case json::kind::object: {
      Object members;
      for (const auto& member : value.get_object()) {
        members.set(std::string(member.key()), to_value(member.value()));
      }
      return members;
    }
  }
  return {};
}

json::value to_json(const Value& value) {
  switch (value.kind()) {
    case Kind::kNull: return nullptr;
    case Kind::kBoolean: return value.boolean();
    case Kind::kNumber:
      if (!std::isfinite(value.number())) {
        return json::value(value.to_text());
      }
      return value.number();
    case Kind::kString: return json::value(value.text());
    case Kind::kArray: {
      json::array items;
      for (const Value& item : value.array()) {
        items.push_back(to_json(item));
      }
      return items;
    }
    case Kind::kObject: {
      json::object members;
      for (const auto& [key, member] : value.object().members()) {
        members[key] = to_json(member);
      }
      return members;
    }
  }
  return nullptr;
}

}  // namespace ropewalk::expr
