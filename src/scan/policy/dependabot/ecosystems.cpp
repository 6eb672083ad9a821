#include "scan/policy/dependabot/ecosystems.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/strings.h"

namespace ropewalk::scan::policy {
namespace {

struct Named {
  std::string_view file;
  std::string_view ecosystem;
};

constexpr std::array kNames = {
    Named{"uv.lock", "uv"},
    Named{"pyproject.toml", "pip"},
    Named{"setup.py", "pip"},
    Named{"setup.cfg", "pip"},
    Named{"Pipfile", "pip"},
    Named{"Pipfile.lock", "pip"},
    Named{"poetry.lock", "pip"},
    Named{"package.json", "npm"},
    Named{"bun.lock", "bun"},
    Named{"bun.lockb", "bun"},
    Named{"go.mod", "gomod"},
    Named{"Cargo.toml", "cargo"},
    Named{"Gemfile", "bundler"},
    Named{"composer.json", "composer"},
    Named{"pom.xml", "maven"},
    Named{"build.gradle", "gradle"},
    Named{"build.gradle.kts", "gradle"},
    Named{"mix.exs", "mix"},
    Named{"pubspec.yaml", "pub"},
    Named{"Package.swift", "swift"},
    Named{"elm.json", "elm"},
    Named{".gitmodules", "gitsubmodule"},
    Named{".pre-commit-config.yaml", "pre-commit"},
    Named{"Dockerfile", "docker"},
    Named{"Containerfile", "docker"},
};

std::string_view name_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool is_yaml(std::string_view name) { return name.ends_with(".yml") || name.ends_with(".yaml"); }

}  // namespace

std::string_view ecosystem_of(std::string_view path) {
  const std::string_view name = name_of(path);
  const auto found = std::find_if(kNames.begin(), kNames.end(), [&](const Named& row) { return row.file == name; });
  if (found != kNames.end()) {
    return found->ecosystem;
  }
  if (path.starts_with(".github/workflows/") && is_yaml(name)) {
    return "github-actions";
  }
  if (name == "action.yml" || name == "action.yaml") {
    return "github-actions";
  }
  const std::string lower = to_lower(name);
  if (lower.find("requirement") != std::string::npos && (lower.ends_with(".txt") || lower.ends_with(".in"))) {
    return "pip";
  }
  if (name.starts_with("Dockerfile.") || lower.ends_with(".dockerfile")) {
    return "docker";
  }
  if ((lower.find("docker-compose") != std::string::npos || lower.starts_with("compose.")) && is_yaml(lower)) {
    return "docker-compose";
  }
  if (name.ends_with(".tf")) {
    return "terraform";
  }
  return {};
}

bool looks_after(std::string_view ecosystem, std::string_view other) {
  return ecosystem == other || (ecosystem == "uv" && other == "pip") || (ecosystem == "bun" && other == "npm");
}

bool has_work(std::string_view ecosystem, const std::vector<std::string_view>& present) {
  static constexpr std::array<std::string_view, 10> kKnown = {
      "uv", "pip", "npm", "gomod", "cargo", "docker", "bundler", "gitsubmodule", "pre-commit", "maven"};
  if (std::find(kKnown.begin(), kKnown.end(), ecosystem) == kKnown.end()) {
    return true;
  }
  return std::any_of(present.begin(), present.end(),
                     [&](std::string_view other) { return looks_after(ecosystem, other); });
}

}  // namespace ropewalk::scan::policy
