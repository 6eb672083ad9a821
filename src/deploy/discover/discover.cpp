// The order of belief: what a Procfile or a Dockerfile starts is what the service's people start; else the application
// object that the sources define, by the server that its framework needs; else a package that can be run.
#include "deploy/discover/discover.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "deploy/discover/command_line.h"
#include "deploy/discover/dockerfile.h"
#include "deploy/discover/poetry.h"
#include "deploy/discover/sources.h"
#include "toml/read_toml.h"

namespace ropewalk::deploy {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 7> kRequirements = {
    "requirements.txt",      "requirements/runtime.txt",      "requirements/production.txt", "requirements/prod.txt",
    "requirements/base.txt", "requirements/requirements.txt", "requirements/main.txt"};

std::string read(const ports::Files& files, const fs::path& path) {
  auto text = files.read(path);
  return text ? std::move(*text) : std::string();
}

class Finder {
 public:
  Finder(const ports::Files& files, const fs::path& folder, const std::string& command)
      : files_(files), folder_(folder), given_(command) {}

  Result<FoundService> find() {
    auto sources = read_sources(files_, folder_);
    if (!sources) {
      return fail(sources.error());
    }
    sources_ = std::move(*sources);
    dockerfile_ = read_dockerfile(read(files_, folder_ / "Dockerfile"));
    read_project();
    if (is_found_in_sources()) {
      if (auto several = check_only_one(); !several) {
        return fail(std::move(several.error()));
      }
      if (const fs::path own = own_folder(started_file()); !own.empty() && !has_dependencies()) {
        auto below = Finder(files_, folder_ / own, given_).find();
        if (below) {
          below->folder = below->folder.empty() ? own : own / below->folder;
          below->notes.insert(below->notes.begin(),
                              fmt::format("folder {}: the application's requirements are there", own.generic_string()));
        }
        return below;
      }
    }
    if (!find_command()) {
      return fail(ErrorKind::kNotFound, fmt::format("no service was found in '{}'", folder_.string()),
                  "FastAPI, Starlette and Flask applications, Procfiles and Dockerfiles are recognised; or say "
                  "`service: command:` in .github/ropewalk.yml");
    }
    find_port();
    find_health();
    find_requirements();
    return std::move(found_);
  }

 private:
  template <class... Args>
  void note(fmt::format_string<Args...> text, Args&&... args) {
    found_.notes.push_back(fmt::format(text, std::forward<Args>(args)...));
  }

  /// Neither the user nor a Procfile or Dockerfile says what is started.
  [[nodiscard]] bool is_found_in_sources() const {
    const std::string procfile = read(files_, folder_ / "Procfile");
    const auto lines = split_lines(procfile);
    return given_.empty() && dockerfile_.command.empty() &&
           std::none_of(lines.begin(), lines.end(), [](std::string_view line) { return line.starts_with("web:"); });
  }

  /// `python -m` of a package comes before its application where it reads its port by itself.
  [[nodiscard]] bool starts_package() const {
    return !sources_.main_package.empty() && (sources_.application.empty() || !sources_.port_variable.empty());
  }
  [[nodiscard]] const std::string& started_file() const {
    return starts_package() ? sources_.main_file : sources_.application_file;
  }

  [[nodiscard]] bool has_file(const fs::path& file) const {
    return files_.type_followed(folder_ / file) == ports::FileType::kFile;
  }

  /// Something in this folder itself says what the service needs.
  [[nodiscard]] bool has_dependencies() const {
    return found_.spec.is_package || !dependencies_.empty() ||
           std::any_of(dockerfile_.requirements.begin(), dockerfile_.requirements.end(),
                       [&](const std::string& file) { return has_file(file); }) ||
           std::any_of(kRequirements.begin(), kRequirements.end(),
                       [&](std::string_view file) { return has_file(file); });
  }

  /// The nearest folder around a file, below this one, that has requirements of its own; empty when none has.
  [[nodiscard]] fs::path own_folder(const std::string& file) const {
    for (fs::path folder = fs::path(file).parent_path(); !folder.empty(); folder = folder.parent_path()) {
      if (has_file(folder / "pyproject.toml") ||
          std::any_of(kRequirements.begin(), kRequirements.end(),
                      [&](std::string_view one) { return has_file(folder / one); })) {
        return folder;
      }
    }
    return {};
  }

  /// The folder that a file is in, just below this one or below its `src`.
  static std::string top_of(const std::string& file) {
    const std::string_view inside = file.starts_with("src/") ? std::string_view(file).substr(4) : file;
    const std::size_t slash = inside.find('/');
    return slash == std::string_view::npos ? std::string() : std::string(inside.substr(0, slash));
  }

  /// Whether it may as well be what is meant: it has requirements of its own, or is as near in another folder.
  [[nodiscard]] bool is_rival(const std::string& file, const std::string& chosen) const {
    if (top_of(file) == top_of(chosen)) {
      return false;
    }
    const fs::path own = own_folder(file);
    if (!has_dependencies() && !own.empty() && own != own_folder(chosen)) {
      return true;
    }
    return own_folder(chosen).empty() && split(file, '/').size() == split(chosen, '/').size();
  }

