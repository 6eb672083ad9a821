#!/usr/bin/env bash
# check_dist.sh: installs what build/dist holds in empty Debian 12 systems and runs it there: the binary of the archive and
# the package with nothing beside them, the wheel with Python, and a workflow with git. As root; leaves nothing mounted.
set -euo pipefail
cd "$(dirname "$0")/.."
[ "$(id -u)" = 0 ] || { echo "check-dist: a chroot needs root" >&2; exit 1; }
command -v debootstrap >/dev/null || apt-get install -y -qq --no-install-recommends debootstrap >/dev/null
dist=$PWD/build/dist
top=$(mktemp -d "${TMPDIR:-/tmp}/ropewalk-check-dist.XXXXXX")
trap 'rm -rf --one-file-system "$top"' EXIT
mirror=${MIRROR:-http://deb.debian.org/debian}
debootstrap --variant=minbase bookworm "$top/root" "$mirror" >"$top/debootstrap.log" 2>&1 || {
  tail -n 20 "$top/debootstrap.log" >&2
  exit 1
}
cp /etc/resolv.conf "$top/root/etc/resolv.conf"
for file in /etc/apt/apt.conf.d/*proxy* /etc/hosts; do [ ! -f "$file" ] || cp "$file" "$top/root$file"; done
cp -r "$dist" "$top/root/dist"
(cd "$dist" && sha256sum --quiet --check SHA256SUMS)

# Mounts of its own, which go with the last process.
inside() {
  unshare --mount --pid --fork --propagation private bash -euc '
    mount -t proc proc "$0/proc"
    mount --bind /dev "$0/dev"
    exec chroot "$0" env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 ${http_proxy:+http_proxy="$http_proxy"} bash -euc "$1"' \
    "$top/root" "$1"
}

inside '
  tar -C /opt -xzf /dist/ropewalk-*-linux-*.tar.gz
  binary=$(echo /opt/ropewalk-*/bin/ropewalk)
  "$binary" version
  "$binary" release normalize 1.2.0-rc.1
  echo "the archive: the binary runs; $(ls /opt/ropewalk-*/share/man/man1 | wc -l) man pages"
'
inside '
  dpkg --install /dist/ropewalk_*.deb >/dev/null
  ropewalk version
  test -f /usr/share/bash-completion/completions/ropewalk
  test -f /usr/share/man/man1/ropewalk-release-run.1.gz
  dpkg --verify ropewalk
  echo "the package: installed, whole, runs"
  dpkg --remove ropewalk >/dev/null
  test ! -e /usr/bin/ropewalk
'
inside '
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends python3-venv git >/dev/null 2>&1
  python3 -m venv /opt/venv
  /opt/venv/bin/pip install --quiet --disable-pip-version-check --no-index --find-links /dist ropewalk
  cd /opt/venv/bin
  ./ropewalk version
  ./python -c "import ropewalk; print(ropewalk.__name__)"
  test -f /opt/venv/share/man/man1/ropewalk.1.gz
  mkdir -p /root/project/.github/workflows
  cd /root/project
  git init -q
  printf "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo hello from \$(uname -s)\n" > .github/workflows/a.yml
  git add --all
  git -c user.name=a -c user.email=a@b commit -q -m "feat: a"
  /opt/venv/bin/ropewalk run
  /opt/venv/bin/ropewalk release plan
  echo "the wheel: pip installs it, a workflow runs"
'
echo "check-dist: archive, package and wheel run in an empty Debian 12"
