#!/usr/bin/env python3
"""Interrupts releases everywhere and runs them again: each ends in one tag, one changelog entry, one upload of each file and
one GitHub release.

soak_release.py [--every N] [--workers N] [--seed N] [--times N] [--kind KIND] [--minutes N]

A release of a small package, with a real Python index (pypiserver, behind a proxy that fails), a git server of its own, a GitHub
API that fails and a signing key, is interrupted once, and then run again: in the same folder, or in a new clone of what is at the
remote, at the commit that the first began at (a job that is run again) or at the branch's end. Interrupted means: each request
answered with 400, 409, 429, 503, cut off at a byte, half taken, done and not answered, not answered; the program killed before
and after each request, before and after each call of git, with git in the midst of it, at each of its own changes of files, and
with all that it has started at random times.
"""

from __future__ import annotations

import argparse
import os
import queue
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "integration" / "test_ci"))

from release_servers import FAULTS, MORE_FAULTS, Servers
from test_release import ROPEWALK, Repository
from test_release_run import check_end, project

ROOT = Path(__file__).resolve().parents[2]
PYPISERVER = os.environ.get("PYPISERVER") or str(ROOT / "build" / "venv-release" / "bin" / "pypi-server")

GIT = """#!/bin/sh
# Counts its calls; at one of them it kills who called it, before its work, after it, or with git in the midst of it.
count=$(cat "$KILL_COUNT" 2>/dev/null || echo 0)
echo $((count + 1)) > "$KILL_COUNT"
if [ "$count" = "$KILL_AT" ]; then
  case $KILL_WHEN in
  before) kill -9 $PPID; exit 1 ;;
  after) "$REAL_GIT" "$@" > /dev/null 2>&1; kill -9 $PPID; exit 1 ;;
  # The first lock that git makes is the last thing that it does.
  within) strace -f -qq -o /dev/null -P "$PWD/.git/index.lock" -P "$PWD/.git/HEAD.lock" -P .git/HEAD.lock \\
      -e inject=rename,renameat,renameat2,unlink:signal=KILL "$REAL_GIT" "$@" > /dev/null 2>&1; kill -9 $PPID; exit 1 ;;
  esac
fi
exec "$REAL_GIT" "$@"
"""
CHANGES = "rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat"


@dataclass(frozen=True)
class Case:
    kind: str
    what: str
    at: int

    def __str__(self) -> str:
        return f"{self.kind} {self.what} {self.at}"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("a server did not start")


class Bench:
    """What one worker has: an index, a git server, a folder."""

    def __init__(self) -> None:
        self.top = Path(tempfile.mkdtemp(prefix="soak-release-"))
        self.packages = self.top / "packages"
        self.packages.mkdir()
        self.repositories = self.top / "repositories"
        self.repositories.mkdir()
        self.index, self.git = free_port(), free_port()
        words = [
            PYPISERVER,
            "run",
            "-i",
            "127.0.0.1",
            "-p",
            str(self.index),
            "-P",
            ".",
            "-a",
            ".",
            "--hash-algo",
            "sha256",
        ]
        self.servers = [
            subprocess.Popen([*words, str(self.packages)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL),
            subprocess.Popen(
                ["git", "daemon", "--reuseaddr", "--export-all", "--enable=receive-pack", "--listen=127.0.0.1",
                 f"--port={self.git}", f"--base-path={self.repositories}", str(self.repositories)],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            ),
        ]  # fmt: skip
        self.key = self.top / "key"
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.key)],
            check=True,
        )
        wait_for(self.index)
        wait_for(self.git)
        self.count = 0

    def close(self) -> None:
        for server in self.servers:
            server.terminate()
            server.wait()
        shutil.rmtree(self.top)

    def project(self, servers: Servers) -> Repository:
        """A new one, with an index that is empty again."""
        for file in self.packages.iterdir():
            file.unlink()
        self.count += 1
        folder = self.repositories / f"{self.count}"
        folder.mkdir()
        made = project(folder, servers)
        made.git(
            "remote",
            "set-url",
            "origin",
            f"git://127.0.0.1:{self.git}/{self.count}/remote.git",
        )
        for name, value in {
            "gpg.format": "ssh",
            "user.signingkey": f"{self.key}.pub",
        }.items():
            # For clones, too.
            number = int(made.environ.get("GIT_CONFIG_COUNT", "0"))
            made.environ |= {
                "GIT_CONFIG_COUNT": str(number + 1),
                f"GIT_CONFIG_KEY_{number}": name,
                f"GIT_CONFIG_VALUE_{number}": value,
            }
        made.git("fetch", "--quiet")
        return made

    def clone(self, made: Repository, name: str) -> Repository:
        again = Repository.__new__(Repository)
        again.path = made.path.parent / name
        again.environ = made.environ
        address = made.git("remote", "get-url", "origin")
        subprocess.run(
            ["git", "clone", "--quiet", address, str(again.path), "--branch", "main"],
            check=True,
            env=made.environ,
        )
        return again


