#include "app/run_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/strings.h"

namespace ropewalk::app {
namespace {

struct Wanted {
  const char* name;
  const char* option;
  const char* missing;
  const char* hint;
  bool is_optional;
};

constexpr std::array kPrograms{
    Wanted{"git", "--version", "git is not installed; a run takes its files from a repository", "apt-get install git",
           false},
    Wanted{"bash", "--version", "bash is not installed; it is the shell of run steps", "apt-get install bash", false},
    Wanted{"uv", "--version", "uv is not installed; jobs that ask for it get it from the package index",
           "pip install uv", true},
    Wanted{"node", "--version", "Node.js is not installed; actions in JavaScript and github-script need it",
           "install Node.js 20 or 24, for example from nodejs.org", true},
    Wanted{"npm", "--version", "npm is not installed; setup-node gets other versions of Node.js with it",
           "it comes with Node.js", true},
    Wanted{"pwsh", "--version", "PowerShell is not installed; steps with `shell: pwsh` fail",
           "see learn.microsoft.com/powershell", true},
    Wanted{"pipx", "--version", "pipx is not installed; hosted runners have it", "pip install pipx", true},
    Wanted{"gh", "--version", "GitHub's own program is not installed; steps that call it fail", "see cli.github.com",
           true},
    Wanted{"docker", "--version", "Docker is not installed; steps that call it fail", "see docs.docker.com", true},
};

class Machine {
 public:
  Machine(ports::Process& process, const ports::Environment& environment)
      : process_(process), path_(environment.variable("PATH").value_or("/usr/bin:/bin")) {}

  [[nodiscard]] std::optional<std::filesystem::path> find(std::string_view program) const {
    return process_.find_program(program, path_);
  }

  [[nodiscard]] std::string first_line(const std::filesystem::path& program, const char* option) const {
    const auto said = process_.capture({.arguments = {program.string(), option}, .environment = {{"PATH", path_}}}, {});
    if (!said || said->outcome.exit_code != 0) {
      return {};
    }
    const std::vector<std::string_view> lines = split_lines(trim(said->output.empty() ? said->errors : said->output));
    return lines.empty() ? std::string() : std::string(lines.front());
  }

  [[nodiscard]] Check check(const Wanted& wanted) const {
    const auto found = find(wanted.name);
    const std::string version = found ? first_line(*found, wanted.option) : "";
    if (!found || version.empty()) {
      return {.name = wanted.name,
              .is_good = false,
              .text = wanted.missing,
              .hint = wanted.hint,
              .is_optional = wanted.is_optional};
    }
    return {.name = wanted.name, .is_good = true, .text = version, .is_optional = wanted.is_optional};
  }

 private:
  ports::Process& process_;
  std::string path_;
};

/// The versions that `actions/setup-python` finds without a network: on the PATH, of pyenv and of uv.
Check check_pythons(const Machine& machine, const ports::Files& files, const ports::Environment& environment) {
  std::set<std::string> versions;
  const auto add = [&](const std::filesystem::path& program) {
    const std::string said = machine.first_line(program, "--version");
    constexpr std::string_view kStart = "Python ";
    if (said.starts_with(kStart)) {
      versions.insert(said.substr(kStart.size()));
    }
  };
  for (int minor = 8; minor <= 15; ++minor) {
    if (const auto found = machine.find(fmt::format("python3.{}", minor))) {
      add(*found);
    }
  }
  if (const auto found = machine.find("python3")) {
    add(*found);
  }
  for (const auto& folder : {environment.home() / ".pyenv/versions", environment.home() / ".local/share/uv/python"}) {
    const auto entries = files.type_followed(folder) == ports::FileType::kDirectory
                             ? files.list(folder)
                             : Result<std::vector<ports::FileEntry>>();
    for (const ports::FileEntry& entry : entries ? *entries : std::vector<ports::FileEntry>()) {
      const auto program = folder / entry.path / "bin/python3";
      if (entry.type == ports::FileType::kDirectory && files.type_followed(program) == ports::FileType::kFile) {
        add(program);
      }
    }
  }
  if (versions.empty()) {
    return {.name = "python",
            .is_good = false,
            .text = "no Python was found; setup-python has none to give",
            .hint = "`uv python install 3.12`, or pyenv",
            .is_optional = true};
  }
  return {.name = "python", .is_good = true, .text = fmt::format("{}", fmt::join(versions, ", ")), .is_optional = true};
}

Check check_need(std::string name, const engine::PlaceNeeds& needs, const std::vector<engine::Backend*>& backends,
                 std::string good) {
  const auto chosen = engine::choose_backend(backends, needs);
  return {.name = std::move(name),
          .is_good = chosen.has_value(),
          .text = chosen ? std::move(good) : fmt::format("the job {}", chosen.error().message),
          .hint = chosen ? "" : chosen.error().hint,
          .is_optional = true};
}

}  // namespace

std::vector<Check> check_runs(ports::Process& process, const ports::Files& files, const ports::Environment& environment,
                              const std::vector<engine::Backend*>& backends) {
  const Machine machine(process, environment);
  std::vector<Check> checks;
  for (const Wanted& wanted : kPrograms) {
    checks.push_back(machine.check(wanted));
    if (std::string_view(wanted.name) == "bash") {
      checks.push_back(check_pythons(machine, files, environment));
    }
  }
  checks.push_back(
      check_need("container", {.container = true, .services = false}, backends, "jobs with `container` run"));
  checks.push_back(
      check_need("services", {.container = false, .services = true}, backends, "jobs with `services` run"));
  checks.push_back({.name = "labels",
                    .is_good = true,
                    .text = fmt::format("ubuntu-*, linux, self-hosted and {} run here; windows-* and macos-* do not",
                                        to_lower(environment.architecture())),
                    .hint = "--platform LABEL=host|skip for others",
                    .is_optional = true});
  return checks;
}

}  // namespace ropewalk::app
