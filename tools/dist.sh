#!/usr/bin/env bash
# dist.sh: makes what is published into build/dist, twice, and says which file differs, if one does.
set -euo pipefail
cd "$(dirname "$0")/.."
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH LC_ALL=C.UTF-8 TZ=UTC PYTHONHASHSEED=0
umask 022
tools/build.sh release ropewalk-static
install -s -m 755 build/release/src/ropewalk-static build/ropewalk-static

make_all() {
  tools/wheel.sh build/wheel >/dev/null
  python3 tools/dist.py build/ropewalk build/ropewalk-static "$1"
}

make_all build/dist
make_all build/dist-again >/dev/null
status=0
for file in build/dist/*; do
  # Signatures hold the moment in which they were made.
  case $file in *.asc | *.sig) continue ;; esac
  cmp -s "$file" "build/dist-again/${file##*/}" || {
    echo "dist: ${file##*/} differs from build to build" >&2
    status=1
  }
done
rm -rf build/dist-again
exit "$status"
