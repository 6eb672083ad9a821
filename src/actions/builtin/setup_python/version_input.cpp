// The order and the file formats are those of actions/setup-python (its README, "Using the python-version-file input").
#include "actions/builtin/setup_python/version_input.h"

#include <fmt/format.h>

#include <algorithm>

#include "actions/builtin/setup_python/toml.h"
#include "actions/builtin/setup_python/version_range.h"
#include "actions/builtin/versions.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

namespace fs = std::filesystem;

bool is_all(std::string_view text, std::string_view allowed) {
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

/// True for `3.13` and, when `allows_patch`, for `3.13.1`.
bool is_dotted_number(std::string_view text, bool allows_patch) {
  const std::vector<std::string_view> parts = split(text, '.');
  return (parts.size() == 2 || (allows_patch && parts.size() == 3)) &&
         std::all_of(parts.begin(), parts.end(), [](std::string_view part) { return is_all(part, "0123456789"); });
}

std::vector<std::string> versions_in_plain_text(std::string_view text) {
  std::vector<std::string> versions;
  const std::string lines = replace_all(text, "\r", "\n");
  for (const std::string_view line : split_lines(lines)) {
    if (!line.starts_with('#') && !trim(line).empty()) {
      // `3.10/envs/name` is pyenv-virtualenv's way to name an environment.
      versions.emplace_back(split(trim(line), '/').front());
    }
  }
  return versions;
}

/// The line `python 3.12.1` of asdf's file; also `python v3.12.1` and several blanks.
std::vector<std::string> versions_in_tool_versions(const fs::path& file, std::string_view text, StepHost& host) {
  for (std::string_view line : split_lines(text)) {
    line = trim(line);
    if (!line.starts_with("python")) {
      continue;
    }
    std::string_view rest = trim(line.substr(std::string_view("python").size()));
    rest = rest.starts_with('v') ? trim(rest.substr(1)) : rest;
    if (!rest.empty() && rest.find_first_of(" \t") == std::string_view::npos) {
      return {std::string(rest)};
    }
  }
  host.log(Note::kWarning, fmt::format("No Python version found in {}", file.string()));
  return {};
}

Result<std::vector<std::string>> versions_in_pyproject(const fs::path& file, std::string_view text, StepHost& host) {
  const Result<TomlFile> toml = TomlFile::parse(text, file.string());
  if (!toml) {
    return fail(toml.error());
  }
  const std::optional<std::string> found =
      toml->has("project") ? toml->text("project.requires-python") : toml->text("tool.poetry.dependencies.python");
  host.log(Note::kText, fmt::format("Extracted {} from {}", found.value_or(""), file.string()));
  std::vector<std::string> versions;
  if (found) {
    std::string range = replace_all(*found, ",", " ");
    if (VersionRange::parse(range)) {
      versions.push_back(std::move(range));
    } else {
      host.log(Note::kWarning,
               fmt::format("The version '{}' in {} is not a semver range; it is not used", *found, file.string()));
    }
  }
  return versions;
}

Result<std::vector<std::string>> versions_in_pipfile(const fs::path& file, std::string_view text, StepHost& host) {
  const Result<TomlFile> toml = TomlFile::parse(text, file.string());
  if (!toml) {
    return fail(toml.error());
  }
  if (!toml->has("requires")) {
    host.log(Note::kWarning, fmt::format("No Python version found in {}", file.string()));
    return std::vector<std::string>();
  }
  std::optional<std::string> found = toml->text("requires.python_full_version");
  found = found ? found : toml->text("requires.python_version");
  host.log(Note::kText, fmt::format("Extracted {} from {}", found.value_or(""), file.string()));
  return found ? std::vector<std::string>{*found} : std::vector<std::string>();
}

Result<std::vector<std::string>> read_version_file(const std::string& name, StepHost& host) {
  const fs::path file = host.paths().workspace / name;
  if (host.files().type_followed(file) != ports::FileType::kFile) {
    return fail(ErrorKind::kNotFound, fmt::format("The specified python version file at: {} doesn't exist.", name),
                "the path counts from the workspace; is it checked out before this step?");
  }
  const Result<std::string> text = host.files().read(file);
  if (!text) {
    return fail(text.error());
  }
  return versions_in_file(name, *text, host);
}

}  // namespace

Result<std::vector<std::string>> wanted_versions(const Inputs& inputs, StepHost& host) {
  std::vector<std::string> versions = inputs.lines("python-version");
  const std::string file = inputs.text("python-version-file");
  if (!versions.empty()) {
    if (!file.empty()) {
      host.log(Note::kWarning,
               "Both python-version and python-version-file inputs are specified, only python-version will be used.");
    }
    return versions;
  }
  if (!file.empty()) {
    return read_version_file(file, host);
  }
  if (version_of(host) < kLooksForAVersionFile) {
    return versions;
  }
  constexpr std::string_view kDefaultFile = ".python-version";
  host.log(Note::kText, fmt::format("Neither 'python-version' nor 'python-version-file' inputs were supplied. "
                                    "Attempting to find '{}' file.",
                                    kDefaultFile));
  if (host.files().type_followed(host.paths().workspace / kDefaultFile) != ports::FileType::kFile) {
    host.log(Note::kText, fmt::format("{} doesn't exist.", kDefaultFile));
    return versions;
  }
  return read_version_file(std::string(kDefaultFile), host);
}

VersionWish read_wish(std::string_view line, bool allows_prereleases, bool is_freethreaded) {
  VersionWish wish{std::string(line), {}, is_freethreaded};
  constexpr std::string_view kDevelopment = "-dev";
  const bool is_development = line.ends_with(kDevelopment);
  std::string_view number = is_development ? line.substr(0, line.size() - kDevelopment.size()) : line;
  if (number.ends_with('t') && is_dotted_number(number.substr(0, number.size() - 1), !is_development)) {
    number.remove_suffix(1);
    wish.is_freethreaded = true;
  }
  const bool is_minor = is_dotted_number(number, false);
  wish.range = is_minor && (is_development || allows_prereleases) ? fmt::format("~{}.0-0", number)
               : is_development                                   ? std::string(line)
                                                                  : std::string(number);
  return wish;
}

Result<std::vector<std::string>> versions_in_file(const fs::path& file, std::string_view text, StepHost& host) {
  const std::string name = file.string();
  if (name.ends_with(".toml")) {
    return versions_in_pyproject(file, text, host);
  }
  if (name.find(".tool-versions") != std::string::npos) {
    return versions_in_tool_versions(file, text, host);
  }
  if (name.find("Pipfile") != std::string::npos) {
    return versions_in_pipfile(file, text, host);
  }
  std::vector<std::string> versions = versions_in_plain_text(text);
  host.log(Note::kText, fmt::format("Resolved {} as {}", name, join(versions, ", ")));
  return versions;
}

}  // namespace ropewalk::actions::builtin
