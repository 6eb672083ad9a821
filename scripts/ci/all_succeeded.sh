#!/usr/bin/env bash
# all_succeeded.sh RESULT...: fails, with an annotation, unless each result of `needs` is success.
set -euo pipefail
for result in "$@"; do
  if [ "$result" != success ]; then
    printf '::error title=Gate::not every job has succeeded: %s\n' "$*"
    exit 1
  fi
done
