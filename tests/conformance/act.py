#!/usr/bin/env python3
"""Runs act's own workflows through `ropewalk run`, on the host, with no network and no container engine.

Usage: tests/conformance/act.py [ROPEWALK]

Each case is a row of ../shared/conformance/act/cases.jsonl: the whole run succeeds or fails as it says. The folder that
`uses: ./…` resolves in is copied once into a git repository with an origin remote; a run leaves it as it is. Prints each
difference by name and `act: N of M`. Exits 1 when a difference is not listed in known_differences.txt, 2 when nothing
could be run.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import suite

SUITE = "act"
SECONDS_AT_MOST = 120
# What a case's log may not hold, for the one whose claim is about its log and not only about its end. A step's title is
# shown before the step masks anything, on GitHub as here.
MUST_NOT_SHOW = {"mask-values": ["secret value", "YWJjCg=="]}
GIT = ["git", "-c", "user.name=act", "-c", "user.email=act@ropewalk.invalid", "-c", "init.defaultBranch=main"]


def make_repository(source: Path, target: Path) -> Path:
    """A copy of a case's folder as a clean repository of its own."""
    shutil.copytree(source, target, symlinks=True)
    for arguments in (
        ["init", "-q"],
        ["add", "-A", "-f"],
        ["commit", "-qm", "testdata"],
        ["remote", "add", "origin", "https://github.com/nektos/act.git"],
    ):
        subprocess.run([*GIT, "-C", str(target), *arguments], check=True)
    return target


def command(case: dict, repository: Path) -> list[str]:
    """`ropewalk run` as the case asks for it."""
    words = [suite.binary(), "run", "-C", str(repository), case["workflow"], "--event", case["event"]]
    for key, option in (("payload", "--payload"), ("env_file", "--env-file"), ("secret_file", "--secret-file")):
        if case.get(key):
            words += [option, str(repository / case[key])]
    for label, answer in case.get("platforms", {}).items():
        words += ["--platform", f"{label}={answer}"]
    return words


def difference(case: dict, repository: Path, environment: dict[str, str]) -> str:
    """What is different from what the case states; empty when nothing is."""
    try:
        done = subprocess.run(
            command(case, repository),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS_AT_MOST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no end after {SECONDS_AT_MOST} s"
    wanted = 0 if case["expect"] == "success" else 1
    if done.returncode != wanted:
        tail = "\n    ".join(done.stdout.splitlines()[-12:])
        return f"wanted {case['expect']} (exit {wanted}), got exit {done.returncode}:\n    {tail}"
    log = "\n".join(line for line in done.stdout.splitlines() if "▶" not in line)
    shown = [word for word in MUST_NOT_SHOW.get(case["name"], []) if word in log]
    return f"the log shows {shown}" if shown else ""


def main() -> int:
    file = suite.data_folder() / SUITE / "cases.jsonl"
    if not file.is_file():
        return suite.nothing_to_run(SUITE, f"no cases in {file}")
    cases = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    if not Path(suite.binary()).exists():
        return suite.nothing_to_run(SUITE, f"{suite.binary()} is not there", len(cases))
    with tempfile.TemporaryDirectory(prefix="ropewalk-act.") as name:
        folder = Path(name)
        environment = {**os.environ, "XDG_STATE_HOME": str(folder / "state"), "XDG_CACHE_HOME": str(folder / "cache")}
        repositories = {
            workdir: make_repository(file.parent / workdir, folder / "repositories" / workdir)
            for workdir in sorted({case["workdir"] for case in cases})
        }
        found = {case["name"]: difference(case, repositories[case["workdir"]], environment) for case in cases}
    return suite.report(SUITE, len(cases), {name: text for name, text in found.items() if text})


if __name__ == "__main__":
    sys.exit(main())
