#!/usr/bin/env bash
# setup_release.sh: what `make soak-release` and the comparison with other release tools need: a Python index, and the tools.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ ! -x build/venv-release/bin/pypi-server ] || [ ! -x build/venv-release/bin/semantic-release ]; then
  python3 -m venv build/venv-release
  build/venv-release/bin/python -m pip install --quiet --disable-pip-version-check pypiserver==2.4.2 python-semantic-release==10.7.0
fi
if command -v npm >/dev/null && [ ! -d build/npm-release/node_modules/@semantic-release/commit-analyzer ]; then
  mkdir -p build/npm-release
  npm install --silent --no-fund --no-audit --prefix build/npm-release @semantic-release/commit-analyzer@13.0.1
fi
