#include "toml/read_toml.h"

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
// What the library asserts does not hold for every file (`[` and a control character), and what it finds behind the
// assertion it reports: neither abort nor assume.
#undef NDEBUG
#define TOML_ASSERT(expression) static_assert(true)
#include <toml++/toml.h>

#include <fmt/format.h>

#include <sstream>

namespace ropewalk::toml {
namespace {

json::value convert(const ::toml::node& node) {
  switch (node.type()) {
    case ::toml::node_type::table: {
      json::object object;
      for (const auto& [key, value] : *node.as_table()) {
        object[std::string(key.str())] = convert(value);
      }
      return object;
    }
    case ::toml::node_type::array: {
      json::array array;
      for (const auto& item : *node.as_array()) {
        array.push_back(convert(item));
      }
      return array;
    }
    case ::toml::node_type::string: return json::string(node.as_string()->get());
    case ::toml::node_type::integer: return node.as_integer()->get();
    case ::toml::node_type::floating_point: return node.as_floating_point()->get();
    case ::toml::node_type::boolean: return node.as_boolean()->get();
    case ::toml::node_type::date:
    case ::toml::node_type::time:
    case ::toml::node_type::date_time: {
      std::ostringstream out;
      node.visit([&](const auto& value) { out << value; });
      return json::string(out.str());
    }
    case ::toml::node_type::none: break;
  }
  return nullptr;
}

}  // namespace

Result<json::object> read_toml(std::string_view text, std::string_view name) {
  ::toml::parse_result parsed = ::toml::parse(text, name);
  if (!parsed) {
    const ::toml::parse_error& error = parsed.error();
    return fail(ErrorKind::kInvalid, fmt::format("{}:{}:{}: {}", name, error.source().begin.line,
                                                 error.source().begin.column, error.description()));
  }
  return std::move(convert(parsed.table()).as_object());
}

const json::value* find(const json::object& document, std::string_view path) {
  const json::object* object = &document;
  while (true) {
    const std::size_t dot = path.find('.');
    const json::value* value = object->if_contains(path.substr(0, dot));
    if (value == nullptr || dot == std::string_view::npos) {
      return value;
    }
    object = value->if_object();
    if (object == nullptr) {
      return nullptr;
    }
    path.remove_prefix(dot + 1);
  }
}

std::string_view text(const json::object& document, std::string_view path) {
  const json::value* value = find(document, path);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

}  // namespace ropewalk::toml
