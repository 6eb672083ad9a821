// Pipfile.lock.
#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/strings.h"
#include "scan/dependencies/read/json_lock.h"
#include "scan/dependencies/read/readers.h"
#include "scan/dependencies/requirement.h"

namespace ropewalk::scan {
namespace {

Dependency read_entry(std::string_view name, const json::object& entry) {
  Dependency dependency;
  dependency.name = name;
  std::string_view version = string_member(entry, "version");
  if (version.starts_with("==") && version.find('*') == std::string_view::npos) {
    while (version.starts_with('=')) {
      version.remove_prefix(1);
    }
    dependency.version = version;
    dependency.kind = DependencyKind::kPinned;
  } else {
    dependency.specifier = version;
  }
  dependency.marker = string_member(entry, "markers");
  static constexpr std::pair<std::string_view, DependencyKind> kSources[] = {
      {"git", DependencyKind::kGit}, {"path", DependencyKind::kPath}, {"file", DependencyKind::kUrl}};
  for (const auto& [key, kind] : kSources) {
    if (const std::string_view url = string_member(entry, key); !url.empty()) {
      dependency.kind =
          kind == DependencyKind::kUrl && url.find("://") == std::string_view::npos ? DependencyKind::kPath : kind;
      dependency.url = url;
      if (std::string wheel = read_wheel_name(url).version; dependency.version.empty() && !wheel.empty()) {
        dependency.version = std::move(wheel);
      }
    }
  }
  if (const json::value* hashes = entry.if_contains("hashes"); hashes != nullptr && hashes->is_array()) {
    for (const json::value& hash : hashes->get_array()) {
      if (hash.is_string()) {
        dependency.hashes.emplace_back(hash.get_string());
      }
    }
  }
  return dependency;
}

bool is_same(const Dependency& a, const Dependency& b) {
  return a.name == b.name && a.version == b.version && a.kind == b.kind && a.url == b.url;
}

}  // namespace

void read_pipfile_lock(const ManifestInput& input, Manifest& into) {
  const auto document = read_json_or_fail(input, into);
  if (!document) {
    return;
  }
  const JsonKeyLines lines(input.text);
  const std::size_t first = into.dependencies.size();
  if (!document->contains("_meta") && !document->contains("default") && !document->contains("develop")) {
    into.fail({.file = input.file, .line = 1}, "invalid-file",
              "this is not a lock that is understood: it has neither '_meta' nor 'default'");
    return;
  }
  for (const auto& section : *document) {
    if (section.key() == "_meta") {
      continue;
    }
    const json::object* entries = section.value().if_object();
    if (entries == nullptr) {
      into.fail({.file = input.file, .line = lines.line_of({section.key()})}, "invalid-entry",
                fmt::format("'{}' is not a section of packages", std::string_view(section.key())));
      continue;
    }
    for (const auto& member : *entries) {
      const Location place{.file = input.file, .line = lines.line_of({section.key(), member.key()})};
      const json::object* entry = member.value().if_object();
      const json::value* version = entry == nullptr ? nullptr : entry->if_contains("version");
      if (entry == nullptr || (version != nullptr && !version->is_string())) {
        into.fail(place, "invalid-entry", fmt::format("'{}' is not a package", std::string_view(member.key())));
        continue;
      }
      Dependency dependency = read_entry(member.key(), *entry);
      dependency.place = place;
      dependency.groups.emplace_back(section.key());
      const auto same = std::find_if(into.dependencies.begin() + static_cast<long>(first), into.dependencies.end(),
                                     [&](const Dependency& other) { return is_same(other, dependency); });
      if (same != into.dependencies.end()) {
        same->groups.emplace_back(section.key());
      } else {
        into.dependencies.push_back(std::move(dependency));
      }
    }
  }
}

}  // namespace ropewalk::scan
