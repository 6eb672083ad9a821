#!/usr/bin/env python3
"""The gate of the example's CI workflow, many times in a row: never red without a slow-down, red with one of 10 %.

regression_gate.py [--times 50] [--planted 3]

Each time a commit that changes no code, measured by the step's own command against the one before; then commits that make
the checked function a tenth slower.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "integration" / "test_ci"))

from test_performance import plant_a_slow_down
from test_release import ROOT, Repository


def command() -> list[str]:
    """What the workflow runs, but for who is compared."""
    text = (ROOT / "examples/parcels/.github/workflows/ci.yml").read_text(encoding="utf-8")
    found = re.search(r'ropewalk perf compare "\$BASE" HEAD ([^|]*)', text.replace("\\\n", " "))
    assert found
    return found[1].split()


def compare(made: Repository, words: list[str]) -> tuple[int, dict[str, object]]:
    done = made.run("perf", "compare", "HEAD~1", "HEAD", *words)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)["benchmarks"][0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--planted", type=int, default=3)
    options = parser.parse_args()
    words = command()
    folder = Path(tempfile.mkdtemp(prefix="regression-gate-"))
    made = Repository(folder / "parcels", folder)
    shutil.copytree(
        ROOT / "examples" / "parcels",
        made.path,
        dirs_exist_ok=True,
        ignore=shutil.ignore_patterns("__pycache__", ".*_cache", "reports", "dist", "*.db*"),
    )
    made.git("add", "--all")
    made.git("commit", "--quiet", "--message", "feat: track parcels")
    print(
        f"perf compare HEAD~1 HEAD {' '.join(words)}   (load {os.getloadavg()[0]:.1f})",
        flush=True,
    )
    red = Counter()
    for planted in (False, True):
        verdicts: Counter[str] = Counter()
        start = time.monotonic()
        for number in range(options.planted if planted else options.times):
            if planted:
                plant_a_slow_down(made)
            else:
                made.commit(f"docs: words {number}", "NOTES.md")
            code, found = compare(made, words)
            red[planted] += code != 0
            verdicts[str(found["verdict"])] += 1
            if planted or found["verdict"] != "same":
                print(
                    f"  {found['verdict']} {100 * float(str(found['shift'])):+.1f} %, {found['pairs']} pairs {found['why'] or ''}",
                    flush=True,
                )
            if planted:
                made.git("reset", "--quiet", "--hard", "HEAD~1")
        name = "a tenth slower" if planted else "the same"
        print(
            f"{name}: {dict(verdicts)}, {red[planted]} red, {time.monotonic() - start:.0f} s, load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
    shutil.rmtree(folder)
    return 0 if not red[False] and red[True] == options.planted else 1


if __name__ == "__main__":
    sys.exit(main())
