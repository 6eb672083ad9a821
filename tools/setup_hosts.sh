#!/usr/bin/env bash
# Installs what the tests of deployments to other hosts need and is missing: an ssh server, HAProxy, network namespaces.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/setup_deploy.sh
missing=()
command -v sshd >/dev/null || [ -x /usr/sbin/sshd ] || missing+=(openssh-server)
command -v ssh >/dev/null || missing+=(openssh-client)
command -v ip >/dev/null || missing+=(iproute2)
if [ ${#missing[@]} -gt 0 ]; then
  echo "installing ${missing[*]}"
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
fi
