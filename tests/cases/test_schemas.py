"""What `ropewalk plan --json` and `ropewalk expr --json` print in the golden cases, held against schemas/."""

from __future__ import annotations

import json
import shlex
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import case_file
import run_cases

WRONG_USAGE = 2


def validator(name: str) -> Draft202012Validator:
    schema = json.loads((run_cases.ROOT / "schemas" / name).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def cases(folder: str) -> list[Path]:
    return sorted((run_cases.HERE / folder).glob("*.case"))


def plans(path: Path) -> Iterator[object]:
    """The JSON of every plan that the case makes."""
    case = case_file.load(path)
    with tempfile.TemporaryDirectory(prefix="ropewalk-schema-") as top:
        place = run_cases.Place(Path(top).resolve(), case)
        for command in case.commands:
            words = [word for word in shlex.split(command.words) if word not in {"--tree", "--json"}]
            if words[:2] != ["ropewalk", "plan"] or command.exit_code == WRONG_USAGE:
                continue
            words = [str(run_cases.binary()), *words[1:], "--json"]
            done = subprocess.run(
                words,
                cwd=place.work,
                env=place.environ,
                capture_output=True,
                check=False,
            )
            # What stops planning altogether, such as a file that is not there, leaves nothing to print.
            if done.stdout:
                yield json.loads(done.stdout)


@pytest.mark.parametrize("path", cases("plan"), ids=lambda path: path.stem)
def test_plans_keep_to_their_schema(path: Path) -> None:
    schema = validator("plan.schema.json")
    for plan in plans(path):
        schema.validate(plan)


@pytest.mark.parametrize("path", cases("expr"), ids=lambda path: path.stem)
def test_answers_keep_to_their_schema(path: Path) -> None:
    schema = validator("expr.schema.json")
    for command in case_file.load(path).commands:
        if "--json" in shlex.split(command.words):
            for line in command.output.splitlines():
                schema.validate(json.loads(line))


JSON_LINES = {"cvss": "cvss.schema.json", "versions": "versions.schema.json", "db": "db-query.schema.json"}


@pytest.mark.parametrize("folder", JSON_LINES)
def test_lines_keep_to_their_schema(folder: str) -> None:
    schema = validator(JSON_LINES[folder])
    for path in cases(folder):
        for command in case_file.load(path).commands:
            if "--json" in shlex.split(command.words):
                for line in command.output.splitlines():
                    schema.validate(json.loads(line))
