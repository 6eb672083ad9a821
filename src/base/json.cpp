#include "base/json.h"

#include <fmt/format.h>

#include <boost/json/parse_options.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/stream_parser.hpp>
#include <cmath>

#include "base/display.h"

namespace ropewalk {
namespace {

constexpr double kLargestExactInteger = 9007199254740992.0;

void append_number(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
  } else if (number == std::trunc(number) && std::fabs(number) < kLargestExactInteger) {
    out += fmt::format("{}", static_cast<std::int64_t>(number));
  } else {
    out += fmt::format("{}", number);
  }
}

/// Writes a value; `indent` below zero means one line. Recursion is bounded: every value was read with a depth limit or
/// built by us.
void append(std::string& out, const json::value& value, int indent);

void open_line(std::string& out, int indent) {
  if (indent >= 0) {
    out.push_back('\n');
    out.append(static_cast<std::size_t>(indent) * 2, ' ');
  }
}

void append_array(std::string& out, const json::array& array, int indent) {
  const int inner = indent < 0 ? -1 : indent + 1;
  out.push_back('[');
  for (std::size_t i = 0; i < array.size(); ++i) {
    out += i > 0 ? "," : "";
    open_line(out, inner);
    append(out, array[i], inner);
  }
  if (!array.empty()) {
    open_line(out, indent);
  }
  out.push_back(']');
}

void append_object(std::string& out, const json::object& object, int indent) {
  const int inner = indent < 0 ? -1 : indent + 1;
  bool is_first = true;
  out.push_back('{');
  for (const auto& member : object) {
    out += is_first ? "" : ",";
    is_first = false;
    open_line(out, inner);
    out += json::serialize(member.key());
    out += indent < 0 ? ":" : ": ";
    append(out, member.value(), inner);
  }
  if (!object.empty()) {
    open_line(out, indent);
  }
  out.push_back('}');
}

void append(std::string& out, const json::value& value, int indent) {
  switch (value.kind()) {
    case json::kind::array: return append_array(out, value.get_array(), indent);
    case json::kind::object: return append_object(out, value.get_object(), indent);
    case json::kind::double_: return append_number(out, value.get_double());
    case json::kind::null:
    case json::kind::bool_:
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::string: out += json::serialize(value); return;
  }
}

}  // namespace

Result<json::value> parse_json(std::string_view text, std::string_view name, std::size_t max_depth) {
  json::parse_options options;
  options.max_depth = max_depth;
  json::stream_parser parser({}, options);
  json::error_code error;
  std::size_t consumed = parser.write_some(text.data(), text.size(), error);
  if (!error && consumed < text.size()) {
    error = json::error::extra_data;
  }
  if (!error) {
    parser.finish(error);
  }
  if (error) {
    auto file = std::make_shared<const SourceFile>(std::string(name), std::string(text));
    const auto at = static_cast<std::uint32_t>(consumed);
    return fail(ErrorKind::kInvalid, fmt::format("not valid JSON: {}", error.message()), "",
                SourceRef{std::move(file), Span{at, at + 1}});
  }
  return parser.release();
}

std::string to_json_text(const json::value& value) {
  std::string out;
  append(out, value, -1);
  return harmless_json(std::move(out));
}

std::string to_pretty_json_text(const json::value& value) {
  std::string out;
  append(out, value, 0);
  return harmless_json(std::move(out));
}

std::string_view string_member(const json::object& object, std::string_view key) {
  const json::value* member = object.if_contains(key);
  if (member == nullptr || !member->is_string()) {
    return {};
  }
  return member->get_string();
}

}  // namespace ropewalk
