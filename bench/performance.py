"""The error rates of `perf compare` and `perf history`, from made measurements whose truth is known.

Blocks: rounds of base, head and base again, with noise of one machine (a slow drift that neighbours share, spikes, a spread of
15 %), judged by `ropewalk perf judge` as a measuring would be. Series: 120 commits with and without a change, with an
autocorrelation of 0.5, judged by `ropewalk perf history` and, where it is installed (OTAVA names a Python that has it), by
Apache Otava.

    python bench/performance.py [BLOCKS]
"""

from __future__ import annotations

import json
import math
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROPEWALK = os.environ.get("ROPEWALK") or str(ROOT / "build" / "ropewalk")
OTAVA = os.environ.get("OTAVA", "")
PAIRS = 40
SEED = 20261126


def rounds(dice: random.Random, shift: float) -> dict[str, list[float]]:
    """Neighbours share a level that drifts; each run is the best of seven, as short benchmarks are measured."""
    found: dict[str, list[float]] = {"base": [], "head": [], "again": []}
    level = 0.0
    for _ in range(PAIRS):
        order = list(found)
        dice.shuffle(order)
        for name in order:
            level = 0.6 * level + dice.gauss(0, 0.08)
            spikes = min(abs(dice.gauss(0, 0.06)) + (0.5 if dice.random() < 0.05 else 0) for _ in range(7))
            time = math.exp(level * 0.5 + spikes)
            found[name].append(time * (1 + shift if name == "head" else 1))
    return found


def blocks(count: int, shift: float, benchmarks: int = 1) -> None:
    dice = random.Random(f"{SEED}-{shift}-{benchmarks}")
    made = [
        {"benchmarks": [{"name": f"b{k}"} | rounds(dice, shift if k == 0 else 0.0) for k in range(benchmarks)]}
        for _ in range(count)
    ]
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(made, file)
        file.flush()
        done = subprocess.run(
            [ROPEWALK, "perf", "judge", file.name, "--json"],
            capture_output=True,
            text=True,
            check=False,
        )
    slower = inconclusive = 0
    pairs = 0
    for line in done.stdout.splitlines():
        verdicts = json.loads(line)["benchmarks"]
        slower += any(v["verdict"] == "slower" for v in (verdicts if shift == 0 else verdicts[:1]))
        inconclusive += any(v["verdict"] == "inconclusive" for v in verdicts)
        pairs += verdicts[0]["pairs"]
    print(
        f"| {100 * shift:+.0f} % | {benchmarks} | {count} | {100 * slower / count:.2f} % |"
        f" {100 * inconclusive / count:.2f} % | {pairs / count:.1f} |"
    )


def series(dice: random.Random, shift: float) -> list[float]:
    """120 commits, the change at 80; AR(1) with 0.5, 5 % of spread, 3 % spikes."""
    level = 0.0
    values = []
    for i in range(120):
        level = 0.5 * level + dice.gauss(0, 0.05 * math.sqrt(1 - 0.25))
        spike = dice.uniform(0.1, 0.6) if dice.random() < 0.03 else 0
        values.append(100 * math.exp(level) * (1 + spike) * (1 + shift if i >= 80 else 1))
    return values


def two_changes(dice: random.Random, shift: float) -> list[float]:
    """140 commits, slower at 60 and quick again at 100."""
    level = 0.0
    values = []
    for i in range(140):
        level = 0.5 * level + dice.gauss(0, 0.02 * math.sqrt(1 - 0.25))
        values.append(100 * math.exp(level) * (1 + shift if 60 <= i < 100 else 1))
    return values


def found_by_ropewalk(all_series: list[list[float]]) -> list[list[int]]:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        for number, values in enumerate(all_series):
            for i, value in enumerate(values):
                row = {
                    "benchmark": f"{number:05}",
                    "machine": "",
                    "commit": f"{i}",
                    "time": "",
                    "value": value,
                    "unit": "s",
                }
                file.write(json.dumps(row) + "\n")
        file.flush()
        done = subprocess.run(
            [ROPEWALK, "perf", "history", file.name, "--json"],
            capture_output=True,
            text=True,
            check=True,
        )
    return [[change["index"] for change in json.loads(line)["changes"]] for line in done.stdout.splitlines()]


