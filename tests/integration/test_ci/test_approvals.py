"""Approvals of jobs that name an environment, and audit logs, for real."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pty
import random
import select
import struct
import subprocess
import termios
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
BINARY = Path(os.environ.get("ROPEWALK") or ROOT / "build" / "ropewalk").resolve()
WORKFLOW = """
name: CD
on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: production
    steps: [{run: echo deployed > "$PROOF"}]
    env: {PROOF: "%s"}
"""


class Repository:
    """A repository whose workflow deploys to an environment with rules."""

    def __init__(self, folder: Path, rules: str) -> None:
        self.top, self.proof = folder / "project", folder / "proof"
        self.environ = os.environ | {f"XDG_{name}_HOME": str(folder / name) for name in ("STATE", "CACHE", "CONFIG")}
        self.write(".github/workflows/cd.yml", WORKFLOW % self.proof)
        self.write(".github/ropewalk.yml", f"environments:\n  production:\n{rules}")
        for words in (
            ["init", "-q", "-b", "main"],
            ["add", "-A"],
            ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "-qm", "x"],
        ):
            subprocess.run(["git", *words], cwd=self.top, check=True)

    def write(self, name: str, text: str) -> None:
        file = self.top / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [BINARY, *words],
            cwd=self.top,
            env=self.environ,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [BINARY, *words], cwd=self.top, env=self.environ, text=True, capture_output=True, check=False
        )

    def vote(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Votes as soon as there is something to vote on."""
        deadline = time.monotonic() + 60
        while True:
            done = self.run(*words)
            if "there is no deployment" not in done.stderr or time.monotonic() > deadline:
                return done
            time.sleep(0.1)


def me() -> str:
    return subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()


def test_a_job_waits_until_it_is_approved(tmp_path):
    repository = Repository(tmp_path, f"    reviewers: [{me()}]\n")
    run = repository.start("run")
    done = repository.vote("approve", "1", "--json")
    assert done.returncode == 0, done.stderr
    vote = json.loads(done.stdout)
    assert vote["by"] == f"user:{me()}"
    assert vote["state"] == "ready"
    output, _ = run.communicate(timeout=120)
    assert run.returncode == 0, output
    assert repository.proof.read_text() == "deployed\n"
    assert "ropewalk approve 1" in output


