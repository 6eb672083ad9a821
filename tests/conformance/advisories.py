#!/usr/bin/env python3
"""Holds the advisory matcher against the lists of versions in ../shared/conformance/advisories.

Usage: tests/conformance/advisories.py [ROPEWALK]

The records state the versions that they are about twice: as ranges and as lists. A pack is made of all records; then
every known version of every package is looked up, and what the ranges say is compared with the lists. The counts are
those that `packaging` gives. And for every known version the suggested fix is in no list, or there is none. Exits 1
when a count differs, 2 when nothing could be run.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from packaging.version import InvalidVersion, Version

import suite
import yaml

SUITE = "advisories"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
WANTED = {
    "records": 2661,
    "listed, valid, in range": 140729,
    "listed, legacy, in range": 108,
    "listed, not in range": 9,
    "pairs": 276362,
    "both say yes": 140616,
    "both say no": 134007,
    "range alone": 1730,
    "range alone, records": 44,
    "list alone": 9,
    "list alone, records": 3,
    "fixes in a list": 0,
}


def parse(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None


def load(folder: Path) -> list[dict]:
    """Records with their id, package, listed versions, and whether they have a range of versions."""
    records = []
    for path in sorted(folder.rglob("*.yaml")):
        record = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
        (affected,) = record["affected"]
        ranges = [entry for entry in affected.get("ranges", []) if entry["type"] == "ECOSYSTEM"]
        records.append(
            {
                "id": record["id"],
                "package": affected["package"]["name"],
                "versions": [str(version) for version in affected.get("versions", [])],
                "has_range": bool(ranges),
            }
        )
    return records


def ask(pack: Path, questions: list[tuple[str, str]]) -> dict[tuple[str, str], dict]:
    """What `db query` answers."""
    done = subprocess.run(
        [suite.binary(), "db", "query", "--database", str(pack), "--json"],
        input="".join(f"{package} {version}\n" for package, version in questions),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return dict(zip(questions, answers, strict=True))


def count(records: list[dict], answers: dict[tuple[str, str], dict]) -> Counter:
    counts = Counter(records=len(records))
    names: dict[str, set[str]] = defaultdict(set)
    in_range = {
        question: {entry["id"] for entry in answer["advisories"] if entry["by"] == "range"}
        for question, answer in answers.items()
    }
    # Once per value: `1.0` and `1.0.0` are one version.
    closed: dict[str, dict[Version, str]] = defaultdict(dict)
    for record in records:
        for text in record["versions"]:
            version = parse(text)
            if version is not None:
                closed[record["package"]].setdefault(version, text)
            if record["has_range"]:
                is_in = record["id"] in in_range[record["package"], text]
                kind = "listed, not in range" if not is_in else f"listed, {'valid' if version else 'legacy'}, in range"
                counts[kind] += 1
    for record in records:
        if not (record["versions"] and record["has_range"]):
            continue
        listed = {parse(text) for text in record["versions"]}
        for version, text in closed[record["package"]].items():
            by_range = record["id"] in in_range[record["package"], text]
            by_list = version in listed
            kind = (
                ("both say yes" if by_list else "range alone")
                if by_range
                else ("list alone" if by_list else "both say no")
            )
            counts[kind] += 1
            counts["pairs"] += 1
            names[kind].add(record["id"])
    for kind in ("range alone", "list alone"):
        counts[f"{kind}, records"] = len(names[kind])
    return counts


def bad_fixes(records: list[dict], answers: dict[tuple[str, str], dict]) -> list[str]:
    """Suggested fixes that some list of the package names, or that are no later version."""
    listed: dict[str, set] = defaultdict(set)
    for record in records:
        listed[record["package"]] |= {parse(text) or text for text in record["versions"]}
    bad = []
    for (package, text), answer in answers.items():
        fix, version = answer["fix"], parse(text)
        if fix is not None and ((parse(fix) or fix) in listed[package] or (version and Version(fix) <= version)):
            bad.append(f"{package} {text} -> {fix}")
    return bad


def main() -> int:
    archive = next((suite.data_folder() / SUITE).glob("*.tar.zst"), None)
    if archive is None:
        return suite.nothing_to_run(SUITE, f"no archive in {suite.data_folder() / SUITE}")
    with tempfile.TemporaryDirectory(prefix="ropewalk-advisories.") as name:
        folder = Path(name)
        tar = folder / "advisories.tar"
        subprocess.run(["zstd", "-dqf", str(archive), "-o", str(tar)], check=True)
        with tarfile.open(tar) as opened:
            opened.extractall(folder / "tree", filter="data")
        pack = folder / "advisories.pack"
        subprocess.run([suite.binary(), "db", "build", str(folder / "tree" / "vulns"), "-o", str(pack)], check=True)
        records = load(folder / "tree" / "vulns")
        questions = sorted({(record["package"], text) for record in records for text in record["versions"]})
        answers = ask(pack, questions)
    counts = count(records, answers)
    bad = bad_fixes(records, answers)
    counts["fixes in a list"] = len(bad)
    print(f"known versions: {len(questions)}; with a fix: {sum(a['fix'] is not None for a in answers.values())}")
    differences = {
        kind: f"wanted {wanted}, got {counts[kind]}" for kind, wanted in WANTED.items() if counts[kind] != wanted
    }
    for line in bad[:20]:
        print(f"fix in a list: {line}")
    return suite.report(SUITE, len(WANTED), differences)


if __name__ == "__main__":
    sys.exit(main())
