#!/usr/bin/env bash
# setup_images.sh: what the tests of images need besides what building needs: the builders, a registry, an emulator, and
# base images for two architectures, made once from Debian's packages. As root. With the word `demo` no more than the
# demonstration of delivery needs: this machine's architecture, and no programs of others.
set -euo pipefail
cache=${ROPEWALK_IMAGES_CACHE:-/var/cache/ropewalk-images}
mkdir -p "$cache"
here=$(cd "$(dirname "$0")/.." && pwd)

missing=()
for package in buildah skopeo podman runc docker-registry qemu-user-static mmdebstrap arch-test python3-cryptography; do
  dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -q '^installed$' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  apt-get install -y --no-install-recommends "${missing[@]}"
fi

# The kernel has to know the emulator, with a copy of it open (flag F), so that it is found in every root folder.
if [ ! -e /proc/sys/fs/binfmt_misc/register ]; then
  mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
fi
if [ ! -e /proc/sys/fs/binfmt_misc/qemu-aarch64 ] && [ "$(uname -m)" = x86_64 ]; then
  printf '%s' ':qemu-aarch64:M::\x7f\x45\x4c\x46\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00:\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:/usr/bin/qemu-aarch64-static:OCF' \
    >/proc/sys/fs/binfmt_misc/register
fi

# The base images, by the content of what makes them: the lines from here to `done`.
key=$(sed -n '/^# The base images/,/^done/p' "$0" | sha256sum | cut -c1-12)
archs=(amd64 arm64)
if [ "${1:-}" = demo ]; then archs=("$(dpkg --print-architecture)"); fi
for arch in "${archs[@]}"; do
  archive=$cache/base-$arch-$key.tar
  if [ -f "$archive" ]; then continue; fi
  echo "making the base image for $arch (minutes)"
  # shellcheck disable=SC2016  # mmdebstrap's own shell expands "$1"
  SOURCE_DATE_EPOCH=1700000000 mmdebstrap --quiet --mode=root --variant=minbase --architectures="$arch" \
    --include=python3,python3-venv,python3-pip,ca-certificates \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --customize-hook='ln -s python3 "$1/usr/bin/python"' \
    --customize-hook='copy-in /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/' \
    --customize-hook='rm -f "$1/etc/resolv.conf" && rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/*' \
    bookworm "$cache/part-$arch.tar" 'deb http://deb.debian.org/debian bookworm main'
  mv "$cache/part-$arch.tar" "$archive"
done

echo "$key" >"$cache/key"
if [ "${1:-}" = demo ]; then exit; fi

# The library that podman and skopeo judge signatures with: Debian's builds of them have that part switched off.
if command -v go >/dev/null && [ ! -x "$cache/bin/policy_check" ]; then
  work=$(mktemp -d)
  cp "$here/tests/integration/test_ci/policy_check/main.go" "$work/"
  (
    cd "$work"
    export CGO_ENABLED=0
    go mod init policy_check
    go get github.com/containers/image/v5@v5.36.2
    go mod tidy -e
    mkdir -p "$cache/bin"
    go build -tags 'containers_image_openpgp containers_image_storage_stub containers_image_docker_daemon_stub' \
      -o "$cache/bin/policy_check" .
  ) || echo "policy_check could not be built: the tests that need it are left out"
  rm -rf "$work"
fi

# cosign, which has to take what we sign: built once (minutes, and 1 GB of modules that are left to Go's own cache).
if command -v go >/dev/null && [ ! -x "$cache/bin/cosign" ]; then
  echo "building cosign (minutes)"
  CGO_ENABLED=0 GOBIN="$cache/bin" GOFLAGS="-trimpath -buildvcs=false" \
    go install -ldflags '-s -w' github.com/sigstore/cosign/v2/cmd/cosign@v2.6.5 ||
    echo "cosign could not be built: the tests that need it are left out"
fi
