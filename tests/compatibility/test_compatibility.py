"""docs/compatibility.md says what the cases give today, and what act did with the same files."""

from __future__ import annotations

import json
import shutil

import compatibility
import pytest
from facts import Facts


def test_the_page_is_what_the_cases_give() -> None:
    lacking = {name for f in compatibility.features() for name in compatibility.case_file.load(f.path).needs}
    if lacking := sorted(name for name in lacking if shutil.which(name) is None):
        pytest.skip(f"needs {', '.join(lacking)}")
    rows, version = compatibility.made()
    assert [f"{row.feature.case}: {row.problem}" for row in rows if row.problem] == []
    assert compatibility.PAGE.read_text(encoding="utf-8") == compatibility.page(rows, version)


def test_a_recorded_run_of_another_form_of_a_case_is_refused() -> None:
    feature = compatibility.features()[0]
    record = json.loads(compatibility.RECORD.read_text(encoding="utf-8"))
    record["runs"][feature.case]["digest"] = "0" * 16
    assert "another form" in compatibility.row_of(feature, record).problem


def test_words_follow_from_what_is_the_same() -> None:
    feature = compatibility.Feature("Steps", "one", "features/branches")
    ours = [Facts(0, ["a", "b"])]
    assert compatibility.compare(feature, ours, [Facts(0, ["a", "b"])]) == ("yes", [])
    assert compatibility.compare(feature, ours, [Facts(0, ["a", "b", "c"])]) == ("in part", ["has `c`"])
    assert compatibility.compare(feature, ours, [Facts(0, ["a", "c"])]) == ("no", ["lacks `b`", "has `c`"])
    assert compatibility.compare(feature, ours, [Facts(1, ["a", "b"])])[0] == "no"
