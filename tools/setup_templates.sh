#!/usr/bin/env bash
# Installs the readers of workflows that `make check-templates` asks: zizmor from PyPI and actionlint through the Go proxy.
# Doing it again changes nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
readers=$PWD/build/readers
if [ ! -x "$readers/bin/zizmor" ]; then
  printf 'setup: installing zizmor into build/readers\n'
  python3 -m venv "$readers"
  "$readers/bin/python" -m pip install --quiet --disable-pip-version-check zizmor==1.32.0
fi
if [ ! -x "$readers/bin/actionlint" ]; then
  if ! command -v go >/dev/null; then
    printf 'setup: actionlint is built with Go, and there is none here (https://go.dev/dl/)\n' >&2
    exit 1
  fi
  printf 'setup: building actionlint into build/readers\n'
  GOBIN=$readers/bin go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
fi
