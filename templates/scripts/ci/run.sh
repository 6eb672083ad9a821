#!/usr/bin/env bash
# Runs the CI workflow here, as a pull request would. Further words go to `ropewalk run`: run.sh --job lint
set -euo pipefail
cd "$(dirname "$0")/../.."
exec ropewalk run ci --event pull_request "$@"
