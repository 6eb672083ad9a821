#!/usr/bin/env bash
# test_package.sh FOLDER: installs the Python package, with the built program in it, beside the running Python and tests it
# there; JUnit and coverage go into FOLDER.
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p "$1"
reports=$(cd "$1" && pwd)
environment=${RUNNER_TEMP:-$(mktemp -d)}/package
python -m venv "$environment"
"$environment/bin/python" -m pip install --quiet -r scripts/ci/package-requirements.txt
wheel=$(VENV_PYTHON="$environment/bin/python" tools/wheel.sh build/wheel)
"$environment/bin/python" -m pip install --quiet --no-deps --force-reinstall "$wheel"
cd python
# The tests run the built program that the wheel brought, and no other.
unset ROPEWALK
export COVERAGE_FILE=$reports/.coverage
"$environment/bin/python" -m coverage run -m pytest -q --junit-xml="$reports/junit.xml"
"$environment/bin/python" -m coverage xml -q -o "$reports/coverage.xml"
"$environment/bin/python" -m coverage report --skip-covered
