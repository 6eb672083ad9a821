#!/usr/bin/env bash
# Reads all workflows as GitHub does, and says whether the pipeline is as `ropewalk init` would write it today.
set -euo pipefail
cd "$(dirname "$0")/../.."
ropewalk parse
ropewalk init --check
