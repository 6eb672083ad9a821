#!/usr/bin/env bash
# Makes a git repository of a copy of the example service and runs its CI workflow there, as for a pull request.
set -euo pipefail
cd "$(dirname "$0")/.."
ropewalk=$PWD/build/ropewalk
. tools/pythons.sh
# The same place each time: caches belong to a repository, and a second demo finds those of the first.
folder=$PWD/build/demo
rm -rf "$folder"
mkdir -p "$folder"
cp -R examples/parcels "$folder/parcels"
cd "$folder/parcels"
git init -q -b main
git add -A
git -c user.name='Ropewalk demo' -c user.email=demo@ropewalk.invalid commit -q -m 'Track parcels'
git remote add origin https://github.com/ropewalk-demo/parcels.git
git checkout -q -b improve-tracking
printf '\nParcels are tracked from the counter to the door.\n' >>README.md
git -c user.name='Ropewalk demo' -c user.email=demo@ropewalk.invalid commit -qam 'Say what is tracked'

# What nobody can have is left out and said: the demo shows the pipeline and not this machine.
newest=
legs=()
for version in "${PYTHONS[@]}"; do
  if has_python "$version"; then
    newest=$version
    legs+=(--matrix "python=$version")
  else
    printf 'demo: this machine has no Python %s (uv could not get it either): what needs it is left out\n' "$version"
  fi
done
if [ -n "$newest" ] && [ "${#legs[@]}" -lt "$((2 * ${#PYTHONS[@]}))" ]; then
  set -- "$@" "${legs[@]}" --env "PYTHON=$newest"
fi

printf 'demo: running .github/workflows/ci.yml of examples/parcels as a pull request\n'
code=0
"$ropewalk" run ci --event pull_request "$@" || code=$?
printf '\ndemo: what the run has reported\n'
"$ropewalk" report --run last --format text --format html="$folder/report.html" || true
printf 'demo: the same as a page: %s\n' "$folder/report.html"
exit "$code"
