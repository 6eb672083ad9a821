#include "actions/builtin/script/action_script.h"

#include <fmt/format.h>

namespace ropewalk::actions::builtin {

Result<void> run_action_script(const ActionScript& script, std::string_view what, StepHost& host) {
  auto made = host.files().make_directories(host.paths().temp);
  const auto folder = made ? host.files().make_temporary_directory(host.paths().temp, "_action-")
                           : Result<std::filesystem::path>(tl::unexpected(made.error()));
  if (!folder) {
    return fail(folder.error());
  }
  const std::filesystem::path file = *folder / ("action" + std::string(script.extension));
  if (auto written = host.files().write_quick(file, script.text); !written) {
    return written;
  }
  std::vector<std::string> arguments = script.program;
  arguments.push_back(file.string());
  const auto outcome = host.run_script(arguments, script.variables);
  auto removed = host.files().remove_all(*folder);
  if (!outcome) {
    return fail(outcome.error());
  }
  if (outcome->exit_code != 0) {
    return fail(ErrorKind::kInvalid, fmt::format("{} (exit code {})", what, outcome->exit_code));
  }
  return removed;
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
# has_uv: one that is there already; jobs have a program of that name, too, that would first be fetched
has_uv() {
  local found
  found=$(command -v uv) || return 1
  [[ $found != */programs-1/uv ]]
}
# new_venv FOLDER
new_venv() {
  if has_uv; then
    uv venv --quiet --python "$(command -v python3)" "$1"
  else
    python3 -m venv --without-pip "$1"  # pip works on it from outside, which saves seconds
  fi
}
# install_into VENV REQUIREMENT...
install_into() {
  local venv=$1
  shift
  if has_uv; then
    env -u UV_SYSTEM_PYTHON -u UV_PYTHON VIRTUAL_ENV="$venv" uv pip install --quiet "$@"
  else
    python3 -m pip --python "$venv/bin/python" install --quiet --disable-pip-version-check "$@"
  fi
}
)sh";
}

}  // namespace ropewalk::actions::builtin