def answer_on_terminal(repository: Repository, word: str) -> tuple[int, str]:
    """Runs on a terminal of its own and types the word as long as it is asked; the exit code, and all that was shown."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(repository.top)
        os.execve(BINARY, [str(BINARY), "run"], repository.environ | {"TERM": "xterm-256color"})
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 120, 0, 0))
    shown = b""
    deadline = time.monotonic() + 120
    typed = 0.0
    while time.monotonic() < deadline:
        try:
            if select.select([terminal], [], [], 0.3)[0]:
                shown += os.read(terminal, 65536)
            if b"y or n and Enter?" in shown and time.monotonic() - typed > 0.5:
                typed = time.monotonic()
                os.write(terminal, f"{word}\n".encode())
        except OSError:
            break  # it has ended
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.decode(errors="replace")


def test_a_job_is_approved_on_the_terminal_that_it_waits_on(tmp_path):
    repository = Repository(tmp_path, f"    reviewers: [{me()}]\n")
    code, shown = answer_on_terminal(repository, "y")
    assert code == 0, shown
    assert repository.proof.read_text() == "deployed\n"


def test_a_job_is_rejected_on_the_terminal_that_it_waits_on(tmp_path):
    repository = Repository(tmp_path, f"    reviewers: [{me()}]\n")
    code, shown = answer_on_terminal(repository, "n")
    assert code == 1, shown
    assert f"user:{me()} rejected it" in shown
    assert not repository.proof.exists()


def test_letters_of_an_environment_count_in_any_case_and_a_waiting_job_is_where_one_looks(tmp_path):
    repository = Repository(tmp_path, f"    reviewers: [{me()}]\n")
    workflow = (repository.top / ".github/workflows/cd.yml").read_text()
    repository.write(".github/workflows/cd.yml", workflow.replace("environment: production", "environment: Production"))
    run = repository.start("run")
    status = repository.run("status")
    deadline = time.monotonic() + 60
    while "ropewalk approve 1" not in status.stdout and time.monotonic() < deadline:
        time.sleep(0.1)
        status = repository.run("status")
    assert status.returncode == 0
    assert "ropewalk approve 1 --environment production" in status.stdout
    assert "nothing of" not in status.stderr
    assert repository.run("approve", "1", "--environment", "PRODUCTION").returncode == 0
    run.communicate(timeout=120)
    assert run.returncode == 0
    [folder] = (tmp_path / "STATE/ropewalk/deployments").glob("*/environments/*")
    assert folder.name == "production"
    shown = repository.run("history", "Production")
    assert shown.returncode == 0, shown.stderr
    assert "succeeded" in shown.stdout
    [row] = [json.loads(line) for line in repository.run("history", "production", "--json").stdout.splitlines()]
    assert (row["strategy"], row["result"]) == ("job", "succeeded")


def test_a_rejected_job_fails_and_nothing_of_it_runs(tmp_path):
    repository = Repository(tmp_path, f"    reviewers: [{me()}]\n")
    run = repository.start("run")
    assert repository.vote("reject", "1", "--reason", "not today").returncode == 0
    output, _ = run.communicate(timeout=120)
    assert run.returncode == 1
    assert "not today" in output
    assert not repository.proof.exists()


def test_a_variable_makes_nobody_a_reviewer(tmp_path):
    repository = Repository(tmp_path, "    reviewers: [somebody-else]\n")
    repository.environ |= {"USER": "somebody-else", "LOGNAME": "somebody-else", "GITHUB_ACTOR": "somebody-else"}
    run = repository.start("run")
    done = repository.vote("approve", "1")
    assert done.returncode == 1
    assert "is not a reviewer" in done.stderr
    run.terminate()
    run.communicate(timeout=60)
    assert not repository.proof.exists()


def test_the_author_alone_is_not_enough_where_so_set(tmp_path):
    repository = Repository(tmp_path, f"    reviewers: [{me()}, other]\n    self_review: false\n")
    run = repository.start("run")
    done = repository.vote("approve", "1")
    assert done.returncode == 1
    assert "somebody else has to approve" in done.stderr
    glass = repository.run("approve", "1", "--break-glass")
    assert glass.returncode == 1 and "--reason" in glass.stderr
    assert repository.run("approve", "1", "--break-glass", "--reason", "the site is down").returncode == 0
    output, _ = run.communicate(timeout=120)
    assert run.returncode == 0, output


def test_a_branch_that_may_not_deploy_is_refused(tmp_path):
    repository = Repository(tmp_path, "    branches: [release]\n")
    done = repository.run("run")
    assert done.returncode == 1
    assert "does not allow" in done.stdout + done.stderr
    assert not repository.proof.exists()


@pytest.fixture
def log(tmp_path):
    before, lines = "0" * 64, []
    while sum(map(len, lines)) < 1 << 20:
        facts = json.dumps({"n": len(lines) + 1, "what": "x" * 150}, separators=(",", ":"))
        before = hashlib.sha256(f"{before}\n{facts}".encode()).hexdigest()
        lines.append(f"{before} {facts}\n")
    file = tmp_path / "audit.log"
    file.write_text("".join(lines))
    return file, before


def verify(*words: object) -> int:
    return subprocess.run([BINARY, "audit", "verify", *map(str, words)], capture_output=True, check=False).returncode


def test_a_changed_byte_of_an_audit_log_is_found(log):
    file, head = log
    whole = file.read_bytes()
    assert verify("--store", file, "--head", head) == 0
    draw = random.Random(1)
    for _ in range(25):
        at = draw.randrange(len(whole))
        file.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << draw.randrange(8))]) + whole[at + 1 :])
        assert verify("--store", file) == 1, at
    for size in (0, len(whole) // 2, len(whole) - 1, whole[:-1].rfind(b"\n") + 1):
        file.write_bytes(whole[:size])
        assert verify("--store", file, "--head", head) == 1, size


def test_what_a_job_waited_for_is_in_the_audit_log(tmp_path):
    repository = Repository(tmp_path, f"    reviewers: [{me()}]\n")
    run = repository.start("run")
    assert repository.vote("approve", "1").returncode == 0
    run.communicate(timeout=120)
    done = repository.run("audit", "verify", "--json")
    assert done.returncode == 0, done.stderr
    log = json.loads(done.stdout)
    facts = [json.loads(line[65:]) for line in Path(log["path"]).read_text().splitlines()]
    votes = [fact for fact in facts if fact["event"].get("data", {}).get("vote") == "approve"]
    assert [fact["by"] for fact in votes] == [f"user:{me()}"]
    assert verify("--store", log["path"], "--head", log["head"]) == 0
