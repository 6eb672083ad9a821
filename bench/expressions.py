"""Expressions against GitHub's own TypeScript (@actions/expressions, warm), over one set of real-looking expressions.

Both programs take turns, ROUNDS times, and the table shows medians and their ratios; the second table shows how the time
grows with the length of an expression. The peer is installed from the npm registry into build/peers at its first use;
without node or the registry its column stays empty.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
sys.path.insert(0, str(HERE / "peers"))

from install import install  # noqa: E402

PROGRAM = os.environ.get("EXPR_BENCH", str(PROJECT / "build" / "release" / "bench" / "expr_bench"))
SET = HERE / "data" / "expressions.json"
ROUNDS = int(os.environ.get("ROUNDS", "5"))
SECONDS = os.environ.get("SECONDS_EACH", "0.3")
GOALS = {"evaluate": 5, "parse_and_evaluate": 10}


def peer_command() -> list[str] | None:
    """How to run the peer, installing it when it is not there; None when it can't be had."""
    folder = install()
    return None if folder is None else ["node", str(HERE / "peers" / "expressions.mjs"), str(SET), SECONDS, str(folder)]


def measure(command: list[str]) -> dict:
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def median(samples: list[dict], *keys: str) -> float | None:
    values = []
    for sample in samples:
        value = sample
        for key in keys:
            value = value[key]
        values.append(value)
    return None if not values or None in values else statistics.median(values)


def cell(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def main() -> int:
    peer = peer_command()
    if peer is None:
        print("@actions/expressions is not there and could not be installed: its column stays empty")
    ours: list[dict] = []
    theirs: list[dict] = []
    for _ in range(ROUNDS):
        ours.append(measure([PROGRAM, str(SET), SECONDS]))
        if peer is not None:
            theirs.append(measure(peer))

    count = len(json.loads(SET.read_text(encoding="utf-8"))["expressions"])
    print(f"{count} expressions, median of {ROUNDS} rounds, nanoseconds an expression")
    print(f"{'':22}{'ropewalk':>12}{'TypeScript':>12}{'ratio':>8}{'goal':>6}")
    for key, goal in GOALS.items():
        own, other = median(ours, key), median(theirs, key)
        ratio = None if own is None or other is None else other / own
        print(f"{key:22}{cell(own, '.0f'):>12}{cell(other, '.0f'):>12}{cell(ratio, '.1f'):>8}{goal:>6}")
    print("\nparse and evaluate a chain of `a == b || ...`, nanoseconds a term")
    print(f"{'terms':22}{'ropewalk':>12}{'TypeScript':>12}{'ratio':>8}")
    for terms in ("5", "50", "500"):
        own, other = median(ours, "chain", terms), median(theirs, "chain", terms)
        ratio = None if own is None or other is None else other / own
        per_term = [None if value is None else value / int(terms) for value in (own, other)]
        print(f"{terms:22}{cell(per_term[0], '.0f'):>12}{cell(per_term[1], '.0f'):>12}{cell(ratio, '.1f'):>8}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
