#!/usr/bin/env python3
"""Compares `scan dependencies` with osv-scanner over the same advisories: whatever it finds for a version of a package, we
find, too, or say that the line is no requirement.

Usage: tests/differential/osv_scanner.py [ROPEWALK] [FILES]

The advisories and the versions that they list are those of ../shared/conformance/advisories. Each of FILES (default 60)
requirements files pins another version of every package that has so many. osv-scanner is taken from PATH or OSV_SCANNER
(`go install github.com/google/osv-scanner/v2/cmd/osv-scanner@v2.5.0`). Exits 1 when we miss one, 2 when nothing could be
run.
"""

from __future__ import annotations

import datetime
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import yaml

PROJECT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("ROPEWALK_CONFORMANCE", PROJECT.parent / "shared" / "conformance"))
ADVISORIES = SHARED / "advisories" / "pypa-advisory-database-2024-10-10.tar.zst"
SCANNER = os.environ.get("OSV_SCANNER") or shutil.which("osv-scanner")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def plain(value: object) -> object:
    """As JSON has it: times are texts."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime.date) else value


def load(folder: Path) -> list[dict]:
    unpacked = subprocess.run(["zstd", "-dc", str(ADVISORIES)], capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(unpacked)) as archive:
        archive.extractall(folder, filter="data")
    files = sorted(folder.rglob("PYSEC*.yaml"))
    return [plain(yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER)) for file in files]


def requirements(records: list[dict], count: int) -> list[dict[str, str]]:
    """Package to version, a file each."""
    files: list[dict[str, str]] = [{} for _ in range(count)]
    versions: dict[str, set[str]] = {}
    for record in records:
        affected = record["affected"][0]
        versions.setdefault(affected["package"]["name"], set()).update(map(str, affected.get("versions", [])))
    for package, known in versions.items():
        for file, version in zip(files, sorted(known), strict=False):
            file[package] = version
    return files


def name(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def theirs(folder: Path) -> set[tuple[str, str, str]]:
    words = [str(SCANNER), "scan", "source", "--offline", "--offline-vulnerabilities", "--format", "json"]
    done = subprocess.run(
        [*words, "--lockfile", "requirements.txt"], cwd=folder, capture_output=True, text=True, check=False
    )
    packages = [one for result in json.loads(done.stdout)["results"] for one in result["packages"]]
    return {
        (name(one["package"]["name"]), one["package"]["version"], found["id"])
        for one in packages
        for found in one["vulnerabilities"]
    }


def ours(program: str, pack: Path, folder: Path) -> tuple[set[tuple[str, str, str]], set[int]]:
    """What is found, and the lines that are no requirements."""
    words = [program, "scan", "dependencies", "-C", str(folder), "--database", str(pack), "--db-age-ok"]
    done = subprocess.run(
        [*words, "--format", "jsonl", "requirements.txt"], capture_output=True, text=True, check=False
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    found = {
        (name(line["package"]), line["version"], one)
        for line in lines
        if line["type"] == "finding" and "ids" in line
        for one in line["ids"]
    }
    return found, {line["line"] for line in lines if line["type"] == "error"}


def main() -> int:
    program = str(Path(sys.argv[1]).resolve()) if len(sys.argv) > 1 else str(PROJECT / "build/release/src/ropewalk")
    if not SCANNER or not ADVISORIES.is_file() or not shutil.which("zstd"):
        print("needs osv-scanner, zstd and ../shared/conformance/advisories")
        return 2
    found = missed = refused = pairs = 0
    with tempfile.TemporaryDirectory(prefix="ropewalk-osv.") as name_of_top:
        top = Path(name_of_top)
        os.environ["XDG_CACHE_HOME"] = str(top / "cache")
        records = load(top / "advisories")
        data = top / "cache" / "osv-scalibr" / "PyPI" / "all.zip"
        data.parent.mkdir(parents=True)
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
            for record in records:
                archive.writestr(f"{record['id']}.json", json.dumps({"schema_version": "1.6.0", **record}))
        pack = top / "advisories.pack"
        subprocess.run([program, "db", "build", str(data), "-o", str(pack)], check=True, capture_output=True)
        for number, file in enumerate(requirements(records, int(sys.argv[2]) if len(sys.argv) > 2 else 60)):
            folder = top / str(number)
            folder.mkdir()
            (folder / "requirements.txt").write_text("".join(f"{one}=={version}\n" for one, version in file.items()))
            pairs += len(file)
            wanted = theirs(folder)
            known, bad_lines = ours(program, pack, folder)
            refused += len(bad_lines)
            bad = {name(list(file)[line - 1]) for line in bad_lines}
            found += len(wanted)
            for package, version, one in sorted(wanted - known):
                if package not in bad:
                    missed += 1
                    print(f"{package} {version}: {one}")
    print(f"osv-scanner: {missed} of {found} findings missed, in {pairs} pins; {refused} of them pip does not take")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
