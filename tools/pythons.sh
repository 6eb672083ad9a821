# shellcheck shell=bash
# The Pythons of the example's matrix, and whether this machine has one.
# shellcheck disable=SC2034  # for those who read this file
PYTHONS=(3.11 3.12 3.13)

# has_python VERSION
has_python() {
  local version=$1 root
  for root in "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version".* "$HOME/.local/share/uv/python/cpython-$version"* \
    "${RUNNER_TOOL_CACHE:-/opt/hostedtoolcache}/Python/$version".*/*; do
    if [ -x "$root/bin/python3" ]; then return 0; fi
  done
  [ -x "/usr/bin/python$version" ] || [ -x "/usr/local/bin/python$version" ]
}
