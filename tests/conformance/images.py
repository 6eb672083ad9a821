#!/usr/bin/env python3
"""Runs the cases of ../shared/conformance/images through `ropewalk scan image --list`.

Usage: tests/conformance/images.py [ROPEWALK]

The tree, the packages, what is no installed package, the secrets and what could not be read are as the case lists them,
and the exit code as it says. Exits 1 when a difference is not listed in known_differences.txt, 2 when nothing could be
run.
"""

import json
import subprocess
import sys
from pathlib import Path

import suite

SUITE = "images"
EXITS = {"clean": 0, "findings": 1, "incomplete": 3}


def without(line: dict, *keys: str) -> dict:
    return {key: value for key, value in line.items() if key not in keys}


def tree_of(lines: list[dict]) -> dict | None:
    entries = [line for line in lines if line["type"] == "entry"]
    tree = {line["path"]: {"type": line["kind"], **without(line, "type", "path", "kind")} for line in entries}
    return tree or None


def packages_difference(wanted: list[dict], lines: list[dict]) -> str:
    got = [{**line, "type": line["ecosystem"]} for line in lines if line["type"] == "package"]
    if len(got) != len(wanted):
        return f"wanted {len(wanted)} packages, got {[(line['name'], line['version']) for line in got]}"
    for package in wanted:
        if not any(all(line.get(key) == value for key, value in package.items()) for line in got):
            return f"no package {package}"
    return ""


def difference(case: dict, folder: Path) -> str:
    ask = case.get("ask", "")
    words = ["--platform" if case["form"].startswith("oci") else "--tag", ask] if ask else []
    rules = folder.parent / "secrets" / "gitleaks.toml"
    command = [suite.binary(), "scan", "image", str(folder / case["file"]), "--list", "--format", "jsonl", *words]
    if rules.exists():
        command += ["--config", str(rules)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode not in (0, 1, 3):
        return f"exit code {done.returncode}: {done.stderr.strip()}"
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    tree = tree_of(lines)
    if tree != case["tree"]:
        paths = sorted(set(tree or {}) | set(case["tree"] or {}))
        odd = [path for path in paths if (tree or {}).get(path) != (case["tree"] or {}).get(path)]
        return f"the tree differs at {odd[:3]}: got {[(tree or {}).get(path) for path in odd[:3]]}"
    if text := packages_difference(case["packages"], lines):
        return text
    skipped = {(line["reason"], line["message"]) for line in lines if line["type"] == "skipped"}
    for entry in case.get("skipped", []):
        if not any(reason == entry["why"] and entry["name"] in message for reason, message in skipped):
            return f"{entry} is not among the skipped: {sorted(skipped)}"
    errors = [without({**line, "kind": line["reason"]}, "type", "reason") for line in lines if line["type"] == "error"]
    if len(errors) != len(case["errors"]) or not all(
        any(all(line.get(key) == value for key, value in error.items()) for line in errors) for error in case["errors"]
    ):
        return f"wanted errors {case['errors']}, got {errors}"
    found = [line for line in lines if line["type"] == "finding" and line["scanner"] == "secrets"]
    if len(found) != len(case["secrets"]) or not all(
        any(all({**line, "path": line["file"]}.get(key) == value for key, value in secret.items()) for line in found)
        for secret in case["secrets"]
    ):
        return f"wanted secrets {case['secrets']}, got {found}"
    if done.returncode != EXITS[case["exit"]]:
        return f"wanted exit {case['exit']}, got {done.returncode}"
    return ""


def main() -> int:
    folder = suite.data_folder() / SUITE
    file = folder / "cases.jsonl"
    if not file.exists():
        return suite.nothing_to_run(SUITE, f"no cases in {folder}")
    cases = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    differences = {}
    for case in cases:
        try:
            text = difference(case, folder)
        except (OSError, KeyError, ValueError) as error:
            text = f"{type(error).__name__}: {error}"
        if text:
            differences[case["name"]] = text
    return suite.report(SUITE, len(cases), differences)


if __name__ == "__main__":
    sys.exit(main())
