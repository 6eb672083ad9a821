#!/usr/bin/env bash
# build.sh PRESET TARGET...: configures build/PRESET when needed and builds.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=$1
shift
# Clones and build folders at other paths share what the compiler cache holds.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
# Precompiled headers are part of what is compared; what a file includes is known from the compiler that reads it, once.
export CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_DEPEND=1 CCACHE_INODECACHE=1
mkdir -p build
if [ ! -f "build/$preset/build.ninja" ]; then cmake --preset "$preset" >"build/configure-$preset.log" || {
  cat "build/configure-$preset.log" >&2
  exit 1
}; fi
# QUIET may be empty: then ninja says what it does.
# shellcheck disable=SC2086
exec ninja -C "build/$preset" -j "${JOBS:-$(nproc)}" ${QUIET:---quiet} "$@"