OTAVA_SCRIPT = """
import json, sys
from otava.analysis import compute_change_points
for line in sys.stdin:
    points = compute_change_points(json.loads(line), window_len=50, max_pvalue=0.001)[0]
    print(json.dumps([int(p.index) for p in points]))
"""


def found_by_otava(all_series: list[list[float]]) -> list[list[int]]:
    lines = "\n".join(json.dumps(values) for values in all_series) + "\n"
    done = subprocess.run(
        [OTAVA, "-c", OTAVA_SCRIPT],
        input=lines,
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def history(count: int) -> None:
    finders = {"ropewalk": found_by_ropewalk} | ({"otava": found_by_otava} if OTAVA else {})
    print(
        "\n| finder | change | series | found within 3 | false a 1,000 commits and series | F1 |\n|---|---|---|---|---|---|"
    )
    for shift in (0.0, 0.05, 0.10, 0.25):
        dice = random.Random(f"{SEED}-series-{shift}")
        all_series = [series(dice, shift) for _ in range(count)]
        for name, find in finders.items():
            hits = false = 0
            for changes in find(all_series):
                near = [at for at in changes if shift and abs(at - 80) <= 3]
                hits += bool(near)
                false += len(changes) - (1 if near else 0)
            missed = count - hits if shift else 0
            f1 = 2 * hits / (2 * hits + false + missed) if hits else 0.0
            print(
                f"| {name} | {100 * shift:+.0f} % | {count} | {100 * hits / count:.1f} % |"
                f" {1000 * false / (count * 120):.2f} | {f1:.3f} |"
            )


def history_of_two(count: int) -> None:
    """Changes that take each other back."""
    finders = {"ropewalk": found_by_ropewalk} | ({"otava": found_by_otava} if OTAVA else {})
    print("\n| finder | change and back | series | both found within 3 | F1 |\n|---|---|---|---|---|")
    for shift in (0.05, 0.10, 0.25):
        dice = random.Random(f"{SEED}-two-{shift}")
        all_series = [two_changes(dice, shift) for _ in range(count)]
        for name, find in finders.items():
            both = hits = said = 0
            for changes in find(all_series):
                near = sum(any(abs(at - true) <= 3 for at in changes) for true in (60, 100))
                hits += near
                both += near == 2
                said += len(changes)
            print(
                f"| {name} | {100 * shift:+.0f} % | {count} | {100 * both / count:.1f} % |"
                f" {2 * hits / (said + 2 * count):.3f} |"
            )


def tigerbeetle(file: str) -> None:
    """A series of real measurements, 365 of them (a JSON list; from Apache Otava's tests/tigerbeetle_test.py). Nobody has
    labelled it: its tests name two changes above 5 %, at 15 and 71."""
    values = json.loads(Path(file).read_text(encoding="utf-8"))
    finders = {"ropewalk": found_by_ropewalk} | ({"otava": found_by_otava} if OTAVA else {})
    print("\n| finder | tigerbeetle: changes at | F1 on 15 and 71, within 3 |\n|---|---|---|")
    for name, find in finders.items():
        changes = find([values])[0]
        hits = sum(any(abs(at - true) <= 3 for at in changes) for true in (15, 71))
        print(f"| {name} | {', '.join(map(str, changes))} | {2 * hits / (len(changes) + 2):.3f} |")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    print("| true shift of one | benchmarks | blocks | slower | inconclusive | pairs |\n|---|---|---|---|---|---|")
    for shift, benchmarks in (
        (0.0, 1),
        (0.0, 5),
        (0.02, 1),
        (0.03, 1),
        (0.05, 1),
        (0.05, 5),
        (0.10, 1),
    ):
        blocks(count, shift, benchmarks)
    history(max(100, count // 5))
    history_of_two(max(100, count // 10))
    if file := os.environ.get("TIGERBEETLE"):
        tigerbeetle(file)


if __name__ == "__main__":
    main()
