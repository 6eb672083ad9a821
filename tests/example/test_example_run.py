"""The example's workflow, run for real: green as it stands, and red for the right reason when it is broken."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import ropewalk_run
from ropewalk_run import Run

LEGS = {version: f"Unit tests (Python {version})" for version in ("3.11", "3.12", "3.13")}
JOBS = {
    *("Lint", "Types", *LEGS.values(), "Integration tests", "Performance tests", "Performance regressions"),
    "Gate",
}


def append(file: Path, text: str) -> int:
    """Add lines at the end of a file, and say at which line the first of them stands."""
    before = file.read_text(encoding="utf-8")
    file.write_text(before + text, encoding="utf-8")
    return len(before.splitlines()) + 1


def assert_red(run: Run, jobs: set[str], step: str) -> None:
    """Exactly these jobs failed, each in this one step."""
    red = {name for name, conclusion in run.conclusions().items() if conclusion == "failure"}
    assert (run.exit_code, run.conclusion, red) == (1, "failure", jobs), run.describe()
    for name in jobs:
        assert run.jobs[name].failed_steps() == [step], run.describe()


@pytest.fixture(scope="module")
def green(original: Path, environ: dict[str, str]) -> Run:
    return ropewalk_run.run(original, environ)


def test_every_job_is_green(green: Run) -> None:
    assert (green.exit_code, green.conclusion) == (0, "success"), green.describe()
    assert green.conclusions() == dict.fromkeys(JOBS, "success"), green.describe()


def test_a_green_run_has_nothing_to_remark(green: Run) -> None:
    remarks = [note for job in green.jobs.values() for note in job.annotations]
    assert remarks == [], green.describe()


@pytest.mark.parametrize(("version", "leg"), LEGS.items())
def test_each_leg_runs_on_its_own_python(green: Run, version: str, leg: str) -> None:
    log = "\n".join(green.jobs[leg].log)
    assert re.findall(r"^platform linux -- Python (\d+\.\d+)\.", log, re.MULTILINE) == [version]
    assert re.search(r"^TOTAL .* 100%$", log, re.MULTILINE), green.describe()


def test_results_are_kept_as_artifacts(green: Run) -> None:
    kept = {name for job in green.jobs.values() for name in job.artifacts}
    assert kept == {*(f"unit-{version}" for version in LEGS), "integration", "performance", "regression", "report"}


def test_results_are_summed_up(green: Run) -> None:
    # Names are escaped in Markdown where a mark could mean something.
    gate = green.jobs["Gate"].summary.replace("\\", "")
    assert re.search(r"\d+ of \d+ tests passed, 0 failed", gate), gate
    for report in (*(f"unit-{version}" for version in LEGS), "integration", "performance"):
        assert f"✅ {report} |" in gate, gate
    assert "100.00 % of lines" in gate
    assert "registering_over_http" in gate


def test_the_users_tree_is_left_alone(green: Run, original: Path, git: Callable[..., str]) -> None:
    assert green.jobs, green.describe()
    assert git(original, "status", "--porcelain", "--ignored") == ""


def test_a_type_error_is_annotated(parcels: Path, environ: dict[str, str]) -> None:
    file = "src/parcels/domain.py"
    line = append(parcels / file, '\n\ndef broken() -> int:\n    return "one"\n') + 3
    run = ropewalk_run.run(parcels, environ, "--job", "types")
    assert_red(run, {"Types"}, "Mypy")
    (note,) = (note for note in run.jobs["Types"].annotations if note.step == "Mypy" and note.file)
    assert (note.level, note.file, note.line) == ("error", file, line)
    assert 'got "str", expected "int"' in note.message


def test_an_unformatted_file_is_annotated(parcels: Path, environ: dict[str, str]) -> None:
    file = "src/parcels/store.py"
    append(parcels / file, "\n\n_SPACED = {  'left' :1 }\n")
    run = ropewalk_run.run(parcels, environ, "--job", "lint")
    assert_red(run, {"Lint"}, "Black")
    # Black names the file and no line.
    assert (file, 0) in run.jobs["Lint"].places("Black"), run.describe()
    assert run.jobs["Lint"].conclusions["Isort"] == "success"


def test_unsorted_imports_are_annotated(parcels: Path, environ: dict[str, str]) -> None:
    file = "src/parcels/settings.py"
    text = (parcels / file).read_text(encoding="utf-8")
    first, second = "from dataclasses import dataclass\n", "from pathlib import Path\n"
    (parcels / file).write_text(text.replace(first + second, second + first), encoding="utf-8")
    run = ropewalk_run.run(parcels, environ, "--job", "lint")
    assert_red(run, {"Lint"}, "Isort")
    assert (file, 0) in run.jobs["Lint"].places("Isort"), run.describe()


def test_a_lint_finding_is_annotated(parcels: Path, environ: dict[str, str]) -> None:
    file = "src/parcels/tracking_number.py"
    line = append(parcels / file, '\n\ndef shout() -> None:\n    """Say it."""\n    print("PC")\n') + 4
    run = ropewalk_run.run(parcels, environ, "--job", "lint")
    assert_red(run, {"Lint"}, "Ruff")
    assert (file, line) in run.jobs["Lint"].places("Ruff"), run.describe()
    # The tools after it have had their say all the same.
    assert run.jobs["Lint"].conclusions["Black"] == run.jobs["Lint"].conclusions["Isort"] == "success"


def test_a_failure_on_one_python_only_names_that_leg(parcels: Path, environ: dict[str, str]) -> None:
    file = "tests/unit/test_settings.py"
    text = "\n\ndef test_not_here() -> None:\n    import sys\n\n    assert sys.version_info[:2] != (3, 12)\n"
    line = append(parcels / file, text) + 5
    run = ropewalk_run.run(parcels, environ, "--job", "unit")
    assert_red(run, {LEGS["3.12"]}, "Unit tests")
    assert run.conclusions() == {
        LEGS["3.11"]: "success",
        LEGS["3.12"]: "failure",
        LEGS["3.13"]: "success",
    }
    leg = run.jobs[LEGS["3.12"]]
    assert (file, line) in leg.places("Unit tests"), run.describe()
    # The reports of a red leg are kept as well.
    assert leg.artifacts == ["unit-3.12"]


def test_coverage_under_the_gate_is_red_in_its_own_step(parcels: Path, environ: dict[str, str]) -> None:
    lines = "\n".join(f"    total += {number}" for number in range(100))
    text = f'"""Untested."""\n\n\ndef add_up() -> int:\n    """Add up."""\n    total = 0\n{lines}\n    return total\n'
    (parcels / "src" / "parcels" / "untested.py").write_text(text, encoding="utf-8")
    run = ropewalk_run.run(parcels, environ, "--job", "unit")
    assert_red(run, set(LEGS.values()), "Coverage gate")
    for leg in LEGS.values():
        assert run.jobs[leg].conclusions["Unit tests"] == "success"
        (note,) = (note for note in run.jobs[leg].annotations if note.title == "Coverage gate")
        assert re.fullmatch(r"\d\d % is under 85 %", note.message)
