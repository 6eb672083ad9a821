// yarn.lock, of Yarn 1 and of the later ones (whose form is close to YAML).
#include <fmt/format.h>

#include "base/strings.h"
#include "scan/dependencies/read/readers.h"

namespace ropewalk::scan {
namespace {

std::string_view unquoted(std::string_view text) {
  text = trim(text);
  return text.size() > 1 && text.front() == '"' && text.back() == '"' ? text.substr(1, text.size() - 2) : text;
}

/// `lodash` of `"lodash@^4.0.0", lodash@4:`.
std::string_view name_of(std::string_view key) {
  const std::string_view first = unquoted(key.substr(0, key.find(',')));
  const std::string_view bare = first.starts_with('"') ? first.substr(1) : first;
  return bare.substr(0, bare.find('@', 1));
}

}  // namespace

void read_yarn_lock(const ManifestInput& input, Manifest& into) {
  Dependency dependency;
  const auto finish = [&] {
    if (!dependency.name.empty() && dependency.name != "__metadata") {
      if (dependency.version.empty()) {
        into.fail(dependency.place, "invalid-entry", fmt::format("{} has no version", dependency.name));
      } else {
        into.dependencies.push_back(std::move(dependency));
      }
    }
    dependency = {};
  };
  int number = 0;
  for (const std::string_view line : split_lines(input.text)) {
    ++number;
    if (trim(line).empty() || line.starts_with('#')) {
      continue;
    }
    if (line.front() != ' ') {
      finish();
      if (!line.ends_with(':')) {
        into.fail({.file = input.file, .line = number}, "invalid-line",
                  fmt::format("'{}' is not an entry", trim(line)));
        continue;
      }
      const std::string_view key = line.substr(0, line.size() - 1);
      dependency.name = name_of(unquoted(key));
      dependency.ecosystem = "npm";
      dependency.kind = key.find("@workspace:") != std::string_view::npos ? DependencyKind::kPath
                        : key.find("@git") != std::string_view::npos      ? DependencyKind::kGit
                                                                          : DependencyKind::kPinned;
      dependency.place = {.file = input.file, .line = number};
      continue;
    }
    const bool is_direct = line.starts_with("  ") && line.size() > 2 && line[2] != ' ';
    const std::string_view content = trim(line);
    const std::size_t end = content.find_first_of(" :");
    if (!is_direct || end == std::string_view::npos) {
      continue;
    }
    const std::string_view key = content.substr(0, end);
    std::string_view value = trim(content.substr(end));
    if (value.starts_with(':')) {
      value = trim(value.substr(1));
    }
    if (key == "version") {
      dependency.version = unquoted(value);
    } else if (key == "integrity" || key == "checksum") {
      dependency.hashes.emplace_back(unquoted(value));
    }
  }
  finish();
}

}  // namespace ropewalk::scan
