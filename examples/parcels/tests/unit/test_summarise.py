import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "summarise.py"


def summarise(*arguments: str, needs: str = "") -> tuple[int, str]:
    done = subprocess.run(  # noqa: S603 - our own script, with our own arguments
        [sys.executable, str(SCRIPT), *arguments],
        env={"NEEDS": needs, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout


def test_test_results_name_what_failed(tmp_path: Path) -> None:
    report = tmp_path / "junit.xml"
    report.write_text(
        """<testsuites><testsuite tests="3" failures="1" errors="0" skipped="1" time="1.25">
        <testcase classname="tests.a" name="test_x"><failure/></testcase>
        <testcase classname="tests.a" name="test_y"/></testsuite></testsuites>"""
    )
    code, text = summarise("junit", str(report))
    assert code == 0
    assert "❌ 1 passed, 1 failed, 1 skipped in 1.2 s" in text
    assert "- `tests.a::test_x`" in text
    assert "test_y" not in text


def test_coverage_names_the_files_that_lack_some(tmp_path: Path) -> None:
    report = tmp_path / "coverage.xml"
    report.write_text(
        """<coverage line-rate="0.9" branch-rate="0.5"><class filename="a.py" line-rate="0.8"/>
        <class filename="b.py" line-rate="1"/></coverage>"""
    )
    assert summarise("coverage", str(report)) == (
        0,
        "Coverage: 90.0% of lines, 50.0% of branches\n\n- `a.py` 80.0%\n\n",
    )


def test_benchmarks_are_a_table(tmp_path: Path) -> None:
    report = tmp_path / "benchmark.json"
    stats = {"median": 0.0012345, "iqr": 2e-6, "rounds": 1234}
    report.write_text(json.dumps({"benchmarks": [{"name": "test_going_far", "stats": stats}]}))
    assert "| going far | 1,234.5 | 2.0 | 1,234 |" in summarise("benchmark", str(report))[1]


@pytest.mark.parametrize(("result", "code"), [("success", 0), ("failure", 1), ("skipped", 1)])
def test_the_gate_opens_only_when_all_succeeded(result: str, code: int) -> None:
    needs = {"lint": {"result": "success"}, "unit": {"result": result}}
    assert summarise("gate", needs=json.dumps(needs))[0] == code


def test_a_missing_report_is_said_to_be_missing(tmp_path: Path) -> None:
    code, text = summarise("junit", str(tmp_path / "junit.xml"))
    assert (code, text.count("was not written")) == (0, 1)


def test_wrong_usage_is_told_apart() -> None:
    assert summarise("juint", "x")[0] == 2
