// The quick way looks at the folder of the copy alone; everything else is up to the script.
#include "actions/builtin/setup_python/pip_copy.h"

#include <fmt/format.h>

#include "actions/builtin/setup_python/pip_copy_script.h"
#include "base/json.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

namespace fs = std::filesystem;

constexpr int kNoWheel = 3;

/// `3.12`, `3.13t`; a prerelease has a name of its own, because its bytecode may be another.
std::string copy_name(const Interpreter& interpreter) {
  const Version& version = interpreter.version;
  const std::string number =
      version.prerelease.empty() ? fmt::format("{}.{}", version.major, version.minor) : text(version);
  return number + (interpreter.is_freethreaded ? "t" : "");
}

/// The version of pip in a `site-packages` folder, told by its `pip-26.3.dist-info`.
std::string pip_version_in(const fs::path& site_packages, const ports::Files& files) {
  const auto entries = files.list(site_packages);
  if (!entries) {
    return {};
  }
  constexpr std::string_view kStart = "pip-";
  constexpr std::string_view kEnd = ".dist-info";
  for (const ports::FileEntry& entry : *entries) {
    const std::string name = entry.path.string();
    if (name.starts_with(kStart) && name.ends_with(kEnd)) {
      return name.substr(kStart.size(), name.size() - kStart.size() - kEnd.size());
    }
  }
  return {};
}

void add_wheels_in(const fs::path& folder, std::vector<std::string>& wheels, const ports::Files& files) {
  if (const auto entries = files.list(folder); entries) {
    for (const ports::FileEntry& entry : *entries) {
      const std::string name = entry.path.string();
      if (name.starts_with("pip-") && name.ends_with(".whl")) {
        wheels.push_back((folder / entry.path).string());
      }
    }
  }
}

fs::path bundled_wheels(const Interpreter& interpreter) {
  return interpreter.prefix / "lib" /
         fmt::format("python{}.{}{}", interpreter.version.major, interpreter.version.minor,
                     interpreter.is_freethreaded ? "t" : "") /
         "ensurepip" / "_bundled";
}

Result<PipCopy> read_answer(const ports::CapturedProcess& process) {
  const std::string_view output = trim(process.output);
  const Result<json::value> value = parse_json(output.substr(output.rfind('\n') + 1), "the answer");
  if (process.outcome.exit_code != 0 || !value || !value->is_object()) {
    return fail(ErrorKind::kInternal, fmt::format("pip can't be prepared: {}",
                                                  trim(process.errors.empty() ? process.output : process.errors)));
  }
  const json::object& answer = value->get_object();
  const json::value* const is_bundled = answer.if_contains("is_bundled");
  return PipCopy{fs::path(std::string(string_member(answer, "site_packages"))),
                 std::string(string_member(answer, "pip")),
                 is_bundled != nullptr && is_bundled->is_bool() && is_bundled->get_bool(),
                 std::string(string_member(answer, "reason"))};
}

}  // namespace

std::vector<std::string> pip_wheels(const Interpreter& interpreter, const InterpreterSearch& search,
                                    const ports::Files& files) {
  std::vector<std::string> wheels;
  add_wheels_in(bundled_wheels(interpreter), wheels, files);
  add_wheels_in("/usr/share/python-wheels", wheels, files);
  for (auto other = search.found.rbegin(); other != search.found.rend(); ++other) {
    if (other->version >= interpreter.version) {
      add_wheels_in(bundled_wheels(*other), wheels, files);
    }
  }
  return wheels;
}

Result<PipCopy> find_pip_copy(const Interpreter& interpreter, const InterpreterSearch& search, StepHost& host) {
  const fs::path folder = host.paths().shared_cache / "python" / "pip";
  const std::string name = copy_name(interpreter);
  const fs::path site_packages = folder / name / "lib" /
                                 fmt::format("python{}.{}{}", interpreter.version.major, interpreter.version.minor,
                                             interpreter.is_freethreaded ? "t" : "") /
                                 "site-packages";
  if (const std::string version = pip_version_in(site_packages, host.files()); !version.empty()) {
    return PipCopy{site_packages, version, false, {}};
  }
  std::vector<std::string> arguments{interpreter.program.string(),
                                     "-I",
                                     "-c",
                                     std::string(pip_copy_script()),
                                     folder.string(),
                                     name,
                                     host.run().text()};
  for (std::string& wheel : pip_wheels(interpreter, search, host.files())) {
    arguments.push_back(std::move(wheel));
  }
  const Result<ports::CapturedProcess> prepared = host.capture_program(arguments, {});
  if (!prepared) {
    return fail(prepared.error());
  }
  if (prepared->outcome.exit_code == kNoWheel) {
    return fail(ErrorKind::kNotFound,
                fmt::format("There is no pip for Python {} on this machine to start from", text(interpreter.version)),
                "install the package python3-pip-whl (Debian, Ubuntu), or a whole Python with `uv python install`");
  }
  return read_answer(*prepared);
}

}  // namespace ropewalk::actions::builtin
