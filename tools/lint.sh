#!/usr/bin/env bash
# lint.sh [PART...]: what a machine can say about our code; every part without one: the layout of the C++ code, layers, Python
# and shell, and the Python package's own linters and types.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$PWD/build/venv/bin

layout() {
  git ls-files -z -- 'src/*.cpp' 'src/*.h' 'bench/*.cpp' 'fuzz/*.cpp' | xargs -0 clang-format-19 --dry-run --Werror
}
layers() { "$bin/python" tools/check_layers.py; }
# What puts a source's path into the program makes two builds differ.
paths() {
  if git grep -nE '(OPENSSL_(clear_)?(free|malloc|zalloc|realloc|strdup|memdup)\(|__FILE__)' -- 'src/*.cpp' 'src/*.h' ':!*_test.cpp'; then
    printf 'lint: these hold the path of their source, with which two builds differ\n' >&2
    return 1
  fi
}
# Both have their say, whatever the first one finds.
python() {
  local code=0
  "$bin/ruff" check --no-cache tools tests bench python || code=1
  "$bin/ruff" format --check tools tests bench || code=1
  return "$code"
}
shell() {
  if command -v shellcheck >/dev/null; then git ls-files -z -- '*.sh' .ci/run | xargs -0 shellcheck; fi
}
package() (
  cd python
  "$bin/ruff" check src tests
  "$bin/black" --check src tests
  "$bin/isort" --quiet --check-only src tests
  "$bin/mypy"
)

if [ $# = 0 ]; then set -- layout layers paths python shell package; fi
for part in "$@"; do
  case $part in
    layout | layers | paths | python | shell | package) "$part" ;;
    *)
      printf 'lint: no part %s; there are layout, layers, paths, python, shell, package\n' "$part" >&2
      exit 2
      ;;
  esac
done
printf 'lint: clean\n'
