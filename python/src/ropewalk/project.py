"""A repository for one test: a copy of the one under test, or an empty one, that may be changed and thrown away."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

_IDENTITY = {
    "GIT_AUTHOR_NAME": "Ada Lovelace",
    "GIT_AUTHOR_EMAIL": "ada@example.com",
    "GIT_COMMITTER_NAME": "Ada Lovelace",
    "GIT_COMMITTER_EMAIL": "ada@example.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


class Project:
    """A git repository at `path`, on the branch `main` with one commit."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def create(cls, path: Path, files: dict[str, str] | None = None) -> Project:
        """A new repository with these files in its first commit."""
        path.mkdir(parents=True)
        project = cls(path)
        for name, text in (files or {}).items():
            project.write(name, text)
        project._begin()
        return project

    @classmethod
    def copy(cls, source: Path, path: Path) -> Project:
        """The files of another repository as they stand (without what git ignores) as the first commit of a new one.

        Raises:
            ValueError: `source` is in no git repository.
        """
        listed = subprocess.run(
            ["git", "-C", str(source), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            capture_output=True,
            check=False,
        )
        if listed.returncode != 0:
            raise ValueError(f"{source} is in no git repository: {listed.stderr.decode().strip()}")
        path.mkdir(parents=True)
        for name in filter(None, listed.stdout.decode("utf-8", "surrogateescape").split("\0")):
            file = source / name
            if file.is_symlink() or file.is_file():
                target = path / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(file, target, follow_symlinks=False)
        project = cls(path)
        project._begin()
        return project

    def _begin(self) -> None:
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit("Start")

    def git(self, *words: str) -> str:
        """Runs git in the project with an identity of its own; what it printed.

        Raises:
            subprocess.CalledProcessError: git failed; its `stderr` says why.
        """
        done = subprocess.run(
            ["git", *words],
            cwd=self.path,
            env={**os.environ, **_IDENTITY},
            check=True,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        return done.stdout

    def read(self, name: str) -> str:
        return (self.path / name).read_text(encoding="utf-8")

    def write(self, name: str, text: str) -> Path:
        """Writes a file, and the folders above it."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def append(self, name: str, text: str) -> int:
        """Adds text to the end of a file; the number of the line on which it begins."""
        before = self.read(name)
        self.write(name, before + text)
        return before.count("\n") + 1

    def replace(self, name: str, old: str, new: str) -> None:
        """Replaces a text that stands exactly once in a file.

        Raises:
            ValueError: it stands there more than once, or not at all.
        """
        text = self.read(name)
        if text.count(old) != 1:
            raise ValueError(f"{name} has {old!r} {text.count(old)} times, not once")
        self.write(name, text.replace(old, new))

    def commit(self, message: str = "Change") -> str:
        """Commits everything; the new commit's SHA."""
        self.git("add", "--all")
        self.git("-c", "commit.gpgsign=false", "commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD").strip()

    def branch(self, name: str) -> None:
        """Goes on with a new branch."""
        self.git("switch", "--quiet", "--create", name)
