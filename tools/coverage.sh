#!/usr/bin/env bash
# Line coverage of src/ by the unit tests and the golden cases; fails under 85 %.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/build.sh coverage all
find build/coverage -name '*.gcda' -delete
ctest --test-dir build/coverage --output-on-failure --no-tests=error
ROPEWALK=$PWD/build/coverage/src/ropewalk build/venv/bin/python -m pytest -q tests/cases
build/venv/bin/gcovr --root . --filter 'src/' --exclude '.*_test\.cpp' --exclude 'src/ports/fake/.*' \
  --gcov-executable gcov --gcov-ignore-errors=no_working_dir_found --gcov-ignore-parse-errors=suspicious_hits.warn \
  --exclude-throw-branches --fail-under-line 85 --sort uncovered-percent \
  --txt build/coverage.txt --txt-summary build/coverage
tail -n 4 build/coverage.txt
