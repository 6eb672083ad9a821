"""Reports of all jobs come together in the gate: summary, annotations, the page, and the gates of budgets and coverage."""

import pytest
from conftest import BUILT, SET_UP, only
from ropewalk import double

GREEN = '<testsuite name="cases" tests="2" time="3"><testcase classname="a" name="one" time="1"/><testcase classname="a" name="two" time="2"/></testsuite>'
RED = (
    '<testsuite name="cases" tests="1" failures="1" time="1"><testcase classname="a" name="three" file="tests/cases/test_cases.py" line="20" time="1">'
    '<failure message="not equal">expected this</failure></testcase></testsuite>'
)
SLOW = '<testsuite name="cases" tests="1" time="1000"><testcase classname="a" name="endless" time="1000"/></testsuite>'
LOW = (
    '<coverage lines-valid="10" lines-covered="5" line-rate="0.5"><packages><package name="p"><classes><class filename="a.py" line-rate="0.5"><lines>'
    + "".join(f'<line number="{number}" hits="{number % 2}"/>' for number in range(1, 11))
    + "</lines></class></classes></package></packages></coverage>"
)


HIGH = LOW.replace('hits="0"', 'hits="1"')


def reporting(junit: str = GREEN, coverage: str = HIGH, fails: bool = False) -> list:
    """The job `cases`, real but for its tests: a script that leaves these reports."""
    script = f"mkdir -p reports\ncat >reports/junit.xml <<'END'\n{junit}\nEND\n"
    script += f"cat >reports/coverage.xml <<'END'\n{coverage}\nEND\n"
    return [*only("cases"), SET_UP, BUILT, double.step("Golden cases", job="cases", run=script, fails=fails)]


async def test_reports_become_a_summary_and_a_page(ours):
    run = await ours.run("ci", event="pull_request", doubles=reporting())
    assert run.succeeded, run
    assert set(run.artifacts) == {"cases", "report"}
    assert "2 of 2 tests passed" in run.job("gate").summary
    assert "100.00 % of at least 85 %" in run.job("gate").summary
    assert run.annotations == []


async def test_a_test_that_fails_is_annotated_at_its_line(ours):
    run = await ours.run("ci", event="pull_request", doubles=reporting(RED, fails=True))
    assert run.failed
    notes = [(note.file, note.line) for note in run.job("gate").errors if note.file]
    assert notes == [("tests/cases/test_cases.py", 20)], run.annotations
    assert "three" in run.job("gate").summary
    # What was found is kept, although the job is red.
    assert set(run.artifacts) == {"cases", "report"}


@pytest.mark.parametrize(
    ("reports", "said"),
    [({"junit": SLOW}, "16 min 40 s of at most 15 min"), ({"coverage": LOW}, "50")],
    ids=["time", "coverage"],
)
async def test_budgets_close_the_gate(ours, reports, said):
    run = await ours.run("ci", event="pull_request", doubles=reporting(**reports))
    gate = run.job("gate")
    assert gate.failed and "Report" in [step.name for step in gate.failed_steps], run
    assert said in gate.summary + gate.log, gate.log


async def test_the_page_stands_alone(ours, tmp_path):
    run = await ours.run("ci", event="pull_request", doubles=reporting())
    folder = await ours.download(run, "report", tmp_path / "report")
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!") and 'src="http' not in page and 'href="http' not in page
