// Keys are those of actions/setup-python: system, architecture, version, package manager, hash of the files.
#include "actions/builtin/setup_python/dependency_cache.h"

#include <fmt/format.h>

#include "actions/builtin/cache/entry.h"
#include "actions/builtin/versions.h"
#include "base/hash.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

constexpr std::string_view kKeyState = "cache-primary-key";
constexpr std::string_view kMatchedState = "cache-matched-key";
/// What the entries of this action have in common; the folder is always the shared one.
constexpr std::string_view kVersionText = "setup-python pip|1.0";

/// `-12-debian`, from /etc/os-release; empty where there is no such file.
std::string system_segment(const ports::Files& files) {
  const Result<std::string> text = files.read("/etc/os-release");
  if (!text) {
    return {};
  }
  std::string id = "Linux";
  std::string version;
  for (const std::string_view line : split_lines(*text)) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) {
      continue;
    }
    std::string& target = line.substr(0, equals) == "ID" ? id : version;
    if (line.substr(0, equals) == "ID" || line.substr(0, equals) == "VERSION_ID") {
      target = replace_all(line.substr(equals + 1), "\"", "");
    }
  }
  return fmt::format("-{}-{}", version, id);
}

struct Files {
  std::string_view first;
  /// Looked at when there is none of the first.
  std::string_view second;
};

Result<Files> default_files(std::string_view manager) {
  if (manager == "pip") {
    return Files{"**/requirements.txt", "**/pyproject.toml"};
  }
  if (manager == "pipenv") {
    return Files{"**/Pipfile.lock", {}};
  }
  if (manager == "poetry") {
    return Files{"**/poetry.lock", {}};
  }
  return fail(ErrorKind::kInvalid, fmt::format("Caching for '{}' is not supported", manager),
              "the input 'cache' takes pip, pipenv or poetry");
}

}  // namespace

Result<void> restore_dependencies(const Inputs& inputs, std::string_view python_version, StepHost& host) {
  const std::string manager = inputs.text("cache");
  const Result<Files> defaults = default_files(manager);
  if (!defaults) {
    return fail(defaults.error());
  }
  std::vector<std::string> patterns = inputs.lines("cache-dependency-path");
  if (patterns.empty()) {
    patterns.emplace_back(defaults->first);
  }
  Result<std::string> hash = host.hash_files(patterns);
  if (hash && hash->empty() && !defaults->second.empty()) {
    hash = host.hash_files({std::string(defaults->second)});
  }
  if (!hash) {
    return fail(hash.error());
  }
  if (hash->empty()) {
    const std::string second = defaults->second.empty() ? "" : fmt::format(" or {}", defaults->second);
    return fail(ErrorKind::kNotFound,
                fmt::format("No file in {} matched to [{}{}], make sure you have checked out the target repository",
                            host.paths().workspace.string(), join(patterns, ","), second));
  }
  const ActionVersion version = version_of(host);
  const std::string architecture =
      version >= kKeyHoldsArchitecture ? "-" + to_lower(host.machine().architecture()) : std::string();
  const std::string system = version >= kKeyHoldsSystem ? system_segment(host.files()) : std::string();
  const std::string prefix =
      fmt::format("setup-python-Linux{}{}-python-{}-{}", architecture, system, python_version, manager);
  if (manager != "pip") {
    host.log(Note::kText,
             fmt::format("{} cache is not found: its environments are bound to the folder of a job", manager));
    host.set_output("cache-hit", "false");
    return {};
  }
  const std::string key = prefix + "-" + *hash;
  const auto hit = restore_entry(key, {prefix}, to_hex(sha256(kVersionText)), true, host);
  if (!hit) {
    return fail(hit.error());
  }
  host.save_state(kKeyState, key);
  if (hit->has_value()) {
    host.save_state(kMatchedState, (*hit)->key);
    host.log(Note::kText, fmt::format("Cache restored from key: {}", (*hit)->key));
  } else {
    host.log(Note::kText, fmt::format("{} cache is not found", manager));
  }
  host.set_output("cache-hit", hit->has_value() && (*hit)->key == key ? "true" : "false");
  return {};
}

Result<void> save_dependencies(StepHost& host) {
  const std::string key = host.state(kKeyState);
  if (key.empty()) {
    return {};
  }
  if (host.state(kMatchedState) == key) {
    host.log(Note::kText, fmt::format("Cache hit occurred on the primary key {}, not saving cache.", key));
    return {};
  }
  const std::filesystem::path marker = host.paths().temp / "_setup_python" / "cache-key";
  if (const Result<void> written = host.files().write(marker, key); !written) {
    return written;
  }
  const Result<bool> saved = save_entry(key, to_hex(sha256(kVersionText)), {{marker, std::string("cache-key")}}, host);
  if (!saved) {
    return fail(saved.error());
  }
  if (*saved) {
    host.log(Note::kText, fmt::format("Cache saved with the key: {}", key));
  }
  return {};
}

}  // namespace ropewalk::actions::builtin