  [[nodiscard]] Result<void> check_only_one() const {
    if (starts_package() || sources_.application.empty()) {
      return {};
    }
    const std::string& chosen = sources_.application_file;
    std::vector<std::string> all = {chosen};
    std::copy_if(sources_.application_files.begin(), sources_.application_files.end(), std::back_inserter(all),
                 [&](const std::string& file) { return is_rival(file, chosen); });
    if (all.size() == 1) {
      return {};
    }
    constexpr std::size_t kMostNamed = 5;
    std::sort(all.begin(), all.end());
    std::string names;
    for (std::size_t i = 0; i < std::min(all.size(), kMostNamed); ++i) {
      names += (i == 0 ? "" : ", ") + all[i];
    }
    const fs::path own = own_folder(all.front());
    return fail(ErrorKind::kUsage,
                fmt::format("there are {} applications here, and nothing says which one is the service: {}{}",
                            all.size(), names, all.size() > kMostNamed ? ", …" : ""),
                fmt::format("`-C {}` names the folder of one, or `service: command:` in .github/ropewalk.yml says what "
                            "is started",
                            (own.empty() ? fs::path(all.front()).parent_path() : own).generic_string()));
  }

  void read_project() {
    ServiceSpec& spec = found_.spec;
    spec.name = folder_.filename().string();
    const std::string text = read(files_, folder_ / "pyproject.toml");
    const auto project = toml::read_toml(text, "pyproject.toml");
    if (text.empty() || !project) {
      return;
    }
    for (const char* const path : {"project.name", "tool.poetry.name"}) {
      if (const std::string_view name = toml::text(*project, path); !name.empty()) {
        spec.name = std::string(name);
        break;
      }
    }
    spec.python = std::string(toml::text(*project, "project.requires-python"));
    const auto is_off = [&](const char* path) {
      const json::value* const value = toml::find(*project, path);
      return value != nullptr && value->is_bool() && !value->get_bool();
    };
    spec.is_package =
        project->contains("build-system") && (project->contains("project") || project->contains("tool")) &&
        !is_off("tool.poetry.package-mode") && !is_off("tool.uv.package") && !is_off("tool.pdm.distribution");
    spec.shares_folder = spec.is_package;
    const json::value* const dependencies = toml::find(*project, "project.dependencies");
    if (dependencies != nullptr && dependencies->is_array()) {
      for (const json::value& item : dependencies->get_array()) {
        if (item.is_string()) {
          dependencies_.emplace_back(item.get_string());
        }
      }
    }
    const json::value* const poetry = toml::find(*project, "tool.poetry.dependencies");
    if (dependencies_.empty() && poetry != nullptr && poetry->is_object()) {
      PoetryDependencies read = read_poetry(poetry->get_object());
      dependencies_ = std::move(read.requirements);
      dependency_notes_ = std::move(read.notes);
    }
  }

  bool find_command() {
    ServiceSpec& spec = found_.spec;
    std::string from;
    const std::string procfile = read(files_, folder_ / "Procfile");
    if (!given_.empty()) {
      // Placeholders of the user's own stay as they are.
      command_ = given_.find("{port}") == std::string::npos ? adapt(shell_words(given_)) : ServerCommand();
      command_.words = command_.words.empty() ? shell_words(given_) : command_.words;
      from = ".github/ropewalk.yml";
    }
    for (const std::string_view line : split_lines(procfile)) {
      if (command_.words.empty() && line.starts_with("web:")) {
        command_ = adapt(shell_words(trim(line.substr(4))));
        from = "web in Procfile";
      }
    }
    if (command_.words.empty() && !dockerfile_.command.empty()) {
      command_ = adapt(dockerfile_.command);
      from = "CMD in Dockerfile";
    }
    if (command_.words.empty() && starts_package()) {
      command_.words = {"python", "-m", sources_.main_package};
      from = sources_.main_package + "/__main__.py";
    }
    if (command_.words.empty() && !sources_.application.empty()) {
      command_ = adapt(server_for_application());
      from = fmt::format("{} in {}", sources_.framework, sources_.application_file);
    }
    if (command_.words.empty()) {
      return false;
    }
    spec.command = command_.words;
    note("command `{}`: {}", join(spec.command, " "), from);
    spec.environment = dockerfile_.environment;
    set_ports();
    if (command_.workers > 0) {
      note("workers {}: {}", command_.workers, from);
    } else {
      note("workers 1: the command names no other number");
    }
    return true;
  }

  [[nodiscard]] std::vector<std::string> server_for_application() const {
    if (sources_.framework == "Flask") {
      return {"gunicorn", sources_.is_factory ? sources_.application + "()" : sources_.application};
    }
    std::vector<std::string> words = {"uvicorn", sources_.application};
    if (sources_.is_factory) {
      words.emplace_back("--factory");
    }
    return words;
  }

