// A system's folder says `python3.11` and no more, so the program has to be asked: 20 ms each, hence the kept answers.
#include "actions/builtin/setup_python/system_pythons.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "base/json.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

namespace fs = std::filesystem;

/// One line of JSON: version in semver's form, free-threaded or not, prefix. Works from Python 3.3 on.
constexpr std::string_view kQuestion =
    "import json,sys,sysconfig\n"
    "v=sys.version_info\n"
    "level={'alpha':'a','beta':'b','candidate':'rc'}.get(v.releaselevel)\n"
    "print(json.dumps({'implementation':sys.implementation.name,\n"
    " 'version':'%d.%d.%d'%v[:3]+('-%s%d'%(level,v.serial) if level else ''),\n"
    " 'freethreaded':bool(sysconfig.get_config_var('Py_GIL_DISABLED')),'prefix':sys.base_prefix}))\n";

/// `python3.12` or `python3.13t`.
bool is_python_name(std::string_view name) {
  constexpr std::string_view kStart = "python3.";
  if (!name.starts_with(kStart)) {
    return false;
  }
  name.remove_prefix(kStart.size());
  name.remove_suffix(name.ends_with('t') ? 1 : 0);
  return !name.empty() && name.find_first_not_of("0123456789") == std::string_view::npos;
}

std::vector<fs::path> folders_to_search(StepHost& host) {
  std::vector<fs::path> folders;
  const auto add = [&](const fs::path& folder) {
    const bool is_shims = folder.filename() == "shims";
    // A run within a job of ours sees that job's own Python on PATH, which is one only by RUNNER_TEMP:
    // default_python.cpp.
    const bool is_of_a_job = folder.parent_path().filename().string().starts_with("default-") &&
                             host.files().type(folder.parent_path() / "template") != ports::FileType::kMissing;
    const bool is_environment = host.files().type(folder.parent_path() / "pyvenv.cfg") != ports::FileType::kMissing;
    if (folder.is_absolute() && !is_shims && !is_of_a_job && !is_environment &&
        std::find(folders.begin(), folders.end(), folder) == folders.end()) {
      folders.push_back(folder);
    }
  };
  const std::string path = host.machine().variable("PATH").value_or("");
  for (const std::string_view folder : split(path, ':')) {
    add(fs::path(folder).lexically_normal());
  }
  add("/usr/local/bin");
  add("/usr/bin");
  return folders;
}

std::optional<Interpreter> read_answer(const std::string& text, const fs::path& program) {
  const Result<json::value> value = parse_json(text, program.string());
  if (!value || !value->is_object()) {
    return std::nullopt;
  }
  const json::object& answer = value->get_object();
  const std::optional<Version> version = parse_version(string_member(answer, "version"));
  const json::value* const freethreaded = answer.if_contains("freethreaded");
  if (!version || string_member(answer, "implementation") != "cpython") {
    return std::nullopt;
  }
  return Interpreter{*version, freethreaded != nullptr && freethreaded->is_bool() && freethreaded->get_bool(),
                     InterpreterOrigin::kSystem, program, fs::path(std::string(string_member(answer, "prefix")))};
}

/// Asks the program, or takes the kept answer when the program is as old and as long as then.
std::optional<Interpreter> ask(const fs::path& program, StepHost& host) {
  const auto modified = host.files().modified(program);
  const Result<std::uint64_t> size = host.files().size(program);
  if (!modified || !size) {
    return std::nullopt;
  }
  const std::string identity = fmt::format("{}\n{}\n{}", program.string(), modified->time_since_epoch().count(), *size);
  const fs::path kept = host.paths().shared_cache / "python" / "interpreters" / (to_hex(sha256(identity)) + ".json");
  if (const Result<std::string> text = host.files().read(kept)) {
    if (std::optional<Interpreter> interpreter = read_answer(*text, program)) {
      return interpreter;
    }
  }
  const auto answer = host.capture_program({program.string(), "-I", "-c", std::string(kQuestion)}, {});
  if (!answer || answer->outcome.exit_code != 0) {
    return std::nullopt;
  }
  std::optional<Interpreter> interpreter = read_answer(answer->output, program);
  if (interpreter) {
    // The answer can be asked for again: not being able to keep it is no failure.
    static_cast<void>(host.files().write(kept, answer->output));
  }
  return interpreter;
}

}  // namespace

void search_system(InterpreterSearch& search, StepHost& host) {
  std::set<fs::path> seen;
  for (const Interpreter& interpreter : search.found) {
    seen.insert(interpreter.program);
  }
  for (const fs::path& folder : folders_to_search(host)) {
    const auto entries = host.files().list(folder);
    if (!entries) {
      continue;
    }
    for (const ports::FileEntry& entry : *entries) {
      if (!is_python_name(entry.path.string()) ||
          host.files().type_followed(folder / entry.path) != ports::FileType::kFile) {
        continue;
      }
      const Result<fs::path> program = host.files().canonical(folder / entry.path);
      if (!program || !seen.insert(*program).second) {
        continue;
      }
      if (std::optional<Interpreter> interpreter = ask(*program, host)) {
        search.found.push_back(std::move(*interpreter));
      }
    }
  }
  search.places.emplace_back("the system (PATH, /usr/local/bin, /usr/bin)");
}

}  // namespace ropewalk::actions::builtin