def release(
    made: Repository,
    servers: Servers,
    before: list[str],
    seconds: float = 0,
    **more: str,
) -> tuple[int, str]:
    """Runs it; after some seconds it is killed with all that it has started."""
    process = subprocess.Popen(
        [*before, ROPEWALK, "release", "run", "--yes"], cwd=made.path, env=made.environ | more, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    servers.client = process.pid
    try:
        out, _ = process.communicate(timeout=seconds or 300)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, _ = process.communicate()
    return process.returncode, out


def interrupt(case: Case, bench: Bench, made: Repository, servers: Servers) -> None:
    if case.kind == "request":
        servers.fault = (case.at, case.what)
        release(made, servers, [])
        servers.fault = None
    elif case.kind == "git":
        programs = bench.top / "bin"
        programs.mkdir(exist_ok=True)
        (programs / "git").write_text(GIT, encoding="utf-8")
        (programs / "git").chmod(0o755)
        counter = bench.top / "count"
        counter.unlink(missing_ok=True)
        release(
            made, servers, [], PATH=f"{programs}:{made.environ['PATH']}", REAL_GIT=shutil.which("git") or "git",
            KILL_COUNT=str(counter), KILL_AT=str(case.at), KILL_WHEN=case.what,
        )  # fmt: skip
    elif case.kind == "change":
        trace = [
            "strace",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            f"inject={CHANGES}:signal=KILL:when={case.at + 1}",
        ]
        release(made, servers, trace)
    else:
        release(made, servers, [], seconds=case.at / 1000)


def check(made: Repository, servers: Servers, bench: Bench) -> None:
    made.git("fetch", "--quiet", "--tags", "--force", "origin")
    check_end(made, servers, signatures=("SHA256SUMS.sig",))
    files = sorted(file.name for file in bench.packages.iterdir())
    assert files == ["parcels-1.3.0-py3-none-any.whl", "parcels-1.3.0.tar.gz"], files
    assert not list((made.path / ".git").glob("**/*.lock")), "locks are left"
    status = made.git("status", "--porcelain", "--untracked-files=all")
    assert all(line.startswith("?? dist/") for line in status.splitlines()), status


def try_case(case: Case, bench: Bench) -> str:
    """Empty when it ends as it has to, else what is wrong."""
    servers = Servers(f"http://127.0.0.1:{bench.index}")
    said = ""
    try:
        made = bench.project(servers)
        start = made.git("rev-parse", "HEAD")
        interrupt(case, bench, made, servers)
        way = ("same", "job", "same", "clone")[case.at % 4]
        if way != "same":
            made = bench.clone(made, "again")
            if way == "job":
                made.git("checkout", "--quiet", "-B", "main", start)
        for _ in range(2):  # and once more, which changes nothing
            code, said = release(made, servers, [])
            if code != 0:
                return f"exit code {code} in the {way} folder: {said[-700:]}"
        check(made, servers, bench)
    except (AssertionError, subprocess.SubprocessError, OSError) as error:
        return f"{type(error).__name__}: {str(error)[:400]}"
    finally:
        servers.close()
    shutil.rmtree(made.path.parent, ignore_errors=True)
    return ""


def count_points(bench: Bench) -> tuple[int, int, int, int]:
    """Of a release that nothing interrupts: requests, calls of git, changes of files, milliseconds."""
    servers = Servers(f"http://127.0.0.1:{bench.index}")
    made = bench.project(servers)
    programs = bench.top / "bin"
    programs.mkdir(exist_ok=True)
    (programs / "git").write_text(GIT, encoding="utf-8")
    (programs / "git").chmod(0o755)
    counter = bench.top / "count"
    counter.unlink(missing_ok=True)
    more = {
        "PATH": f"{programs}:{made.environ['PATH']}",
        "REAL_GIT": shutil.which("git") or "git",
    }
    code, said = release(
        made,
        servers,
        [],
        **more,
        KILL_COUNT=str(counter),
        KILL_AT="-1",
        KILL_WHEN="never",
    )
    assert code == 0, said
    requests, calls = len(servers.requests), int(counter.read_text())
    servers.close()
    servers = Servers(f"http://127.0.0.1:{bench.index}")
    made = bench.project(servers)
    log = bench.top / "changes"
    release(made, servers, ["strace", "-qq", "-o", str(log), "-e", f"trace={CHANGES}"])
    changes = sum(1 for line in log.read_text().splitlines() if "(" in line)
    servers.close()
    servers = Servers(f"http://127.0.0.1:{bench.index}")
    made = bench.project(servers)
    start = time.monotonic()
    release(made, servers, [])
    servers.close()
    return requests, calls, changes, int(1000 * (time.monotonic() - start))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="only each Nth case")
    # Most of a case is waiting: for servers that do not answer, for locks that nobody holds any more.
    parser.add_argument("--workers", type=int, default=2 * (os.cpu_count() or 1) + 1)
    parser.add_argument("--times", type=int, default=100, help="how many random moments")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", action="append", help="only these: request, git, change, time")
    parser.add_argument("--minutes", type=float, default=1e6, help="begin no case after so long")
    options = parser.parse_args()
    first = Bench()
    requests, calls, changes, milliseconds = count_points(first)
    print(
        f"a release has {requests} requests, {calls} calls of git, {changes} changes of files, {milliseconds} ms",
        flush=True,
    )
    dice = random.Random(options.seed)
    cases = [Case("request", fault, at) for fault in (*FAULTS, *MORE_FAULTS) for at in range(requests)]
    cases += [Case("git", when, at) for when in ("before", "after", "within") for at in range(calls)]
    if shutil.which("strace"):
        cases += [Case("change", "killed", at) for at in range(changes)]
    cases += [Case("time", "all killed", dice.randrange(milliseconds)) for _ in range(options.times)]
    cases = [case for case in cases if not options.kind or case.kind in options.kind][:: options.every]
    dice.shuffle(cases)
    start = time.monotonic()
    end = start + 60 * options.minutes
    todo: queue.SimpleQueue[Case] = queue.SimpleQueue()
    for case in cases:
        todo.put(case)
    wrong: list[str] = []
    tried: Counter[str] = Counter()

    def work(bench: Bench) -> None:
        while True:
            try:
                case = todo.get_nowait()
            except queue.Empty:
                break
            if time.monotonic() > end:
                break
            found = try_case(case, bench)
            tried[f"{case.kind} {case.what}"] += 1
            done = sum(tried.values())
            if done % 50 == 0:
                print(
                    f"{done} of {len(cases)}, {len(wrong)} wrong, {(time.monotonic() - start) / 60:.1f} minutes",
                    flush=True,
                )
            if found:
                wrong.append(f"{case}: {found}")
                print(wrong[-1], file=sys.stderr, flush=True)
        bench.close()

    benches = [first, *(Bench() for _ in range(options.workers - 1))]
    threads = [threading.Thread(target=work, args=(bench,)) for bench in benches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name, count in sorted(tried.items()):
        print(f"  {name:<22} {count}")
    count = sum(tried.values())
    left = f" ({len(cases) - count} were not tried)" if count < len(cases) else ""
    print(f"{count - len(wrong)} of {count} end in one tag, entry, upload of each file and GitHub release{left}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
