"""The regression gate of the example, for real: two commits, measured against each other on this machine.

ROPEWALK_ALL_POINTS=1 repeats the green one fifty times.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from test_release import ROOT, ROPEWALK, Repository

TIMES = 50 if os.environ.get("ROPEWALK_ALL_POINTS") == "1" else 1


@pytest.fixture
def parcels(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "parcels", tmp_path)
    shutil.copytree(
        ROOT / "examples" / "parcels",
        made.path,
        dirs_exist_ok=True,
        ignore=shutil.ignore_patterns("__pycache__", ".*_cache", "reports", "dist", "*.db*"),
    )
    made.git("add", "--all")
    made.git("commit", "--quiet", "--message", "feat: track parcels")
    return made


def compare(made: Repository, base: str, head: str, *more: str) -> subprocess.CompletedProcess[str]:
    done = made.run(
        "perf",
        "compare",
        base,
        head,
        "--json",
        "--budget",
        "25s",
        "--retries",
        "1",
        *more,
    )
    assert done.stdout, done.stderr
    return done


def plant_a_slow_down(made: Repository) -> None:
    """A commit with which checking tracking numbers takes a tenth more."""
    file = made.path / "src" / "parcels" / "tracking_number.py"
    text = file.read_text(encoding="utf-8")
    # A tenth of the check once more, and what counting takes.
    slower = text.replace(
        "    return match is not None and",
        "    _calls.append(1)\n    if len(_calls) % 8 == 0:\n        check_digit('47312482')\n        _calls.clear()\n"
        "    return match is not None and",
    ).replace("_FORM = ", "_calls: list[int] = []\n_FORM = ")
    assert slower != text
    file.write_text(slower, encoding="utf-8")
    made.git("commit", "--quiet", "--all", "--message", "feat: count")


@pytest.mark.slow
def test_a_planted_slow_down_is_red(parcels: Repository) -> None:
    plant_a_slow_down(parcels)
    done = compare(parcels, "HEAD~1", "HEAD")
    (benchmark,) = json.loads(done.stdout)["benchmarks"]
    assert (done.returncode, benchmark["verdict"]) == (1, "slower"), benchmark
    assert benchmark["shift"] > 0.02


@pytest.mark.slow
@pytest.mark.parametrize("time", range(TIMES))
def test_the_same_is_not_red(parcels: Repository, time: int) -> None:
    parcels.commit(f"docs: words {time}", "NOTES.md")
    done = compare(parcels, "HEAD~1", "HEAD")
    (benchmark,) = json.loads(done.stdout)["benchmarks"]
    # A machine that is too busy to tell says so; it never says that it is slower.
    assert (done.returncode, benchmark["verdict"]) in {
        (0, "same"),
        (3, "inconclusive"),
    }, benchmark


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("valgrind") is None, reason="valgrind is not installed")
def test_one_percent_shows_in_instructions(parcels: Repository) -> None:
    program = "import sys\nfor i in range({}):\n    i * i\n"
    parcels.write("count.py", program.format(2_000_000))
    parcels.write("count.py", program.format(2_040_000))
    words = ("--measure", "instructions", "--run", "count=python3 -S -E count.py")
    assert compare(parcels, "HEAD~1", "HEAD", *words).returncode == 1
    assert compare(parcels, "HEAD", "HEAD", *words).returncode == 0


def test_what_is_not_there_is_wrong_usage(parcels: Repository) -> None:
    assert parcels.run("perf", "compare", "nowhere", "HEAD").returncode == 2
    assert parcels.run("perf", "compare", "HEAD", "HEAD", "--run", "exit 7").returncode == 1


def test_blocks_are_judged_as_they_would_be_measured(tmp_path: Path) -> None:
    base = [1.0 + 0.001 * (i % 7) for i in range(40)]
    again = [1.0 + 0.001 * ((i * 3 + 1) % 7) for i in range(40)]
    blocks = []
    for factor in (1.0, 1.1, 0.9):
        head = [factor * (1.0 + 0.001 * ((i * 5 + 2) % 7)) for i in range(40)]
        blocks.append({"benchmarks": [{"name": "b", "base": base, "head": head, "again": again}]})
    blocks.append(
        {
            "benchmarks": [
                {
                    "name": "b",
                    "base": base,
                    "head": base,
                    "again": [1.1 * x for x in base],
                }
            ]
        }
    )
    file = tmp_path / "blocks.json"
    file.write_text(json.dumps(blocks), encoding="utf-8")
    done = subprocess.run(
        [ROPEWALK, "perf", "judge", str(file), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    found = [json.loads(line)["benchmarks"][0] for line in done.stdout.splitlines()]
    assert [one["verdict"] for one in found] == [
        "same",
        "slower",
        "faster",
        "inconclusive",
    ]
    assert [one["pairs"] for one in found] == [10, 10, 10, 10]


def test_series_name_the_commit_of_a_change(tmp_path: Path) -> None:
    rows = [
        {
            "benchmark": "b",
            "machine": "m",
            "commit": f"c{i}",
            "value": (1.0 if i < 40 else 1.2) * (1 + 0.01 * (i * 7 % 5)),
        }
        for i in range(60)
    ]
    file = tmp_path / "series.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    done = subprocess.run(
        [ROPEWALK, "perf", "history", str(file), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    (change,) = json.loads(done.stdout)["changes"]
    assert (change["commit"], change["index"]) == ("c40", 40)


def test_the_page_of_a_history_needs_nothing_else(tmp_path: Path) -> None:
    """From github-action-benchmark's file: both suites, a rate turned round, a name that looks like markup."""
    runs = [
        {
            "commit": {"id": f"{i:040x}"},
            "date": 1767323045000 + i,
            "benches": [
                {"name": "a <b> & c", "value": 100.0 + i % 3, "unit": "ms/iter"},
                {
                    "name": "rate",
                    "value": (50.0 if i < 20 else 25.0) + 0.01 * (i % 3),
                    "unit": "iter/sec",
                },
            ],
        }
        for i in range(40)
    ]
    data = {
        "lastUpdate": 1,
        "repoUrl": "https://example.com/x",
        "entries": {"Suite": runs},
    }
    (tmp_path / "data.js").write_text(f"window.BENCHMARK_DATA = {json.dumps(data)}", encoding="utf-8")
    done = subprocess.run(
        [ROPEWALK, "perf", "history", "data.js", "--html", "page.html", "--fail"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr  # half the rate is slower
    assert "▁" in done.stdout
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "a &lt;b&gt; &amp; c" in page
    assert "<b>" not in page
    assert page.count("<svg") == 2
    assert page.count('<line class="mark worse"') == 1
    assert f"<code>{f'{20:040x}'[:10]}</code>" in page
    assert "prefers-color-scheme: dark" in page
    assert not any(word in page for word in ("http:", "https:", "<script", "src=", "url("))


def test_results_are_recorded_by_machine(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text('[{"name": "b", "unit": "s", "value": 1.5}]', encoding="utf-8")
    words = [
        ROPEWALK,
        "perf",
        "record",
        "r.json",
        "--commit",
        "c1",
        "--machine",
        "m",
        "--json",
    ]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    Draft202012Validator(json.loads((ROOT / "schemas" / "perf-record.schema.json").read_text("utf-8"))).validate(said)
    assert said == {
        "file": "perf-history.jsonl",
        "commit": "c1",
        "machine": "m",
        "added": 1,
    }


def test_an_inconclusive_verdict_may_be_a_warning(parcels: Repository) -> None:
    """Two pairs can't tell: that stops a job, unless it is allowed."""
    words = ("--run", "a=sleep 0.3", "--budget", "1s", "--json")
    for more, code in (((), 3), (("--allow-inconclusive",), 0)):
        done = parcels.run("perf", "compare", "HEAD", "HEAD", *words, *more)
        (benchmark,) = json.loads(done.stdout)["benchmarks"]
        assert (benchmark["verdict"], done.returncode) == (
            "inconclusive",
            code,
        ), done.stderr


def test_a_limit_that_is_too_short_says_which_is_enough(tmp_path: Path) -> None:
    (tmp_path / "v").mkdir()
    words = ("v", "v", "--run", 'echo \'[{"name": "b", "value": 1}]\' > {output}', "--json")
    done = subprocess.run(
        [ROPEWALK, "perf", "compare", *words, "--budget", "0.001s", "--limit", "0.002s"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    (benchmark,) = json.loads(done.stdout)["benchmarks"]
    assert (done.returncode, benchmark["verdict"]) == (3, "inconclusive"), benchmark
    assert re.fullmatch(
        r"\d pairs? are too few: 10 are needed; a round takes \d+\.\d s here, so --limit \d+s is enough",
        benchmark["why"],
    ), benchmark
