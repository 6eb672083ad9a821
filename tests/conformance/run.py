"""Runs every suite of ../shared/conformance against the built binary and prints passed of total for each.

A suite whose command does not exist yet counts as 0 of its total, so that the total never shrinks. Differences that are
deliberate are listed with their reason in known_differences.txt; any other difference makes the exit code 1.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[2] / "shared" / "conformance"


def count_json_lines(folder: str) -> int:
    """Cases in a suite's cases.jsonl."""
    with (DATA / folder / "cases.jsonl").open(encoding="utf-8") as lines:
        return sum(1 for line in lines if json.loads(line))


# Suites whose command is not there yet: name, how many cases, and the command they wait for.
WAITING: list[tuple[str, Callable[[], int], str]] = [
    ("actionlint", lambda: count_json_lines("actionlint"), "lint"),
    ("zizmor", lambda: count_json_lines("zizmor"), "lint"),
]
RUNNABLE = [
    "expressions",
    "workflow_reader",
    "act",
    "public_reports",
    "versions",
    "cvss",
    "lockfiles",
    "advisories",
    "scan_secrets",
    "policy",
    "images",
]


def main() -> int:
    if not DATA.is_dir():
        print(f"conformance: {DATA} is not there; only what needs no data is run")
    failed = False
    for suite in RUNNABLE if DATA.is_dir() else ["public_reports"]:
        failed |= subprocess.run([sys.executable, HERE / f"{suite}.py"], check=False).returncode != 0
    for name, count, command in WAITING if DATA.is_dir() else []:
        print(f"{name}: 0 of {count()} (the command `ropewalk {command}` is not there yet)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
