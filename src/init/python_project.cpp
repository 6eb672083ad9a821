// One Python project, from the files in which Python projects say what they are.
#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "init/facts.h"
#include "init/project_layout.h"
#include "toml/read_toml.h"

namespace ropewalk::init {
namespace {

/// PEP 503: lower case, runs of `-`, `_` and `.` are one `-`.
std::string normalized(std::string_view name) {
  std::string out;
  for (const char c : to_lower(name)) {
    const bool is_mark = c == '-' || c == '_' || c == '.';
    if (!is_mark) {
      out += c;
    } else if (!out.ends_with('-')) {
      out += '-';
    }
  }
  return out;
}

class Looking {
 public:
  Looking(const ports::Files& files, const std::filesystem::path& top, const std::string& directory,
          std::vector<std::string>& remarks)
      : files_(files), folder_(top / directory), remarks_(remarks) {
    project_.directory = directory;
    project_.name = directory.empty() ? top.filename().string() : std::filesystem::path(directory).filename().string();
  }

  PythonProject look() {
    read_pyproject();
    read_setup_files();
    read_requirements();
    read_configurations();
    find_manager();
    read_tox_file();
    read_coverage_settings();
    find_layout(files_, folder_, project_);
    return std::move(project_);
  }

 private:
  [[nodiscard]] bool has(std::string_view file) const {
    return files_.type_followed(folder_ / file) == ports::FileType::kFile;
  }

  void declare(const json::value& list, Declared::In in, const std::string& where) {
    if (!list.is_array()) {
      return;
    }
    for (const json::value& item : list.get_array()) {
      if (item.is_string()) {
        declare_one(item.get_string(), in, where);
      }
    }
  }
  void declare_one(std::string_view requirement, Declared::In in, const std::string& where) {
    if (const std::string name = requirement_name(requirement); !name.empty()) {
      project_.declared[name].push_back({in, where, requirement_version(requirement)});
    }
  }

  void read_pyproject() {
    if (!has("pyproject.toml")) {
      return;
    }
    const auto text = files_.read(folder_ / "pyproject.toml");
    auto document = text ? toml::read_toml(*text, "pyproject.toml") : Result<json::object>(fail(text.error()));
    if (!document) {
      remarks_.push_back(document.error().message);
      return;
    }
    project_.pyproject = std::move(*document);
    const json::object& file = project_.pyproject;
    project_.is_package =
        file.contains("build-system") || file.contains("project") || toml::find(file, "tool.poetry.name") != nullptr;
    for (const std::string_view path : {"project.name", "tool.poetry.name"}) {
      if (const std::string_view name = toml::text(file, path); !name.empty()) {
        project_.name = name;
      }
    }
    project_.requires_python = toml::text(file, "project.requires-python");
    read_named("project.optional-dependencies", Declared::In::kExtra, project_.extras);
    read_named("dependency-groups", Declared::In::kGroup, project_.groups);
    read_named("tool.pdm.dev-dependencies", Declared::In::kGroup, project_.groups);
    if (const json::value* list = toml::find(file, "project.dependencies")) {
      declare(*list, Declared::In::kDependencies, "");
    }
    if (const json::value* list = toml::find(file, "tool.uv.dev-dependencies")) {
      project_.groups.emplace_back("dev");
      declare(*list, Declared::In::kGroup, "dev");
    }
    read_poetry();
    read_classifiers(toml::find(file, "project.classifiers"));
    read_classifiers(toml::find(file, "tool.poetry.classifiers"));
    read_markers(toml::find(file, "tool.pytest.ini_options.markers"));
  }

  /// A table of lists of requirements.
  void read_named(std::string_view path, Declared::In in, std::vector<std::string>& names) {
    const json::value* table = toml::find(project_.pyproject, path);
    if (table == nullptr || !table->is_object()) {
      return;
    }
    for (const auto& [name, list] : table->get_object()) {
      names.emplace_back(name);
      declare(list, in, std::string(name));
    }
  }

  /// Poetry's own tables have a package as each key.
  void read_poetry() {
    const auto take = [&](const json::value* table, Declared::In in, const std::string& where) {
      if (table == nullptr || !table->is_object()) {
        return;
      }
      for (const auto& [name, value] : table->get_object()) {
        if (name == "python") {
          project_.requires_python = value.is_string() ? std::string(value.get_string()) : "";
        } else {
          // `"1.2.3"` is one version; `"^1.2"` is a range.
          const std::string_view range = value.is_string() ? std::string_view(value.get_string()) : std::string_view();
          const bool is_one = !range.empty() && std::isdigit(static_cast<unsigned char>(range.front())) != 0 &&
                              range.find_first_of("*<>,| ") == std::string_view::npos;
          project_.declared[normalized(name)].push_back({in, where, is_one ? std::string(range) : std::string()});
        }
      }
    };
    take(toml::find(project_.pyproject, "tool.poetry.dependencies"), Declared::In::kDependencies, "");
    if (const json::value* dev = toml::find(project_.pyproject, "tool.poetry.dev-dependencies")) {
      project_.groups.emplace_back("dev");
      take(dev, Declared::In::kGroup, "dev");
    }
    const json::value* groups = toml::find(project_.pyproject, "tool.poetry.group");
    if (groups != nullptr && groups->is_object()) {
      for (const auto& [name, group] : groups->get_object()) {
        if (group.is_object()) {
          project_.groups.emplace_back(name);
          take(group.get_object().if_contains("dependencies"), Declared::In::kGroup, std::string(name));
        }
      }
    }
  }

