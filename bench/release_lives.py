"""Repositories whose lives are played with git: trunk, GitHub flow and git flow, with one to four channels. At each moment
both tools are asked for the next version, by the same settings ([tool.semantic_release])."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from click.testing import CliRunner
from semantic_release.cli.commands.main import main as semantic_release

ROOT = Path(__file__).resolve().parent.parent
ROPEWALK = os.environ.get("ROPEWALK") or str(ROOT / "build" / "ropewalk")

HEAD = """[project]
name = "parcels"
version = "0.0.0"

[tool.semantic_release]
version_toml = ["pyproject.toml:project.version"]
allow_zero_version = {zero}
major_on_zero = {major_on_zero}
commit_parser = "conventional"

[tool.semantic_release.remote]
type = "github"
"""
BRANCH = """
[tool.semantic_release.branches.{name}]
match = "{match}"
prerelease = {prerelease}
prerelease_token = "{token}"
"""
CHANNELS = {
    1: [("main", "^main$", "")],
    2: [("main", "^main$", ""), ("feat", "^(feat|fix|develop)(/.*)?$", "alpha")],
    3: [
        ("main", "^main$", ""),
        ("release", "^release/.*$", "rc"),
        ("feat", "^(feat|fix|develop)(/.*)?$", "alpha"),
    ],
    4: [
        ("main", "^main$", ""),
        ("release", "^release/.*$", "rc"),
        ("dev", "^develop$", "beta"),
        ("feat", "^(feat|fix)/.*$", "alpha"),
    ],
}


class Life:
    """A repository, and what both say of it."""

    def __init__(
        self,
        folder: Path,
        name: str,
        channels: int,
        *,
        zero: bool = True,
        major_on_zero: bool = False,
    ) -> None:
        self.name = name
        self.path = folder / name.replace(" ", "-")
        self.path.mkdir(parents=True)
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "GIT_", "CI"))}
        self.environ = kept | {
            "GIT_CONFIG_NOSYSTEM": "1",
            "HOME": str(folder),
            "GH_TOKEN": "none",
        }
        self.clock = 1767323045
        self.rows: list[tuple[str, str, str]] = []
        self.git("init", "--quiet", "--initial-branch=main")
        for key, value in {
            "user.name": "Ada",
            "user.email": "ada@example.com",
            "advice.detachedHead": "false",
        }.items():
            self.git("config", key, value)
        self.git("remote", "add", "origin", "https://github.com/acme/parcels.git")
        text = HEAD.format(zero=str(zero).lower(), major_on_zero=str(major_on_zero).lower())
        for branch, match, token in CHANNELS[channels]:
            text += BRANCH.format(
                name=branch,
                match=match,
                prerelease=str(bool(token)).lower(),
                token=token or "rc",
            )
        (self.path / "pyproject.toml").write_text(text, encoding="utf-8")
        self.git("add", "--all")
        self.commit("chore: start")

    def git(self, *words: str) -> str:
        self.clock += 60
        when = {
            "GIT_AUTHOR_DATE": f"{self.clock} +0000",
            "GIT_COMMITTER_DATE": f"{self.clock} +0000",
        }
        done = subprocess.run(
            ["git", *words],
            cwd=self.path,
            env=self.environ | when,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def commit(self, message: str) -> str:
        with (self.path / "code.txt").open("a", encoding="utf-8") as out:
            out.write(message + "\n")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)
        return self.git("rev-parse", "HEAD")

    def branch(self, name: str, *, new: bool = False) -> None:
        self.git("checkout", "--quiet", *(["-b"] if new else []), name)

    def merge(self, name: str) -> None:
        """Without a fast-forward; what both have changed is what the branch says."""
        self.git(
            "merge",
            "--quiet",
            "--no-ff",
            "-X",
            "theirs",
            "--message",
            f"Merge branch '{name}'",
            name,
        )

    def ours(self) -> str:
        done = subprocess.run(
            [ROPEWALK, "release", "plan", "--json"],
            cwd=self.path,
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            return f"exit {done.returncode}: {done.stderr.strip().splitlines()[0]}"
        return json.loads(done.stdout)["version"] or "nothing"

    def theirs(self) -> str:
        before = Path.cwd()
        os.chdir(self.path)
        try:
            done = CliRunner().invoke(semantic_release, ["--noop", "version", "--print"], env=self.environ)
        finally:
            os.chdir(before)
        printed = done.stdout.strip().splitlines()
        if done.exit_code != 0 or not printed:
            return f"exit {done.exit_code}: {done.stderr.strip()[-200:]}"
        # What it prints is the last version where nothing is to be released.
        tags = {tag.removeprefix("v") for tag in self.git("tag", "--list").splitlines()}
        return "nothing" if printed[-1] in tags or printed[-1] == "0.0.0" else printed[-1]

    def look(self, moment: str, *, tags: bool = True) -> None:
        ours, theirs = self.ours(), self.theirs()
        self.rows.append((moment, ours, theirs))
        if ours == theirs and ours != "nothing" and not ours.startswith("exit") and tags:
            self.git(
                "commit",
                "--quiet",
                "--allow-empty",
                "--message",
                f"chore(release): {ours}",
            )
            self.git("tag", "--annotate", "--message", ours, f"v{ours}")


def trunk(life: Life) -> None:
    life.commit("feat: first")
    life.look("first feature")
    life.commit("fix: mend")
    life.look("a fix")
    life.commit("docs: words")
    life.look("only words")
    life.commit("feat(api): second")
    life.commit("fix: and a fix")
    life.look("feature and fix")
    life.commit("perf: quicker")
    life.look("quicker")
    life.commit("refactor!: another shape")
    life.look("breaking by mark")
    life.commit("fix: x\n\nBREAKING CHANGE: it moved")
    life.look("breaking by footer")
    life.commit("Whatever this is")
    life.look("a message that is of no convention")


def trunk_channels(life: Life) -> None:
    """Everything on main; pre-releases from short branches."""
    trunk(life)
    if life.name.endswith("1"):
        return
    life.branch("feat/one", new=True)
    life.commit("feat: one")
    life.look("a feature's branch")
    life.commit("fix: one more")
    life.look("the branch goes on")
    life.branch("main")
    life.merge("feat/one")
    life.look("merged")


def github_flow(life: Life) -> None:
    life.commit("feat: base")
    life.look("first feature")
    for number, (kind, title) in enumerate(
        (("fix", "fix: a fault"), ("feat", "feat: a thing"), ("feat", "feat!: drop"))
    ):
        name = f"{kind}/{number}"
        life.branch(name, new=True)
        life.commit(title)
        if not life.name.endswith("1"):
            life.look(f"on {name}")
        life.commit("docs: words about it")
        if not life.name.endswith("1"):
            life.look(f"on {name}, words")
        life.branch("main")
        life.merge(name)
        life.look(f"{name} merged")
    life.branch("squashed", new=True)
    life.branch("main")
    life.commit("feat: squashed thing (#7)\n\n* feat: squashed thing\n\n* fix: review\n")
    life.look("a squash")


def git_flow(life: Life) -> None:
    channels = int(life.name[-1])
    life.commit("feat: base")
    life.look("first feature")
    life.branch("develop", new=True)
    life.branch("feat/a", new=True)
    life.commit("feat: a")
    if channels >= 2:
        life.look("on a feature's branch")
    life.branch("develop")
    life.merge("feat/a")
    if channels >= 2:
        life.look("on develop")
    life.commit("fix: on develop")
    if channels >= 2:
        life.look("develop goes on")
    if channels >= 3:
        life.branch("release/1", new=True)
        life.commit("fix: last words")
        life.look("a release candidate")
        life.commit("fix: very last words")
        life.look("another one")
        life.branch("main")
        life.merge("release/1")
    else:
        life.branch("main")
        life.merge("develop")
    life.look("merged to main")
    life.branch("fix/hot", new=True)
    life.commit("fix: hot")
    if channels >= 2:
        life.look("a hot fix")
    life.branch("main")
    life.merge("fix/hot")
    life.look("hot fix merged")
    life.branch("develop")
    life.merge("main")
    life.commit("feat!: another shape")
    if channels >= 2:
        life.look("breaking on develop")
    life.branch("main")
    life.merge("develop")
    life.look("breaking merged")


def differences(life: Life) -> None:
    life.commit("feat: base")
    life.look("first feature")
    sha = life.commit("feat: taken back")
    life.commit(f'Revert "feat: taken back"\n\nThis reverts commit {sha}.')
    life.look("reverted feature", tags=False)
    life.commit("FIX: capital")
    life.look("type in capitals", tags=False)
    life.git("tag", "v0.1.1")
    life.commit("chore: tidy\n\nfeat: only said so")
    life.look("list in an ordinary body", tags=False)


def leaving_zero(life: Life) -> None:
    life.commit("docs: words")
    life.look("nothing to release", tags=False)
    life.commit("fix: a fault")
    life.look("a fix")
    life.commit("feat!: a shape")
    life.look("breaking")
