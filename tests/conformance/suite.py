"""What every suite shares: where the binary and the data are, which differences are known, and how a suite reports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
KNOWN = Path(__file__).with_name("known_differences.txt")


def binary() -> str:
    """The program under test: the first argument, else $ROPEWALK, else build/ropewalk."""
    return sys.argv[1] if len(sys.argv) > 1 else os.environ.get("ROPEWALK", str(PROJECT / "build" / "ropewalk"))


def data_folder() -> Path:
    """Where the suites are: $ROPEWALK_CONFORMANCE, else ../shared/conformance beside the project."""
    return Path(os.environ.get("ROPEWALK_CONFORMANCE", PROJECT.parent / "shared" / "conformance"))


def known_differences(suite: str) -> set[str]:
    """The names of a suite's cases that may differ; the file's lines are `suite case: reason`."""
    lines = KNOWN.read_text(encoding="utf-8").splitlines() if KNOWN.exists() else []
    rows = [line.split(":")[0] for line in lines if line.strip() and not line.startswith("#")]
    return {row.split(" ", 1)[1].strip() for row in rows if row.startswith(suite + " ")}


def ask(command: str, requests: list[dict]) -> list[dict]:
    """What `ropewalk COMMAND --json` answers, one answer for each request."""
    done = subprocess.run(
        [binary(), command, "--json"],
        input="".join(json.dumps(request) + "\n" for request in requests),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{binary()} {command} --json exited with {done.returncode}: {done.stderr.strip()}")
    answers = [json.loads(line) for line in done.stdout.split("\n") if line]
    if len(answers) != len(requests):
        raise RuntimeError(f"{len(answers)} answers to {len(requests)} requests")
    return answers


def report(suite: str, total: int, differences: Mapping[str, str]) -> int:
    """Prints each difference by name and `SUITE: N of M`. The exit code: 1 when a difference is not a known one."""
    known = known_differences(suite)
    for name, text in differences.items():
        print(f"{'known ' if name in known else ''}difference {name}: {text}")
    print(f"{suite}: {total - len(differences)} of {total}", flush=True)
    return 1 if differences.keys() - known else 0


def nothing_to_run(suite: str, why: str, total: int = 0) -> int:
    """Prints why a suite could not be run. The exit code is 2."""
    print(f"{suite}: 0 of {total} ({why})", flush=True)
    return 2
