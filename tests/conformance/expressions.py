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
import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
KNOWN = Path(__file__).with_name("known_differences.txt")
SUITE = "expressions"


def known_differences() -> set[str]:
    """The names of this suite's cases that may differ; the file's lines are `suite case: reason`."""
    lines = KNOWN.read_text(encoding="utf-8").splitlines() if KNOWN.exists() else []
    rows = [line.split(":")[0] for line in lines if line.strip() and not line.startswith("#")]
    return {row.split(" ", 1)[1].strip() for row in rows if row.startswith(SUITE + " ")}


def load_cases(folder: Path) -> list[tuple[str, dict]]:
    """Every case with its name: file, group and number within the group."""
    cases = []
    for file in sorted(folder.glob("*.json")):
        for group, members in json.loads(file.read_text(encoding="utf-8")).items():
            for number, case in enumerate(members, 1):
                cases.append((f"{file.stem}/{group.replace(' ', '-')}/{number}", case))
    return cases


def ask(binary: str, cases: list[tuple[str, dict]]) -> list[dict]:
    """The answers, one for each case."""
    requests = [
        json.dumps({"id": name, "expr": case["expr"], "contexts": case.get("contexts", {})}) for name, case in cases
    ]
    done = subprocess.run(
        [binary, "expr", "--json"],
        input="\n".join(requests) + "\n",
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{binary} expr --json exited with {done.returncode}: {done.stderr.strip()}")
    answers = [json.loads(line) for line in done.stdout.split("\n") if line]
    if len(answers) != len(cases):
        raise RuntimeError(f"{len(answers)} answers to {len(cases)} requests")
    return answers


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
    binary = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("ROPEWALK", str(PROJECT / "build" / "ropewalk"))
    data = Path(os.environ.get("ROPEWALK_CONFORMANCE", PROJECT.parent / "shared" / "conformance"))
    cases = load_cases(data / "expressions")
    if not cases:
        print(f"{SUITE}: no vectors in {data / 'expressions'}", file=sys.stderr)
        return 2
    try:
        answers = ask(binary, cases)
    except (OSError, RuntimeError) as error:
        print(f"{SUITE}: 0 of {len(cases)} ({error})")
        return 2

    known = known_differences()
    differences = {}
    for (name, case), answer in zip(cases, answers):
        text = difference(case, answer)
        if text:
            differences[name] = text
    for name, text in differences.items():
        print(f"{'known ' if name in known else ''}difference {name}: {text}")
    print(f"{SUITE}: {len(cases) - len(differences)} of {len(cases)}")
    return 1 if differences.keys() - known else 0


if __name__ == "__main__":
    sys.exit(main())
