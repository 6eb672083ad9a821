#!/usr/bin/env bash
# clang-tidy 19 over our code, or over the files named.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ ! -f build/clang/compile_commands.json ]; then cmake --preset clang >/dev/null; fi
# Generated tables are inputs of the compilation.
ninja -C build/clang --quiet generated
files=("$@")
if [ "${#files[@]}" = 0 ]; then mapfile -t files < <(git ls-files 'src/*.cpp' | grep -v _test.cpp); fi
printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -n 4 clang-tidy-19 -p build/clang --quiet --warnings-as-errors='*'
printf 'tidy: clean\n'
