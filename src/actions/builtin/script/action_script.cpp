#include "actions/builtin/script/action_script.h"

#include <fmt/format.h>

#include <array>
#include <functional>

#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

namespace fs = std::filesystem;

/// `name=value` and `name<<END` with lines up to END. (docs.github.com, "Workflow commands".)
void read_pairs(std::string_view text, const std::function<void(std::string_view, const std::string&)>& take) {
  std::string name;
  std::string end;
  std::string value;
  for (const std::string_view line : split_lines(text)) {
    if (!name.empty()) {
      if (line == end) {
        take(name, value);
        name.clear();
        value.clear();
      } else {
        value += (value.empty() ? "" : "\n") + std::string(line);
      }
      continue;
    }
    const std::size_t equals = line.find('=');
    const std::size_t heredoc = line.find("<<");
    if (heredoc != std::string_view::npos && heredoc < equals) {
      name = line.substr(0, heredoc);
      end = line.substr(heredoc + 2);
    } else if (equals != std::string_view::npos) {
      take(line.substr(0, equals), std::string(line.substr(equals + 1)));
    }
  }
}

Result<void> take_files(const fs::path& folder, StepHost& host) {
  const auto outputs = host.files().read(folder / "output");
  const auto variables = host.files().read(folder / "env");
  const auto paths = host.files().read(folder / "path");
  if (!outputs || !variables || !paths) {
    return fail(ErrorKind::kInternal, "the files of the action cannot be read");
  }
  read_pairs(*outputs, [&](std::string_view name, const std::string& value) { host.set_output(name, value); });
  read_pairs(*variables, [&](std::string_view name, const std::string& value) { host.set_variable(name, value); });
  for (const std::string_view path : split_lines(*paths)) {
    if (!path.empty()) {
      host.add_path(std::string(path));
    }
  }
  return {};
}

}  // namespace

Result<void> run_action_script(const ActionScript& script, std::string_view what, StepHost& host) {
  auto made = host.files().make_directories(host.paths().temp);
  const auto folder = made ? host.files().make_temporary_directory(host.paths().temp, "_action-")
                           : Result<fs::path>(tl::unexpected(made.error()));
  if (!folder) {
    return fail(folder.error());
  }
  const fs::path file = *folder / ("action" + std::string(script.extension));
  ports::EnvironmentList variables = script.variables;
  for (const auto& [name, below] :
       std::array<std::pair<const char*, const char*>, 4>{{{"GITHUB_OUTPUT", "output"},
                                                           {"GITHUB_ENV", "env"},
                                                           {"GITHUB_PATH", "path"},
                                                           {"GITHUB_STEP_SUMMARY", "summary"}}}) {
    if (auto written = host.files().write_quick(*folder / below, ""); !written) {
      return written;
    }
    variables.emplace_back(name, (*folder / below).string());
  }
  if (auto written = host.files().write_quick(file, script.text); !written) {
    return written;
  }
  std::vector<std::string> arguments = script.program;
  arguments.push_back(file.string());
  const auto outcome = host.run_program(arguments, variables);
  if (!outcome) {
    return fail(outcome.error());
  }
  // As the runner does it, what a script has written counts when it fails, too.
  if (auto taken = take_files(*folder, host); !taken) {
    return taken;
  }
  if (outcome->exit_code != 0) {
    return fail(ErrorKind::kInvalid, fmt::format("{} (exit code {})", what, outcome->exit_code));
  }
  return host.files().remove_all(*folder);
}

std::string_view python_tool_functions() {
  return R"sh(
# use_python_of_job VERSION: that of setup-python in the job's tool cache, the newest where VERSION is a range
use_python_of_job() {
  local start=${1%.x} found
  case $start in *[!0-9.]*) start= ;; esac
  found=$(ls -d "$RUNNER_TOOL_CACHE"/Python/"$start"*/*/bin/python3 2>/dev/null | sort -V | tail -n 1)
  [ -z "$found" ] || export PATH="${found%/python3}:$PATH"
}
# new_venv FOLDER
new_venv() {
  if command -v uv >/dev/null; then
    uv venv --quiet --python "$(command -v python3)" "$1"
  else
    python3 -m venv --without-pip "$1"  # pip works on it from outside, which saves seconds
  fi
}
# install_into VENV REQUIREMENT...
install_into() {
  local venv=$1
  shift
  if command -v uv >/dev/null; then
    env -u UV_SYSTEM_PYTHON -u UV_PYTHON VIRTUAL_ENV="$venv" uv pip install --quiet "$@"
  else
    python3 -m pip --python "$venv/bin/python" install --quiet --disable-pip-version-check "$@"
  fi
}
)sh";
}

}  // namespace ropewalk::actions::builtin
