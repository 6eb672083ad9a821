"""Turns the reports of a run into Markdown for `$GITHUB_STEP_SUMMARY`; standard library alone.

    summarise.py junit reports/junit.xml
    summarise.py coverage reports/coverage.xml
    summarise.py benchmark reports/benchmark.json
    summarise.py gate          # reads the `needs` context from $NEEDS; exits 1 unless all succeeded

A report that is not there is said to be missing: this runs after failures too.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

_MICROSECONDS = 1e6


def junit(path: Path) -> Iterator[str]:
    """One line of totals, then what failed."""
    suites = list(ElementTree.parse(path).getroot().iter("testsuite"))

    def total(name: str) -> int:
        return sum(int(suite.get(name, "0")) for suite in suites)

    seconds = sum(float(suite.get("time", "0")) for suite in suites)
    bad = total("failures") + total("errors")
    passed = total("tests") - bad - total("skipped")
    mark = "❌" if bad else "✅"
    yield f"{mark} {passed} passed, {bad} failed, {total('skipped')} skipped in {seconds:.1f} s"
    yield ""
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            yield f"- `{case.get('classname')}::{case.get('name')}`"


def coverage(path: Path) -> Iterator[str]:
    """Lines and branches in percent, then the files that are not covered whole."""
    root = ElementTree.parse(path).getroot()
    lines, branches = (float(root.get(f"{kind}-rate", "0")) for kind in ("line", "branch"))
    yield f"Coverage: {lines:.1%} of lines, {branches:.1%} of branches"
    yield ""
    for file in root.iter("class"):
        if (rate := float(file.get("line-rate", "0"))) < 1:
            yield f"- `{file.get('filename')}` {rate:.1%}"


def benchmark(path: Path) -> Iterator[str]:
    """One row for each benchmark."""
    yield "| benchmark | median, µs | spread (IQR), µs | rounds |"
    yield "|---|--:|--:|--:|"
    for entry in json.loads(path.read_text())["benchmarks"]:
        stats = entry["stats"]
        median, spread = stats["median"] * _MICROSECONDS, stats["iqr"] * _MICROSECONDS
        name = entry["name"].removeprefix("test_").replace("_", " ")
        yield f"| {name} | {median:,.1f} | {spread:,.1f} | {stats['rounds']:,} |"


def gate(needs: dict[str, dict[str, str]]) -> Iterator[str]:
    """One row for each job."""
    yield "| job | result |"
    yield "|---|---|"
    for job, need in needs.items():
        yield f"| {job} | {'✅' if need['result'] == 'success' else '❌'} {need['result']} |"


REPORTS: dict[str, Callable[[Path], Iterator[str]]] = {
    "junit": junit,
    "coverage": coverage,
    "benchmark": benchmark,
}


def main(arguments: list[str]) -> int:
    """Write one summary to standard output."""
    match arguments:
        case ["gate"]:
            needs = json.loads(os.environ["NEEDS"])
            sys.stdout.write("\n".join(gate(needs)) + "\n\n")
            return int(any(need["result"] != "success" for need in needs.values()))
        case [kind, file] if kind in REPORTS:
            path = Path(file)
            lines = REPORTS[kind](path) if path.exists() else [f"⚠️ `{file}` was not written"]
            sys.stdout.write("\n".join(lines) + "\n\n")
            return 0
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
