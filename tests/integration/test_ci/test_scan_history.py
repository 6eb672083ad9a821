"""A scan of a history remembers what it looked at: the next one looks at what came since, and says the same as one that
looks at everything. What it keeps holds no secret, and whatever is wrong with it is as if it were not there."""

from __future__ import annotations

import gzip
import io
import json
import random
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest
from test_scan_faults import INCOMPLETE, TOKEN, cut, environment, flip, git, run_scan

RULES = "[extend]\nuseDefault = true\n[[rules]]\nid = 'odd-name'\npath = '''\\.odd$'''\n"


def scan(top: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return run_scan(top, "secrets", "--git", "--format", "jsonl", *words, env=environment(top.parent))


def kept(top: Path) -> list[Path]:
    return sorted((top.parent / ".cache" / "ropewalk" / "scan" / "history").glob("*"))


def token(number: int) -> str:
    return TOKEN[:-4] + f"{number:04}"


class Repository:
    """Grows by random steps; each commit is a second later than the one before."""

    def __init__(self, top: Path, dice: random.Random) -> None:
        self.top = top
        self.dice = dice
        self.now = 1_700_000_000
        top.mkdir()
        git(top, "init", "-q", "-b", "main")
        self.commit("first")

    def commit(self, message: str) -> None:
        self.now += 1
        done = environment(self.top) | {
            "GIT_AUTHOR_DATE": f"{self.now} +0000",
            "GIT_COMMITTER_DATE": f"{self.now} +0000",
        }
        subprocess.run(["git", "add", "-A"], cwd=self.top, env=done, check=True)
        subprocess.run(["git", "commit", "-q", "--allow-empty", "-m", message], cwd=self.top, env=done, check=True)

    def files(self) -> list[Path]:
        return sorted(path for path in self.top.rglob("*") if path.is_file() and ".git" not in path.parts)

    def write(self) -> None:
        folder = self.top / self.dice.choice(["a", "b/c", "."])
        folder.mkdir(parents=True, exist_ok=True)
        secret = f"key = '{token(self.dice.randrange(6))}'\n" if self.dice.random() < 0.4 else ""
        name = self.dice.choice(["one.py", "two.py", "three.odd"])
        (folder / name).write_text(f"line {self.dice.randrange(50)}\n{secret}", encoding="utf-8")

    def step(self) -> None:
        kind = self.dice.randrange(7)
        files = self.files()
        if kind == 0 and files:
            self.dice.choice(files).unlink()
        elif kind == 1 and files:
            old = self.dice.choice(files)
            old.rename(old.with_name(f"moved{self.dice.randrange(9)}.py"))
        elif kind == 2:
            git(self.top, "tag", "-f", "-a", "-m", "a tag", f"v{self.dice.randrange(4)}")
        elif kind == 3:
            side = f"side{self.now}"
            git(self.top, "checkout", "-q", "-b", side)
            self.write()
            self.commit("on the side")
            git(self.top, "checkout", "-q", "main")
            self.write()
            self.commit("beside it")
            subprocess.run(
                ["git", "merge", "-q", "--no-commit", "-X", "ours", side],
                cwd=self.top,
                env=environment(self.top),
                check=False,
                capture_output=True,
            )
        else:
            self.write()
        self.commit(f"token {token(9)}" if self.dice.random() < 0.1 else "a step")


@pytest.mark.parametrize("seed", range(2))
def test_says_the_same_as_a_whole_scan(tmp_path: Path, seed: int) -> None:
    repository = Repository(tmp_path / "repository", random.Random(seed))
    (tmp_path / "rules.toml").write_text(RULES, encoding="utf-8")
    for _ in range(8):
        repository.step()
        for rules in ([], ["--config", "../rules.toml"]):
            remembered = scan(repository.top, *rules)
            whole = scan(repository.top, "--no-cache", *rules)
            assert remembered.stdout == whole.stdout
            assert remembered.returncode == whole.returncode
    files = kept(repository.top)
    assert len(files) == 2, "one for each set of rules"
    assert oct(files[0].parent.stat().st_mode)[-3:] == "700"
    secrets = [token(number).encode() for number in range(10)]
    assert not any(secret in file.read_bytes() for file in files for secret in secrets)


def test_what_was_kept_and_is_damaged_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository", random.Random(1))
    repository.write()
    (repository.top / "key.py").write_text(f"key = '{TOKEN}'\n", encoding="utf-8")
    repository.commit("a key")
    first = scan(repository.top)
    (file,) = kept(repository.top)
    whole = file.read_bytes()
    for damage in (cut, flip, lambda path: path.write_bytes(b""), lambda path: path.write_bytes(whole + b"x")):
        damage(file)
        again = scan(repository.top)
        assert (again.returncode, again.stdout, again.stderr) == (first.returncode, first.stdout, "")
        assert file.read_bytes() == whole, "it is written anew"


def test_a_history_that_became_another_is_scanned_anew(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository", random.Random(2))
    (repository.top / "key.py").write_text(f"key = '{TOKEN}'\n", encoding="utf-8")
    repository.commit("a key")
    assert scan(repository.top).returncode == 1
    git(repository.top, "reset", "-q", "--hard", "HEAD~1")
    gone = scan(repository.top)
    assert (gone.returncode, gone.stdout) == (0, scan(repository.top, "--no-cache").stdout)


@pytest.mark.parametrize("is_packed", [True, False], ids=["packed", "loose"])
def test_what_was_seen_and_is_damaged_since_is_told(tmp_path: Path, is_packed: bool) -> None:
    repository = Repository(tmp_path / "repository", random.Random(3))
    repository.write()
    repository.commit("a file")
    if is_packed:
        git(repository.top, "gc", "-q")
    assert scan(repository.top).returncode in (0, 1)
    objects = repository.top / ".git" / "objects"
    pattern = "pack/*.pack" if is_packed else "[0-9a-f][0-9a-f]/*"
    cut(next(objects.glob(pattern)))
    assert scan(repository.top).returncode == INCOMPLETE


def test_nothing_is_kept_of_a_secret_in_a_name(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository", random.Random(4))
    (repository.top / f"{TOKEN}.txt").write_text("a\n", encoding="utf-8")
    repository.commit("a name")
    assert scan(repository.top).returncode == 1
    assert kept(repository.top) == []


def test_a_place_that_cannot_be_written_to_is_no_error(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository", random.Random(5))
    (tmp_path / ".cache").write_text("a file", encoding="utf-8")
    done = scan(repository.top)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / ".cache").read_text(encoding="utf-8") == "a file"


def test_names_in_archives_are_those_of_the_files(tmp_path: Path) -> None:
    """What stands in an archive is found once for each path of it, under the names that it has in a scan of the files."""
    top = tmp_path / "archives"
    repository = Repository(top, random.Random(1))
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as packed:
        packed.writestr("deep/settings.py", f"KEY = '{TOKEN}'\n")
        packed.writestr("clean.py", "KEY = 'none'\n")
        packed.writestr("alone.json.gz", gzip.compress(f'{{"key": "{token(1)}"}}'.encode(), mtime=0))
    (top / "a").mkdir()
    for name in ("one.zip", "a/two.zip"):
        (top / name).write_bytes(inner.getvalue())
    (top / "a/dump.sql.gz").write_bytes(gzip.compress(f"insert '{token(2)}'".encode(), mtime=0))
    with tarfile.open(top / "all.tar.gz", "w:gz") as packed:
        packed.add(top / "one.zip", "in/one.zip")
    repository.commit("archives")

    def found(*words: str) -> list[tuple[str, int, str]]:
        done = run_scan(top, "secrets", "--format", "jsonl", *words, env=environment(tmp_path))
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        return sorted((one["file"], one["line"], one["secret_sha256"]) for one in lines if one["type"] == "finding")

    files = found()
    assert {name for name, _, _ in files} >= {
        "one.zip!deep/settings.py",
        "one.zip!alone.json.gz!alone.json",
        "a/two.zip!deep/settings.py",
        "a/dump.sql.gz!dump.sql",
        "all.tar.gz!in/one.zip!deep/settings.py",
    }
    assert found("--git", "--no-cache") == files
    assert found("--git") == files
