"""The list of what a job on this machine does names cases and tests that are there, and each case says where its rule comes from."""

from __future__ import annotations

import re

import run_cases

ROWS = [
    line.strip("|").split("|")[1].strip()
    for line in (run_cases.HERE / "host_jobs.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| rule")
]


def test_there_are_rules() -> None:
    assert len(ROWS) > 50


def test_what_shows_a_rule_is_there() -> None:
    for row in ROWS:
        for name in row.removeprefix("by tests: ").split(", "):
            path = run_cases.ROOT / name if row.startswith("by tests: ") else run_cases.HERE / f"{name}.case"
            assert path.exists(), name


def test_cases_of_features_name_their_source() -> None:
    for path in run_cases.HERE.glob("features/*.case"):
        first = path.read_text(encoding="utf-8").partition("\n===")[0]
        assert re.search(r"semantics\.md|docs\.github\.com|GitHub|:$|\.$", first), path
