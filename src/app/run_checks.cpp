#include "app/run_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

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
    Wanted{"git", "--version", "not installed; a run takes its files from a repository", "apt-get install git", false},
    Wanted{"bash", "--version", "not installed; it is the shell of run steps", "apt-get install bash", false},
    Wanted{"uv", "--version", "not installed; jobs that call it get it from the package index",
           "pip install uv, or see docs.astral.sh/uv", true},
    Wanted{"pipx", "--version", "not installed; jobs that call it get it from the package index", "pip install pipx",
           true},
    Wanted{"node", "--version", "not installed; actions in JavaScript get it from the npm registry",
           "install Node.js 20 or 24, for example from nodejs.org", true},
    Wanted{"npm", "--version", "not installed; steps that call it fail", "it comes with Node.js", true},
    Wanted{"pwsh", "--version", "PowerShell is not installed; steps with `shell: pwsh` fail",
           "see learn.microsoft.com/powershell", true},
    Wanted{"gh", "--version", "GitHub's own program is not installed; steps that call it fail", "see cli.github.com",
           true},
};

class Machine {
 public:
  Machine(ports::Process& process, const ports::Environment& environment, const ports::Clock& clock)
      : process_(process),
        clock_(clock),
        path_(environment.variable("PATH").value_or("/usr/bin:/bin")),
        home_(environment.home().string()) {}

  [[nodiscard]] std::optional<std::filesystem::path> find(std::string_view program) const {
    return process_.find_program(program, path_);
  }

  [[nodiscard]] std::string first_line(const std::filesystem::path& program, const char* option) const {
    return first_line({program.string(), option});
  }

  /// Empty where the program fails, or takes too long.
  [[nodiscard]] std::string first_line(std::vector<std::string> arguments) const {
    constexpr std::chrono::seconds kPatience{5};
    ports::ProcessRequest request{.arguments = std::move(arguments), .environment = {{"PATH", path_}, {"HOME", home_}}};
    request.deadline = clock_.monotonic() + kPatience;
    const auto said = process_.capture(request, {});
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
  const ports::Clock& clock_;
  std::string path_;
  std::string home_;
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
            .text = "none was found; setup-python has none to give",
            .hint = "`uv python install 3.12`, or pyenv",
            .is_optional = true};
  }
  return {.name = "python",
          .is_good = true,
          .text = fmt::format("{}", fmt::join(versions, ", ")),
          .hint = "more for setup-python: `uv python install 3.13`, or pyenv",
          .is_optional = true};
}

/// Steps may call it; jobs do not run in its containers.
Check check_docker(const Machine& machine) {
  Check check{.name = "docker", .text = {}, .is_optional = true};
  const auto program = machine.find("docker");
  if (!program) {
    check.text = "not installed; steps that call it fail";
    check.hint = "see docs.docker.com";
    return check;
  }
  const std::string engine = machine.first_line({program->string(), "version", "--format", "{{.Server.Version}}"});
  check.is_good = !engine.empty();
  check.text = check.is_good ? fmt::format("Docker {}, for steps that call it", engine)
                             : "installed, but its engine does not answer; steps that call it fail";
  check.hint = check.is_good ? "" : "start the engine: systemctl start docker";
  return check;
}

Check check_sudo(const Machine& machine, const ports::Environment& environment) {
  Check check{.name = "sudo", .is_good = true, .text = {}, .is_optional = true};
  const auto program = machine.find("sudo");
  if (environment.user_name() == "root") {
    check.text = "you are root: what steps ask sudo for is done";
  } else if (!program) {
    check.is_good = false;
    check.text = "not installed, and you are not root; steps that need root's rights fail";
    check.hint = "run as root, or install sudo";
  } else if (machine.first_line({program->string(), "--non-interactive", "echo", "yes"}).empty()) {
    check.is_good = false;
    check.text = "wants a password, which a step cannot give; steps that call it fail";
    check.hint = "NOPASSWD in sudoers for what they call";
  } else {
    check.text = "goes without a password: steps have root's rights by it";
  }
  return check;
}

Check check_need(std::string name, const engine::PlaceNeeds& needs, const std::vector<engine::Backend*>& backends) {
  const auto chosen = engine::choose_backend(backends, needs);
  return {.name = name,
          .is_good = chosen.has_value(),
          .text = fmt::format("jobs with `{}` {} here", name, chosen ? "run" : "do not run"),
          .hint = chosen ? "" : "`ropewalk plan` marks them; --doubles puts other steps in their place",
          .is_optional = true};
}

}  // namespace

std::vector<Check> check_runs(ports::Process& process, const ports::Files& files, const ports::Environment& environment,
                              const ports::Clock& clock, const std::vector<engine::Backend*>& backends) {
  const Machine machine(process, environment, clock);
  std::vector<Check> checks;
  for (const Wanted& wanted : kPrograms) {
    checks.push_back(machine.check(wanted));
    if (std::string_view(wanted.name) == "bash") {
      checks.push_back(check_pythons(machine, files, environment));
    }
  }
  checks.push_back(check_docker(machine));
  checks.push_back(check_sudo(machine, environment));
  checks.push_back(check_need("container", {.container = true, .services = false}, backends));
  checks.push_back(check_need("services", {.container = false, .services = true}, backends));
  checks.push_back({.name = "runs-on",
                    .is_good = true,
                    .text = fmt::format("ubuntu-*, linux, self-hosted and {} run here; windows-*, macos-* and others "
                                        "do not, unless --platform LABEL=host says so",
                                        to_lower(environment.architecture())),
                    .is_optional = true});
  return checks;
}

}  // namespace ropewalk::app
