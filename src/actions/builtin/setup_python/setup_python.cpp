// actions/setup-python: finds the Pythons asked for, and gives the job an installation of each.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "actions/builtin/registry.h"
#include "actions/builtin/setup_python/dependency_cache.h"
#include "actions/builtin/setup_python/installation.h"
#include "actions/builtin/setup_python/interpreters.h"
#include "actions/builtin/setup_python/pip_copy.h"
#include "actions/builtin/setup_python/version_input.h"
#include "actions/builtin/versions.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

namespace fs = std::filesystem;

constexpr std::array kInputs{
    NativeInput{.name = "python-version", .default_value = ""},
    NativeInput{.name = "python-version-file", .default_value = "", .since = {4, 0, 0}},
    NativeInput{.name = "cache", .default_value = "", .since = {2, 3, 0}},
    NativeInput{.name = "architecture", .default_value = ""},
    NativeInput{.name = "check-latest", .default_value = "false", .since = {4, 2, 0}},
    NativeInput{.name = "token", .default_value = "", .since = {2, 0, 0}},
    NativeInput{.name = "cache-dependency-path", .default_value = "", .since = {2, 3, 0}},
    NativeInput{.name = "update-environment", .default_value = "true", .since = {4, 1, 0}},
    NativeInput{.name = "allow-prereleases", .default_value = "false", .since = {4, 6, 0}},
    NativeInput{.name = "freethreaded", .default_value = "false", .since = {5, 5, 0}},
    NativeInput{.name = "pip-version", .default_value = "", .since = {6, 0, 0}},
    NativeInput{.name = "pip-install",
                .default_value = "",
                .since = {6, 1, 0},
                .until = {6, ActionVersion::kNewest, ActionVersion::kNewest}},
};

/// Prints Python's tracebacks as annotations: the line that names file and line, then the line that raises.
constexpr std::string_view kMatcher = R"json({
  "problemMatcher": [
    {
      "owner": "python",
      "pattern": [
        {"regexp": "^\\s*File\\s\\\"(.*)\\\",\\sline\\s(\\d+),\\sin\\s(.*)$", "file": 1, "line": 2},
        {"regexp": "^\\s*raise\\s(.*)\\(\\'(.*)\\'\\)$", "message": 2}
      ]
    }
  ]
}
)json";

/// The switches of one call, read once.
struct Switches {
  bool updates_environment = true;
  bool allows_prereleases = false;
  bool is_freethreaded = false;
  std::string pip_version;
};

std::string architecture(StepHost& host) { return to_lower(host.machine().architecture()); }

std::string version_text(const Interpreter& interpreter) {
  return text(interpreter.version) + (interpreter.is_freethreaded ? "t" : "");
}

bool is_pip_version(std::string_view version) {
  const std::vector<std::string_view> parts = split(version, '.');
  return parts.size() <= 3 && std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
           return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
         });
}

/// An input that the release does not have is as it always was.
Result<bool> switch_of(const Inputs& inputs, std::string_view name, bool before) {
  return inputs.has(name) ? inputs.boolean(name) : Result<bool>(before);
}

Result<Switches> read_switches(const Inputs& inputs, StepHost& host) {
  const Result<bool> check_latest = switch_of(inputs, "check-latest", false);
  const Result<bool> prereleases = switch_of(inputs, "allow-prereleases", false);
  const Result<bool> freethreaded = switch_of(inputs, "freethreaded", false);
  const Result<bool> updates = switch_of(inputs, "update-environment", true);
  for (const Result<bool>* const read : {&check_latest, &prereleases, &freethreaded, &updates}) {
    if (!*read) {
      return fail(read->error());
    }
  }
  if (*check_latest) {
    host.log(Note::kText, "check-latest: the newest of the installed versions is taken");
  }
  const std::string wanted = inputs.text("architecture");
  if (!wanted.empty() && !equals_ignoring_case(wanted, architecture(host))) {
    return fail(
        ErrorKind::kNotFound,
        fmt::format("Input 'architecture' is '{}', and this machine runs Pythons for '{}'", wanted, architecture(host)),
        "leave the input out to take the machine's own architecture");
  }
  Switches switches{*updates, *prereleases, *freethreaded, inputs.text("pip-version")};
  if (!switches.pip_version.empty() && !is_pip_version(switches.pip_version)) {
    return fail(ErrorKind::kInvalid,
                fmt::format("Invalid pip-version \"{}\". Please specify a version in the format major[.minor][.patch].",
                            switches.pip_version));
  }
  return switches;
}

