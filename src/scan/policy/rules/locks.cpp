// Whether lock files are there, and still say what the project asks for.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "base/strings.h"
#include "image/packages/purl.h"
#include "scan/dependencies/read/readers.h"
#include "scan/dependencies/read/requirement_lines.h"
#include "scan/policy/rules/lock_hash.h"
#include "scan/policy/rules/poetry_range.h"
#include "scan/policy/rules/rule.h"
#include "toml/read_toml.h"

namespace ropewalk::scan::policy {
namespace {

std::string folder_of(std::string_view path) {
  return std::string(path.substr(0, path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/') + 1));
}

Manifest read_manifest(const Tree& tree, const std::string& path, std::string_view text,
                       void (*read)(const ManifestInput&, Manifest&)) {
  Manifest manifest;
  read({.text = text, .file = path, .read_file = tree.read}, manifest);
  return manifest;
}

/// A lock beside what it was made of.
struct Lock {
  std::string path;
  /// The command that makes it again.
  std::string_view command;
  /// The groups that it has besides the main one, as the project's file calls them.
  std::set<std::string> groups = {};
  /// What names may be missing from it, or have other versions: overrides, the project itself.
  std::set<std::string> unasked = {};
  /// What it says that it was asked for; empty where it does not say. Packages with a marker may be left out of it.
  std::set<std::string> declared = {};
};

/// What locks have of a package.
struct Locked {
  std::vector<std::string> versions;
  /// It comes from no index: what was asked of its version is not asked there.
  bool is_elsewhere = false;
};

std::map<std::string, Locked> by_name(const std::vector<Dependency>& dependencies) {
  std::map<std::string, Locked> all;
  for (const Dependency& one : dependencies) {
    Locked& locked = all[image::normal_python_name(one.name)];
    if (one.kind == DependencyKind::kPinned) {
      locked.versions.push_back(one.version);
    } else {
      locked.is_elsewhere = true;
    }
  }
  return all;
}

/// Whether a locked version is one that is asked for; true where that cannot be told.
bool fits(const Dependency& asked, const Locked& locked) {
  const bool is_release = asked.kind == DependencyKind::kRange || asked.kind == DependencyKind::kPinned;
  if (!is_release || locked.is_elsewhere || locked.versions.empty() || asked.specifier.empty()) {
    return true;
  }
  const auto range = read_range(asked.specifier);
  return !range || std::any_of(locked.versions.begin(), locked.versions.end(), [&](const std::string& version) {
    return std::any_of(range->begin(), range->end(), [&](const versions::SpecifierSet& set) {
      return set.contains_text(version, versions::Prereleases::kAlways);
    });
  });
}

class LockCheck {
 public:
  LockCheck(const Lock& lock, Judgement& judgement) : lock_(lock), judgement_(judgement) {}

  /// Tells what is asked for and not locked, or locked in another version.
  void compare(const std::vector<Dependency>& asked, const std::vector<Dependency>& locked) {
    const auto known = by_name(locked);
    std::set<std::string> fitting;
    for (const Dependency& one : asked) {
      const auto found = known.find(image::normal_python_name(one.name));
      if (found != known.end() && fits(one, found->second)) {
        fitting.insert(found->first);
      }
    }
    std::set<std::string> told;
    for (const Dependency& one : asked) {
      const std::string name = image::normal_python_name(one.name);
      if (name.empty() || one.kind == DependencyKind::kPath || !is_here(one) || lock_.unasked.contains(name) ||
          told.contains(name)) {
        continue;
      }
      const auto found = known.find(name);
      if (found == known.end()) {
        const bool may_be_left_out = !one.marker.empty() && (lock_.declared.empty() || lock_.declared.contains(name));
        if (!may_be_left_out) {
          told.insert(name);
          out_of_date(one.place,
                      fmt::format("'{}' is asked for, and {} does not have it: the lock is older than the project",
                                  name, lock_.path),
                      name);
        }
      } else if (!fitting.contains(name)) {  // of several ranges, for different targets, one is enough
        told.insert(name);
        is_old_ = true;
        judgement_.tell("lock-version", "", Severity::kMedium, whole_line(one.place),
                        fmt::format("'{}' is asked for as {}, and {} has {}", name, one.specifier, lock_.path,
                                    join(found->second.versions, " and ")),
                        std::string(lock_.command), name);
      }
    }
  }

  void compare_python(std::string_view wanted, std::string_view known, const Location& place) {
    const auto plain = [](std::string_view version) {
      std::string out(version);
      std::erase(out, ' ');
      std::vector<std::string> clauses;
      for (const std::string_view clause : split(out, ',')) {
        clauses.emplace_back(clause);
      }
      std::sort(clauses.begin(), clauses.end());
      return clauses;
    };
    if (!wanted.empty() && !known.empty() && plain(wanted) != plain(known)) {
      out_of_date(place, fmt::format("the project asks for Python {}, and the lock was made for {}", wanted, known),
                  "requires-python");
    }
  }

  /// What was made of other text is old, even where all that is asked for is in it.
  void compare_hash(std::string_view known, const std::vector<std::string>& wanted, const Location& place) {
    if (!is_old_ && !known.empty() && std::find(wanted.begin(), wanted.end(), known) == wanted.end()) {
      out_of_date(place, fmt::format("{} was made of another {}: its hash does not hold", lock_.path, place.file),
                  "hash");
    }
  }

 private:
  [[nodiscard]] bool is_here(const Dependency& one) const {
    return one.groups.empty() || std::any_of(one.groups.begin(), one.groups.end(),
                                             [&](const std::string& group) { return lock_.groups.contains(group); });
  }

  static Location whole_line(const Location& place) { return {place.file, place.line, 1, place.line, 0}; }

  void out_of_date(const Location& place, std::string message, std::string subject) {
    is_old_ = true;
    judgement_.tell("lock-out-of-date", "", Severity::kMedium, whole_line(place), std::move(message),
                    std::string(lock_.command), std::move(subject));
  }

  const Lock& lock_;
  Judgement& judgement_;
  bool is_old_ = false;
};

void add_keys(const json::object& project, std::string_view path, std::set<std::string>& keys) {
  if (const json::value* table = toml::find(project, path); table != nullptr && table->is_object()) {
    for (const auto& member : table->get_object()) {
      keys.emplace(member.key());
    }
  }
}

void add_names(const json::object& project, std::string_view path, std::set<std::string>& names) {
  const json::value* list = toml::find(project, path);
  if (list != nullptr && list->is_array()) {
    for (const json::value& item : list->get_array()) {
      std::string_view text = item.is_string() ? trim(std::string_view(item.get_string())) : "";
      names.insert(image::normal_python_name(trim(text.substr(0, text.find_first_of(" [<>=!~;@(")))));
    }
  }
}

/// What the projects of a uv.lock were asked for when it was made.
void add_declared(const json::object& lock, std::set<std::string>& names) {
  const json::value* packages = lock.if_contains("package");
  for (const json::value& item : packages != nullptr && packages->is_array() ? packages->get_array() : json::array()) {
    const json::value* asked = item.is_object() ? toml::find(item.get_object(), "metadata.requires-dist") : nullptr;
    for (const json::value& one : asked != nullptr && asked->is_array() ? asked->get_array() : json::array()) {
      if (one.is_object()) {
        names.insert(image::normal_python_name(string_member(one.get_object(), "name")));
      }
    }
  }
}

/// The line that begins with a key; 1 when there is none.
int line_of(std::string_view text, std::string_view key) {
  int line = 0;
  for (const std::string_view one : split_lines(text)) {
    ++line;
    if (trim(one).starts_with(key)) {
      return line;
    }
  }
  return 1;
}

/// A pyproject.toml and the locks beside it.
class Project {
 public:
  Project(const Tree& tree, const std::string& path, const std::string& text, const json::object& project,
          Judgement& judgement)
      : tree_(tree),
        path_(path),
        text_(text),
        project_(project),
        judgement_(judgement),
        asked_(read_manifest(tree, path, text, read_pyproject).dependencies) {}

  [[nodiscard]] bool asks_for_something() const {
    return std::any_of(asked_.begin(), asked_.end(), [](const Dependency& one) { return one.groups.empty(); });
  }

  /// Whether there is one.
  bool check_locks() {
    const bool has_uv = check("uv.lock", "run uv lock", read_uv_lock);
    const bool has_poetry = check("poetry.lock", "run poetry lock", read_poetry_lock);
    const bool has_pdm = check("pdm.lock", "run pdm lock", read_pdm_lock);
    return check("pylock.toml", "lock again", read_pylock) || has_uv || has_poetry || has_pdm;
  }

 private:
  bool check(std::string_view name, std::string_view command, void (*read)(const ManifestInput&, Manifest&)) {
    Lock lock{.path = folder_of(path_) + std::string(name), .command = command};
    if (!tree_.has(lock.path)) {
      return false;
    }
    const auto text = tree_.read(lock.path);
    const auto document = text ? toml::read_toml(*text, lock.path) : Result<json::object>(fail(text.error()));
    if (!document) {
      judgement_.report.trouble.push_back({{lock.path}, "invalid", document.error().message, {}});
      return true;
    }
    lock.unasked.insert(image::normal_python_name(toml::text(project_, "project.name")));
    lock.unasked.insert(image::normal_python_name(toml::text(project_, "tool.poetry.name")));
    std::vector<Dependency> locked = read_manifest(tree_, lock.path, *text, read).dependencies;
    std::string_view python = toml::text(project_, "project.requires-python");
    if (name == "uv.lock") {
      add_keys(project_, "project.optional-dependencies", lock.groups);
      add_keys(project_, "dependency-groups", lock.groups);
      if (toml::find(project_, "tool.uv.dev-dependencies") != nullptr) {
        lock.groups.insert("dev");
      }
      add_names(project_, "tool.uv.override-dependencies", lock.unasked);
      add_names(project_, "tool.uv.exclude-dependencies", lock.unasked);
      add_declared(*document, lock.declared);
    } else if (name == "poetry.lock") {
      add_keys(project_, "project.optional-dependencies", lock.groups);
      add_keys(project_, "tool.poetry.group", lock.groups);
      if (toml::find(project_, "tool.poetry.dev-dependencies") != nullptr) {
        lock.groups.insert("dev");
      }
    } else if (name == "pdm.lock") {
      if (const json::value* groups = toml::find(*document, "metadata.groups");
          groups != nullptr && groups->is_array()) {
        for (const json::value& group : groups->get_array()) {
          lock.groups.insert(group.is_string() ? std::string(group.get_string()) : "");
        }
      }
      add_keys(project_, "tool.pdm.resolution.overrides", lock.unasked);
    }
    LockCheck check(lock, judgement_);
    check.compare(asked_, locked);
    if (name == "uv.lock") {
      check.compare_python(python, string_member(*document, "requires-python"),
                           {path_, line_of(text_, "requires-python"), 0, 0, 0});
    } else if (name == "poetry.lock") {
      const std::string_view own = toml::text(project_, "tool.poetry.dependencies.python");
      check.compare_python(own.empty() ? python : own, toml::text(*document, "metadata.python-versions"),
                           {path_, line_of(text_, own.empty() ? "requires-python" : "python"), 0, 0, 0});
      // Newer versions of Poetry may count these groups in.
      if (toml::find(project_, "dependency-groups") == nullptr) {
        check.compare_hash(toml::text(*document, "metadata.content-hash"), poetry_hashes(project_),
                           {path_, 1, 0, 0, 0});
      }
    }
    return true;
  }

  const Tree& tree_;
  const std::string& path_;
  const std::string& text_;
  const json::object& project_;
  Judgement& judgement_;
  std::vector<Dependency> asked_;
};

void check_project(const Repository& repository, const std::string& path, Judgement& judgement) {
  const Tree& tree = repository.tree;
  const auto text = tree.read(path);
  const auto project = text ? toml::read_toml(*text, path) : Result<json::object>(fail(text.error()));
  if (!project) {
    if (!text || !trim(*text).empty()) {
      judgement.report.trouble.push_back({{path}, text ? "invalid" : "unreadable", project.error().message, {}});
    }
    return;
  }
  Project checked(tree, path, *text, *project, judgement);
  const std::string folder = folder_of(path);
  const bool has_lock = checked.check_locks();
  const bool has_requirements = std::any_of(tree.files.begin(), tree.files.end(), [&](const std::string& file) {
    return file.starts_with(folder) && file.find("requirements") != std::string::npos && file.ends_with(".txt");
  });
  // A library is installed without its lock; an application is not.
  const bool is_application = tree.has(folder + "Dockerfile") || tree.has(folder + "Containerfile");
  if (checked.asks_for_something() && !has_lock && !has_requirements && is_application) {
    judgement.tell("lock-missing", "", Severity::kLow, {path, 1, 1, 1, 1},
                   "the service has no lock file: each build may install something else",
                   "run uv lock, and install with uv sync --frozen", "missing");
  }
}

void check_pipfile(const Repository& repository, const std::string& path, Judgement& judgement) {
  const Tree& tree = repository.tree;
  Lock lock{.path = path + ".lock", .command = "run pipenv lock"};
  if (!tree.has(lock.path)) {
    return;
  }
  const auto text = tree.read(path);
  const auto lock_text = tree.read(lock.path);
  const auto pipfile = text ? toml::read_toml(*text, path) : Result<json::object>(fail(text.error()));
  const auto locked = lock_text ? parse_json(*lock_text, lock.path) : Result<json::value>(fail(lock_text.error()));
  if (!pipfile || !locked || !locked->is_object()) {
    const bool is_lock = pipfile.has_value();
    const std::string why = !pipfile  ? pipfile.error().message
                            : !locked ? locked.error().message
                                      : "this is no lock: it is not an object";
    judgement.report.trouble.push_back({{is_lock ? lock.path : path}, "invalid", why, {}});
    return;
  }
  const auto asked = read_manifest(tree, path, *text, read_pipfile).dependencies;
  const auto packages = read_manifest(tree, lock.path, *lock_text, read_pipfile_lock).dependencies;
  std::set<std::string> groups;
  for (const Dependency& one : asked) {
    groups.insert(one.groups.begin(), one.groups.end());
  }
  LockCheck check(lock, judgement);
  for (const std::string& group : groups) {
    const auto of_group = [&](std::vector<Dependency> all) {
      std::erase_if(all, [&](const Dependency& one) {
        return std::find(one.groups.begin(), one.groups.end(), group) == one.groups.end();
      });
      return all;
    };
    auto wanted = of_group(asked);
    for (Dependency& one : wanted) {
      one.groups.clear();
    }
    check.compare(wanted, of_group(packages));
  }
  const json::value* meta = locked->get_object().if_contains("_meta");
  const json::value* hash = meta != nullptr && meta->is_object() ? meta->get_object().if_contains("hash") : nullptr;
  if (hash != nullptr && hash->is_object()) {
    check.compare_hash(string_member(hash->get_object(), "sha256"), {pipfile_hash(*pipfile)}, {path, 1, 0, 0, 0});
  }
}

/// What a file of requirements was compiled of, from the command in its head; empty when it was not compiled.
std::vector<std::string> compiled_of(std::string_view text) {
  constexpr std::size_t kHeadLines = 12;
  const auto lines = split_lines(text.substr(0, 4096));
  for (std::size_t at = 0; at < std::min(lines.size(), kHeadLines); ++at) {
    const std::string_view line = trim(lines[at]);
    const bool is_command = line.starts_with('#') &&
                            (line.find("pip-compile ") != std::string_view::npos || line.ends_with("pip-compile") ||
                             line.find("uv pip compile") != std::string_view::npos);
    if (!is_command || line.find("autogenerated") != std::string_view::npos) {
      continue;
    }
    const auto words = split_words(trim(line.substr(1)));
    static constexpr std::array<std::string_view, 9> kWithValue = {"-o",           "--output-file",      "-c",
                                                                   "--constraint", "--constraints",      "--override",
                                                                   "-b",           "--build-constraint", "--config"};
    std::vector<std::string> sources;
    for (std::size_t word = 0; words && word < words->size(); ++word) {
      const std::string& one = (*words)[word];
      if (std::find(kWithValue.begin(), kWithValue.end(), one) != kWithValue.end()) {
        ++word;
      } else if (!one.starts_with('-') && (one.ends_with(".in") || one.ends_with(".txt") || one.ends_with(".toml"))) {
        sources.push_back(one);
      }
    }
    if (sources.empty()) {
      sources.emplace_back("requirements.in");
    }
    return sources;
  }
  return {};
}

void check_compiled(const Repository& repository, const std::string& path, Judgement& judgement) {
  const Tree& tree = repository.tree;
  const auto text = tree.read(path);
  if (!text) {
    return;  // reading dependencies tells of it
  }
  const std::vector<std::string> sources = compiled_of(*text);
  if (sources.empty()) {
    return;
  }
  // pip-compile leaves out what installers bring themselves.
  const Lock lock{.path = path,
                  .command = "run pip-compile (or uv pip compile) again",
                  .unasked = {"setuptools", "distribute", "pip"}};
  const auto locked = read_manifest(tree, path, *text, read_requirements).dependencies;
  for (const std::string& source : sources) {
    // The command ran in the file's folder or at the repository's top.
    std::string file = relative_to(path, source);
    file = tree.has(file) ? file : source;
    const auto source_text = tree.has(file) ? tree.read(file) : Result<std::string>(fail(ErrorKind::kNotFound, file));
    if (source_text) {
      const bool is_project = file.ends_with(".toml");
      LockCheck(lock, judgement)
          .compare(
              read_manifest(tree, file, *source_text, is_project ? read_pyproject : read_requirements).dependencies,
              locked);
    }
  }
}

}  // namespace

void check_locks(const Repository& repository, Judgement& judgement) {
  for (const std::string& path : repository.tree.files) {
    const std::string_view name = std::string_view(path).substr(path.rfind('/') + 1);
    if (name == "pyproject.toml") {
      check_project(repository, path, judgement);
    } else if (name == "Pipfile") {
      check_pipfile(repository, path, judgement);
    } else if (name.ends_with(".txt")) {
      const bool has_source = repository.tree.has(path.substr(0, path.size() - 4) + ".in");
      if (has_source || name.find("requirements") != std::string_view::npos ||
          folder_of(path).ends_with("requirements/")) {
        check_compiled(repository, path, judgement);
      }
    }
  }
}

}  // namespace ropewalk::scan::policy
