#!/usr/bin/env bash
# all_succeeded.sh RESULTS: fails, with an annotation, unless each of the words, results of `needs`, is success.
set -euo pipefail
read -ra results <<<"$1"
for result in "${results[@]}"; do
  if [ "$result" != success ]; then
    printf '::error title=Gate::not every job has succeeded: %s\n' "$1"
    exit 1
  fi
done
