#!/usr/bin/env bash
# Runs the example service's security workflow here: with planted faults, which it has to find, and without them.
set -euo pipefail
cd "$(dirname "$0")/.."
ropewalk=${ROPEWALK:-$PWD/build/ropewalk}
folder=$PWD/build/demo-security
rm -rf "$folder"
mkdir -p "$folder"
cp -R examples/parcels "$folder/parcels"
cd "$folder/parcels"
commit() {
  git add -A
  git -c user.name='Ropewalk demo' -c user.email=demo@ropewalk.invalid commit -q -m "$1"
}
git init -q -b main
commit 'Track parcels'
git remote add origin https://github.com/ropewalk-demo/parcels.git

printf 'demo-security: as it is\n'
"$ropewalk" run .github/workflows/security.yml --event push

# Made up, and put together here so that no scanner takes this script for a leak.
token=ghp_9fKq2ZrT7wLx4VbN
token+=c8YhJ3mPd6Gs5Rt1Ua0e
printf 'TOKEN = "%s"\n' "$token" >src/leak.py
commit 'Leak a token'
git rm -q src/leak.py
printf 'jinja2==2.10\n' >requirements/old.txt
printf 'on: workflow_dispatch\npermissions: write-all\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: "true"}]}}\n' >.github/workflows/other.yml
commit 'Take it back, pin an old package, and let a workflow write everything'
printf 'demo-security: with a token that was committed and removed again, a vulnerable package, and a token that may do all\n'
if "$ropewalk" run .github/workflows/security.yml --event push >../run.log 2>&1; then
  printf 'demo-security: the planted faults were not found\n' >&2
  exit 1
fi
for fault in 'src/leak.py:1:10: critical: GitHub token' 'jinja2' 'token-permissions-write-all'; do
  if ! grep -qF -- "$fault" ../run.log; then
    cat ../run.log
    printf 'demo-security: not found: %s\n' "$fault" >&2
    exit 1
  fi
  printf 'demo-security: found: %s\n' "$fault"
done
