#!/usr/bin/env bash
# setup_release.sh: what `make soak-release` and the comparison with other release tools need: a Python index, and the tools.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x build/venv-release/bin/pypi-server ] && [ -x build/venv-release/bin/semantic-release ] && exit 0
python3 -m venv build/venv-release
build/venv-release/bin/python -m pip install --quiet --disable-pip-version-check pypiserver==2.4.2 python-semantic-release==10.7.0
