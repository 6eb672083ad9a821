"""Reading and planning workflows, against GitHub's own TypeScript parser and against reading the bytes.

1,000 and 10,000 real-looking workflows (data/make_workflows.py). Ours goes from the bytes to the plan of a push, on one
thread and on two; the parser (@actions/workflow-parser, bundled by esbuild, warm) from the text to its template, without
planning. Everything runs in turns in one run of this script, so the ratios hold on a machine that is shared.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
sys.path[:0] = [str(HERE / "peers"), str(HERE / "data")]

from install import install  # noqa: E402
from make_workflows import make  # noqa: E402

PROGRAM = os.environ.get("READ_PLAN_BENCH", str(PROJECT / "build" / "release" / "bench" / "read_plan_bench"))
WORK = Path(os.environ.get("BENCH_WORK", PROJECT / "build" / "bench-data"))
ROUNDS = os.environ.get("ROUNDS", "3")
TURNS = 3
SIZES = [1_000, 10_000]
GOALS = {"two threads": 20, "one thread": 15}


def peer_bundle() -> Path | None:
    """The parser in one file that Node 20 can load; None when it can't be had."""
    folder = install()
    if folder is None:
        return None
    source = folder / "read_plan.mjs"
    source.write_text((HERE / "peers" / "read_plan.mjs").read_text(encoding="utf-8"), encoding="utf-8")
    bundle = folder / "read_plan.bundle.mjs"
    command = [str(folder / "node_modules/.bin/esbuild"), str(source), "--bundle", "--platform=node", "--format=esm"]
    banner = "--banner:js=import{createRequire}from'node:module';const require=createRequire(import.meta.url);"
    done = subprocess.run([*command, banner, "--log-level=error", f"--outfile={bundle}"], cwd=folder, check=False)
    return bundle if done.returncode == 0 else None


def measure(command: list[str]) -> dict:
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def best(samples: list[dict]) -> dict:
    """The least of each figure, because other programs only ever add to a time; all errors."""
    return {key: (max if key == "errors" else min)(sample[key] for sample in samples) for key in samples[0]}


def main() -> int:
    bundle = peer_bundle()
    if bundle is None:
        print("@actions/workflow-parser is not there and could not be installed: its rows are missing")
    ours: dict[int, dict] = {}
    theirs: dict[int, dict] = {}
    for size in SIZES:
        folder = WORK / f"workflows-{size}"
        make(folder, size)
        own, other = [], []
        for _ in range(TURNS if size == SIZES[0] else 1):
            own.append(measure([PROGRAM, str(folder), ROUNDS]))
            if bundle is not None and size == SIZES[0]:
                other.append(measure(["node", str(bundle), str(folder), ROUNDS, str(size)]))
        ours[size] = best(own)
        if other:
            theirs[size] = best(other)

    form = "{:<34}{:>8}{:>12}{:>10}{:>9}{:>12}"
    print(form.format("", "files", "µs a file", "files/s", "MB/s", "peak MB"))
    for size, own in ours.items():
        rows = {"reading the bytes": "read_bytes", "read, one thread": "read_1"}
        rows |= {"read and plan, one thread": "plan_1", "read and plan, two threads": "plan_2"}
        for name, key in rows.items():
            peak = own["peak_kb"] if key == "plan_2" else own["texts_kb"] if key == "read_bytes" else None
            print(row(form, name, own["files"], own[key], own["bytes"], peak))
        if size in theirs:
            other = theirs[size]
            print(row(form, "TypeScript parser, warm", size, other["seconds"], own["bytes"], other["peak_kb"]))
    print()
    small, large = ours[SIZES[0]], ours[SIZES[1]]
    for name, key in {"one thread": "plan_1", "two threads": "plan_2"}.items():
        if theirs:
            ratio = theirs[SIZES[0]]["seconds"] / small[key]
            print(f"faster than the TypeScript parser, {name}: {ratio:.1f} times (goal {GOALS[name]})")
        growth = (large[key] / large["files"]) / (small[key] / small["files"])
        print(f"time of a file at 10,000 against 1,000, {name}: {growth:.2f}")
    print(
        f"read and plan against reading the bytes, one thread: {small['plan_1'] / small['read_bytes']:.1f} times as long"
    )
    print(f"share of planning, one thread: {100 * (1 - small['read_1'] / small['plan_1']):.0f} %")
    failures = sum(sample["errors"] for sample in [*ours.values(), *theirs.values()])
    if failures:
        print(f"{failures} errors: every workflow should be read")
    return 1 if failures else 0


def row(form: str, name: str, files: int, seconds: float, size: int, peak_kb: int | None) -> str:
    peak = "" if peak_kb is None else f"{peak_kb / 1024:.0f}"
    return form.format(
        name, files, f"{seconds / files * 1e6:.1f}", f"{files / seconds:.0f}", f"{size / seconds / 1e6:.0f}", peak
    )


if __name__ == "__main__":
    sys.exit(main())
