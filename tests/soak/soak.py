#!/usr/bin/env python3
"""Ends runs at random moments in every way there is, and runs many in a row: nothing may be left, nothing may grow.

soak.py [--ends 300] [--runs 1000] [--seed 1]
"""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "ends"))

import contextlib

from run_ends import Bench, wait_until  # noqa: E402

ENDS = """\
on: push
jobs:
  work:
    strategy: {matrix: {n: [1, 2]}}
    runs-on: ubuntu-latest
    steps:
      - run: |
          echo "${GITHUB_ENV%/*/*}" >> SEEN
          setsid sleep 997 >/dev/null 2>&1 &
          sleep 998 >/dev/null 2>&1 &
      - uses: actions/checkout@v4
      - uses: actions/cache@v4
        with: {path: c, key: "k-${{ github.run_id }}"}
      - run: mkdir -p c; head -c 3000000 /dev/urandom > c/x; sleep 0.1
      - uses: actions/upload-artifact@v4
        with: {name: "a-${{ matrix.n }}", path: c}
      - run: trap '' INT TERM; sleep 0.3
      - if: always()
        run: sleep 0.05
"""

SMALL = """\
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: for i in $(seq 20); do echo "line $i"; done
"""

KINDS = {"one signal": 1, "two signals": 2, "three signals": 3, "kill -9": 0}


def end_one(bench: Bench, kind: str, chance: random.Random) -> tuple[int, dict]:
    """One run that is ended at some moment; its exit code and what is left of it."""
    process = bench.start("--jobs", "2", "-q")
    time.sleep(chance.uniform(0, 1.2))
    if kind == "kill -9":
        process.kill()
    for count in range(KINDS[kind]):
        if count:
            time.sleep(chance.choice([0, 0.003, 0.03, 0.2]))
        if process.poll() is None:
            process.send_signal(chance.choice([signal.SIGINT, signal.SIGTERM, signal.SIGHUP]))
    code = process.wait(timeout=60)
    if kind == "kill -9":
        with contextlib.suppress(AssertionError):
            wait_until(lambda: bench.left() == {}, "the watch has cleaned up", 20)
    return code, bench.left()


def soak_ends(folder: Path, count: int, chance: random.Random) -> bool:
    """Many ends; whether all were clean."""
    bench = Bench(folder, ENDS.replace("SEEN", str(folder / "seen")))
    codes: dict[str, Counter] = {kind: Counter() for kind in KINDS}
    dirty = 0
    for number in range(count):
        kind = list(KINDS)[number % len(KINDS)]
        code, left = end_one(bench, kind, chance)
        codes[kind][code] += 1
        if left:
            dirty += 1
            print(f"  end {number} ({kind}, exit code {code}) left {left}")
            bench.command("runs")
        # The log of what steps have seen would grow, and is looked through each time.
        (folder / "seen").unlink(missing_ok=True)
    runs = [json.loads(line) for line in bench.command("runs", "--json", "-n", str(count)).stdout.splitlines()]
    unfinished = [run for run in runs if not run.get("conclusion")]
    for kind, counter in codes.items():
        print(f"  {kind}: exit codes {dict(counter)}")
    print(f"  {count} ends: {dirty} left something; {len(runs)} runs in the record, {len(unfinished)} without an end")
    # Runs that never began would leave nothing behind, too.
    return dirty == 0 and not unfinished and len(runs) >= count // 2


def size_of(folder: Path) -> int:
    """The bytes of all files below."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def soak_runs(folder: Path, count: int) -> bool:
    """Many runs in a row; whether neither memory nor files grow beyond the record itself."""
    bench = Bench(folder, SMALL)
    memory: list[int] = []
    sizes: list[int] = []
    times: list[float] = []
    for number in range(count):
        start = time.monotonic()
        process = bench.start("-q")
        _, status, usage = os.wait4(process.pid, 0)
        times.append(time.monotonic() - start)
        memory.append(usage.ru_maxrss)
        if status:
            print(f"  run {number}: status {status}")
            return False
        if number % max(count // 10, 1) == 0:
            sizes.append(size_of(bench.state))
    tenth = max(count // 10, 1)
    first, last = sorted(memory[:tenth])[tenth // 2], sorted(memory[-tenth:])[tenth // 2]
    growth = [(after - before) / tenth / 1024 for before, after in zip(sizes, sizes[1:], strict=False)]
    cache = [path for path in bench.cache.rglob("*") if path.is_file()]
    print(f"  {count} runs: memory {first // 1024} MB at first, {last // 1024} MB at last")
    print(
        f"  time {sum(times[:tenth]) / tenth * 1000:.0f} ms at first, {sum(times[-tenth:]) / tenth * 1000:.0f} ms at last"
    )
    print(f"  state grows by {', '.join(f'{g:.0f}' for g in growth)} KB a run; {len(cache)} files in the cache")
    return not bench.left() and last < first * 1.2 + 4096


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ends", type=int, default=300)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    is_good = True
    with tempfile.TemporaryDirectory(prefix="soak-") as top:
        if options.ends:
            print(f"ends at random moments, seed {options.seed}")
            (Path(top) / "ends").mkdir()
            is_good = soak_ends(Path(top) / "ends", options.ends, random.Random(options.seed)) and is_good
        if options.runs:
            print("runs in a row")
            (Path(top) / "runs").mkdir()
            is_good = soak_runs(Path(top) / "runs", options.runs) and is_good
    print("clean" if is_good else "NOT clean")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
