// A Python is looked for in the system's own folders before PATH: one of a job, or of another virtual environment, may
// be gone when the service is started again.
#include "deploy/targets/virtual_environment.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <thread>

#include "base/hash.h"
#include "base/strings.h"

namespace ropewalk::deploy {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSystemPath = "/usr/local/bin:/usr/bin:/bin";
constexpr std::string_view kReady = ".ready";
constexpr std::size_t kKeyLength = 16;

Result<fs::path> find_python(const Machine& machine) {
  for (const std::string& path : {std::string(kSystemPath), machine.environment.variable("PATH").value_or("")}) {
    if (const auto found = machine.process.find_program("python3", path)) {
      return *found;
    }
  }
  return fail(ErrorKind::kNotFound, "there is no Python on this machine",
              "install it with `apt-get install python3 python3-venv`");
}

/// The user's environment without what would lead pip to another Python.
ports::EnvironmentList pip_environment(const Machine& machine) {
  ports::EnvironmentList list;
  for (auto& [name, value] : machine.environment.variables()) {
    if (name != "VIRTUAL_ENV" && name != "PYTHONPATH" && name != "PYTHONHOME" && name != "RUNNER_TRACKING_ID" &&
        name != "PIP_TARGET" && name != "PIP_USER") {
      list.emplace_back(name, value);
    }
  }
  list.emplace_back("PIP_DISABLE_PIP_VERSION_CHECK", "1");
  list.emplace_back("PIP_NO_INPUT", "1");
  return list;
}

/// What pip says around the cause of a failed build, each time the same.
bool is_frame(std::string_view line) {
  constexpr std::array<std::string_view, 9> kFrame = {"See above for output.",
                                                      "See above for details.",
                                                      "note: This error originates from a subprocess",
                                                      "note: This is an issue with the package mentioned above",
                                                      "[end of output]",
                                                      "error: subprocess-exited-with-error",
                                                      "error: metadata-generation-failed",
                                                      "exit code: 1",
                                                      "Encountered error while generating package metadata."};
  return trim(line).empty() || std::any_of(kFrame.begin(), kFrame.end(), [&](std::string_view text) {
           return line.find(text) != std::string_view::npos;
         });
}

std::string last_lines(std::string_view text) {
  constexpr std::size_t kLines = 6;
  auto lines = split_lines(trim(text));
  std::erase_if(lines, is_frame);
  std::string out;
  for (std::size_t i = lines.size() > kLines ? lines.size() - kLines : 0; i < lines.size(); ++i) {
    out += (out.empty() ? "" : "\n") + std::string(trim(lines[i]));
  }
  return out;
}

Result<void> run(std::vector<std::string> arguments, std::string_view what, const Machine& machine,
                 const fs::path& directory, const std::stop_token& stop) {
  const auto done = machine.process.capture(
      {.arguments = std::move(arguments), .working_directory = directory, .environment = pip_environment(machine)},
      stop);
  if (!done) {
    return fail(done.error());
  }
  if (done->outcome.end == ports::ProcessEnd::kStopped) {
    return fail(ErrorKind::kInterrupted, fmt::format("{} was stopped", what));
  }
  if (done->outcome.exit_code != 0) {
    return fail(ErrorKind::kInvalid, fmt::format("{} failed: {}", what, last_lines(done->errors + done->output)));
  }
  return {};
}

/// A pip that installs into other environments, made once.
Result<fs::path> pip_python(const fs::path& service, const Machine& machine, const std::stop_token& stop) {
  const fs::path folder = service / "pip";
  if (machine.files.type(folder / kReady) == ports::FileType::kFile) {
    return folder / "bin/python";
  }
  const auto python = find_python(machine);
  if (!python) {
    return python;
  }
  static_cast<void>(machine.files.remove_all(folder));
  auto made = run({python->string(), "-m", "venv", folder.string()}, "python -m venv", machine, "/", stop);
  if (made) {
    made = machine.files.write(folder / kReady, "");
  }
  return made ? Result<fs::path>(folder / "bin/python") : fail(made.error());
}

Result<void> install(const fs::path& pip, const fs::path& python, const std::vector<std::string>& what,
                     const fs::path& directory, const Machine& machine, const std::stop_token& stop) {
  std::vector<std::string> words = {pip.string(), "-m", "pip", "--python", python.string(), "install", "--quiet"};
  words.insert(words.end(), what.begin(), what.end());
  return run(std::move(words), "pip install", machine, directory, stop);
}

/// Nothing is installed: then no pip is needed.
bool is_bare(const Plan& plan) {
  return plan.service.requirements.empty() && plan.service.packages.empty() && !plan.service.is_package;
}

Result<void> make_environment(const Plan& plan, const fs::path& environment, const fs::path& pip,
                              const fs::path& source, const Machine& machine, const std::stop_token& stop) {
  const auto python = find_python(machine);
  if (!python) {
    return fail(python.error());
  }
  static_cast<void>(machine.files.remove_all(environment));
  auto made = run({python->string(), "-m", "venv", "--without-pip", environment.string()}, "python -m venv", machine,
                  "/", stop);
  const fs::path own = environment / "bin/python";
  if (made && !plan.service.requirements.empty()) {
    std::vector<std::string> words;
    for (const std::string& file : plan.service.requirements) {
      words.insert(words.end(), {"-r", file});
    }
    made = install(pip, own, words, source, machine, stop);
  }
  if (made && plan.service.requirements.empty() && plan.service.is_package) {
    // Its dependencies are named by the package alone; the package itself is taken out again with the next version.
    made = install(pip, own, {"."}, source, machine, stop);
  }
  if (made && !plan.service.packages.empty()) {
    made = install(pip, own, plan.service.packages, source, machine, stop);
  }
  return made ? machine.files.write(environment / kReady, "") : made;
}

}  // namespace

