#!/usr/bin/env bash
# Unit tests and golden cases with the sanitizers' builds; any report fails.
set -euo pipefail
cd "$(dirname "$0")/.."
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:suppressions=$PWD/tools/tsan.supp
for preset in asan tsan; do
  printf 'sanitize: %s\n' "$preset"
  tools/build.sh "$preset" all
  # ThreadSanitizer needs a layout of memory that a kernel with many random bits does not always give.
  setarch "$(uname -m)" --addr-no-randomize ctest --test-dir "build/$preset" --output-on-failure --no-tests=error
  ROPEWALK=$PWD/build/$preset/src/ropewalk setarch "$(uname -m)" --addr-no-randomize \
    build/venv/bin/python -m pytest -q tests/cases
done
