"""Everything that `--json` prints is what schemas/ says: one real repository, every command."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("ROPEWALK") or ROOT / "build" / "ropewalk").resolve()
GIT = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
WORKFLOW = """
name: CI
on: [push, pull_request, workflow_dispatch]
jobs:
  make:
    runs-on: ubuntu-latest
    strategy: {fail-fast: false, matrix: {v: [1, 2]}}
    outputs: {word: "${{ steps.say.outputs.word }}"}
    steps:
      - uses: actions/checkout@v4
      - id: say
        name: Say it
        run: |
          echo "word=yes" >> "$GITHUB_OUTPUT"
          echo "::group::Notes"
          echo "::error title=Wrong,file=a.py,line=3,endLine=4::not right"
          echo "::debug::a detail"
          echo "::endgroup::"
          echo "# Done" >> "$GITHUB_STEP_SUMMARY"
          echo data > made.txt
      - uses: actions/upload-artifact@v4
        with: {name: "made-${{ matrix.v }}", path: made.txt}
      - if: matrix.v == 2
        run: exit 3
  elsewhere: {runs-on: windows-latest, steps: [{run: echo}]}
  after: {needs: make, runs-on: ubuntu-latest, steps: [{run: echo}]}
  tagged: {if: "startsWith(github.ref, 'refs/tags/')", runs-on: ubuntu-latest, steps: [{run: echo}]}
"""


# What a push does not start is told of, too.
NIGHTLY = """
on: {schedule: [{cron: "0 3 * * *"}]}
jobs: {sweep: {runs-on: ubuntu-latest, steps: [{run: echo}]}}
"""


class Repository:
    """A repository with one workflow, and a user of its own."""

    def __init__(self, top: Path) -> None:
        self.top = top / "project"
        self.environ = os.environ | {f"XDG_{name}_HOME": str(top / name) for name in ("STATE", "CACHE", "CONFIG")}
        file = self.top / ".github" / "workflows" / "ci.yml"
        file.parent.mkdir(parents=True)
        file.write_text(WORKFLOW, encoding="utf-8")
        file.with_name("nightly.yml").write_text(NIGHTLY, encoding="utf-8")
        for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "Start"]):
            subprocess.run([*GIT, "-C", str(self.top), *words], check=True)

    def ask(self, *words: str, sent: str = "") -> str:
        """What the command prints on standard output, whatever its exit code."""
        command = [BINARY, *words]
        return subprocess.run(
            command, cwd=self.top, env=self.environ, input=sent, capture_output=True, encoding="utf-8", check=False
        ).stdout


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    made = Repository(tmp_path_factory.mktemp("schemas"))
    made.ask("run", "--quiet")
    return made


def schema(name: str) -> jsonschema.Draft202012Validator:
    text = (ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    jsonschema.Draft202012Validator.check_schema(json.loads(text))
    return jsonschema.Draft202012Validator(json.loads(text))


def assert_lines_match(text: str, name: str, at_least: int) -> list[dict]:
    lines = [json.loads(line) for line in text.splitlines()]
    assert len(lines) >= at_least, text
    for line in lines:
        errors = [error.message for error in schema(name).iter_errors(line)]
        assert not errors, f"{line}: {errors}"
    return lines


def test_run_prints_events_of_every_type(repository: Repository) -> None:
    events = assert_lines_match(repository.ask("run", "--json"), "run", 40)
    named = {reference["$ref"].rsplit("/", 1)[1] for reference in schema("run").schema["oneOf"]}
    assert {event["type"] for event in events} == named


def test_show_and_logs_print_events(repository: Repository) -> None:
    assert_lines_match(repository.ask("show", "--json"), "run", 20)
    assert_lines_match(repository.ask("logs", "--json"), "run", 20)


def test_runs_and_artifacts_print_what_was_and_is_kept(repository: Repository) -> None:
    assert_lines_match(repository.ask("runs", "--json"), "runs", 1)
    assert_lines_match(repository.ask("artifacts", "--json"), "artifacts", 2)


@pytest.mark.parametrize("event", ["push", "pull_request", "workflow_dispatch", "release"])
def test_plan_prints_a_plan(repository: Repository, event: str) -> None:
    plan = json.loads(repository.ask("plan", "--json", "--event", event))
    assert not [error.message for error in schema("plan").iter_errors(plan)]


def test_parse_answers_requests(repository: Repository) -> None:
    requests = [{"id": 1, "path": "ci.yml", "content": WORKFLOW}, {"id": 2, "path": "bad.yml", "content": "on: push"}]
    answers = repository.ask("parse", "--json", sent="".join(json.dumps(request) + "\n" for request in requests))
    good, bad = assert_lines_match(answers, "parse", 2)
    assert "jobs" in good["template"] and "errors" in bad["template"]
