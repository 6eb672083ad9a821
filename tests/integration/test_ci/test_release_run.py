"""A release made for real, against a GitHub API and a Python index that fail: wherever it is interrupted, running it again
ends in one tag, one changelog entry, one upload of each file and one GitHub release.

ROPEWALK_ALL_POINTS=1 tries every point; without it a few of each kind.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from release_servers import FAULTS, Servers
from test_release import ROPEWALK, Repository

ALL = os.environ.get("ROPEWALK_ALL_POINTS") == "1"
KILLED = -9

MAKE_DIST = """
import sys, tarfile, io, os, zipfile
from pathlib import Path
version = Path("pyproject.toml").read_text().split('version = "')[1].split('"')[0]
dist = Path(sys.argv[1])
(dist / f"parcels-{version}.tar.gz").write_bytes(f"sdist of {version}".encode() * 50)
(dist / f"parcels-{version}-py3-none-any.whl").write_bytes(f"wheel of {version}".encode() * 50)
"""


@pytest.fixture
def servers() -> Iterator[Servers]:
    made = Servers()
    yield made
    made.close()


def project(tmp_path: Path, servers: Servers) -> Repository:
    """A package with a remote and with something to release."""
    made = Repository(tmp_path / "project", tmp_path)
    remote = tmp_path / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(remote)], check=True)
    made.git("remote", "add", "origin", str(remote))
    made.write(
        "pyproject.toml",
        '[project]\nname = "parcels"\nversion = "1.2.3"\n\n[build-system]\nrequires = []\n',
    )
    made.write("CHANGELOG.md", "# Changelog\n\n## 1.2.3 - 2026-01-01\n\n- The first one.\n")
    made.write("make_dist.py", MAKE_DIST)
    made.write(
        ".github/ropewalk.yml",
        "release:\n  build: python3 make_dist.py {dist}\n  move-tags: true\n"
        f"  index: {servers.address}/upload/\n  index-pages: {servers.address}/simple/\n",
    )
    made.git("tag", "v1.2.3")
    made.commit("feat: track parcels", "code.py")
    made.git("push", "--quiet", "origin", "main", "v1.2.3")
    made.environ |= {
        "GITHUB_API_URL": f"{servers.address}/api",
        "GITHUB_REPOSITORY": "o/p",
        "GITHUB_TOKEN": "t",
        "no_proxy": "127.0.0.1",
        "NO_PROXY": "127.0.0.1",
    }
    return made


def release(made: Repository, servers: Servers, **more: str) -> subprocess.CompletedProcess[str]:
    process = subprocess.Popen(
        [ROPEWALK, "release", "run", "--yes"],
        cwd=made.path,
        env=made.environ | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    servers.client = process.pid
    out, errors = process.communicate(timeout=120)
    return subprocess.CompletedProcess([], process.returncode, out, errors)


def check_end(made: Repository, servers: Servers, *, signatures: tuple[str, ...] = ()) -> None:
    tags = made.git("ls-remote", "--tags", "origin").splitlines()
    names = {line.split("\t")[1] for line in tags}
    assert names == {
        "refs/tags/v1.2.3",
        "refs/tags/v1.3.0",
        "refs/tags/v1.3.0^{}",
        "refs/tags/v1",
        "refs/tags/v1.3",
    }
    assert made.git("log", "--format=%s", "origin/main").count("chore(release): 1.3.0") == 1
    assert made.git("rev-parse", "v1.3.0^{commit}") == made.git("rev-parse", "origin/main")
    changelog = made.git("show", "v1.3.0:CHANGELOG.md")
    assert changelog.count("## 1.3.0") == 1
    assert changelog.count("## 1.2.3") == 1
    assert 'version = "1.3.0"' in made.git("show", "v1.3.0:pyproject.toml")
    assert sorted(name for name, _ in servers.uploads) == [
        "parcels-1.3.0-py3-none-any.whl",
        "parcels-1.3.0.tar.gz",
    ]
    assert [(r["tag_name"], r["draft"]) for r in servers.releases] == [("v1.3.0", False)]
    assert sorted(name for _, name, _ in servers.assets) == [
        "SHA256SUMS",
        *signatures,
        "parcels-1.3.0-py3-none-any.whl",
        "parcels-1.3.0.tar.gz",
        "sbom.cdx.json",
    ]
    assert "track parcels" in servers.releases[0]["body"]
    status = made.run("release", "status", "--json")
    assert json.loads(status.stdout)["complete"], status.stdout + status.stderr


def finish(made: Repository, servers: Servers) -> None:
    """Runs it again until it is through; a fault happens once."""
    servers.fault = None
    done = release(made, servers)
    assert done.returncode == 0, done.stdout + done.stderr
    again = release(made, servers)
    assert again.returncode == 0, again.stdout + again.stderr
    check_end(made, servers)


def test_a_release_and_once_more(tmp_path: Path, servers: Servers) -> None:
    made = project(tmp_path, servers)
    shown = made.run("release", "run")
    assert shown.returncode == 0
    assert "to do" in shown.stdout
    assert not servers.uploads
    finish(made, servers)
    assert made.run("release", "status").returncode == 0


REQUESTS = 16


@pytest.mark.slow
@pytest.mark.parametrize("at", range(REQUESTS) if ALL else [4, 12])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_request_that_fails(tmp_path: Path, servers: Servers, fault: str, at: int) -> None:
    made = project(tmp_path, servers)
    servers.fault = (at, fault)
    first = release(made, servers)
    assert first.returncode in (0, 1, 3, KILLED), first.stderr
    finish(made, servers)


KILLING_GIT = """#!/bin/sh
# Counts its calls; at one of them it kills who called it, before or after its work.
count=$(cat "$KILL_COUNT" 2>/dev/null || echo 0)
echo $((count + 1)) > "$KILL_COUNT"
if [ "$count" = "$KILL_AT" ]; then
  if [ "$KILL_WHEN" = before ]; then kill -9 $PPID; exit 1; fi
  "$REAL_GIT" "$@" > /dev/null 2>&1
  kill -9 $PPID
  exit 1
