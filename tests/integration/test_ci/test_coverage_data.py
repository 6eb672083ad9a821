"""coverage.py's own data file, written and read by coverage.py itself: merged like any report, and never taken for a whole one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = "def which(value):\n    if value:\n        return 1\n    return 2\n"


@pytest.fixture
def measured(tmp_path: Path) -> Path:
    """A project whose tests ran under coverage; the data lies in reports/, as a job uploads it."""
    (tmp_path / "parcels").mkdir()
    (tmp_path / "parcels" / "__init__.py").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "reports").mkdir()
    (tmp_path / "pyproject.toml").write_text("[tool.coverage.report]\nfail_under = 90\n", encoding="utf-8")
    (tmp_path / "check.py").write_text("from parcels import which\n\nwhich(1)\n", encoding="utf-8")
    command = [sys.executable, "-m", "coverage", "run", "--branch", "--source=parcels", "check.py"]
    subprocess.run(command, cwd=tmp_path, env={**os.environ, "COVERAGE_FILE": "reports/.coverage"}, check=True)
    return tmp_path


def report(program: Path, folder: Path, path: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`ropewalk report` where PATH has these folders alone."""
    command = [program, "report", *(arguments or ["reports"]), "--coverage", "60", "--format", "text"]
    environment = {"PATH": path, "HOME": str(folder), "NO_COLOR": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_it_is_read_by_the_coverage_of_the_path(ropewalk_binary, measured):
    done = report(ropewalk_binary, measured, f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "75.0 %  parcels/__init__.py  4" in done.stdout
    assert "coverage: 66.67 % of at least 60 % (4 of 6)" in done.stdout


def test_sources_that_are_gone_close_the_gate(ropewalk_binary, measured):
    (measured / "parcels" / "__init__.py").unlink()
    done = report(ropewalk_binary, measured, f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    assert done.returncode == 1
    assert "coverage.py says: No source for code" in done.stderr


def test_without_coverage_it_says_what_is_missing(ropewalk_binary, measured):
    done = report(ropewalk_binary, measured, str(measured))
    assert done.returncode == 1
    assert "needs coverage.py to be read, and it is not here" in done.stderr
