#!/usr/bin/env python3
"""The next version by `ropewalk release plan` and by python-semantic-release, on repositories rebuilt with git; and by
semantic-release's documented defaults, on a table.

Run by a Python that has python-semantic-release (tools/setup_release.sh makes build/venv-release). Both read the same settings
([tool.semantic_release]). Each line is a moment in a repository's life: what happened, and the two verdicts. Where they agree on
a version it is tagged. A difference has its reason beside it, or the exit code is 1.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner
from packaging.version import InvalidVersion, Version
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
    3: [("main", "^main$", ""), ("release", "^release/.*$", "rc"), ("feat", "^(feat|fix|develop)(/.*)?$", "alpha")],
    4: [
        ("main", "^main$", ""),
        ("release", "^release/.*$", "rc"),
        ("dev", "^develop$", "beta"),
        ("feat", "^(feat|fix)/.*$", "alpha"),
    ],
}

# What differs on purpose: scenario and moment, with the reason.
REASONS: dict[str, str] = {
    "reverted feature": "a feature that is taken back before its release asks for none; the other tool has no rule for reverts",
    "type in capitals": "the convention's types have no case",
    "nothing to release": "a release has a reason; with allow_zero_version = false the other tool makes 1.0.0 without one",
    "list in an ordinary body": "the body of a commit is a list of commits only where something says that it was squashed",
}


class Life:
    """A repository, and what both say of it."""

    def __init__(self, folder: Path, name: str, channels: int, *, zero: bool = True, major_on_zero: bool = False) -> None:
        self.name = name
        self.path = folder / name.replace(" ", "-")
        self.path.mkdir(parents=True)
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "GIT_", "CI"))}
        self.environ = kept | {"GIT_CONFIG_NOSYSTEM": "1", "HOME": str(folder), "GH_TOKEN": "none"}
        self.clock = 1767323045
        self.rows: list[tuple[str, str, str]] = []
        self.git("init", "--quiet", "--initial-branch=main")
        for key, value in {"user.name": "Ada", "user.email": "ada@example.com", "advice.detachedHead": "false"}.items():
            self.git("config", key, value)
        self.git("remote", "add", "origin", "https://github.com/acme/parcels.git")
        text = HEAD.format(zero=str(zero).lower(), major_on_zero=str(major_on_zero).lower())
        for branch, match, token in CHANNELS[channels]:
            text += BRANCH.format(name=branch, match=match, prerelease=str(bool(token)).lower(), token=token or "rc")
        (self.path / "pyproject.toml").write_text(text, encoding="utf-8")
        self.git("add", "--all")
        self.commit("chore: start")

    def git(self, *words: str) -> str:
        self.clock += 60
        when = {"GIT_AUTHOR_DATE": f"{self.clock} +0000", "GIT_COMMITTER_DATE": f"{self.clock} +0000"}
        done = subprocess.run(
            ["git", *words], cwd=self.path, env=self.environ | when, check=True, capture_output=True, text=True
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
        self.git("merge", "--quiet", "--no-ff", "-X", "theirs", "--message", f"Merge branch '{name}'", name)

    def ours(self) -> str:
        done = subprocess.run(
            [ROPEWALK, "release", "plan", "--json"], cwd=self.path, env=self.environ, capture_output=True, text=True, check=False
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
            self.git("commit", "--quiet", "--allow-empty", "--message", f"chore(release): {ours}")
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
    for number, (kind, title) in enumerate((("fix", "fix: a fault"), ("feat", "feat: a thing"), ("feat", "feat!: drop"))):
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


# semantic-release's defaults (@semantic-release/commit-analyzer): from 1.2.3, by its documentation.
TABLE = [
    ("feat: x", "1.3.0", ""),
    ("fix: x", "1.2.4", ""),
    ("perf: x", "1.2.4", ""),
    ("docs: x", "nothing", ""),
    ("chore: x", "nothing", ""),
    ("refactor: x", "nothing", ""),
    ("feat(scope): x", "1.3.0", ""),
    ("feat!: x", "2.0.0", ""),
    ("chore!: x", "2.0.0", ""),
    ("fix: x\n\nBREAKING CHANGE: y", "2.0.0", ""),
    ("docs: x\n\nBREAKING-CHANGE: y", "nothing", "both spellings of the footer are the convention's"),
    ("Feat: x", "1.3.0", ""),
    ("plain words", "nothing", ""),
    ('Revert "feat: long out"\n\nThis reverts commit 1234567890123456789012345678901234567890.', "1.2.4", ""),
    ("plain words\n\nBREAKING CHANGE: y", "2.0.0", "a title that is not of the convention moves no version, and raises an alarm"),
    ("fix: x\n\nsome text\nBREAKING CHANGE: y", "2.0.0", "the convention wants a blank line before footers"),
]  # fmt: skip


def table(folder: Path) -> list[tuple[str, str, str, str]]:
    rows = []
    life = Life(folder, "table", 1)
    life.git("tag", "v1.2.3")
    start = life.git("rev-parse", "HEAD")
    for message, theirs, why in TABLE:
        life.git("reset", "--quiet", "--hard", start)
        life.commit(message)
        rows.append((message.replace("\n", "⏎"), life.ours(), theirs, why))
    return rows


def normal_forms() -> tuple[int, int, int]:
    """Against `packaging`: equal, valid, all."""
    releases = ["1", "1.0", "1.2.3", "01.2", "1.2.3.4", "2026.1", "v1.0", " 1.0 ", "1!1.0", "0", "1.", "1..2", "x", ""]
    pre = ["", "a", "a1", ".a1", "-a.1", "_ALPHA_1", "b2", "beta", "c3", "rc03", "-rc.1", ".preview.1", "pre", "-pre-1", "alpha.beta"]
    post = ["", ".post1", "-1", "post", "-r4", ".rev", "_rev_2", ".POST.007"]
    dev = ["", ".dev0", "dev", "-dev3", "_DEV_4"]
    local = ["", "+abc", "+ABC-1_2.03", "+", "+a..b"]
    texts = [a + b + c + d + e for a in releases for b in pre for c in post for d in dev for e in local]
    equal = valid = 0
    for begin in range(0, len(texts), 2000):
        part = [text for text in texts[begin : begin + 2000] if text]
        words = [ROPEWALK, "release", "normalize", "--json", "--", *part]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        for text, line in zip(part, done.stdout.splitlines(), strict=True):
            try:
                wanted: str | None = str(Version(text))
            except InvalidVersion:
                wanted = None
            said = json.loads(line)
            valid += wanted is not None
            same = said["normal"] == wanted and said["valid"] == (wanted is not None)
            equal += same
            if not same:
                print(f"differs: {text!r}: {said} and {wanted}", file=sys.stderr)
    return equal, valid, sum(1 for text in texts if text)


def main() -> int:
    wrong = same = explained = 0
    with tempfile.TemporaryDirectory(prefix="release-verdicts-") as name:
        folder = Path(name)
        lives: list[tuple[Life, Callable[[Life], None]]] = []
        for scenario, play in (("trunk", trunk_channels), ("github flow", github_flow), ("git flow", git_flow)):
            lives += [(Life(folder, f"{scenario} {channels}", channels), play) for channels in (1, 2, 3, 4)]
        lives.append((Life(folder, "major on zero", 1, major_on_zero=True), trunk))
        lives.append((Life(folder, "without zero", 1, zero=False, major_on_zero=True), leaving_zero))
        lives.append((Life(folder, "differences", 1), differences))
        print("| repository | moment | ropewalk | python-semantic-release | |\n|---|---|---|---|---|")
        for life, play in lives:
            play(life)
            for moment, ours, theirs in life.rows:
                why = "" if ours == theirs else REASONS.get(moment, "NOT EXPLAINED")
                same += ours == theirs
                explained += bool(why) and why != "NOT EXPLAINED"
                wrong += why == "NOT EXPLAINED"
                print(f"| {life.name} | {moment} | {ours} | {theirs} | {why} |", flush=True)
        print(f"\n{same} equal, {explained} different with a reason, {wrong} without one\n")
        print("| message, from 1.2.3 | ropewalk | semantic-release's defaults | |\n|---|---|---|---|")
        for message, ours, theirs, why in table(folder):
            expected = (ours != theirs) == bool(why)
            wrong += not expected
            print(f"| `{message}` | {ours} | {theirs} | {why if expected else 'NOT EXPLAINED'} |")
    equal, valid, count = normal_forms()
    print(f"\nnormal forms: {equal} of {count} texts as `packaging` has them ({valid} of them versions)")
    return 1 if wrong or equal != count else 0


if __name__ == "__main__":
    sys.exit(main())