Error not_found(const VersionWish& wish, const InterpreterSearch& search, StepHost& host) {
  std::vector<std::string> found;
  for (const Interpreter& interpreter : search.found) {
    found.push_back(fmt::format("{} ({})", version_text(interpreter), name(interpreter.origin)));
  }
  const bool is_number = wish.text.find_first_not_of("0123456789.t") == std::string::npos;
  // A number loses its last 0: YAML has no other 3.1.
  const bool lost_a_zero = wish.text == "3.1" || wish.text == "3.2";
  const std::string uv_name = is_number ? wish.text : "'" + replace_all(wish.text, " ", ",") + "'";
  const std::string pyenv = is_number ? fmt::format(" or `pyenv install {}`", wish.text) : "";
  return Error{ErrorKind::kNotFound,
               fmt::format("The version '{}' with architecture '{}{}' was not found on this machine.\n"
                           "Looked in: {}.\nInstalled are: {}.",
                           wish.text, architecture(host), wish.is_freethreaded ? "-freethreaded" : "",
                           join(search.places, "; "), found.empty() ? "none" : join(found, ", ")),
               lost_a_zero ? fmt::format("{0}0 without quotes is the number {0}: write '{0}0'", wish.text)
                           : fmt::format("install it with `uv python install {}`{}", uv_name, pyenv),
               host.place_of_input("python-version")};
}

Result<Interpreter> choose(const VersionWish& wish, const InterpreterSearch& search, StepHost& host) {
  const std::optional<VersionRange> range = VersionRange::parse(wish.range);
  if (!range) {
    return fail(ErrorKind::kInvalid,
                fmt::format("'{}' is neither a version of Python nor a range of versions", wish.text),
                "write 3.12, 3.12.1, 3.x, '>=3.11 <3.13' or 3.14-dev");
  }
  const auto found = std::find_if(search.found.begin(), search.found.end(), [&](const Interpreter& interpreter) {
    return interpreter.is_freethreaded == wish.is_freethreaded && range->contains(interpreter.version);
  });
  return found == search.found.end() ? Result<Interpreter>(fail(not_found(wish, search, host)))
                                     : Result<Interpreter>(*found);
}

void export_environment(const fs::path& folder, StepHost& host) {
  const ActionVersion version = version_of(host);
  host.set_variable("pythonLocation", folder.string());
  if (version >= kSetsRootFolders) {
    for (const std::string_view name : {"Python_ROOT_DIR", "Python2_ROOT_DIR", "Python3_ROOT_DIR"}) {
      host.set_variable(name, folder.string());
    }
  }
  if (version >= kSetsPkgConfigPath) {
    host.set_variable("PKG_CONFIG_PATH", (folder / "lib" / "pkgconfig").string());
  }
  const std::string library = (folder / "lib").string();
  const std::string libraries = host.variable("LD_LIBRARY_PATH");
  const std::vector<std::string_view> parts = split(libraries, ':');
  if (version >= kSetsLibraryPath && std::find(parts.begin(), parts.end(), library) == parts.end()) {
    host.set_variable("LD_LIBRARY_PATH", libraries.empty() ? library : library + ":" + libraries);
  }
  host.add_path(folder);
  host.add_path(folder / "bin");
}

Result<void> install_pip(const fs::path& python, std::string_view version, StepHost& host) {
  host.log(Note::kText, fmt::format("pip-version input is specified. Installing pip version {}", version));
  const auto outcome =
      host.run_program({python.string(), "-m", "pip", "install", "--upgrade", fmt::format("pip=={}", version),
                        "--disable-pip-version-check", "--no-warn-script-location"},
                       {});
  if (!outcome) {
    return fail(outcome.error());
  }
  if (outcome->exit_code != 0) {
    return fail(ErrorKind::kInvalid,
                fmt::format("pip {} could not be installed (exit code {})", version, outcome->exit_code));
  }
  return {};
}

/// One that is already there is left as it is: a second setup-python of a job finds what the first one installed.
Result<void> install(const Interpreter& interpreter, const PipCopy& pip, const fs::path& folder, ports::Files& files) {
  // The tool cache's own mark of what is whole.
  const fs::path mark = folder.string() + ".complete";
  if (files.type(mark) == ports::FileType::kFile) {
    return {};
  }
  if (Result<void> made = make_installation(interpreter, pip.site_packages, {folder, folder}, files); !made) {
    return made;
  }
  if (Result<void> written = write_pip_programs(interpreter, folder / "bin", folder / "bin" / "python", files);
      !written) {
    return written;
  }
  // GitHub's jobs are no root; here a job may be, and pip would warn at each call.
  if (Result<void> written = files.write_quick(folder / "pip.conf", "[global]\nroot-user-action = ignore\n");
      !written) {
    return written;
  }
  return files.write_quick(mark, "");
}

/// `pip-install`: what would follow `pip install`, split at blanks.
Result<void> install_packages(const std::string& text, const fs::path& python, StepHost& host) {
  host.log(Note::kText, fmt::format("Installing pip packages: {}", text));
  std::vector<std::string> arguments{python.string(), "-m", "pip", "install"};
  const std::string line = replace_all(replace_all(text, "\n", " "), "\t", " ");  // outlives its words
  for (const std::string_view word : split(line, ' ')) {
    if (!word.empty()) {
      arguments.emplace_back(word);
    }
  }
  const auto outcome = host.run_program(arguments, {});
  if (!outcome) {
    return fail(outcome.error());
  }
  if (outcome->exit_code != 0) {
    return fail(ErrorKind::kInvalid,
                fmt::format("Failed to install pip packages from \"{}\" (exit code {})", text, outcome->exit_code));
  }
  host.log(Note::kText, "Successfully installed pip packages");
  return {};
}

