// Whether lock files are there, and still say what the project asks for.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "base/strings.h"
#include "image/packages/purl.h"
#include "scan/policy/rules/rule.h"
#include "toml/read_toml.h"

namespace ropewalk::scan::policy {
namespace {

/// The name of a requirement (PEP 508), as indexes compare it.
std::string requirement_name(std::string_view text) {
  text = trim(text);
  return image::normal_python_name(trim(text.substr(0, text.find_first_of(" [<>=!~;@("))));
}

void add_names(const json::value* list, std::set<std::string>& names) {
  if (list != nullptr && list->is_array()) {
    for (const json::value& item : list->get_array()) {
      if (item.is_string()) {
        names.insert(requirement_name(std::string_view(item.get_string())));
      }
    }
  }
}

/// What a pyproject.toml asks for itself: [project] and, of Poetry, its main group.
std::set<std::string> asked_names(const json::object& project) {
  std::set<std::string> names;
  add_names(toml::find(project, "project.dependencies"), names);
  if (const json::value* poetry = toml::find(project, "tool.poetry.dependencies");
      poetry != nullptr && poetry->is_object()) {
    for (const auto& member : poetry->get_object()) {
      if (member.key() != "python") {
        names.insert(image::normal_python_name(member.key()));
      }
    }
  }
  names.erase("");
  return names;
}

std::set<std::string> locked_names(const json::object& lock) {
  std::set<std::string> names;
  for (const std::string_view key : {"package", "packages"}) {
    const json::value* packages = lock.if_contains(key);
    if (packages != nullptr && packages->is_array()) {
      for (const json::value& item : packages->get_array()) {
        if (const json::object* package = item.if_object()) {
          names.insert(image::normal_python_name(string_member(*package, "name")));
        }
      }
    }
  }
  return names;
}

/// The line on which a dependency stands in a pyproject.toml; 1 when it is not found.
int line_of(std::string_view text, std::string_view name) {
  int line = 0;
  for (const std::string_view one : split_lines(text)) {
    ++line;
    const std::string normal = image::normal_python_name(one);
    if (normal.find(fmt::format("\"{}", name)) != std::string::npos || normal.starts_with(name)) {
      return line;
    }
  }
  return 1;
}

void check_one(const Repository& repository, const std::string& path, Judgement& judgement) {
  const Tree& tree = repository.tree;
  const auto text = tree.read(path);
  const auto project = text ? toml::read_toml(*text, path) : Result<json::object>(fail(text.error()));
  if (!project) {
    if (text && !trim(*text).empty()) {
      judgement.report.trouble.push_back({{path}, "invalid", project.error().message, {}});
    }
    return;
  }
  const std::set<std::string> asked = asked_names(*project);
  if (asked.empty()) {
    return;
  }
  const std::string folder = path.substr(0, path.size() - std::string_view("pyproject.toml").size());
  bool has_lock = false;
  for (const std::string_view name : {"uv.lock", "poetry.lock", "pdm.lock", "pylock.toml"}) {
    const std::string lock_path = folder + std::string(name);
    if (!tree.has(lock_path)) {
      continue;
    }
    has_lock = true;
    const auto lock_text = tree.read(lock_path);
    const auto lock =
        lock_text ? toml::read_toml(*lock_text, lock_path) : Result<json::object>(fail(lock_text.error()));
    if (!lock) {
      judgement.report.trouble.push_back({{lock_path}, "invalid", lock.error().message, {}});
      continue;
    }
    const std::set<std::string> locked = locked_names(*lock);
    for (const std::string& one : asked) {
      if (!locked.contains(one)) {
        const int line = line_of(*text, one);
        judgement.tell("lock-out-of-date", "", Severity::kMedium, {path, line, 1, line, 0},
                       fmt::format("'{}' is asked for, and {} does not have it: the lock is older than the project",
                                   one, lock_path),
                       name == "uv.lock"       ? "run uv lock"
                       : name == "poetry.lock" ? "run poetry lock"
                       : name == "pdm.lock"    ? "run pdm lock"
                                               : "lock again",
                       one);
      }
    }
    const std::string_view wanted = toml::text(*project, "project.requires-python");
    const std::string_view known = string_member(*lock, "requires-python");
    const auto plain = [](std::string_view version) {
      std::string out(version);
      std::erase(out, ' ');
      return out;
    };
    if (name == "uv.lock" && !wanted.empty() && !known.empty() && plain(wanted) != plain(known)) {
      const int line = line_of(*text, "requires-python");
      judgement.tell("lock-out-of-date", "", Severity::kMedium, {path, line, 1, line, 0},
                     fmt::format("the project asks for Python {}, and the lock was made for {}", wanted, known),
                     "run uv lock", "requires-python");
    }
  }
  const bool has_requirements = std::any_of(tree.files.begin(), tree.files.end(), [&](const std::string& file) {
    return file.starts_with(folder) && file.find("requirements") != std::string::npos && file.ends_with(".txt");
  });
  // A library is installed without its lock; an application is not.
  const bool is_application = std::any_of(tree.files.begin(), tree.files.end(), [&](const std::string& file) {
    return file == folder + "Dockerfile" || file == folder + "Containerfile";
  });
  if (!has_lock && !has_requirements && is_application) {
    judgement.tell("lock-missing", "", Severity::kLow, {path, 1, 1, 1, 1},
                   "the service has no lock file: each build may install something else",
                   "run uv lock, and install with uv sync --frozen", "missing");
  }
}

}  // namespace

void check_locks(const Repository& repository, Judgement& judgement) {
  for (const std::string& path : repository.tree.files) {
    if (path == "pyproject.toml" || path.ends_with("/pyproject.toml")) {
      check_one(repository, path, judgement);
    }
  }
}

}  // namespace ropewalk::scan::policy
