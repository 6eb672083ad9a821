#include "actions/job_programs.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>

#include "actions/default_python.h"
#include "base/shell_word.h"

namespace ropewalk::actions {
namespace {

namespace fs = std::filesystem;

/// Other texts get another number, here and in `has_uv` of builtin/script/action_script.cpp.
constexpr std::string_view kFolder = "programs-1";

/// sudo(8) has the options; those that change whose rights the command has are read, the others passed over.
constexpr std::string_view kSudo = R"sh(#!/bin/sh
# Stands for sudo in jobs on a machine that has none. It gives nobody rights that they do not have.
if [ "$(id -u)" != 0 ]; then
  echo "sudo: not installed on this machine, and this run is not root's. It was asked for: sudo $*" >&2
  exit 1
fi
user=root
shell=
while [ $# -gt 0 ]; do
  case $1 in
    --) shift; break ;;
    -u|--user) user=${2-}; shift; [ $# = 0 ] || shift ;;
    --user=*) user=${1#*=}; shift ;;
    -u?*) user=${1#-u}; shift ;;
    -D|--chdir) cd "${2-}" || exit 1; shift; [ $# = 0 ] || shift ;;
    --chdir=*) cd "${1#*=}" || exit 1; shift ;;
    -g|-p|-C|-h|-r|-t|-T|-U|-R|--group|--prompt|--close-from|--host|--role|--type|--command-timeout|--other-user|--chroot)
      shift; [ $# = 0 ] || shift ;;
    -i|--login|-s|--shell) shell=yes; shift ;;
    -v|-k|-K|--validate|--reset-timestamp|--remove-timestamp) shift; [ $# -gt 0 ] || exit 0 ;;
    -*) shift ;;
    [A-Za-z_]*=*) export "$1"; shift ;;
    *) break ;;
  esac
done
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
if [ $# = 0 ]; then
  [ -n "$shell" ] || { echo "usage: sudo [options] command" >&2; exit 1; }
  set -- "${SHELL:-/bin/sh}"
elif ! command -v -- "$1" >/dev/null; then
  echo "sudo: $1: command not found" >&2
  exit 1
fi
if [ "$user" != root ] && [ "$user" != "#0" ]; then
  exec setpriv --reuid="${user#\#}" --regid="$(id -g -- "${user#\#}")" --init-groups -- "$@"
fi
exec "$@"
)sh";

std::string uv_text(const fs::path& shared_cache) {
  return fmt::format(R"sh(#!/bin/sh
# Gets uv from the package index when a job first calls it on a machine that has none, into the job's own Python.
name="${{0##*/}}"
own="${{RUNNER_TEMP:?is not set: this program belongs to a job}}"
own="${{own%/*}}/_python"
python={}/python3
if [ ! -e "$own/bin/$name" ]; then
  if [ ! -e "$python" ]; then
    echo "$name: not installed on this machine, and there is no Python to install it with" >&2
    exit 127
  fi
  "$python" -m pip install --quiet --disable-pip-version-check uv >&2 || exit
fi
exec "$own/bin/$name" "$@"
)sh",
                     shell_word(default_python_programs(shared_cache).string()));
}

Result<void> make_program(const fs::path& file, std::string_view text, ports::Files& files) {
  if (Result<void> written = files.write_quick(file, text); !written) {
    return written;
  }
  return files.make_executable(file);
}

}  // namespace

fs::path job_programs(const fs::path& shared_cache) { return shared_cache / kFolder; }

Result<void> prepare_job_programs(StepHost& host) {
  ports::Files& files = host.files();
  const fs::path folder = job_programs(host.paths().shared_cache);
  if (files.type(folder) == ports::FileType::kDirectory) {
    return {};
  }
  if (Result<void> made = files.make_directories(folder.parent_path()); !made) {
    return made;
  }
  const Result<fs::path> aside = files.make_temporary_directory(folder.parent_path(), ".making-");
  if (!aside) {
    return fail(aside.error());
  }
  const std::string uv = uv_text(host.paths().shared_cache);
  Result<void> done;
  for (const auto& [name, text] :
       std::array<std::pair<std::string_view, std::string_view>, 3>{{{"uv", uv}, {"uvx", uv}, {"sudo", kSudo}}}) {
    done = done ? make_program(*aside / name, text, files) : std::move(done);
  }
  done = done ? files.rename(*aside, folder) : std::move(done);
  if (!done) {
    static_cast<void>(files.remove_all(*aside));
    if (files.type(folder) == ports::FileType::kDirectory) {
      return {};  // another run was quicker
    }
  }
  return done;
}

}  // namespace ropewalk::actions
