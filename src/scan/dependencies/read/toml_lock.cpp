#include "scan/dependencies/read/toml_lock.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace ropewalk::scan {

std::optional<toml::Node> read_toml_or_fail(const ManifestInput& input, Manifest& into) {
  auto document = toml::read_document(input.text);
  if (!document) {
    const toml::Problem& problem = document.error();
    into.fail({.file = input.file, .line = problem.line, .column = problem.column}, "invalid-file",
              fmt::format("this is not TOML: {}", problem.message));
    return std::nullopt;
  }
  return std::move(*document);
}

namespace {

bool is_array_of_tables(const toml::Node& node) {
  return node.kind == toml::NodeKind::kArray && !node.items.empty() &&
         std::all_of(node.items.begin(), node.items.end(),
                     [](const toml::Node& item) { return item.kind == toml::NodeKind::kTable; });
}

/// `2` of `2.1`; nothing for what begins with no number.
std::optional<int> major_of(std::string_view version) {
  int number = 0;
  const auto [end, error] = std::from_chars(version.data(), version.data() + version.size(), number);
  const bool is_whole = end == version.data() + version.size() || *end == '.';
  return error == std::errc() && is_whole ? std::optional(number) : std::nullopt;
}

}  // namespace

std::vector<const toml::Node*> locked_packages(const toml::Node& document, const LockForm& form,
                                               const ManifestInput& input, Manifest& into) {
  const auto fail = [&](int line, std::string message) {
    into.fail({.file = input.file, .line = std::max(line, 1)}, "invalid-file", std::move(message));
    return std::vector<const toml::Node*>();
  };
  const toml::Node* version = document.at(form.version);
  if (version != nullptr) {
    const auto major = major_of(version->text);
    if (!major || *major > form.newest) {
      return fail(version->line, fmt::format("the lock is of version '{}': versions up to {} are understood",
                                             version->text, form.newest));
    }
  }
  const toml::Node* packages = document.find(form.packages);
  if (packages == nullptr) {
    const auto other = std::find_if(document.members.begin(), document.members.end(),
                                    [](const toml::Member& member) { return is_array_of_tables(member.value); });
    if (version == nullptr || other != document.members.end()) {
      return fail(other == document.members.end() ? 1 : other->value.line,
                  fmt::format("this is not a lock that is understood: it has no '{}'", form.packages));
    }
    return {};
  }
  if (packages->kind != toml::NodeKind::kArray) {
    return fail(packages->line, fmt::format("'{}' is not a list of packages", form.packages));
  }
  std::vector<const toml::Node*> found;
  for (const toml::Node& package : packages->items) {
    if (package.kind == toml::NodeKind::kTable) {
      found.push_back(&package);
    } else {
      into.fail({.file = input.file, .line = package.line}, "invalid-entry", "a package is not a table");
    }
  }
  return found;
}

std::optional<Dependency> read_locked_package(const toml::Node& package, const ManifestInput& input, Manifest& into) {
  Dependency dependency;
  dependency.name = package.text_of("name");
  dependency.version = package.text_of("version");
  const toml::Node* name = package.find("name");
  dependency.place = {.file = input.file, .line = name != nullptr ? name->line : package.line};
  if (dependency.name.empty()) {
    into.fail(dependency.place, "invalid-entry", "a package has no name");
    return std::nullopt;
  }
  if (const toml::Node* version = package.find("version");
      version != nullptr && version->kind != toml::NodeKind::kText) {
    into.fail(dependency.place, "invalid-entry", fmt::format("the version of {} is not a text", dependency.name));
    return std::nullopt;
  }
  dependency.kind = dependency.version.empty() ? DependencyKind::kRange : DependencyKind::kPinned;
  return dependency;
}

std::vector<toml::Node> texts_or_fail(const toml::Node& table, std::string_view key, const ManifestInput& input,
                                      Manifest& into) {
  std::vector<toml::Node> texts;
  const toml::Node* list = table.find(key);
  if (list == nullptr) {
    return texts;
  }
  if (list->kind != toml::NodeKind::kArray) {
    into.fail({.file = input.file, .line = list->line}, "invalid-entry", fmt::format("'{}' is not a list", key));
    return texts;
  }
  for (const toml::Node& item : list->items) {
    if (item.kind == toml::NodeKind::kText) {
      texts.push_back(item);
    } else {
      into.fail({.file = input.file, .line = item.line}, "invalid-entry",
                fmt::format("an entry of '{}' is not a text", key));
    }
  }
  return texts;
}

std::vector<std::string> texts_of(const std::vector<toml::Node>& items) {
  std::vector<std::string> texts;
  for (const toml::Node& item : items) {
    if (item.kind == toml::NodeKind::kText) {
      texts.push_back(item.text);
    }
  }
  return texts;
}

void add_file_hashes(const std::vector<toml::Node>& files, Dependency& dependency) {
  for (const toml::Node& file : files) {
    if (const std::string_view hash = file.text_of("hash"); !hash.empty()) {
      dependency.hashes.emplace_back(hash);
    }
    if (const toml::Node* hashes = file.find("hashes")) {
      for (const auto& [algorithm, value] : hashes->members) {
        dependency.hashes.push_back(fmt::format("{}:{}", algorithm, value.text));
      }
    }
  }
}

}  // namespace ropewalk::scan
