#!/usr/bin/env bash
# Installs the Python package with the built binary and runs its linters, type checks and tests, with their coverage.
set -euo pipefail
cd "$(dirname "$0")/.."
wheel=$(tools/wheel.sh build/wheel)
build/venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall "$wheel"
tools/lint.sh package
cd python
python=$PWD/../build/venv/bin/python
COVERAGE_FILE=../build/python.coverage "$python" -m coverage run -m pytest -q
COVERAGE_FILE=../build/python.coverage "$python" -m coverage report --skip-covered
