#!/usr/bin/env bash
# Installs what the tests of monitoring use besides: Debian's Prometheus with promtool. Doing it again changes nothing.
set -euo pipefail

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

command -v promtool >/dev/null && exit 0
printf 'setup: installing Debian packages: prometheus\n'
as_root apt-get update -qq
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends prometheus
# The package starts a server of its own, which nobody here needs.
if [ -d /run/systemd/system ]; then as_root systemctl disable --now prometheus >/dev/null 2>&1 || true; fi
