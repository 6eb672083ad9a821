"""The commands of every day, as one uses them: a run in another terminal, a saved file, a page in a browser."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

ROPEWALK = os.environ.get("ROPEWALK") or str(Path(__file__).resolve().parents[3] / "build" / "ropewalk")
LIMIT = 120

WAITING = """
on: push
jobs:
  waits:
    runs-on: ubuntu-latest
    steps:
      - run: echo started; touch "$READY"; sleep 600
      - if: always()
        run: echo cleaned up
"""


class Place:
    """A repository with the folders of a user of its own."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.work = top / "shop"
        self.work.mkdir()
        self.environ = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ} | {
            "HOME": str(top / "home"),
            "XDG_STATE_HOME": str(top / "state"),
            "XDG_CACHE_HOME": str(top / "cache"),
            "ROPEWALK_OFFLINE": "1",
            "LANG": "C.UTF-8",
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        (top / "home").mkdir()
        (top / "home" / ".gitconfig").write_text("[user]\n\tname = Ada\n\temail = ada@example.com\n")
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str) -> None:
        subprocess.run(["git", *words], cwd=self.work, env=self.environ, check=True, timeout=LIMIT)

    def write(self, name: str, text: str) -> None:
        file = self.work / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", "Open the shop")

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [ROPEWALK, *words],
            cwd=self.work,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
        )

    def call(self, *words: str, code: int = 0, given: str | None = None) -> str:
        done = subprocess.run(
            [ROPEWALK, *words],
            cwd=self.work,
            env=self.environ,
            capture_output=True,
            text=True,
            input=given,
            timeout=LIMIT,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_a_run_is_followed_and_cancelled_from_another_terminal(place: Place) -> None:
    ready = place.top / "ready"
    os.mkfifo(ready)
    place.write(".github/workflows/ci.yml", WAITING.replace('touch "$READY"', f"echo now >{ready}"))
    place.commit()
    run = place.start("run", "--quiet")
    assert ready.read_text() == "now\n"  # waits until the step is there
    follower = place.start("logs", "latest", "--follow")
    assert "cancelling run" in place.call("cancel", "latest")
    assert run.wait(LIMIT) == 130
    followed, _ = follower.communicate(timeout=LIMIT)
    assert "started" in followed
    assert "cleaned up" in followed
    place.call("cancel", "latest", code=2)


def test_a_step_that_is_killed_by_the_second_cancellation_is_cancelled(place: Place) -> None:
    ready = place.top / "ready"
    os.mkfifo(ready)
    place.write(
        ".github/workflows/ci.yml",
        WAITING.replace('touch "$READY"', f"echo now >{ready}").replace(
            "run: echo cleaned up", f"run: echo hangs; echo then >{ready}; sleep 600"
        ),
    )
    place.commit()
    run = place.start("run")
    assert ready.read_text() == "now\n"
    place.call("cancel")
    assert ready.read_text() == "then\n"
    place.call("cancel", "--force")
    printed, _ = run.communicate(timeout=LIMIT)
    assert run.returncode == 130
    assert "exit code" not in printed
    steps = {
        event["step"]: event
        for event in map(json.loads, place.call("show", "--json").splitlines())
        if event["type"] == "step_finished"
    }
    assert [steps[number]["conclusion"] for number in (2, 3)] == ["cancelled", "cancelled"]
    assert [steps[number].get("exit_code") for number in (2, 3)] == [None, None]
    assert json.loads(place.call("runs", "--json").splitlines()[0])["conclusion"] == "cancelled"
    assert "failed" not in place.call("runs")
    assert "The operation was canceled." in place.call("logs", "--job", "waits", "--step", "3")
    assert place.call("logs", "--failed") == ""
    page = place.top / "page.html"
    place.call("open", "--to", str(page))
    assert "hangs" in page.read_text()


def test_sudo_passes_through_for_root(place: Place) -> None:
    if os.geteuid() != 0 or shutil.which("sudo"):
        pytest.skip("root without sudo")
    place.write(
        ".github/workflows/ci.yml",
        """
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: sudo -E NAME=Ada sh -c 'echo "hello $NAME, $CI"'
      - run: sudo -n -u nobody -- id -un
      - run: cd /; sudo --chdir=/usr pwd; sudo -v; sudo -H --preserve-env=CI env | grep -c ^CI=
      - run: '! sudo no-such-program'
      - run: command -v uv uvx
""",
    )
    place.commit()
    printed = place.call("run")
    for line in ("hello Ada, true", "nobody", "/usr", "sudo: no-such-program: command not found", "/uvx"):
        assert f"[a] {line}" in printed or line in printed


def test_doctor_notices_settings_that_cannot_be_read(place: Place) -> None:
    place.write("README", "shop")
    place.commit()
    assert "To run workflows" in place.call("doctor")
    place.write(".github/ropewalk.yml", "budgets:\n  workflow: 5m\n")
    assert ".github/ropewalk.yml is in order" in place.call("doctor")
    place.write(".github/ropewalk.yml", "budgets: 5\nnonsense: 1\n")
    assert "✗ settings" in place.call("doctor", code=2)
    checks = [json.loads(line) for line in place.call("doctor", "--json", code=2).splitlines()]
    assert {"settings": "bad", "git": "good"}.items() <= {one["check"]: one["result"] for one in checks}.items()


def test_a_saved_file_runs_what_it_concerns(place: Place) -> None:
    seen = place.top / "seen"
    seen.touch()
    for name, paths in (("app", "[app/**]"), ("docs", "[docs/**]")):
        place.write(
            f".github/workflows/{name}.yml",
            f"on: {{push: {{paths: {paths}}}}}\njobs:\n  j:\n    runs-on: ubuntu-latest\n"
            f"    steps: [{{run: echo {name} >>{seen}}}]\n",
        )
    place.write(".gitignore", "ignored.txt\n")
    place.write("app/a.txt", "1\n")
    place.write("docs/a.txt", "1\n")
    place.commit()
    watcher = place.start("run", "--watch", "--quiet")
    assert watcher.stdout is not None

    def wait_for(words: str) -> str:
        text = ""
        for line in watcher.stdout or []:
            text += line
            if words in line:
                return text
        raise AssertionError(text)

    wait_for("watching for saved files")
    assert sorted(seen.read_text().split()) == ["app", "docs"]
    place.write("ignored.txt", "x\n")
    place.write("docs/a.txt", "2\n")
    assert "saved: docs/a.txt" in wait_for("watching for saved files")
    assert sorted(seen.read_text().split()) == ["app", "docs", "docs"]
    watcher.send_signal(signal.SIGINT)
    assert watcher.wait(LIMIT) == 0


def test_one_failed_job_of_twenty_runs_again_alone(place: Place) -> None:
    jobs = "\n".join(
        f"  j{i}: {{runs-on: ubuntu-latest, steps: [{{run: 'echo {i} >>{place.top}/seen; "
        f"{'test -e ' + str(place.top) + '/fixed' if i == 7 else 'true'}'}}]}}"
        for i in range(20)
    )
    place.write(".github/workflows/ci.yml", f"on: push\njobs:\n{jobs}\n")
    place.commit()
    place.call("run", "--quiet", code=1)
    (place.top / "fixed").touch()
    (place.top / "seen").unlink()
    events = [json.loads(line) for line in place.call("rerun", "--failed", "--json").splitlines()]
    assert (place.top / "seen").read_text() == "7\n"
    assert events[0]["attempt"] == 2
    assert [event["job"] for event in events if event["type"] == "job_started"] == ["j7"]
    assert events[-1]["conclusion"] == "success"


def test_the_page_of_a_run_finds_what_grep_finds(place: Place) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        pytest.skip("no chromium on this machine")
    place.write(
        ".github/workflows/ci.yml",
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - run: for i in $(seq 3000); do printf 'line %s \\033[31mred\\033[0m\\n' $i; done\n",
    )
    place.commit()
    place.call("run", "--quiet")
    place.call("open", "--to", "run.html")
    count = int(place.call("logs", "--search", "line 1[0-9]* red", "--count"))
    page = place.work / "run.html"
    done = subprocess.run(
        [
            browser,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--virtual-time-budget=20000",
            "--dump-dom",
            f"--user-data-dir={place.top}/chromium",
            f"file://{page}#find=line%201",
        ],
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert f'data-found="{count}"' in done.stdout, done.stdout[-2000:]
