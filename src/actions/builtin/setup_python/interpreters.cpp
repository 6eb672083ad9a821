// Each place names its folders in its own way: `Python/3.12.1/x64` (with `x64.complete` beside it) in the tool cache,
// `3.12.1` or `3.13.0t` in pyenv, `cpython-3.12.4-linux-x86_64-gnu` or `cpython-3.13.0+freethreaded-…` in uv. A folder
// whose program is missing is passed over, and so is everything that is no CPython.
#include "actions/builtin/setup_python/interpreters.h"

#include <fmt/format.h>

#include <algorithm>

#include "actions/builtin/setup_python/system_pythons.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> folders_in(const fs::path& folder, const ports::Files& files) {
  std::vector<std::string> names;
  if (const auto entries = files.list(folder); entries) {
    for (const ports::FileEntry& entry : *entries) {
      if (files.type_followed(folder / entry.path) == ports::FileType::kDirectory) {
        names.push_back(entry.path.string());
      }
    }
  }
  return names;
}

/// The program of an installation folder, if it is there.
std::optional<fs::path> program_in(const fs::path& prefix, const Version& version, const ports::Files& files) {
  for (const std::string& name :
       {fmt::format("python{}.{}", version.major, version.minor), std::string("python3"), std::string("python")}) {
    const fs::path program = prefix / "bin" / name;
    if (files.type_followed(program) == ports::FileType::kFile) {
      const Result<fs::path> real = files.canonical(program);
      return real ? std::optional(*real) : std::nullopt;
    }
  }
  return std::nullopt;
}

void add_installation(InterpreterSearch& search, const fs::path& prefix, const std::optional<Version>& version,
                      bool is_freethreaded, InterpreterOrigin origin, const ports::Files& files) {
  // GitHub's action needs Python 3 too; environments of Python 2 are made otherwise.
  if (!version || version->major < 3) {
    return;
  }
  if (const std::optional<fs::path> program = program_in(prefix, *version, files)) {
    search.found.push_back({*version, is_freethreaded, origin, *program, prefix});
  }
}

void search_tool_cache(InterpreterSearch& search, const fs::path& tools, StepHost& host) {
  const fs::path folder = tools / "Python";
  search.places.push_back("the tool cache " + folder.string());
  const std::string architecture = to_lower(host.machine().architecture());
  for (const std::string& name : folders_in(folder, host.files())) {
    for (const bool is_freethreaded : {false, true}) {
      const fs::path prefix = folder / name / (architecture + (is_freethreaded ? "-freethreaded" : ""));
      if (host.files().type_followed(prefix.string() + ".complete") == ports::FileType::kFile) {
        add_installation(search, prefix, parse_version(name), is_freethreaded, InterpreterOrigin::kToolCache,
                         host.files());
      }
    }
  }
}

void search_pyenv(InterpreterSearch& search, StepHost& host) {
  const std::optional<std::string> root = host.machine().variable("PYENV_ROOT");
  const fs::path folder = (root && !root->empty() ? fs::path(*root) : host.machine().home() / ".pyenv") / "versions";
  search.places.push_back("pyenv " + folder.string());
  for (const std::string& name : folders_in(folder, host.files())) {
    const bool is_freethreaded = name.ends_with('t');
    const std::string_view number = std::string_view(name).substr(0, name.size() - (is_freethreaded ? 1 : 0));
    add_installation(search, folder / name, parse_version(number), is_freethreaded, InterpreterOrigin::kPyenv,
                     host.files());
  }
}

void search_uv(InterpreterSearch& search, StepHost& host) {
  const std::optional<std::string> chosen = host.machine().variable("UV_PYTHON_INSTALL_DIR");
  const std::optional<std::string> data = host.machine().variable("XDG_DATA_HOME");
  const fs::path data_folder = data && !data->empty() ? fs::path(*data) : host.machine().home() / ".local" / "share";
  const fs::path folder = chosen && !chosen->empty() ? fs::path(*chosen) : data_folder / "uv" / "python";
  search.places.push_back("uv " + folder.string());
  constexpr std::string_view kPrefix = "cpython-";
  constexpr std::string_view kFreethreaded = "+freethreaded";
  for (const std::string& name : folders_in(folder, host.files())) {
    if (!name.starts_with(kPrefix)) {
      continue;
    }
    const std::size_t end = name.find('-', kPrefix.size());
    std::string_view number = std::string_view(name).substr(kPrefix.size(), end - kPrefix.size());
    const bool is_freethreaded = number.ends_with(kFreethreaded);
    number.remove_suffix(is_freethreaded ? kFreethreaded.size() : 0);
    // Besides whole versions uv keeps links of minor ones (`cpython-3.12-…`), which parse_version refuses.
    add_installation(search, folder / name, parse_version(number), is_freethreaded, InterpreterOrigin::kUv,
                     host.files());
  }
}

}  // namespace

std::string_view name(InterpreterOrigin origin) {
  switch (origin) {
    case InterpreterOrigin::kToolCache: return "tool cache";
    case InterpreterOrigin::kPyenv: return "pyenv";
    case InterpreterOrigin::kUv: return "uv";
    case InterpreterOrigin::kSystem: return "system";
  }
  return "";
}

InterpreterSearch find_interpreters(StepHost& host) {
  InterpreterSearch search;
  search_tool_cache(search, host.paths().installed_tools, host);
  // On a runner of GitHub's: its own Pythons.
  for (const char* const name : {"AGENT_TOOLSDIRECTORY", "RUNNER_TOOL_CACHE"}) {
    const std::string tools = host.machine().variable(name).value_or("");
    if (!tools.empty() && host.files().type_followed(tools) == ports::FileType::kDirectory) {
      search_tool_cache(search, tools, host);
      break;
    }
  }
  search_pyenv(search, host);
  search_uv(search, host);
  search_system(search, host);
  std::stable_sort(search.found.begin(), search.found.end(), [](const Interpreter& a, const Interpreter& b) {
    return a.version != b.version ? a.version > b.version : a.origin < b.origin;
  });
  return search;
}

}  // namespace ropewalk::actions::builtin
