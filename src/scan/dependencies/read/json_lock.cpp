#include "scan/dependencies/read/json_lock.h"

#include <fmt/format.h>

#include <algorithm>

namespace ropewalk::scan {
namespace {

/// Keys deeper than this have no line: locks have theirs further up.
constexpr std::size_t kDeepest = 3;

}  // namespace

std::optional<json::object> read_json_or_fail(const ManifestInput& input, Manifest& into) {
  auto value = parse_json(input.text, input.file);
  if (value && value->is_object()) {
    return std::move(value->get_object());
  }
  Location place{.file = input.file, .line = 1};
  std::string message = "this is not a lock: a JSON object was expected";
  if (!value) {
    message = value.error().message;
    if (value.error().place.has_place()) {
      const LineColumn at = value.error().place.file->locate(value.error().place.span.begin);
      place.line = static_cast<int>(at.line);
      place.column = static_cast<int>(at.column);
    }
  }
  into.fail(place, "invalid-file", message);
  return std::nullopt;
}

namespace {

/// A key as the parsed document has it.
std::string plain_key(std::string_view raw) {
  if (raw.find('\\') == std::string_view::npos) {
    return std::string(raw);
  }
  const auto parsed = parse_json(fmt::format("\"{}\"", raw), "key");
  return parsed && parsed->is_string() ? std::string(parsed->get_string()) : std::string(raw);
}

}  // namespace

JsonKeyLines::JsonKeyLines(std::string_view text) {
  // The keys of the objects around the place, each with a NUL behind it, and where each begins.
  std::string path;
  std::vector<std::size_t> begins = {0};
  // Per nesting: whether it is an object.
  std::vector<bool> is_object;
  int line = 1;
  bool expects_key = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\n') {
      ++line;
    } else if (c == '"') {
      const std::size_t begin = at + 1;
      for (++at; at < text.size() && text[at] != '"'; ++at) {
        at += text[at] == '\\' ? 1 : 0;
      }
      if (expects_key && is_object.size() <= kDeepest) {
        path.resize(begins.back());
        path += plain_key(text.substr(begin, std::min(at, text.size()) - begin));
        path += '\0';
        lines_.emplace(path, line);
      }
      expects_key = false;
    } else if (c == '{' || c == '[') {
      is_object.push_back(c == '{');
      begins.push_back(path.size());
      expects_key = c == '{';
    } else if ((c == '}' || c == ']') && !is_object.empty()) {
      is_object.pop_back();
      path.resize(std::min(path.size(), begins.back()));
      begins.pop_back();
      expects_key = false;
    } else if (c == ',') {
      expects_key = !is_object.empty() && is_object.back();
    }
  }
}

int JsonKeyLines::line_of(const std::vector<std::string_view>& path) const {
  std::string key;
  for (const std::string_view part : path) {
    key += part;
    key += '\0';
  }
  const auto found = lines_.find(key);
  return found == lines_.end() ? 1 : found->second;
}

}  // namespace ropewalk::scan
