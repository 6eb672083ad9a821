#!/usr/bin/env python3
"""How long a scan of a lock with 500 packages takes, as a whole process: requirements and uv.lock, against an empty run
of the program, against pip-audit's own reading of the same file, and against osv-scanner where it is installed.

Each row is the best of several runs, and its ratio to ours. At ten times the packages the growth is shown.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
BINARY = os.environ.get("ROPEWALK", str(PROJECT / "build" / "release" / "src" / "ropewalk"))
RUNS = 15
NAMES = ["django", "flask", "requests", "urllib3", "jinja2", "numpy", "pillow", "tornado", "aiohttp", "idna"]
WHEELS = 8


def name_of(number: int) -> str:
    return NAMES[number] if number < len(NAMES) else f"package-{number}"


def requirements(count: int) -> str:
    return "".join(f"{name_of(i)}==1.{i}.0 --hash=sha256:{'ab' * 32}\n" for i in range(count))


def uv_lock(count: int) -> str:
    text = 'version = 1\nrequires-python = ">=3.11"\n\n'
    for i in range(count):
        name = name_of(i)
        wheels = "".join(
            f'    {{ url = "https://files.pythonhosted.org/packages/{i:04x}/{name}-1.{i}.0-cp3{w}-cp3{w}-'
            f'manylinux_2_17_x86_64.whl", hash = "sha256:{"cd" * 32}", size = 1234567 }},\n'
            for w in range(WHEELS)
        )
        text += (
            f'[[package]]\nname = "{name}"\nversion = "1.{i}.0"\nsource = {{ registry = "https://pypi.org/simple" }}\n'
            f'dependencies = [\n    {{ name = "idna", marker = "python_full_version < \'3.13\'" }},\n]\n'
            f"wheels = [\n{wheels}]\n\n"
        )
    return text


def best(command: list[str], folder: Path, runs: int = RUNS) -> float:
    """In milliseconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        times.append(time.perf_counter() - start)
    return min(times) * 1000


def row(name: str, milliseconds: float, ours: float) -> None:
    print(f"{name:<44} {milliseconds:9.1f} ms {milliseconds / ours:9.1f}×")


def against_osv_scanner(folder: Path, ours: float) -> None:
    """OSV's data for PyPI has to be in ~/.cache/osv-scalibr/PyPI/all.zip, or it looks nothing up."""
    scanner = os.environ.get("OSV_SCANNER") or shutil.which("osv-scanner")
    if not scanner:
        print("osv-scanner is not installed: go install github.com/google/osv-scanner/v2/cmd/osv-scanner@v2.5.0")
        return
    command = [scanner, "scan", "source", "--offline", "--offline-vulnerabilities", "--lockfile", "requirements.txt"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    has_data = done.returncode in (0, 1)
    name = "osv-scanner --offline" if has_data else f"osv-scanner, without data (exit {done.returncode})"
    row(name, best(command, folder, 3), ours)


def main() -> int:
    if not Path(BINARY).exists():
        print(f"{BINARY} is not there: tools/build.sh release ropewalk")
        return 2
    with tempfile.TemporaryDirectory(prefix="ropewalk-bench.") as name:
        folder = Path(name)
        (folder / "requirements.txt").write_text(requirements(500), encoding="utf-8")
        (folder / "uv.lock").write_text(uv_lock(500), encoding="utf-8")
        scan = [BINARY, "scan", "dependencies", "-C", str(folder), "--db-age-ok", "--format", "jsonl"]
        ours = best([*scan, "requirements.txt"], folder)
        row("ropewalk, requirements of 500", ours, ours)
        row("ropewalk, uv.lock of 500 (1 MB)", best([*scan, "uv.lock"], folder), ours)
        row("ropewalk, only the start (version)", best([BINARY, "version"], folder), ours)
        for count in (50, 5000):
            (folder / f"r{count}.txt").write_text(requirements(count), encoding="utf-8")
            row(f"ropewalk, requirements of {count}", best([*scan, f"r{count}.txt"], folder), ours)
        python = sys.executable
        row(
            "python, reading uv.lock with tomllib",
            best([python, "-c", "import tomllib;tomllib.load(open('uv.lock','rb'))"], folder, 5),
            ours,
        )
        audit = shutil.which("pip-audit") or shutil.which("pip-audit", path=str(Path(python).parent))
        if audit:
            command = [audit, "-r", "requirements.txt", "--no-deps", "--disable-pip", "--dry-run"]
            row("pip-audit --dry-run (reads, asks nobody)", best(command, folder, 3), ours)
        else:
            print("pip-audit is not installed: pip install pip-audit")
        against_osv_scanner(folder, ours)
    return 0


if __name__ == "__main__":
    sys.exit(main())