fi
exec "$REAL_GIT" "$@"
"""


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("at", range(70) if ALL else [30, 50])
def test_killed_at_a_call_of_git(tmp_path: Path, servers: Servers, when: str, at: int) -> None:
    made = project(tmp_path, servers)
    programs = tmp_path / "bin"
    programs.mkdir()
    git = programs / "git"
    git.write_text(KILLING_GIT, encoding="utf-8")
    git.chmod(git.stat().st_mode | stat.S_IXUSR)
    real = subprocess.run(["which", "git"], check=True, capture_output=True, text=True).stdout.strip()
    first = release(
        made,
        servers,
        PATH=f"{programs}:{made.environ['PATH']}",
        REAL_GIT=real,
        KILL_COUNT=str(tmp_path / "count"),
        KILL_AT=str(at),
        KILL_WHEN=when,
    )
    assert first.returncode in (0, KILLED), first.stderr
    finish(made, servers)


def test_a_job_that_is_run_again_goes_on(tmp_path: Path, servers: Servers) -> None:
    """Its checkout is the commit that it began at: the release's commit is on top of that, here or only at the remote."""
    made = project(tmp_path, servers)
    start = made.git("rev-parse", "HEAD")
    servers.fault = (6, "kill-before")
    assert release(made, servers).returncode == KILLED
    for name, tags in (
        ("looks", "--tags"),
        ("has-tags", "--tags"),
        ("has-none", "--no-tags"),
    ):
        again = Repository.__new__(Repository)
        again.path, again.environ = tmp_path / name, made.environ
        made.git(
            "clone",
            "--quiet",
            tags,
            made.git("remote", "get-url", "origin"),
            str(again.path),
            "--branch=main",
        )
        if tags == "--no-tags":
            again.git("fetch", "--quiet", "origin", "refs/tags/v1.2.3:refs/tags/v1.2.3")
        again.git("checkout", "--quiet", "-B", "main", start)
        if name == "looks":
            looked = again.run("release", "run")
            assert (
                looked.returncode,
                "begun on top of this commit" in looked.stderr,
            ) == (2, True), looked.stderr
            assert again.git("rev-parse", "HEAD") == start
        else:
            finish(again, servers)


