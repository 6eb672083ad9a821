#!/usr/bin/env bash
# Installs what deployments need and is missing: HAProxy, and Python's venv. Doing it again changes nothing.
set -euo pipefail

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

missing=()
PATH=$PATH:/usr/sbin
command -v haproxy >/dev/null || missing+=(haproxy)
python3 -c 'import venv, ensurepip' 2>/dev/null || missing+=(python3 python3-venv)
if [ "${#missing[@]}" -gt 0 ]; then
  printf 'setup: installing Debian packages: %s\n' "${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi
# The package starts a proxy of its own, which nobody here needs.
if [ -d /run/systemd/system ]; then as_root systemctl disable --now haproxy >/dev/null 2>&1 || true; fi