  void read_classifiers(const json::value* list) {
    if (list == nullptr || !list->is_array()) {
      return;
    }
    for (const json::value& item : list->get_array()) {
      read_classifier(item.is_string() ? std::string_view(item.get_string()) : std::string_view());
    }
  }
  void read_classifier(std::string_view text) {
    constexpr std::string_view kPython = "Programming Language :: Python :: ";
    if (!text.starts_with(kPython)) {
      return;
    }
    const std::string_view version = trim(text.substr(kPython.size()));
    if (version == "2" || version.starts_with("2.")) {
      project_.has_python2_classifier = true;
    } else if (version.starts_with("3.") && version.find(' ') == std::string_view::npos) {
      project_.classified_pythons.emplace_back(version);
    }
  }

  void read_markers(const json::value* list) {
    if (list == nullptr) {
      return;
    }
    std::vector<std::string_view> lines;
    if (list->is_string()) {
      lines = split_lines(list->get_string());
    } else if (list->is_array()) {
      for (const json::value& item : list->get_array()) {
        if (item.is_string()) {
          lines.push_back(item.get_string());
        }
      }
    }
    add_markers(lines);
  }
  void add_markers(const std::vector<std::string_view>& lines) {
    for (const std::string_view line : lines) {
      if (const std::string_view name = trim(line.substr(0, line.find_first_of(":("))); !name.empty()) {
        project_.markers.emplace(name);
      }
    }
  }

  /// setup.py and setup.cfg are read as texts: what is a program is not run.
  void read_setup_files() {
    for (const std::string_view name : {"setup.py", "setup.cfg"}) {
      const auto text = has(name) ? files_.read(folder_ / name) : Result<std::string>(std::string());
      if (!text || text->empty()) {
        continue;
      }
      project_.is_package |= name == "setup.py" || text->find("[metadata]") != std::string::npos;
      for (std::string_view line : split_lines(*text)) {
        line = trim(line);
        while (!line.empty() && (line.front() == '"' || line.front() == '\'')) {
          line.remove_prefix(1);
        }
        read_classifier(line.substr(0, line.find_first_of("\"'")));
        if (const std::size_t at = line.find("python_requires");
            at != std::string_view::npos && project_.requires_python.empty()) {
          const std::size_t begin = line.find_first_of("<>=~!", at + 15);
          std::string_view range = begin == std::string_view::npos ? "" : line.substr(begin);
          range = trim(range.starts_with('=') && !range.starts_with("==") ? range.substr(1) : range);
          const std::size_t quote = range.find_first_of("\"'");
          project_.requires_python =
              quote == 0 ? range.substr(1, range.find_first_of("\"'", 1) - 1) : range.substr(0, quote);
        }
      }
      for (const std::string_view tool :
           {"mypy", "flake8", "isort", "tool:pytest", "coverage:run", "coverage:report"}) {
        if (text->find("[" + std::string(tool) + "]") != std::string::npos) {
          project_.configured.insert("setup.cfg:" + std::string(tool));
        }
      }
    }
  }

  void read_requirements() {
    std::vector<std::filesystem::path> found;
    for (const std::string_view folder : {"", "requirements"}) {
      const auto entries = files_.list(folder_ / folder);
      if (!entries) {
        continue;
      }
      for (const ports::FileEntry& entry : *entries) {
        const std::string name = entry.path.filename().string();
        const bool is_named = folder.empty() ? name.find("requirements") != std::string::npos : true;
        if (entry.type == ports::FileType::kFile && is_named && name.ends_with(".txt")) {
          found.push_back(std::filesystem::path(folder) / entry.path);
        }
      }
    }
    for (const std::filesystem::path& path : found) {
      const auto text = files_.read(folder_ / path);
      if (!text) {
        remarks_.push_back(text.error().message);
        continue;
      }
      project_.requirements.push_back(path.generic_string());
      for (const std::string_view line : split_lines(*text)) {
        declare_one(line, Declared::In::kRequirements, path.generic_string());
      }
    }
  }

