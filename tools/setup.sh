#!/usr/bin/env bash
# Installs what building and testing need and is missing: Debian packages, Python tools (in build/venv), and Pythons for
# the example's matrix. Doing it again changes nothing. Says what it does.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/pythons.sh

say() { printf 'setup: %s\n' "$*"; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

install_packages() {
  local wanted missing
  mapfile -t wanted < <(sed -e 's/#.*//' -e '/^[[:space:]]*$/d' tools/packages.txt | tr -d ' ')
  # shellcheck disable=SC2016  # dpkg-query expands the format itself
  mapfile -t missing < <(comm -23 <(printf '%s\n' "${wanted[@]}" | sort -u) \
    <(dpkg-query -W -f='${db:Status-Abbrev}${Package}\n' 2>/dev/null | sed -n 's/^ii *//p' | sort -u))
  [ "${#missing[@]}" -gt 0 ] || return 0
  say "installing Debian packages: ${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >build/apt.log 2>&1 || {
    tail -n 20 build/apt.log >&2
    say "apt-get could not install them; the whole log is build/apt.log" >&2
    exit 1
  }
}

# The Python that makes the tools' environment: the newest that is there and can make one.
host_python() {
  local name
  for name in python3.13 python3.12 python3.11 python3; do
    if command -v "$name" >/dev/null && "$name" -c 'import venv, ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  echo /usr/bin/python3
}

install_python_tools() {
  local stamp=build/venv/.requirements
  if [ -x build/venv/bin/python ] && cmp -s tools/requirements.txt "$stamp"; then return 0; fi
  say "installing Python tools into build/venv"
  rm -rf build/venv
  "$(host_python)" -m venv build/venv
  build/venv/bin/python -m pip install --quiet --disable-pip-version-check -r tools/requirements.txt
  cp tools/requirements.txt "$stamp"
}

install_pythons() {
  local version
  for version in "${PYTHONS[@]}"; do
    if has_python "$version"; then continue; fi
    say "Python $version is neither in pyenv nor on the system: getting it through uv"
    build/venv/bin/python -m pip install --quiet --disable-pip-version-check -r tools/requirements-uv.txt
    build/venv/bin/uv python install --quiet "$version" ||
      say "uv could not get Python $version (no network?): jobs that ask for it will fail and say so" >&2
  done
}

mkdir -p build
install_packages
install_python_tools
install_pythons
