#!/usr/bin/env python3
"""Runs GitHub's own expression vectors through `ropewalk expr --json`.

Usage: tests/conformance/expressions.py [ROPEWALK]

The binary is the argument, else $ROPEWALK, else build/ropewalk. The vectors are read from
../shared/conformance/expressions beside the project (or $ROPEWALK_CONFORMANCE/expressions); without them there is
nothing to run. Prints each difference by name and `expressions: N of M`. Exits 1 when a difference is not listed in
known_differences.txt, 2 when nothing could be run.
"""

import json
import math
import sys
from pathlib import Path

import suite

SUITE = "expressions"


def load_cases(folder: Path) -> list[tuple[str, dict]]:
    """Every case with its name: file, group and number within the group."""
    cases = []
    for file in sorted(folder.glob("*.json")):
        for group, members in json.loads(file.read_text(encoding="utf-8")).items():
            for number, case in enumerate(members, 1):
                cases.append((f"{file.stem}/{group.replace(' ', '-')}/{number}", case))
    return cases


def is_same(expected: object, actual: object) -> bool:
    """Deep equality as JSON: numbers as doubles, but booleans are no numbers."""
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, (int, float)) and isinstance(actual, (int, float)):
        return math.isclose(expected, actual, rel_tol=0, abs_tol=0)
    if isinstance(expected, list) and isinstance(actual, list):
        return len(expected) == len(actual) and all(map(is_same, expected, actual))
    if isinstance(expected, dict) and isinstance(actual, dict):
        return expected.keys() == actual.keys() and all(is_same(expected[k], actual[k]) for k in expected)
    return type(expected) is type(actual) and expected == actual


def difference(case: dict, answer: dict) -> str:
    """What is different, or an empty text."""
    if "err" in case:
        wanted = case["err"]
        if not answer["ok"] and answer["phase"] == wanted["kind"] and wanted["value"] in answer["message"]:
            return ""
        return f"wanted {wanted}, got {answer}"
    wanted = case["result"]
    if answer["ok"] and answer["kind"] == wanted["kind"] and is_same(wanted["value"], answer["value"]):
        return ""
    return f"wanted {wanted}, got {answer}"


def main() -> int:
    folder = suite.data_folder() / SUITE
    cases = load_cases(folder)
    if not cases:
        return suite.nothing_to_run(SUITE, f"no vectors in {folder}")
    requests = [{"id": name, "expr": case["expr"], "contexts": case.get("contexts", {})} for name, case in cases]
    try:
        answers = suite.ask("expr", requests)
    except (OSError, RuntimeError) as error:
        return suite.nothing_to_run(SUITE, str(error), len(cases))
    found = {name: difference(case, answer) for (name, case), answer in zip(cases, answers, strict=False)}
    return suite.report(SUITE, len(cases), {name: text for name, text in found.items() if text})


if __name__ == "__main__":
    sys.exit(main())