/// A Python that the job has now: its version as the output has it, and its program.
struct ReadyPython {
  std::string version;
  fs::path program;
};

Result<ReadyPython> set_up(std::string_view line, const Switches& switches, const InterpreterSearch& search,
                           StepHost& host) {
  for (const std::string_view other : {"pypy", "graalpy"}) {
    if (line.starts_with(other)) {
      return fail(ErrorKind::kNotFound, fmt::format("'{}' can't be set up here: only CPython can", line),
                  "leave this version out of the local run, for example with a matrix exclude");
    }
  }
  const VersionWish wish = read_wish(line, switches.allows_prereleases, switches.is_freethreaded);
  const Result<Interpreter> interpreter = choose(wish, search, host);
  if (!interpreter) {
    return fail(interpreter.error());
  }
  const Result<PipCopy> pip = find_pip_copy(*interpreter, search, host);
  if (!pip) {
    return fail(pip.error());
  }
  if (pip->is_bundled) {
    host.log(Note::kWarning, fmt::format("pip {} of the installed Python is used: the newest one can't be had ({})",
                                         pip->pip_version, pip->reason));
  }
  const fs::path folder = host.paths().tool_cache / "Python" / text(interpreter->version) /
                          (architecture(host) + (interpreter->is_freethreaded ? "-freethreaded" : ""));
  if (const Result<void> made = install(*interpreter, *pip, folder, host.files()); !made) {
    return fail(made.error());
  }
  if (switches.updates_environment) {
    export_environment(folder, host);
  }
  const fs::path python = folder / "bin" / "python";
  const std::string version = version_text(*interpreter);
  host.set_output("python-version", version);
  host.set_output("python-path", python.string());
  if (!switches.pip_version.empty()) {
    if (const Result<void> installed = install_pip(python, switches.pip_version, host); !installed) {
      return fail(installed.error());
    }
  }
  host.log(Note::kText, fmt::format("Successfully set up CPython ({}) with pip {}, from {} {}", version,
                                    switches.pip_version.empty() ? pip->pip_version : switches.pip_version,
                                    name(interpreter->origin), interpreter->prefix.string()));
  return ReadyPython{version, python};
}

class SetupPython final : public NativeAction {
 public:
  [[nodiscard]] std::string_view name() const override { return "actions/setup-python"; }
  [[nodiscard]] std::span<const NativeInput> inputs() const override { return kInputs; }
  [[nodiscard]] bool has_post() const override { return true; }
  [[nodiscard]] std::string_view post_condition() const override { return "success()"; }

  [[nodiscard]] Result<void> main(const Inputs& inputs, StepHost& host) const override {
    Result<std::vector<std::string>> versions = wanted_versions(inputs, host);
    if (versions && versions->empty() && version_of(host) < kLooksForAVersionFile) {
      versions = std::vector<std::string>{"3.x"};
    }
    if (!versions) {
      return fail(versions.error());
    }
    if (versions->empty()) {
      host.log(Note::kWarning,
               "The `python-version` input is not set.  The version of Python currently in `PATH` will be used.");
    } else if (const Result<void> done = set_up_all(*versions, inputs, host); !done) {
      return done;
    }
    const fs::path matcher = host.paths().temp / "_setup_python" / "python.json";
    if (const Result<void> written = host.files().write_quick(matcher, kMatcher); !written) {
      return written;
    }
    host.add_matcher(matcher);
    return {};
  }

  [[nodiscard]] Result<void> post(const Inputs& inputs, StepHost& host) const override {
    return inputs.text("cache").empty() ? Result<void>() : save_dependencies(host);
  }

 private:
  [[nodiscard]] static Result<void> set_up_all(const std::vector<std::string>& versions, const Inputs& inputs,
                                               StepHost& host) {
    const Result<Switches> switches = read_switches(inputs, host);
    if (!switches) {
      return fail(switches.error());
    }
    const InterpreterSearch search = find_interpreters(host);
    host.log(Note::kGroup, "Installed versions");
    ReadyPython last;
    for (const std::string& version : versions) {
      Result<ReadyPython> done = set_up(version, *switches, search, host);
      if (!done) {
        host.log(Note::kEndGroup, "");
        return fail(done.error());
      }
      last = *done;
    }
    host.log(Note::kEndGroup, "");
    if (!inputs.text("cache").empty()) {
      if (Result<void> restored = restore_dependencies(inputs, last.version, host); !restored) {
        return restored;
      }
    }
    return inputs.text("pip-install").empty() ? Result<void>()
                                              : install_packages(inputs.text("pip-install"), last.program, host);
  }
};

}  // namespace

const NativeAction& setup_python_action() {
  static const SetupPython action;
  return action;
}

}  // namespace ropewalk::actions::builtin
