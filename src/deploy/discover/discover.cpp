// The order of belief: what a Procfile or a Dockerfile starts is what the service's people start; else the application
// object that the sources define, by the server that its framework needs; else a package that can be run.
#include "deploy/discover/discover.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "deploy/discover/command_line.h"
#include "deploy/discover/dockerfile.h"
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
    spec.is_package = project->contains("build-system") && (project->contains("project") || project->contains("tool"));
    spec.shares_folder = spec.is_package;
    const json::value* const dependencies = toml::find(*project, "project.dependencies");
    if (dependencies != nullptr && dependencies->is_array()) {
      for (const json::value& item : dependencies->get_array()) {
        if (item.is_string()) {
          dependencies_.emplace_back(item.get_string());
        }
      }
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
    if (command_.words.empty() && !sources_.main_package.empty() &&
        (sources_.application.empty() || !sources_.port_variable.empty())) {
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
      for (const char* const form : {"$PORT", "${PORT}", "${PORT:-8000}", "${PORT:-8080}", "${PORT:-5000}"}) {
        word = word == form ? "{port}" : word;
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
    const auto is_there = [&](std::string_view file) {
      return files_.type_followed(folder_ / file) == ports::FileType::kFile;
    };
    std::vector<std::string> candidates = dockerfile_.requirements;
    candidates.insert(candidates.end(), kRequirements.begin(), kRequirements.end());
    // A Dockerfile may also install what builds it; the file that is known by its name comes first.
    std::stable_sort(candidates.begin(), candidates.end(), [](const std::string& a, const std::string& b) {
      const auto is_known = [](const std::string& file) {
        return std::find(kRequirements.begin(), kRequirements.end(), file) != kRequirements.end();
      };
      return is_known(a) && !is_known(b);
    });
    const auto file = std::find_if(candidates.begin(), candidates.end(), is_there);
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
