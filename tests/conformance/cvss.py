#!/usr/bin/env python3
"""Scores the vectors of ../shared/conformance/cvss with `ropewalk cvss --json`.

Usage: tests/conformance/cvss.py [ROPEWALK]

Every field of a case is the same in the answer; a case with `error` has one. Exits 1 when a difference is not listed in
known_differences.txt, 2 when nothing could be run.
"""

from __future__ import annotations

import json
import subprocess
import sys

import suite

SUITE = "cvss"


def difference(case: dict, answer: dict) -> str:
    """What is different, or an empty text."""
    if "error" in case:
        return "" if answer.get("error") else f"wanted an error ({case['error']}), got {answer}"
    return "" if case == answer else f"wanted {case}, got {answer}"


def main() -> int:
    file = suite.data_folder() / SUITE / "vectors.jsonl"
    if not file.is_file():
        return suite.nothing_to_run(SUITE, f"no vectors in {file}")
    cases = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    answers = []
    for start in range(0, len(cases), 1000):
        vectors = [case["vector"] for case in cases[start : start + 1000]]
        done = subprocess.run(
            [suite.binary(), "cvss", "--json", "--", *vectors], capture_output=True, encoding="utf-8", check=False
        )
        answers += [json.loads(line) for line in done.stdout.splitlines()]
    if len(answers) != len(cases):
        return suite.nothing_to_run(SUITE, f"{len(answers)} answers", len(cases))
    found = {case["vector"]: difference(case, answer) for case, answer in zip(cases, answers, strict=True)}
    return suite.report(SUITE, len(cases), {name: text for name, text in found.items() if text})


if __name__ == "__main__":
    sys.exit(main())
