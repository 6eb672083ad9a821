"""The example service's workflow by the plugin: red for the right reason when the service is broken, and the gate with it."""

import pytest
from conftest import ROOT
from ropewalk import double
from ropewalk.project import Project

JOBS = ("lint", "types", "unit", "integration", "performance", "regression")


@pytest.fixture
def parcels(example) -> Project:
    """The files of the repository that `example` runs."""
    return Project(example.directory)


def test_the_example_is_the_one_of_the_repository(parcels):
    assert parcels.read("pyproject.toml") == (ROOT / "examples" / "parcels" / "pyproject.toml").read_text("utf-8")


@pytest.mark.parametrize("red", [None, *JOBS])
async def test_the_gate_is_as_good_as_the_jobs_before_it(example, red):
    doubles = [*(double.job(job, fails=job == red) for job in JOBS), double.step("Report", job="gate")]
    run = await example.run("ci", event="pull_request", doubles=doubles)
    assert run.succeeded if red is None else run.failed
    assert run.job("gate").succeeded == (red is None), run


JUNIT = '<testsuite name="t" tests="1" time="1"><testcase classname="t" name="one" time="1"/></testsuite>'
COVERAGE = (
    '<coverage line-rate="1"><packages><package name="p"><classes><class filename="src/parcels/app.py"><lines>'
    '<line number="1" hits="1"/></lines></class></classes></package></packages></coverage>'
)
FIGURES = '{"benchmarks": [{"name": "registering over http", "stats": {"median": 0.1, "iqr": 0.01, "rounds": 5}}]}'
COMPARISON = (
    '{"base": "a", "head": "b", "measure": "processor", "margin": 0.02, "alpha": 0.01, "benchmarks": [{"name":'
    ' "tracking-numbers", "verdict": "same", "shift": 0.001, "low": -0.01, "high": 0.01, "pairs": 10, "p": 1, "base": 1,'
    ' "head": 1, "why": null}]}'
)


def leaving(job: str, step: str, **files: str) -> list:
    """A job whose tests are a script that leaves these reports; what surrounds it is real, but for what it installs."""
    script = "mkdir -p reports\n" + "".join(
        f"cat >reports/{name.replace('_', '.')} <<'END'\n{text}\nEND\n" for name, text in files.items()
    )
    return [double.step("Install", job=job), double.step(step, job=job, run=script)]


async def test_reports_of_all_jobs_come_together_in_the_gate(example):
    doubles = [
        double.job("lint"),
        double.job("types"),
        *leaving("unit", "Unit tests", junit_xml=JUNIT, coverage_xml=COVERAGE),
        double.step("Coverage gate", job="unit"),
        *leaving("integration", "Integration tests", junit_xml=JUNIT),
        *leaving("performance", "Performance tests", junit_xml=JUNIT, benchmark_json=FIGURES),
        *leaving("regression", "Compare with the base", compare_json=COMPARISON),
    ]
    run = await example.run("ci", event="pull_request", doubles=doubles)
    assert run.succeeded, run
    assert set(run.artifacts) == {"unit-3.11", "unit-3.12", "unit-3.13", "integration", "performance", "regression", "report"}
    # Names are escaped in Markdown where a mark could mean something.
    summary = run.job("gate").summary.replace("\\", "")
    assert "5 of 5 tests passed, 0 failed" in summary
    assert "tracking-numbers" in summary
    for report in ("unit-3.11", "unit-3.12", "unit-3.13", "integration", "performance", "regression"):
        assert f"✅ {report} |" in summary, summary
    assert "100.00 % of lines" in summary and "registering over http" in summary
    assert run.annotations == []


@pytest.mark.slow
async def test_what_linters_find_is_annotated_and_none_silences_another(example, parcels):
    line = parcels.append(
        "src/parcels/tracking_number.py", '\n\ndef shout() -> None:\n    """Say it."""\n    print("PC")\n'
    )
    parcels.append("src/parcels/store.py", "\n\n_SPACED = {  'left' :1 }\n")
    first, second = "from dataclasses import dataclass\n", "from pathlib import Path\n"
    parcels.replace("src/parcels/settings.py", first + second, second + first)
    run = await example.run("ci", event="pull_request", job="lint")
    lint = run.job("lint")
    assert [step.name for step in lint.failed_steps] == ["Ruff", "Black", "Isort"], run
    places = {(note.file, note.line) for note in lint.errors}
    assert ("src/parcels/tracking_number.py", line + 4) in places
    assert {("src/parcels/store.py", 0), ("src/parcels/settings.py", 0)} <= places


@pytest.mark.slow
async def test_a_type_error_is_annotated(example, parcels):
    line = parcels.append("src/parcels/domain.py", '\n\ndef broken() -> int:\n    return "one"\n')
    run = await example.run("ci", event="pull_request", job="types")
    (note,) = [note for note in run.job("types").errors if note.file]
    assert (note.file, note.line) == ("src/parcels/domain.py", line + 3)
    assert 'got "str", expected "int"' in note.message


@pytest.mark.slow
async def test_a_failure_on_one_python_only_names_that_leg(example, parcels):
    test = "\n\ndef test_not_here() -> None:\n    import sys\n\n    assert sys.version_info[:2] != (3, 12)\n"
    parcels.append("tests/unit/test_settings.py", test)
    run = await example.run("ci", event="pull_request", job="unit", legs={"python": ["3.12", "3.13"]})
    assert {leg.matrix["python"]: str(leg.conclusion) for leg in run.legs("unit")} == {
        "3.12": "failure",
        "3.13": "success",
    }
    assert [step.name for step in run.job("*3.12*").failed_steps] == ["Unit tests"]
    assert set(run.artifacts) == {"unit-3.12", "unit-3.13"}


@pytest.mark.slow
async def test_coverage_under_the_gate_is_red_in_its_own_step(example, parcels):
    lines = "\n".join(f"    total += {number}" for number in range(100))
    parcels.write("src/parcels/untested.py", f'"""Untested."""\n\n\ndef add_up() -> int:\n    total = 0\n{lines}\n')
    run = await example.run("ci", event="pull_request", job="unit", legs={"python": "3.13"})
    (leg,) = run.legs("unit")
    assert [step.name for step in leg.failed_steps] == ["Coverage gate"], run
    assert [note.title for note in leg.errors if note.title] == ["Coverage gate"]
