#include "scan/dependencies/read/toml_lock.h"

#include <fmt/format.h>

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
  dependency.kind = dependency.version.empty() ? DependencyKind::kRange : DependencyKind::kPinned;
  return dependency;
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
