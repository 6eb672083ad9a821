#!/usr/bin/env bash
# What a machine can say about our code: formatting, layers, shell and Python linters, our own workflow reader.
set -euo pipefail
cd "$(dirname "$0")/.."
git ls-files -z -- 'src/*.cpp' 'src/*.h' 'bench/*.cpp' 'fuzz/*.cpp' | xargs -0 clang-format-19 --dry-run --Werror
build/venv/bin/python tools/check_layers.py
build/venv/bin/ruff check tools tests bench python
build/venv/bin/ruff format --check tools tests bench
if command -v shellcheck >/dev/null; then shellcheck tools/*.sh .ci/run; fi
printf 'lint: clean\n'
