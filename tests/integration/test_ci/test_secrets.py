"""Secrets in every corner of a real repository are found, nothing of them is printed, and damage is never green."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import shutil
import string
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
INCOMPLETE = 3


def binary() -> Path:
    for place in (os.environ.get("ROPEWALK"), ROOT / "build" / "ropewalk", ROOT / "build" / "dev" / "src" / "ropewalk"):
        if place and Path(place).exists():
            return Path(place)
    pytest.skip("ropewalk is not built")


class Repository:
    """A repository that secrets are put into, and what it should be found to hold."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.random = random.Random(20261126)
        self.expected: dict[str, str] = {}
        top.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        environment = {
            **os.environ,
            "GIT_CONFIG_GLOBAL": os.devnull,
            **{
                f"GIT_{who}_{what}": value
                for who in ("AUTHOR", "COMMITTER")
                for what, value in (("NAME", "A"), ("EMAIL", "a@b.c"))
            },
        }
        return subprocess.run(
            ["git", *arguments], cwd=self.top, env=environment, check=True, capture_output=True, text=True
        ).stdout.strip()

    def secret(self, placement: str) -> str:
        """A token of its own for a placement."""
        token = "ghp_" + "".join(self.random.choices(string.ascii_letters + string.digits, k=36))
        self.expected[hashlib.sha256(token.encode()).hexdigest()] = placement
        return token

    def put(self, path: str, content: str | bytes) -> None:
        file = self.top / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "-q", "--allow-empty", "-m", message)


