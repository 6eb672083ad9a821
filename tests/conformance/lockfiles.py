#!/usr/bin/env python3
"""Reads the files of ../shared/conformance/lockfiles with `ropewalk scan dependencies --list`.

Usage: tests/conformance/lockfiles.py [ROPEWALK]

Each file's packages are those that expected.jsonl states, with name, version, kind, groups, file and line where it has
them; its `other` lines are skips or errors, and a file with `error` gives one. Exits 1 when a difference is not listed
in known_differences.txt, 2 when nothing could be run.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import suite

SUITE = "lockfiles"


def lines_of(root: Path, case: dict) -> tuple[int, list[dict]]:
    """The exit code and the lines of one file's list."""
    done = subprocess.run(
        [suite.binary(), "scan", "dependencies", "-C", str(root), "--as", case["format"], "--list"]
        + ["--format", "jsonl", case["file"]],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def package_key(package: dict, fields: list[str]) -> str:
    return json.dumps([package.get(field) for field in fields])


def is_met(wanted: dict, got: dict, file: str) -> bool:
    """Whether a package line says what the file says."""
    folder = str(Path(file).parent)
    same = got["name"] == wanted["name"] and got["version"] == wanted["version"] and got["kind"] == wanted["kind"]
    same &= got["file"] == (f"{folder}/{wanted['in']}" if "in" in wanted else file)
    same &= "line" not in wanted or got["line"] == wanted["line"]
    same &= got["groups"] == wanted.get("groups", [])
    same &= "specifier" not in wanted or got.get("specifier", "") == wanted["specifier"]
    same &= "extras" not in wanted or got.get("extras") == wanted["extras"]
    same &= "marker" not in wanted or got.get("marker") == wanted["marker"]
    return same


def difference(case: dict, code: int, lines: list[dict]) -> str:
    """What is different, or an empty text."""
    problems = []
    packages = [line for line in lines if line["type"] == "package"]
    skips = [line for line in lines if line["type"] == "skipped"]
    errors = [line for line in lines if line["type"] == "error"]
    for wanted in case["packages"]:
        found = next((package for package in packages if is_met(wanted, package, case["file"])), None)
        if found is None:
            near = [package for package in packages if package["name"] == wanted["name"]]
            problems.append(f"wanted {wanted}, got {near}")
        else:
            packages.remove(found)
    problems += [f"too much: {package}" for package in packages]
    for other in case.get("other", []):
        place = [line for line in {"error": errors, "skip": skips}.get(other["kind"], [])]
        if other["kind"] in ("error", "skip") and not any(
            "line" not in other or line["line"] == other["line"] for line in place
        ):
            problems.append(f"wanted {other}")
    if "error" in case and not (errors and code == 3):
        problems.append(f"wanted an error: {case['error']}")
    rejected = any("pip_rejects" in package for package in case["packages"])
    expects_errors = "error" in case or rejected or any(o["kind"] == "error" for o in case.get("other", []))
    if errors and not expects_errors and "empty" not in case["file"]:
        problems.append(f"errors: {errors}")
    return "; ".join(problems)


def main() -> int:
    root = suite.data_folder() / SUITE
    file = root / "expected.jsonl"
    if not file.is_file():
        return suite.nothing_to_run(SUITE, f"no {file}")
    cases = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    found = {case["file"]: difference(case, *lines_of(root, case)) for case in cases}
    return suite.report(SUITE, len(cases), {name: text for name, text in found.items() if text})


if __name__ == "__main__":
    sys.exit(main())
