#include "scan/policy/rules/lock_hash.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/hash.h"
#include "base/strings.h"

namespace ropewalk::scan::policy {
namespace {

/// JSON as Python's json.dumps() writes it with sorted keys: both digests are of that text, byte for byte.
class PythonJson {
 public:
  PythonJson(std::string_view comma, std::string_view colon) : comma_(comma), colon_(colon) {}

  std::string write(const json::value& value) {
    add(value);
    return std::move(out_);
  }

 private:
  void add(const json::value& value) {
    if (const json::object* object = value.if_object()) {
      std::vector<const json::key_value_pair*> members;
      for (const auto& member : *object) {
        members.push_back(&member);
      }
      std::sort(members.begin(), members.end(), [](const auto* a, const auto* b) { return a->key() < b->key(); });
      out_ += '{';
      for (std::size_t number = 0; number < members.size(); ++number) {
        out_ += number == 0 ? "" : comma_;
        add_text(members[number]->key());
        out_ += colon_;
        add(members[number]->value());
      }
      out_ += '}';
    } else if (const json::array* array = value.if_array()) {
      out_ += '[';
      for (std::size_t number = 0; number < array->size(); ++number) {
        out_ += number == 0 ? "" : comma_;
        add((*array)[number]);
      }
      out_ += ']';
    } else if (const json::string* text = value.if_string()) {
      add_text(*text);
    } else {
      out_ += to_json_text(value);
    }
  }

  void add_text(std::string_view text) {
    out_ += '"';
    for (std::size_t at = 0; at < text.size();) {
      const std::uint32_t point = next_code_point(text, at);
      switch (point) {
        case '"': out_ += "\\\""; break;
        case '\\': out_ += "\\\\"; break;
        case '\n': out_ += "\\n"; break;
        case '\r': out_ += "\\r"; break;
        case '\t': out_ += "\\t"; break;
        case '\b': out_ += "\\b"; break;
        case '\f': out_ += "\\f"; break;
        default:
          if (point >= 0x20 && point < 0x7F) {
            out_ += static_cast<char>(point);
          } else if (point >= 0x10000) {
            out_ += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + ((point - 0x10000) >> 10U),
                                0xDC00 + ((point - 0x10000) & 0x3FFU));
          } else {
            out_ += fmt::format("\\u{:04x}", point);
          }
      }
    }
    out_ += '"';
  }

  std::string_view comma_;
  std::string_view colon_;
  std::string out_;
};

const json::object& table(const json::object& from, std::string_view key) {
  static const json::object none;
  const json::value* value = from.if_contains(key);
  const json::object* object = value == nullptr ? nullptr : value->if_object();
  return object == nullptr ? none : *object;
}

json::value member(const json::object& from, std::string_view key) {
  const json::value* value = from.if_contains(key);
  return value == nullptr ? json::value() : *value;
}

}  // namespace

std::vector<std::string> poetry_hashes(const json::object& project) {
  const json::object& poetry = table(table(project, "tool"), "poetry");
  std::vector<json::object> contents;
  // Before there were groups; with them, from 1.2; with the table [project], from 2.0.
  json::object old;
  json::object newer;
  for (const std::string_view key : {"dependencies", "source", "extras", "dev-dependencies"}) {
    old[key] = member(poetry, key);
    if (poetry.contains(key)) {
      newer[key] = member(poetry, key);
    }
  }
  contents.push_back(old);
  if (poetry.contains("group")) {
    old["group"] = member(poetry, "group");
    newer["group"] = member(poetry, "group");
    contents.push_back(old);
  }
  json::object standard;
  for (const std::string_view key : {"requires-python", "dependencies", "optional-dependencies"}) {
    if (table(project, "project").contains(key)) {
      standard[key] = member(table(project, "project"), key);
    }
  }
  if (!standard.empty()) {
    json::object tool;
    tool["poetry"] = newer;
    json::object content;
    content["project"] = standard;
    content["tool"] = std::move(tool);
    contents.push_back(std::move(content));
  }
  std::vector<std::string> hashes;
  for (const json::object& content : contents) {
    hashes.push_back(to_hex(sha256(PythonJson(", ", ": ").write(content))));
  }
  return hashes;
}

std::string pipfile_hash(const json::object& pipfile) {
  static constexpr std::array<std::string_view, 9> kKnown = {
      "source", "packages", "dev-packages", "requires", "scripts", "pipfile", "pipenv", "default", "develop"};
  json::value sources = member(pipfile, "source");
  if (sources.is_null()) {
    json::object usual = {{"name", "pypi"}, {"url", "https://pypi.org/simple"}, {"verify_ssl", true}};
    sources = json::array();
    sources.get_array().push_back(std::move(usual));
  }
  json::object content;
  json::object meta;
  meta["sources"] = sources;
  meta["requires"] = table(pipfile, "requires");
  content["_meta"] = std::move(meta);
  content["default"] = table(pipfile, "packages");
  content["develop"] = table(pipfile, "dev-packages");
  for (const auto& one : pipfile) {
    if (std::find(kKnown.begin(), kKnown.end(), one.key()) == kKnown.end()) {
      content[one.key()] = one.value();
    }
  }
  return to_hex(sha256(PythonJson(",", ":").write(content)));
}

}  // namespace ropewalk::scan::policy
