#!/usr/bin/env bash
# Every benchmark, or those named (`tools/bench.sh run_steps`): a table of ratios each.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/build.sh release bench
names=("$@")
if [ "${#names[@]}" = 0 ]; then
  for script in bench/*.py; do names+=("$(basename "$script" .py)"); done
fi
for name in "${names[@]}"; do
  printf '\n== %s\n' "$name"
  build/venv/bin/python "bench/$name.py"
done
