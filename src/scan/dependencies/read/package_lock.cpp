// package-lock.json of npm: `packages` (versions 2 and 3) or nested `dependencies` (version 1).
#include <fmt/format.h>

#include "base/json.h"
#include "scan/dependencies/read/json_lock.h"
#include "scan/dependencies/read/readers.h"

namespace ropewalk::scan {
namespace {

constexpr std::string_view kFolder = "node_modules/";
constexpr int kDeepest = 50;

bool is_true(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_bool() && value->get_bool();
}

Dependency read_entry(std::string_view name, const json::object& entry) {
  Dependency dependency;
  dependency.ecosystem = "npm";
  dependency.kind = DependencyKind::kPinned;
  // An alias is installed under another name than its own.
  const std::string_view own = string_member(entry, "name");
  dependency.name = own.empty() ? name : own;
  dependency.version = string_member(entry, "version");
  const std::string_view resolved = string_member(entry, "resolved");
  if (dependency.version.starts_with("npm:")) {
    const std::size_t at = dependency.version.rfind('@');
    dependency.name = dependency.version.substr(4, at - 4);
    dependency.version = dependency.version.substr(at + 1);
  }
  const std::string_view address =
      dependency.version.find(':') != std::string::npos ? std::string_view(dependency.version) : resolved;
  if (address.starts_with("git")) {
    dependency.kind = DependencyKind::kGit;
    dependency.url = address;
  } else if (address.starts_with("file:") || is_true(entry, "link")) {
    dependency.kind = DependencyKind::kPath;
    dependency.url = address;
  } else if (!resolved.empty() && !resolved.starts_with("https://registry.npmjs.org/")) {
    dependency.url = resolved;
  }
  if (dependency.version.find(':') != std::string::npos) {
    dependency.version.clear();
  }
  if (const std::string_view integrity = string_member(entry, "integrity"); !integrity.empty()) {
    dependency.hashes.emplace_back(integrity);
  }
  dependency.license = string_member(entry, "license");
  dependency.is_optional = is_true(entry, "optional");
  if (is_true(entry, "dev") || is_true(entry, "devOptional")) {
    dependency.groups = {"dev"};
  }
  return dependency;
}

/// The entry names no version in any way: neither a number nor where it comes from.
bool has_nothing(const json::object& entry) {
  return string_member(entry, "version").empty() && string_member(entry, "resolved").empty() && !is_true(entry, "link");
}

class Reader {
 public:
  Reader(const ManifestInput& input, Manifest& into) : input_(input), into_(into), lines_(input.text) {}

  void packages(const json::object& packages) {
    for (const auto& member : packages) {
      const std::string_view key = member.key();
      const json::object* entry = member.value().if_object();
      const Location place{.file = input_.file, .line = lines_.line_of({"packages", key})};
      if (entry == nullptr) {
        into_.fail(place, "invalid-entry", fmt::format("'{}' is not a package", key));
        continue;
      }
      const std::size_t at = key.rfind(kFolder);
      if (at == std::string_view::npos) {
        // The project itself, or a folder of its workspace.
        Dependency dependency = read_entry(key.empty() ? "." : key, *entry);
        dependency.kind = DependencyKind::kPath;
        dependency.place = place;
        into_.dependencies.push_back(std::move(dependency));
        continue;
      }
      if (is_true(*entry, "link")) {
        into_.skip(
            place, "link",
            fmt::format("{} is the folder {}", key.substr(at + kFolder.size()), string_member(*entry, "resolved")));
        continue;
      }
      if (has_nothing(*entry)) {
        into_.fail(place, "invalid-entry", fmt::format("{} has no version", key.substr(at + kFolder.size())));
        continue;
      }
      Dependency dependency = read_entry(key.substr(at + kFolder.size()), *entry);
      dependency.place = place;
      into_.dependencies.push_back(std::move(dependency));
    }
  }

  void nested(const json::object& dependencies, int depth) {
    for (const auto& member : dependencies) {
      const json::object* entry = member.value().if_object();
      const Location place{.file = input_.file, .line = lines_.line_of({"dependencies", member.key()})};
      if (entry == nullptr || depth > kDeepest) {
        into_.fail(place, "invalid-entry", fmt::format("'{}' is not a package", std::string_view(member.key())));
        continue;
      }
      if (has_nothing(*entry)) {
        into_.fail(place, "invalid-entry", fmt::format("{} has no version", std::string_view(member.key())));
        continue;
      }
      Dependency dependency = read_entry(member.key(), *entry);
      dependency.place = place;
      into_.dependencies.push_back(std::move(dependency));
      if (const json::value* inner = entry->if_contains("dependencies"); inner != nullptr) {
        nested_in(*inner, place, depth + 1);
      }
    }
  }

  void read(const json::object& document) {
    const json::value* version = document.if_contains("lockfileVersion");
    const json::value* packages = document.if_contains("packages");
    const json::value* old = document.if_contains("dependencies");
    const bool has_version = version != nullptr && version->is_int64();
    const Location place{.file = input_.file, .line = std::max(lines_.line_of({"lockfileVersion"}), 1)};
    if (version != nullptr && (!has_version || version->get_int64() > kNewest)) {
      into_.fail(
          place, "invalid-file",
          fmt::format("the lock is of version {}: versions up to {} are understood", to_json_text(*version), kNewest));
    } else if (packages != nullptr && packages->is_object()) {
      this->packages(packages->get_object());
    } else if (packages != nullptr) {
      into_.fail(place_of("packages"), "invalid-file", "'packages' is not a table of packages");
    } else if (old != nullptr) {
      nested_in(*old, place_of("dependencies"), 0);
    } else if (!has_version || version->get_int64() > 1) {
      // The first version has no packages at all when there are none.
      into_.fail(place, "invalid-file", "this is not a lock that is understood: it has no 'packages'");
    }
  }

 private:
  static constexpr std::int64_t kNewest = 3;

  [[nodiscard]] Location place_of(std::string_view key) const {
    return {.file = input_.file, .line = lines_.line_of({key})};
  }

  void nested_in(const json::value& dependencies, const Location& place, int depth) {
    if (dependencies.is_object()) {
      nested(dependencies.get_object(), depth);
    } else {
      into_.fail(place, "invalid-entry", "'dependencies' is not a table of packages");
    }
  }

  const ManifestInput& input_;
  Manifest& into_;
  JsonKeyLines lines_;
};

}  // namespace

void read_package_lock(const ManifestInput& input, Manifest& into) {
  const auto document = read_json_or_fail(input, into);
  if (!document) {
    return;
  }
  Reader(input, into).read(*document);
}

}  // namespace ropewalk::scan
