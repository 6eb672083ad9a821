#include "release/version_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "release/version.h"
#include "toml/read_toml.h"

namespace ropewalk::release {
namespace {

constexpr std::uint64_t kMostBytes = 16ULL << 20U;
constexpr std::string_view kVersionInPattern = "{version}";

/// Where a value stands in a text.
struct Found {
  std::size_t at = 0;
  std::size_t size = 0;
};

/// What stands in quotes behind `key =` or `key:` in a line; nothing for other lines.
std::optional<Found> value_in_line(std::string_view text, std::size_t begin, std::string_view line,
                                   std::string_view key) {
  std::size_t at = line.find_first_not_of(" \t");
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  const bool is_quoted_key = line[at] == '"' || line[at] == '\'';
  at += is_quoted_key ? 1 : 0;
  if (line.substr(at, key.size()) != key) {
    return std::nullopt;
  }
  at += key.size() + (is_quoted_key ? 1 : 0);
  // A Python annotation may stand between: `__version__: str = "1.0"`.
  const std::size_t quote = line.find_first_of("\"'", at);
  const std::size_t sign = line.find_first_of("=:", at);
  if (sign == std::string_view::npos || line.find_first_not_of(" \t", at) != sign) {
    return std::nullopt;
  }
  if (quote != std::string_view::npos && quote > sign) {
    const std::string_view between = line.substr(sign + 1, quote - sign - 1);
    const bool is_plain = between.find_first_not_of(" \t=") == std::string_view::npos;
    const bool is_annotated = line[sign] == ':' && between.find('=') != std::string_view::npos;
    const std::size_t end = line.find(line[quote], quote + 1);
    if ((is_plain || is_annotated) && end != std::string_view::npos) {
      return Found{begin + quote + 1, end - quote - 1};
    }
    return std::nullopt;
  }
  // Without quotes, as setup.cfg and YAML have it.
  const std::size_t first = line.find_first_not_of(" \t", sign + 1);
  if (first == std::string_view::npos || text.empty()) {
    return std::nullopt;
  }
  const std::size_t last = line.find_first_of(" \t#;,", first);
  return Found{begin + first, (last == std::string_view::npos ? line.size() : last) - first};
}

/// The first line with the key; with `section` only those below its heading `[section]`.
std::optional<Found> find_value(std::string_view text, std::string_view section, std::string_view key) {
  bool is_inside = section.empty();
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    const std::string_view heading = trim(line.substr(0, line.find('#')));
    if (!section.empty() && heading.starts_with('[') && heading.ends_with(']')) {
      is_inside = trim(heading.substr(1, heading.size() - 2)) == section;
    } else if (is_inside) {
      if (const auto found = value_in_line(text, begin, line, key)) {
        return found;
      }
    }
    begin = end + 1;
  }
  return std::nullopt;
}

/// The member of the outermost JSON object: those of inner ones stand deeper.
std::optional<Found> find_json(std::string_view text, std::string_view key) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{' || text[i] == '[') {
      ++depth;
    } else if (text[i] == '}' || text[i] == ']') {
      --depth;
    } else if (text[i] == '"') {
      std::size_t end = i + 1;
      while (end < text.size() && text[end] != '"') {
        end += text[end] == '\\' ? 2 : 1;
      }
      end = std::min(end, text.size() - 1);
      const std::string_view name = text.substr(i + 1, end - i - 1);
      const std::size_t colon = text.find_first_not_of(" \t\r\n", end + 1);
      if (depth == 1 && name == key && colon != std::string_view::npos && text[colon] == ':') {
        const std::size_t open = text.find_first_not_of(" \t\r\n", colon + 1);
        const std::size_t close = open == std::string_view::npos ? open : text.find('"', open + 1);
        if (close != std::string_view::npos && text[open] == '"') {
          return Found{open + 1, close - open - 1};
        }
      }
      i = end;
    }
  }
  return std::nullopt;
}

/// `project(ropewalk VERSION {version}`: what follows the text before `{version}`.
std::optional<Found> find_pattern(std::string_view text, std::string_view pattern) {
  const std::string_view before = pattern.substr(0, pattern.find(kVersionInPattern));
  const std::size_t at = before.empty() ? std::string_view::npos : text.find(before);
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  const std::size_t begin = at + before.size();
  const auto* const end = std::find_if(text.begin() + begin, text.end(), [](char c) {
    return !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
             c == '+');
  });
  return Found{begin, static_cast<std::size_t>(end - text.begin()) - begin};
}