def scan(folder: Path, *arguments: str) -> tuple[int, list[dict], str]:
    done = subprocess.run(
        [binary(), "scan", "secrets", "--format", "jsonl", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stdout + done.stderr


def found(lines: list[dict]) -> set[str]:
    return {line["secret_sha256"] for line in lines if line["type"] == "finding"}


PLACEMENTS = 20
EACH = 15


@pytest.fixture(name="repository", scope="module")
def make_repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Twenty kinds of places, fifteen secrets in each."""
    repository = Repository(tmp_path_factory.mktemp("secrets") / "repository")
    put, secret, commit, git = repository.put, repository.secret, repository.commit, repository.git

    def lines(placement: str, count: int = EACH, end: str = "\n") -> str:
        return "".join(f"t = '{secret(placement)}'{end}" for _ in range(count))

    put("root.py", lines("root commit"))
    commit("root")
    put("gone.py", lines("added and deleted"))
    commit("add")
    (repository.top / "gone.py").unlink()
    commit("delete")
    put("old name.py", lines("renamed"))
    commit("before")
    git("mv", "old name.py", "new name.py")
    commit("after")
    put("lost.py", lines("what only the reflog knows"))
    commit("lost")
    git("reset", "-q", "--hard", "HEAD~1")
    git("checkout", "-q", "-b", "side")
    put("side.txt", "side")
    commit(f"a message with\n\n{lines('commit message')}")
    git("checkout", "-q", "main")
    put("main.txt", "main")
    commit("main")
    git("merge", "-q", "--no-commit", "side")
    put("evil.py", lines("merge only"))
    commit("merge")
    for arm in ("one", "two"):
        git("checkout", "-q", "-b", arm, "main~1")
        put(f"{arm}.py", lines("octopus merge", EACH // 2))
        commit(arm)
    git("checkout", "-q", "main")
    git("merge", "-q", "--no-commit", "one", "two")
    put("eight.py", lines("octopus merge", EACH - 2 * (EACH // 2)))
    commit("octopus")
    git("checkout", "-q", "-b", "ours", "main~1")
    put("ours.py", lines("merged with ours"))
    commit("ours")
    git("checkout", "-q", "main")
    git("merge", "-q", "-s", "ours", "-m", "ours", "ours")
    git("branch", "-D", "ours")
    git("tag", "-a", "-m", f"a tag with\n{lines('tag message')}", "v1")
    git("notes", "add", "-m", f"a note with\n{lines('note')}")
    git("checkout", "-q", "--orphan", "orphan")
    put("orphan.py", lines("orphan branch"))
    commit("orphan")
    git("checkout", "-q", "main")
    put("windows.py", "a\r\n" + lines("other line ends and UTF-16", EACH // 2, "\r\n"))
    put("utf16.txt", lines("other line ends and UTF-16", EACH - EACH // 2).encode("utf-16"))
    put("edge.txt", "x" * 99_990 + "\n" + lines("edge of 100 KB") + "y" * 1000)
    put("pkg.whl", zipped("pkg/mod.py", lines("archives", EACH // 2)))
    put("sdist.tar.gz", tarred("a/mod.py", lines("archives", EACH - EACH // 2)))
    outputs = [{"outputs": [{"text": [line]}]} for line in lines("notebook output").splitlines(keepends=True)]
    put("book.ipynb", json.dumps({"cells": outputs}))
    for number in range(EACH):
        put(f"name-{number}-{secret('file name')}.txt", f"nothing {number}")
        (repository.top / f"link-{number}").symlink_to(f"/nowhere/{secret('symlink target')}")
    urls = [f'[submodule "{n}"]\n\turl = https://{secret("submodule URL")}@example.org/x\n' for n in range(EACH)]
    put(".gitmodules", "".join(urls))
    commit("files")
    subprocess.run(
        ["git", "hash-object", "-w", "--stdin"],
        cwd=repository.top,
        input=lines("unreachable").encode(),
        check=True,
        capture_output=True,
    )
    put("stashed.py", lines("stash"))
    git("add", "--all")
    git("stash", "-q")
    assert len(set(repository.expected.values())) == PLACEMENTS
    assert len(repository.expected) == PLACEMENTS * EACH
    return repository


def zipped(name: str, text: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return held.getvalue()


def tarred(name: str, text: str) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(text.encode())
        archive.addfile(entry, io.BytesIO(text.encode()))
    return held.getvalue()


def blobs_of(repository: Repository) -> int:
    """How many git itself says there are, unreachable ones included."""
    kinds = repository.git("cat-file", "--batch-all-objects", "--batch-check=%(objecttype)")
    return kinds.split().count("blob")


def test_history_is_looked_at_everywhere(repository: Repository) -> None:
    code, lines, output = scan(repository.top, "--git", "--reflog", "--unreachable")
    missed = [placement for digest, placement in repository.expected.items() if digest not in found(lines)]
    assert missed == []
    assert found(lines) == set(repository.expected)
    assert code == 1
    assert lines[-1]["incomplete"] == []
    assert lines[-1]["looked_at"] == blobs_of(repository)
    assert "ghp_" not in output


def test_what_nothing_points_to_is_left_out(repository: Repository) -> None:
    hidden = {"what only the reflog knows", "unreachable"}
    expected = {digest for digest, placement in repository.expected.items() if placement not in hidden}
    assert found(scan(repository.top, "--git")[1]) == expected


def test_packed_history_is_the_same(repository: Repository, tmp_path: Path) -> None:
    before = scan(repository.top, "--git")[2]
    copy = tmp_path / "copy"
    shutil.copytree(repository.top, copy, symlinks=True)
    subprocess.run(["git", "gc", "-q"], cwd=copy, check=True)
    assert scan(copy, "--git")[2] == before
    assert scan(copy, "--git")[2] == before


def test_reflog_and_unreachable_are_asked_for(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository")
    repository.put("a.txt", "a")
    repository.commit("first")
    repository.put("lost.py", f"t = '{repository.secret('reset away')}'\n")
    repository.commit("lost")
    repository.git("reset", "-q", "--hard", "HEAD~1")
    assert found(scan(repository.top, "--git")[1]) == set()
    assert found(scan(repository.top, "--git", "--reflog")[1]) == set(repository.expected)
    assert found(scan(repository.top, "--git", "--unreachable")[1]) == set(repository.expected)


def not_opened(repository: Repository, *mode: str) -> list[str]:
    lines = scan(repository.top, *mode)[1]
    return [line["reason"] for line in lines if line["type"] == "skipped" and line["reason"].startswith("archive")]


def test_archives_and_utf16(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository")
    repository.put("first.txt", "first")
    repository.commit("first")
    repository.put("windows.txt", f"t = '{repository.secret('UTF-16')}'\n".encode("utf-16"))
    wheel = zipped("pkg/mod.py", f"t = '{repository.secret('zip')}'\n")
    repository.put("pkg.whl", wheel)
    repository.put("sdist.tar.gz", tarred("a" * 150 + "/deep.py", f"t = '{repository.secret('tar.gz')}'\n"))
    repository.git("add", "--all")
    code, lines, output = scan(repository.top)
    assert found(lines) == set(repository.expected)
    assert code == 1
    files = {line["file"] for line in lines if line["type"] == "finding"}
    assert files == {"windows.txt", "pkg.whl!pkg/mod.py", f"sdist.tar.gz!{'a' * 150}/deep.py"}
    assert "ghp_" not in output
    # One level is enough for a compressed tar, and the same is found whichever way one looks.
    assert found(scan(repository.top, "--archive-depth", "1")[1]) == set(repository.expected)
    assert found(scan(repository.top, "--staged")[1]) == set(repository.expected)
    repository.commit("archives")
    assert found(scan(repository.top, "--range", "HEAD~1..HEAD")[1]) == set(repository.expected)
    assert found(scan(repository.top, "--git")[1]) == set(repository.expected)
    repository.put("other.7z", b"7z\xbc\xaf\x27\x1c and so on")
    repository.git("add", "--all")
    assert not_opened(repository, "--staged") == not_opened(repository) == ["archive-format"]
    repository.commit("other")
    assert not_opened(repository, "--git") == not_opened(repository, "--range", "HEAD~1..HEAD") == ["archive-format"]
    repository.put("pkg.whl", wheel[:60])
    assert scan(repository.top)[0] == INCOMPLETE


def test_what_is_staged_and_what_a_range_brings(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository")
    repository.put("app.py", f"old = '{repository.secret('old')}'\n")
    repository.commit("old")
    old = set(repository.expected)
    repository.put("app.py", (repository.top / "app.py").read_text() + f"new = '{repository.secret('new')}'\n")
    repository.put("left.py", "t = 'unstaged'")
    repository.git("add", "app.py")
    new = set(repository.expected) - old
    code, lines, _ = scan(repository.top, "--staged")
    assert (code, found(lines)) == (1, new)
    repository.commit("new")
    assert found(scan(repository.top, "--range", "HEAD~1..HEAD")[1]) == new
    assert scan(repository.top, "--staged")[0] == 0


@pytest.mark.parametrize("fault", ["cut pack", "cut index", "lost object", "damaged object", "unreadable", "lost ref"])
def test_damage_is_never_green(tmp_path: Path, fault: str) -> None:
    repository = Repository(tmp_path / "repository")
    for number in range(20):
        repository.put("long.txt", "".join(f"line {i * number}\n" for i in range(300)))
        repository.commit(f"version {number}")
    git = repository.top / ".git"
    if fault in {"cut pack", "cut index"}:
        repository.git("gc", "-q")
        file = next((git / "objects" / "pack").glob("*.pack" if fault == "cut pack" else "*.idx"))
        file.chmod(0o600)
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    elif fault == "lost ref":
        (git / "refs" / "heads" / "lost").write_text("1" * 40 + "\n")
    else:
        name = repository.git("rev-parse", "HEAD~3:long.txt")
        file = git / "objects" / name[:2] / name[2:]
        file.chmod(0o600)
        if fault == "lost object":
            file.unlink()
        elif fault == "damaged object":
            file.write_bytes(file.read_bytes()[:40])
        else:
            file.unlink()
            file.mkdir()
    code, lines, _ = scan(repository.top, "--git")
    assert code == INCOMPLETE
    assert lines[-1]["incomplete"]