  void read_configurations() {
    constexpr std::array<std::string_view, 14> kFiles = {
        "ruff.toml", ".ruff.toml", "mypy.ini",   ".mypy.ini",   "pyrightconfig.json", ".flake8",    ".isort.cfg",
        "tox.ini",   "noxfile.py", "pytest.ini", ".coveragerc", "Makefile",           "Dockerfile", ".pylintrc"};
    for (const std::string_view file : kFiles) {
      if (has(file)) {
        project_.configured.emplace(file);
      }
    }
    for (const std::string_view file : {"Makefile", "tox.ini", "noxfile.py", "justfile", "tasks.py", "Taskfile.yml"}) {
      if (const auto text = has(file) ? files_.read(folder_ / file) : Result<std::string>(std::string())) {
        project_.tasks += *text + "\n";
      }
    }
    for (const std::string_view file : {"pytest.ini", "tox.ini"}) {
      const auto text =
          project_.configured.contains(file) ? files_.read(folder_ / file) : Result<std::string>(std::string());
      if (text) {
        read_ini_markers(*text);
      }
    }
  }
  void read_ini_markers(std::string_view text) {
    bool is_inside = false;
    std::vector<std::string_view> lines;
    for (const std::string_view line : split_lines(text)) {
      if (line.starts_with("markers")) {
        is_inside = true;
      } else if (is_inside && (line.starts_with(' ') || line.starts_with('\t'))) {
        lines.push_back(line);
      } else {
        is_inside = false;
      }
    }
    add_markers(lines);
  }

  void find_manager() {
    const auto choose = [&](Manager manager, std::string reason, bool has_lock) {
      project_.manager = manager;
      project_.manager_reason = std::move(reason);
      project_.has_lock = has_lock;
    };
    if (has("uv.lock")) {
      choose(Manager::kUv, "uv.lock is there", true);
    } else if (has("poetry.lock")) {
      choose(Manager::kPoetry, "poetry.lock is there", true);
    } else if (has("pdm.lock")) {
      choose(Manager::kPdm, "pdm.lock is there", true);
    } else if (project_.has_tool("tool.uv")) {
      choose(Manager::kUv, "pyproject.toml has [tool.uv]", false);
    } else if (project_.has_tool("tool.poetry")) {
      choose(Manager::kPoetry, "pyproject.toml has [tool.poetry]", false);
    } else if (project_.has_tool("tool.pdm")) {
      choose(Manager::kPdm, "pyproject.toml has [tool.pdm]", false);
    } else if (project_.has_tool("tool.hatch.envs")) {
      choose(Manager::kHatch, "pyproject.toml has [tool.hatch.envs]", false);
    } else {
      choose(Manager::kPip, "nothing says otherwise", false);
    }
  }

  void read_tox_file() {
    const bool installs_by_pip = project_.manager == Manager::kPip || project_.manager == Manager::kHatch;
    const auto text =
        installs_by_pip && has("tox.ini") ? files_.read(folder_ / "tox.ini") : Result<std::string>(std::string());
    project_.tox = text ? read_tox(*text) : std::vector<ToxEnvironment>();
    for (const ToxEnvironment& environment : project_.tox) {
      for (const std::string& requirement : environment.dependencies) {
        declare_one(requirement, Declared::In::kTox, environment.name);
      }
    }
  }

  void read_coverage_settings() {
    const json::value* parallel = toml::find(project_.pyproject, "tool.coverage.run.parallel");
    project_.has_parallel_coverage = parallel != nullptr && parallel->is_bool() && parallel->get_bool();
    project_.has_coverage_limit = project_.has_tool("tool.coverage.report.fail_under");
    for (const std::string_view file : {".coveragerc", "setup.cfg", "tox.ini"}) {
      const auto text = has(file) ? files_.read(folder_ / file) : Result<std::string>(std::string());
      for (const std::string_view line : split_lines(text ? std::string_view(*text) : std::string_view())) {
        const std::string setting = to_lower(replace_all(line, " ", ""));
        project_.has_parallel_coverage |= setting == "parallel=true";
        project_.has_coverage_limit |= setting.starts_with("fail_under=");
      }
    }
  }

  const ports::Files& files_;
  std::filesystem::path folder_;
  std::vector<std::string>& remarks_;
  PythonProject project_;
};

}  // namespace

std::string requirement_name(std::string_view line) {
  line = trim(line);
  std::size_t end = 0;
  while (end < line.size() && (std::isalnum(static_cast<unsigned char>(line[end])) != 0 || line[end] == '-' ||
                               line[end] == '_' || line[end] == '.')) {
    ++end;
  }
  const std::string_view rest = trim(line.substr(end));
  const bool is_name = end > 0 && std::isalnum(static_cast<unsigned char>(line.front())) != 0;
  if (!is_name || rest.starts_with("://") || rest.starts_with('/') || rest.starts_with(':') || rest.starts_with('+')) {
    return {};
  }
  return normalized(line.substr(0, end));
}

std::string requirement_version(std::string_view line) {
  const std::size_t equals = line.find("==");
  if (equals == std::string_view::npos || line.find_first_of("<>~!,") < equals) {
    return {};
  }
  std::string_view rest = trim(line.substr(equals + 2));
  rest = rest.substr(0, rest.find_first_of(" \t;#\\,"));
  return rest.find('*') == std::string_view::npos && !rest.starts_with('=') ? std::string(rest) : std::string();
}

PythonProject look_at_project(const ports::Files& files, const std::filesystem::path& top, const std::string& directory,
                              std::vector<std::string>& remarks) {
  return Looking(files, top, directory, remarks).look();
}

}  // namespace ropewalk::init
