#!/usr/bin/env bash
# dist.sh [--compile-twice]: makes what is published into build/dist, twice, and says which file differs, if one does. With
# --compile-twice a clone of the commit at another path is compiled too, without the compiler's cache, and the programs have
# to be equal: what is then made of them is.
set -euo pipefail
cd "$(dirname "$0")/.."
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH LC_ALL=C.UTF-8 TZ=UTC PYTHONHASHSEED=0
umask 022
tools/build.sh release ropewalk ropewalk-static
install -s -m 755 build/release/src/ropewalk-static build/ropewalk-static

compile_again() {
  local clone
  clone=$(mktemp -d "${TMPDIR:-/tmp}/compiled-again-XXXXXX")/elsewhere/ropewalk
  git clone --quiet --shared . "$clone"
  git -C "$clone" checkout --quiet --detach "$(git rev-parse HEAD)"
  echo "dist: compiling $(git rev-parse --short HEAD) once more, in $clone" >&2
  (cd "$clone" && CCACHE_DISABLE=1 tools/build.sh release ropewalk ropewalk-static) || return 1
  local differs=0
  for program in ropewalk ropewalk-static; do
    strip -o "build/$program-again" "$clone/build/release/src/$program"
    strip -o "build/$program-here" "build/release/src/$program"
    if cmp "build/$program-here" "build/$program-again"; then
      echo "dist: $program is the same in both, $(sha256sum <"build/$program-here" | cut -c 1-64)" >&2
      rm "build/$program-here" "build/$program-again"
    else
      echo "dist: $program differs from compilation to compilation: build/$program-here, build/$program-again" >&2
      differs=1
    fi
  done
  rm -rf "$(dirname "$(dirname "$clone")")"
  return "$differs"
}

make_all() {
  tools/wheel.sh build/wheel >/dev/null
  python3 tools/dist.py build/ropewalk build/ropewalk-static "$1"
}

# A path of our sources in a program differs from build to build (a macro with __FILE__ in it does that).
paths=$(grep -aoP "(?<!\.\./)\.\./\.\./src/[a-z_/]+\.(cpp|h)|$PWD/[\w./-]+" build/ropewalk-static | sort -u || true)
if [ -n "$paths" ]; then
  printf 'dist: the program holds a path, with which it differs from build to build: %s\n' "$paths" >&2
  exit 1
fi
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
if [ "${1:-}" = --compile-twice ]; then
  compile_again || status=1
fi
exit "$status"
