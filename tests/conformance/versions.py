#!/usr/bin/env python3
"""Compares the versions of ../shared/conformance/versions: each line `a < b`, `a = b` or `a > b` holds.

Usage: tests/conformance/versions.py [ROPEWALK]

Exits 1 when a difference is not listed in known_differences.txt, 2 when nothing could be run.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys

import suite

FAMILIES = {"pypi": "pep440", "debian": "debian", "alpine": "alpine", "redhat": "rpm"}
LINE = re.compile(r"(\S+) ([<=>]) (\S+)$")


def comparisons(family: str) -> list[tuple[str, str, str]]:
    """The lines of a family's files; those that are no comparison are comments."""
    found = []
    for path in sorted((suite.data_folder() / "versions").glob(f"{family}-versions*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            match = LINE.match(line.strip())
            if match and not line.startswith(("#", "//")):
                found.append(match.groups())
    return found


def main() -> int:
    code = 0
    for family, scheme in FAMILIES.items():
        wanted = comparisons(family)
        if not wanted:
            return suite.nothing_to_run(f"versions/{family}", f"no files in {suite.data_folder() / 'versions'}")
        done = subprocess.run(
            [suite.binary(), "versions", scheme, "--json"],
            input="".join(f"{a} {b}\n" for a, _, b in wanted),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        answers = [json.loads(line)["relation"] for line in done.stdout.splitlines()]
        if len(answers) != len(wanted):
            return suite.nothing_to_run(f"versions/{family}", done.stderr.strip()[:300], len(wanted))
        differences = {
            f"{a} {sign} {b}": f"got {got}" for (a, sign, b), got in zip(wanted, answers, strict=True) if got != sign
        }
        code |= suite.report(f"versions/{family}", len(wanted), differences)
    return code


if __name__ == "__main__":
    sys.exit(main())