def test_a_release_left_behind_is_an_alarm(tmp_path: Path, servers: Servers) -> None:
    made = project(tmp_path, servers)
    (made.path / ".github" / "ropewalk.yml").write_text("release:\n  build: 'false'\n", encoding="utf-8")
    made.git("commit", "--quiet", "--all", "--message", "build: break it")
    assert release(made, servers).returncode == 1
    made.commit("docs: go on with something else", "code.py")
    alarm = "the release v1.3.0 was begun here and is not at the remote"
    for words in (["run", "--yes"], ["run"], ["status"]):
        done = made.run("release", *words)
        assert (done.returncode, alarm in done.stderr) == (1, True), (words, done)
        assert "Nothing to release" in done.stdout
    made.git("switch", "--quiet", "--detach", "v1.3.0")
    (made.path / ".github" / "ropewalk.yml").write_text(
        "release:\n  build: python3 make_dist.py {dist}\n", encoding="utf-8"
    )
    done = made.run("release", "status")
    assert (done.returncode, alarm in done.stderr) == (1, False), done
    # A new release is made with the alarm, and the one after it is not told of what is older.
    made.git("checkout", "--quiet", "--force", "main")
    made.write(".github/ropewalk.yml", "release:\n  build: python3 make_dist.py {dist}\n")
    made.commit("fix: weigh again", "code.py")
    done = release(made, servers)
    assert (done.returncode, alarm in done.stderr) == (0, True), done
    made.commit("docs: words", "code.py")
    done = made.run("release", "run")
    assert (done.returncode, done.stderr) == (0, ""), done


def test_a_tag_of_something_else_stays_an_error(tmp_path: Path, servers: Servers) -> None:
    made = project(tmp_path, servers)
    other = made.git("commit-tree", "HEAD^{tree}", "-m", "somebody else's")
    made.git("push", "--quiet", "origin", f"{other}:refs/tags/v1.3.0")
    done = release(made, servers)
    assert done.returncode == 2
    assert "v1.3.0 is taken" in done.stderr
    assert not servers.requests


def test_a_branch_that_moved_on_at_the_remote(tmp_path: Path, servers: Servers) -> None:
    made = project(tmp_path, servers)
    made.commit("fix: somebody else's", "other.py")
    made.git("push", "--quiet", "origin", "main")
    made.git("reset", "--quiet", "--hard", "HEAD~1")
    done = release(made, servers)
    assert (done.returncode, "has moved on at the remote" in done.stderr) == (1, True), done
    # Nothing is to be taken back.
    assert made.git("tag").split() == ["v1.2.3"]
    made.git("pull", "--quiet", "--ff-only", "origin", "main")
    assert release(made, servers).returncode == 0


def test_one_release_at_a_time(tmp_path: Path, servers: Servers) -> None:
    made = project(tmp_path, servers)
    file = made.path / ".git" / "ropewalk-release"
    file.touch()
    with file.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = release(made, servers)
    assert (done.returncode, "another release" in done.stderr) == (3, True), done.stderr
    # What a git has left that was killed with its release goes; what somebody else's has left stays where it is.
    lock = made.path / ".git" / "index.lock"
    lock.touch()
    os.utime(lock, (0, 0))
    finish(made, servers)
    assert not file.exists()
    made.commit("fix: mend it", "code.py")
    lock.touch()
    assert release(made, servers).returncode == 1
    assert lock.exists()