std::optional<Found> find(std::string_view text, const VersionPlace& place) {
  switch (place.kind) {
    case VersionPlace::Kind::kToml: {
      const std::size_t dot = place.key.rfind('.');
      return dot == std::string::npos
                 ? find_value(text, "", place.key)
                 : find_value(text, std::string_view(place.key).substr(0, dot), place.key.substr(dot + 1));
    }
    case VersionPlace::Kind::kJson: return find_json(text, place.key);
    case VersionPlace::Kind::kWhole: {
      const std::string_view content = trim(text);
      return content.empty()
                 ? std::nullopt
                 : std::optional(Found{static_cast<std::size_t>(content.data() - text.data()), content.size()});
    }
    case VersionPlace::Kind::kPattern: return find_pattern(text, place.key);
    case VersionPlace::Kind::kVariable: break;
  }
  return find_value(text, "", place.key);
}

/// The folders that hold a package's code in the usual layouts.
std::vector<VersionPlace> module_places(const ports::Files& files, const std::filesystem::path& folder) {
  std::vector<VersionPlace> places;
  for (const std::string_view parent : {"src", "."}) {
    auto entries = files.list(folder / parent);
    if (!entries) {
      continue;
    }
    for (const ports::FileEntry& entry : *entries) {
      if (entry.type != ports::FileType::kDirectory || entry.path.string() == "tests") {
        continue;
      }
      for (const std::string_view name : {"__init__.py", "_version.py", "__about__.py", "version.py"}) {
        const std::filesystem::path file = (parent == "." ? entry.path : parent / entry.path) / name;
        if (files.type_followed(folder / file) == ports::FileType::kFile) {
          places.push_back({.file = file.generic_string(), .key = "__version__"});
        }
      }
    }
  }
  return places;
}

}  // namespace

VersionPlace place_of(std::string_view text) {
  using Kind = VersionPlace::Kind;
  const std::size_t colon = text.rfind(':');
  VersionPlace place{.file = std::string(text.substr(0, colon)),
                     .key = colon == std::string_view::npos ? "" : std::string(text.substr(colon + 1))};
  if (place.key.find(kVersionInPattern) != std::string::npos) {
    place.kind = Kind::kPattern;
    return place;
  }
  place.kind = place.file.ends_with(".toml") || place.file.ends_with(".cfg") ? Kind::kToml
               : place.file.ends_with(".json")                               ? Kind::kJson
               : place.file.ends_with(".py")                                 ? Kind::kVariable
               : place.key.empty()                                           ? Kind::kWhole
                                                                             : Kind::kVariable;
  if (place.key.empty()) {
    place.key = place.file.ends_with("Cargo.toml") ? "package.version"
                : place.file.ends_with(".cfg")     ? "metadata.version"
                : place.kind == Kind::kToml        ? "project.version"
                : place.kind == Kind::kJson        ? "version"
                : place.kind == Kind::kVariable    ? "__version__"
                                                   : "*";
  }
  return place;
}

std::optional<std::string> read_place(std::string_view text, const VersionPlace& place) {
  const auto found = find(text, place);
  return found ? std::optional(std::string(text.substr(found->at, found->size))) : std::nullopt;
}

Result<std::string> write_place(std::string_view text, const VersionPlace& place, std::string_view version) {
  const auto found = find(text, place);
  if (!found) {
    return fail(ErrorKind::kInvalid, fmt::format("{} has no {}", place.file, place.key),
                "name the places of the version in .github/ropewalk.yml: release, version-files");
  }
  return std::string(text.substr(0, found->at)) + std::string(version) +
         std::string(text.substr(found->at + found->size));
}

Result<std::vector<VersionPlace>> find_places(const ports::Files& files, const std::filesystem::path& folder) {
  using Kind = VersionPlace::Kind;
  std::vector<VersionPlace> wanted = {{"pyproject.toml", "project.version", Kind::kToml},
                                      {"pyproject.toml", "tool.poetry.version", Kind::kToml},
                                      {"setup.cfg", "metadata.version", Kind::kToml}};
  const std::vector<VersionPlace> modules = module_places(files, folder);
  wanted.insert(wanted.end(), modules.begin(), modules.end());
  wanted.push_back({"package.json", "version", Kind::kJson});
  wanted.push_back({"Cargo.toml", "package.version", Kind::kToml});
  wanted.push_back({"VERSION", "*", Kind::kWhole});
  std::vector<VersionPlace> places;
  for (VersionPlace& place : wanted) {
    if (files.type_followed(folder / place.file) != ports::FileType::kFile) {
      continue;
    }
    auto text = files.read_regular(folder / place.file, kMostBytes, ports::Links::kFollow);
    if (!text) {
      return fail(std::move(text.error()));
    }
    const auto value = read_place(*text, place);
    if (value && Version::parse_loosely(*value)) {
      places.push_back(std::move(place));
    }
  }
  return places;
}

}  // namespace ropewalk::release