Result<PythonPlaces> python_places(const Plan& plan, const fs::path& service, const fs::path& version,
                                   const Machine& machine) {
  Sha256 key;
  const auto python = find_python(machine);
  if (!python) {
    return fail(python.error());
  }
  key.update(python->string());
  for (const std::string& file : plan.service.requirements) {
    const auto text = machine.files.read(version / "source" / file);
    if (!text) {
      return fail(text.error());
    }
    key.update(*text);
  }
  for (const std::string& package : plan.service.packages) {
    key.update("\n" + package);
  }
  if (plan.service.requirements.empty() && plan.service.is_package) {
    const auto project = machine.files.read(version / "source/pyproject.toml");
    key.update(project ? *project : plan.digest);
  }
  PythonPlaces places;
  places.environment = service / "pythons" / to_hex(key.finish()).substr(0, kKeyLength);
  if (plan.service.is_package) {
    places.site = version / "site";
  }
  return places;
}

Result<void> make_python_places(const Plan& plan, const PythonPlaces& places, const fs::path& service,
                                const fs::path& version, const Machine& machine, std::stop_token stop) {
  const auto is_ready = [&](const fs::path& folder) {
    return machine.files.type(folder / kReady) == ports::FileType::kFile;
  };
  if (is_ready(places.environment) && (places.site.empty() || is_ready(places.site))) {
    return {};
  }
  // Environments of one service share these folders: one at a time makes them.
  std::unique_ptr<ports::FileLock> lock;
  while (!lock) {
    auto locked = machine.files.try_lock(service / "build.lock", ports::MissingFile::kMake);
    if (!locked) {
      return fail(locked.error());
    }
    lock = std::move(*locked);
    if (stop.stop_requested()) {
      return fail(ErrorKind::kInterrupted, "stopped while waiting for another deployment's build");
    }
    if (!lock) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
  const auto pip = is_bare(plan) ? Result<fs::path>(fs::path()) : pip_python(service, machine, stop);
  if (!pip) {
    return fail(pip.error());
  }
  if (!is_ready(places.environment)) {
    if (auto made = make_environment(plan, places.environment, *pip, version / "source", machine, stop); !made) {
      return made;
    }
  }
  if (!places.site.empty() && !is_ready(places.site)) {
    static_cast<void>(machine.files.remove_all(places.site));
    if (auto made = install(*pip, places.environment / "bin/python",
                            {"--no-deps", "--target", places.site.string(), "."}, version / "source", machine, stop);
        !made) {
      return made;
    }
    return machine.files.write(places.site / kReady, "");
  }
  return {};
}

}  // namespace ropewalk::deploy