def test_moving_tags_never_go_back(tmp_path: Path, servers: Servers) -> None:
    made = project(tmp_path, servers)
    made.git("branch", "1.2.x", "v1.2.3")
    finish(made, servers)
    newest = made.git("rev-parse", "v1.3.0^{commit}")
    made.git("checkout", "--quiet", "1.2.x")
    made.commit("fix: an old fault", "old.py")
    made.git("push", "--quiet", "origin", "1.2.x")
    done = release(made, servers)
    assert done.returncode == 0, done.stderr
    at = dict(reversed(line.split("\t")) for line in made.git("ls-remote", "--tags", "origin").splitlines())
    assert at["refs/tags/v1"] == newest
    assert at["refs/tags/v1.2"] == at["refs/tags/v1.2.4^{}"]


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
def test_a_key_of_ssh_signs_tag_and_checksums(tmp_path: Path, servers: Servers) -> None:
    made = project(tmp_path, servers)
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    made.git("config", "gpg.format", "ssh")
    made.git("config", "user.signingkey", f"{key}.pub")
    servers.fault = (4, "late")
    assert release(made, servers).returncode in (0, 3)
    shutil.rmtree(made.path / "dist")  # what is made again has the same bytes but for the signature
    servers.fault = None
    assert release(made, servers).returncode == 0
    check_end(made, servers, signatures=("SHA256SUMS.sig",))
    signers = tmp_path / "signers"
    signers.write_text(f"ada@example.com {(tmp_path / 'key.pub').read_text()}", encoding="utf-8")
    made.git("-c", f"gpg.ssh.allowedSignersFile={signers}", "verify-tag", "v1.3.0")
    files = {name: content for _, name, content in servers.assets}
    (tmp_path / "sums.sig").write_bytes(files["SHA256SUMS.sig"])
    words = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        str(signers),
        "-I",
        "ada@example.com",
        "-n",
        "file",
        "-s",
    ]
    subprocess.run(
        [*words, str(tmp_path / "sums.sig")],
        input=files["SHA256SUMS"],
        check=True,
        capture_output=True,
    )


@pytest.mark.skipif(shutil.which("gpg") is None, reason="gpg is not installed")
def test_a_key_of_openpgp_signs_tag_and_checksums(tmp_path: Path, servers: Servers) -> None:
    made = project(tmp_path, servers)
    made.environ["GNUPGHOME"] = str(tmp_path / "gnupg")
    (tmp_path / "gnupg").mkdir(mode=0o700)
    words = [
        "gpg",
        "--batch",
        "--quiet",
        "--passphrase",
        "",
        "--quick-generate-key",
        "ada@example.com",
        "ed25519",
        "sign",
    ]
    subprocess.run(words, check=True, env=made.environ, capture_output=True)
    made.git("config", "user.signingkey", "ada@example.com")
    assert release(made, servers).returncode == 0
    check_end(made, servers, signatures=("SHA256SUMS.asc",))
    made.git("verify-tag", "v1.3.0")
    files = {name: content for _, name, content in servers.assets}
    (tmp_path / "sums.asc").write_bytes(files["SHA256SUMS.asc"])
    words = ["gpg", "--batch", "--verify", str(tmp_path / "sums.asc"), "-"]
    subprocess.run(
        words,
        input=files["SHA256SUMS"],
        check=True,
        env=made.environ,
        capture_output=True,
    )
    subprocess.run(["gpgconf", "--kill", "all"], check=False, env=made.environ)


def test_a_file_with_another_hash_is_an_error(tmp_path: Path, servers: Servers) -> None:
    made = project(tmp_path, servers)
    servers.uploads.append(("parcels-1.3.0.tar.gz", b"something else"))
    done = release(made, servers)
    assert done.returncode == 1
    assert "another hash" in done.stderr
    assert len(servers.uploads) == 1


def test_what_is_not_committed_is_not_released(tmp_path: Path, servers: Servers) -> None:
    made = project(tmp_path, servers)
    (made.path / "code.py").write_text("changed\n", encoding="utf-8")
    done = release(made, servers)
    assert done.returncode == 2
    assert "code.py" in done.stderr
