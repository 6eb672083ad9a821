"""Every golden case as a test of its own."""

from pathlib import Path

import pytest

import run_cases

CASES = list(run_cases.all_cases([]))


def test_there_are_cases() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.relative_to(run_cases.HERE).with_suffix("").as_posix())
def test_case(path: Path) -> None:
    if not run_cases.binary().exists():
        pytest.fail(f"{run_cases.binary()} is not there: build it, or say in ROPEWALK where it is")
    text = run_cases.difference(path)
    assert not text, f"\n{text}"
