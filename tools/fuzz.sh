#!/usr/bin/env bash
# Runs every fuzz target, or those named, for SECONDS_EACH (default 600), from the corpus in the tree. Fails when one
# finds a crash, a hang or too much memory; what it found is build/fuzz/TARGET-*.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${SECONDS_EACH:-600}
tools/build.sh fuzz fuzzers
targets=("$@")
if [ "${#targets[@]}" = 0 ]; then
  for program in build/fuzz/fuzz/*_fuzz; do targets+=("$(basename "$program" _fuzz)"); done
fi
failed=0
for target in "${targets[@]}"; do
  printf 'fuzz: %s for %s s\n' "$target" "$seconds"
  mkdir -p "build/fuzz/found/$target"
  dictionary=()
  if [ -f "fuzz/$target.dict" ]; then dictionary=("-dict=fuzz/$target.dict"); fi
  log=build/fuzz/$target.log
  "build/fuzz/fuzz/${target}_fuzz" "build/fuzz/found/$target" "fuzz/corpus/$target" "${dictionary[@]}" \
    -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1 \
    -artifact_prefix="build/fuzz/$target-" >"$log" 2>&1 || failed=1
  tail -n 12 "$log"
done
exit "$failed"
