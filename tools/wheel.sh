#!/usr/bin/env bash
# wheel.sh FOLDER: builds the Python package around build/ropewalk, without compiling anything again.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1
rm -rf "$folder"
"${VENV_PYTHON:-build/venv/bin/python}" -m build --wheel --no-isolation --outdir "$folder" \
  -C cmake.define.ROPEWALK_PREBUILT="${ROPEWALK:-$PWD/build/ropewalk}" python >build/wheel.log 2>&1 || {
  tail -n 20 build/wheel.log >&2
  exit 1
}
ls "$folder"/*.whl
