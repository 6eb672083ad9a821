#!/usr/bin/env python3
"""Runs the cases of ../shared/conformance/policy through `ropewalk scan policy`.

Usage: tests/conformance/policy.py [ROPEWALK]

CODEOWNERS: who owns a path by which line, and which lines are skipped. Dependabot: of each pair the good file has no
finding and the bad one exactly one, on the line of the mistake. Exits 1 when a difference is not listed in
known_differences.txt, 2 when nothing could be run.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import suite

SUITE = "policy"


def read_lines(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def scan(folder: Path, *words: str) -> list[dict]:
    command = [suite.binary(), "scan", "policy", "-C", str(folder), "--format", "jsonl", *words]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"exit code {done.returncode}: {done.stderr.strip()}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def owners_difference(case: dict, folder: Path) -> str:
    file = folder / "CODEOWNERS"
    file.write_text(case.get("file", f"{case.get('pattern')} @owner\n"), encoding="utf-8")
    lines = scan(folder, "--owners", "--", case["path"])
    said = next(line for line in lines if line["type"] == "owners")
    if "pattern" in case:
        return "" if (said["line"] == 1) == case["owned"] else f"wanted owned {case['owned']}, got {said}"
    errors = [{"line": line["line"], "kind": line["kind"]} for line in lines if line["type"] == "finding"]
    wanted = (case["line"], case["owners"], case.get("errors", errors))
    got = (said["line"], said["owners"], errors)
    return "" if wanted == got else f"wanted {wanted}, got {got}"


def dependabot_difference(case: dict, folder: Path) -> str:
    for name in case["tree"]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    for which, wanted in (("good", []), ("bad", [case["line"]])):
        (folder / ".github" / "dependabot.yml").write_text(case[which], encoding="utf-8")
        lines = scan(folder)
        got = [line["line"] for line in lines if line["type"] == "finding" and line["file"] == ".github/dependabot.yml"]
        if got != wanted:
            return f"{which}: wanted findings on {wanted}, got {got}"
    return ""


def main() -> int:
    data = suite.data_folder() / SUITE
    kinds = [("codeowners", owners_difference), ("dependabot", dependabot_difference)]
    total = 0
    differences: dict[str, str] = {}
    for kind, difference in kinds:
        for number, case in enumerate(read_lines(data / f"{kind}.jsonl"), 1):
            total += 1
            name = f"{kind}/{case.get('name', number)}"
            with tempfile.TemporaryDirectory() as folder:
                try:
                    text = difference(case, Path(folder))
                except (OSError, RuntimeError, StopIteration) as error:
                    text = str(error) or type(error).__name__
            if text:
                differences[name] = text
    if total == 0:
        return suite.nothing_to_run(SUITE, f"no cases in {data}")
    return suite.report(SUITE, total, differences)


if __name__ == "__main__":
    sys.exit(main())
