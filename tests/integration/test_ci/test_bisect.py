"""The commit that made something slower, found in real histories: by planted figures, and by time as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from test_release import ROOT, Repository

MEASURE = """test -f cost || exit 9
echo "[{\\"name\\": \\"walk\\", \\"unit\\": \\"s\\", \\"value\\": $(cat cost)}]" > "$1"
"""
RUN = ("--run", "sh measure.sh {output}", "--pairs", "20", "--json")
SCHEMA = json.loads((ROOT / "schemas" / "perf-bisect.schema.json").read_text("utf-8"))


@pytest.fixture
def walk(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "walk", tmp_path)
    made.write("measure.sh", MEASURE)
    made.write("cost", "100\n")
    made.git("tag", "good")
    return made


def bisect(made: Repository, code: int, *words: str) -> dict:
    done = made.run("perf", "bisect", *words)
    assert done.returncode == code, done.stdout + done.stderr
    said = json.loads(done.stdout)
    Draft202012Validator(SCHEMA).validate(said)
    (benchmark,) = said["benchmarks"]
    return benchmark


def test_a_merge_is_looked_into(walk: Repository) -> None:
    walk.git("checkout", "--quiet", "-b", "branch")
    walk.commit("feat: begin", "one.txt")
    walk.write("cost", "130\n")
    slow = walk.git("rev-parse", "HEAD")
    walk.commit("feat: end", "two.txt")
    walk.git("checkout", "--quiet", "main")
    walk.commit("docs: words", "three.txt")
    walk.git("merge", "--quiet", "--no-ff", "--message", "Merge branch 'branch'", "branch")
    walk.commit("docs: more", "three.txt")
    found = bisect(walk, 1, "good", "HEAD", *RUN)
    assert found["found"] == slow
    assert found["change"]["shift"] == pytest.approx(0.3)
    assert found["why"] is None


def test_a_merge_that_only_together_is_slower_is_named(walk: Repository) -> None:
    """The branch's own commits cost nothing; what was done to the merge does."""
    walk.git("checkout", "--quiet", "-b", "branch")
    walk.commit("feat: begin", "one.txt")
    walk.git("checkout", "--quiet", "main")
    walk.commit("docs: words", "three.txt")
    walk.git("merge", "--quiet", "--no-ff", "--no-commit", "branch")
    (walk.path / "cost").write_text("130\n", encoding="utf-8")
    walk.git("commit", "--quiet", "--all", "--message", "Merge branch 'branch'")
    found = bisect(walk, 1, "good", "HEAD", *RUN)
    assert found["found"] == walk.git("rev-parse", "HEAD")
    assert "same by itself" in found["why"]


def test_what_cannot_be_measured_leaves_candidates(walk: Repository) -> None:
    walk.commit("docs: words", "one.txt")
    walk.git("rm", "--quiet", "cost")
    walk.git("commit", "--quiet", "--message", "refactor: lose it")
    walk.commit("docs: more words", "one.txt")
    walk.write("cost", "130\n")
    found = bisect(walk, 3, "good", "HEAD", *RUN)
    assert found["found"] is None
    assert [one["side"] for one in found["steps"]].count("skipped") == 2
    assert len(found["candidates"]) == 3


def test_a_speed_up_has_a_commit_too(walk: Repository) -> None:
    walk.commit("docs: words", "one.txt")
    walk.write("cost", "70\n")
    quick = walk.git("rev-parse", "HEAD")
    walk.commit("docs: more words", "one.txt")
    found = bisect(walk, 0, "good", "HEAD", *RUN)
    assert (found["found"], found["verdict"]) == (quick, "faster")


@pytest.mark.slow
def test_a_planted_slow_commit_is_found_by_its_time(tmp_path: Path) -> None:
    made = Repository(tmp_path / "loops", tmp_path)
    program = "for i in range({}):\n    i * i\n# {}\n"
    made.write("bench.py", program.format(400_000, 0))
    made.git("tag", "good")
    shas = []
    for number in range(1, 9):
        made.write("bench.py", program.format(400_000 if number < 6 else 800_000, number))
        shas.append(made.git("rev-parse", "HEAD"))
    words = ("--run", "loop=python3 -S -E bench.py", "--measure", "processor", "--json")
    found = bisect(made, 1, "good", "HEAD", *words)
    assert found["found"] == shas[5], found
    assert found["change"]["shift"] > 0.05