  /// Variables by which the service is told where to listen.
  void set_ports() {
    ServiceSpec& spec = found_.spec;
    const auto set = [&](const std::string& name, const std::string& value) {
      std::erase_if(spec.environment, [&](const auto& pair) { return pair.first == name; });
      spec.environment.emplace_back(name, value);
    };
    if (!sources_.port_variable.empty()) {
      set(sources_.port_variable, "{port}");
    }
    if (!sources_.host_variable.empty()) {
      set(sources_.host_variable, "{host}");
    }
    set("PORT", "{port}");
    for (std::string& word : spec.command) {
      for (const std::string& name : {std::string("PORT"), sources_.port_variable}) {
        const int port = name.empty() ? 0 : place_port(word, name);
        command_.port = command_.port == 0 ? port : command_.port;
      }
    }
  }

  void find_port() {
    ServiceSpec& spec = found_.spec;
    if (dockerfile_.port != 0) {
      spec.port = dockerfile_.port;
      note("port {}: EXPOSE in Dockerfile", spec.port);
    } else if (command_.port != 0) {
      spec.port = command_.port;
      note("port {}: the command", spec.port);
    } else if (sources_.port != 0) {
      spec.port = sources_.port;
      note("port {}: the sources", spec.port);
    } else {
      note("port {}: nothing says another one", spec.port);
    }
  }

  void find_health() {
    ServiceSpec& spec = found_.spec;
    if (!dockerfile_.health_path.empty()) {
      spec.health_path = dockerfile_.health_path;
      note("health {}: HEALTHCHECK in Dockerfile", spec.health_path);
    } else if (!sources_.health_path.empty()) {
      spec.health_path = sources_.health_path;
      note("health {}: a route in {}", spec.health_path, sources_.health_file);
    } else {
      spec.health_path = "/";
      spec.any_answer_is_healthy = true;
      note("health /: no health path was found, so any answer below 500 is good");
    }
  }

  void find_requirements() {
    ServiceSpec& spec = found_.spec;
    std::string named;
    std::vector<std::string> candidates = dockerfile_.requirements;
    candidates.insert(candidates.end(), kRequirements.begin(), kRequirements.end());
    // A Dockerfile may also install what builds it; the file that is known by its name comes first.
    std::stable_sort(candidates.begin(), candidates.end(), [](const std::string& a, const std::string& b) {
      const auto is_known = [](const std::string& file) {
        return std::find(kRequirements.begin(), kRequirements.end(), file) != kRequirements.end();
      };
      return is_known(a) && !is_known(b);
    });
    // What is run from here may have its requirements beside the application.
    if (const fs::path own = own_folder(started_file()); !own.empty() && !has_dependencies()) {
      for (const std::string_view one : kRequirements) {
        candidates.push_back((own / one).generic_string());
      }
    }
    const auto file =
        std::find_if(candidates.begin(), candidates.end(), [&](const std::string& one) { return has_file(one); });
    if (file != candidates.end()) {
      spec.requirements = {*file};
      named = read(files_, folder_ / *file);
      note("dependencies: {}", *file);
    } else if (spec.is_package) {
      named = join(dependencies_, "\n");
      note("dependencies: pyproject.toml");
    } else if (!dependencies_.empty()) {
      spec.packages = dependencies_;
      named = join(dependencies_, "\n");
      note("dependencies: pyproject.toml");
      found_.notes.insert(found_.notes.end(), dependency_notes_.begin(), dependency_notes_.end());
    } else {
      note("dependencies: none are named");
    }
    if (file != candidates.end() && spec.is_package) {
      named += "\n" + join(dependencies_, "\n");
    }
    const std::string lower = to_lower(named);
    const bool has_standard = lower.find("fastapi[standard") != std::string::npos;
    if (!command_.server.empty() && lower.find(command_.server) == std::string::npos &&
        !(has_standard && command_.server == "uvicorn")) {
      spec.packages.push_back(command_.server == "fastapi" ? "fastapi[standard]" : command_.server);
      note("{}: added, since the command needs it and no requirement names it", spec.packages.back());
    }
  }

  const ports::Files& files_;
  fs::path folder_;
  std::string given_;
  SourceFacts sources_;
  DockerfileFacts dockerfile_;
  ServerCommand command_;
  std::vector<std::string> dependencies_;
  std::vector<std::string> dependency_notes_;
  FoundService found_;
};

}  // namespace

Result<FoundService> find_service(const ports::Files& files, const fs::path& folder, const std::string& command) {
  return Finder(files, folder, command).find();
}

bool may_hold_service(const ports::Files& files, const fs::path& folder) {
  constexpr std::array<std::string_view, 6> kSigns = {"pyproject.toml", "requirements.txt", "Dockerfile",
                                                      "Procfile",       "main.py",          "app.py"};
  return std::any_of(kSigns.begin(), kSigns.end(), [&](std::string_view name) {
    return files.type_followed(folder / name) == ports::FileType::kFile;
  });
}

}  // namespace ropewalk::deploy
