"""Releases for real: histories made with git, planned by the binary."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[3]
ROPEWALK = os.environ.get("ROPEWALK") or str(ROOT / "build" / "ropewalk")

SCHEMA = Draft202012Validator(json.loads((ROOT / "schemas" / "release-plan.schema.json").read_text(encoding="utf-8")))

Json = dict[str, object]


class Repository:
    """A git repository of its own, with the same author and the same time for each commit."""

    def __init__(self, path: Path, home: Path) -> None:
        self.path = path
        path.mkdir(parents=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "GIT_"))}
        kept.pop("CI", None)
        self.environ = kept | {
            "HOME": str(home),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "Ada",
            "GIT_AUTHOR_EMAIL": "ada@example.com",
            "GIT_COMMITTER_NAME": "Ada",
            "GIT_COMMITTER_EMAIL": "ada@example.com",
            "GIT_AUTHOR_DATE": "2026-01-02T03:04:05+00:00",
            "GIT_COMMITTER_DATE": "2026-01-02T03:04:05+00:00",
        }
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *words: str) -> str:
        done = subprocess.run(
            ["git", *words], cwd=self.path, env=self.environ, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def commit(self, message: str, file: str | None = None) -> str:
        if file:
            target = self.path / file
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("a", encoding="utf-8") as out:
                out.write("line\n")
            self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def write(self, name: str, text: str) -> None:
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", f"chore: write {name}")

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [ROPEWALK, *words], cwd=self.path, env=self.environ, capture_output=True, text=True, check=False
        )

    def plan(self, *words: str) -> Json:
        done = self.run("release", "plan", "--json", *words)
        assert done.returncode == 0, done.stderr
        plan: Json = json.loads(done.stdout)
        SCHEMA.validate(plan)
        return plan

    def version(self, *words: str) -> str | None:
        return self.plan(*words)["version"]  # type: ignore[return-value]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "project", tmp_path)
    made.commit("chore: start")
    made.git("tag", "v1.2.3")
    return made


Step = Callable[[Repository], None]


@pytest.mark.parametrize(
    ("message", "version"),
    [
        ("feat: add a thing", "1.3.0"),
        ("Feat: add a thing", "1.3.0"),
        ("FIX(core): mend it", "1.2.4"),
        ("perf: quicker", "1.2.4"),
        ("chore: sweep", None),
        ("chore!: drop Python 3.8", "2.0.0"),
        ("Wild(x)!: drop it", "2.0.0"),
        ("feat:no space", None),
        ("feat(): empty scope", None),
        ("feat: ", None),
        ("feat : x", None),
        ("feat(a)b: x", None),
        ("docs: x\n\nBREAKING CHANGE: it moved", "2.0.0"),
        ("docs: x\n\nBREAKING-CHANGE: it moved", "2.0.0"),
        ("fix: x\n\nbreaking change: it moved", "1.2.4"),
        ("fix: x\n\nthere is no BREAKING CHANGE: none at all", "1.2.4"),
        ("fix: x\n\n- BREAKING CHANGE: a list", "1.2.4"),
        ("fix: x\n\n* BREAKING CHANGE: a list", "1.2.4"),
        ("fix: x\n\nSigned-off-by: A\nBREAKING CHANGE: below another footer", "2.0.0"),
        ("fix: x\n\n* feat: a list without a sign of a squash", "1.2.4"),
        ("Add things (#12)\n\n* feat: one\n\n* fix: two", "1.3.0"),
        ("Add things (!12)\n\n* feat!: one", "2.0.0"),
        ("chore: things (#12)\n\n* fix: two\n\n  BREAKING CHANGE: not at the start", "1.2.4"),
        (
            "Squashed commit of the following:\n\ncommit 63ec09b9e844\nAuthor: A <a@b>\nDate:   now\n\n    feat: x",
            "1.3.0",
        ),
        ("Merged in topic (pull request #3)\n\nfeat: add a thing", "1.3.0"),
        ("A thing\n\n* feat: one\n\nSee merge request group/project!5", "1.3.0"),
        ('Things (#9)\n\n* feat: one\n\n* fix: two\n\n* Revert "feat: one"', "1.2.4"),
        ('Things (#9)\n\n* feat: one\n\n* Revert "feat: one"\n\n* Reapply "feat: one"', "1.3.0"),
        ("Merge pull request #12 from ada/topic\n\nfeat: add a thing", None),
        ("chore: release 3.0.0\n\nRelease-As: 3.0.0", "3.0.0"),
    ],
)
def test_a_message_moves_the_version(repository: Repository, message: str, version: str | None) -> None:
    repository.commit(message)
    plan = repository.plan()
    assert plan["version"] == version
    assert (plan["level"] == "none") == (version is None)
    assert (plan["tag"] is None) == (version is None)
    assert plan["previous"] == "1.2.3"


def test_a_revert_cancels_what_is_not_released(repository: Repository) -> None:
    feature = repository.commit("feat: a", "a.txt")
    repository.commit("fix: b", "b.txt")
    repository.git("revert", "--no-edit", feature)
    plan = repository.plan()
    assert plan["version"] == "1.2.4"
    commits = {commit["sha"]: commit for commit in plan["commits"]}  # type: ignore[union-attr]
    assert commits[feature]["level"] == "none"
    assert "taken back" in commits[feature]["why"]


def test_a_short_hash_decides_and_not_the_title(repository: Repository) -> None:
    first = repository.commit("feat: a", "a.txt")
    second = repository.commit("feat: a", "b.txt")
    repository.commit(f'Revert "feat: a"\n\nThis reverts commit {first[:7]}.')
    commits = {commit["sha"]: commit for commit in repository.plan()["commits"]}  # type: ignore[union-attr]
    assert commits[first]["level"] == "none"
    assert commits[second]["level"] == "minor"


def test_a_reverted_revert_counts_again(repository: Repository) -> None:
    feature = repository.commit("feat: a", "a.txt")
    repository.git("revert", "--no-edit", feature)
    revert = repository.git("rev-parse", "HEAD")
    assert repository.version() is None
    repository.commit(f'Reapply "feat: a"\n\nThis reverts commit {revert}.')
    assert repository.version() == "1.3.0"


def test_a_revert_of_what_is_released_is_a_patch(repository: Repository) -> None:
    feature = repository.commit("feat: a", "a.txt")
    repository.git("tag", "v1.3.0")
    repository.git("revert", "--no-edit", feature)
    assert repository.version() == "1.3.1"
    repository.git("tag", "v1.3.1")
    repository.commit(f'Reapply "feat: a"\n\nThis reverts commit {repository.git("rev-parse", "HEAD")}.')
    assert repository.version() == "1.4.0"


def test_refs_below_a_revert_cancel(repository: Repository) -> None:
    first = repository.commit("feat: a")
    second = repository.commit("feat!: b")
    repository.commit(f"revert: both\n\nRefs: {first[:7]}, {second}")
    assert repository.version() is None


def test_a_merges_revert_takes_all_that_it_brought(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "-b", "topic")
    repository.commit("feat: a", "a.txt")
    repository.commit("fix: b", "b.txt")
    repository.git("checkout", "--quiet", "main")
    repository.commit("perf: own", "c.txt")
    repository.git("merge", "--quiet", "--no-ff", "--message", "Merge branch 'topic'", "topic")
    assert repository.version() == "1.3.0"
    repository.git("revert", "--no-edit", "--mainline", "1", "HEAD")
    assert repository.version() == "1.2.4"


def test_a_merge_that_claims_more_than_it_brings_alarms(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "-b", "topic")
    repository.commit("work", "a.txt")
    repository.git("checkout", "--quiet", "main")
    title = "Merge pull request #12 from ada/topic\n\nfeat: add a thing"
    repository.git("merge", "--quiet", "--no-ff", "--message", title, "topic")
    plan = repository.plan()
    assert plan["level"] == "none"
    assert plan["alarms"]


@pytest.mark.parametrize("title", ["feat:add a thing", "Feature: a thing", "[feat] a thing", "Add a thing (#7)"])
def test_a_feature_without_a_release_alarms(repository: Repository, title: str) -> None:
    repository.commit(title)
    plan = repository.plan()
    assert plan["level"] == "none"
    assert plan["alarms"]


def test_a_taken_tag_is_named(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "-b", "other")
    repository.commit("feat: elsewhere")
    repository.git("tag", "v1.3.0")
    repository.git("checkout", "--quiet", "main")
    repository.commit("feat: a")
    done = repository.run("release", "plan", "--json")
    assert done.returncode == 2
    assert "v1.3.0" in done.stderr


def test_a_maintenance_branch_stays_in_its_range(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "-b", "1.2.x")
    repository.commit("fix: a")
    assert repository.version() == "1.2.4"
    repository.commit("feat: b")
    done = repository.run("release", "plan")
    assert done.returncode == 2
    assert "1.2.x" in done.stderr
    assert "1.3.0" in done.stderr


def test_tags_of_other_branches_do_not_count(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "-b", "other")
    repository.commit("feat!: elsewhere")
    repository.git("tag", "v9.0.0")
    repository.git("checkout", "--quiet", "main")
    repository.commit("fix: a")
    plan = repository.plan()
    assert plan["version"] == "1.2.4"
    assert plan["warnings"], "a version that sorts below an existing one is warned of"


@pytest.mark.parametrize(
    ("messages", "version"),
    [
        # What semantic-release's commit analyzer has as its defaults (angular): the highest of all counts.
        (["fix: a"], "1.2.4"),
        (["perf: a"], "1.2.4"),
        (["feat: a", "fix: b"], "1.3.0"),
        (["fix: a", "feat: b", "docs: c"], "1.3.0"),
        (["fix(scope): a\n\nBREAKING CHANGE: b"], "2.0.0"),
        (["feat!: a", "fix: b"], "2.0.0"),
        (["docs: a", "style: b", "refactor: c", "test: d", "build: e", "ci: f", "chore: g"], None),
        (["words without a type"], None),
        (["feat: a", "words"], "1.3.0"),
        (["revert: feat: a"], None),
    ],
)
def test_the_highest_of_all_counts(repository: Repository, messages: list[str], version: str | None) -> None:
    repository.write(".releaserc", '{"branches": ["main", {"name": "beta", "prerelease": true}]}')
    for message in messages:
        repository.commit(message)
    assert repository.version() == version


def test_settings_of_other_tools_are_read(repository: Repository) -> None:
    repository.write(
        ".releaserc.yaml",
        "branches: [trunk, {name: main, prerelease: rc}]\ntagFormat: r${version}\nplugins:\n"
        "  - ['@semantic-release/commit-analyzer', {releaseRules: [{type: docs, release: patch}]}]\n",
    )
    repository.git("tag", "r2.0.0", "HEAD~1")
    repository.commit("docs: a")
    assert repository.plan()["tag"] == "r2.0.1-rc.1"


def test_the_file_is_the_floor_without_tags(tmp_path: Path) -> None:
    made = Repository(tmp_path / "project", tmp_path)
    made.write("pyproject.toml", '[project]\nname = "a"\nversion = "1.4.0"\n')
    made.commit("feat: a")
    assert made.version() == "1.5.0"
    made.write("pyproject.toml", '[project]\nname = "a"\nversion = "0.0.0"\n')
    plan = made.plan()
    assert plan["previous"] is None
    assert plan["version"] == "0.1.0"


def test_a_project_stays_below_one(tmp_path: Path) -> None:
    made = Repository(tmp_path / "project", tmp_path)
    made.commit("chore: start")
    made.git("tag", "0.3.1")
    made.commit("feat!: a")
    plan = made.plan()
    assert (plan["version"], plan["tag"], plan["level"]) == ("0.4.0", "0.4.0", "minor")
    made.write("pyproject.toml", "[tool.semantic_release]\nmajor_on_zero = true\n")
    assert made.version() == "1.0.0"


def test_channels_count_by_themselves(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "-b", "beta")
    repository.commit("feat: a")
    plan = repository.plan()
    assert (plan["version"], plan["python_version"], plan["level"]) == ("1.3.0-beta.1", "1.3.0b1", "minor")
    repository.git("tag", "v1.3.0-beta.1")
    repository.commit("fix: b")
    plan = repository.plan()
    assert (plan["version"], plan["level"]) == ("1.3.0-beta.2", "prerelease")
    repository.git("tag", "v1.3.0-beta.2")
    repository.git("checkout", "--quiet", "-b", "alpha")
    repository.commit("fix: c")
    assert repository.version() == "1.3.0-alpha.1"
    repository.git("checkout", "--quiet", "main")
    repository.git("merge", "--quiet", "--no-ff", "--message", "Merge branch 'beta'", "beta")
    plan = repository.plan()
    assert (plan["previous"], plan["version"], plan["level"]) == ("1.2.3", "1.3.0", "minor")


def test_a_token_without_a_python_form_is_an_error(repository: Repository) -> None:
    repository.write(
        "pyproject.toml",
        "[tool.semantic_release.branches.x]\nmatch = 'main'\nprerelease = true\nprerelease_token = 'nightly'\n",
    )
    done = repository.run("release", "plan", "--json")
    assert done.returncode == 2
    assert "nightly" in done.stderr


def test_a_shallow_clone_is_incomplete(repository: Repository, tmp_path: Path) -> None:
    repository.commit("feat: a")
    repository.git("clone", "--quiet", "--depth=1", f"file://{repository.path}", str(tmp_path / "clone"))
    done = repository.run("release", "plan", "--json", "-C", str(tmp_path / "clone"))
    assert done.returncode == 3
    assert "shallow" in done.stderr


def test_a_package_counts_what_touches_it(tmp_path: Path) -> None:
    made = Repository(tmp_path / "project", tmp_path)
    for name in ("api", "api-client"):
        made.write(f"packages/{name}/pyproject.toml", f'[project]\nname = "{name}"\nversion = "0.0.0"\n')
    made.git("tag", "api-v1.0.0")
    made.git("tag", "api-client-v3.0.0")
    made.commit("feat: a", "packages/api/a.py")
    made.commit("fix!: b", "packages/api-client/b.py")
    made.commit("feat!: elsewhere", "c.py")
    assert made.plan("--package", "packages/api")["tag"] == "api-v1.1.0"
    assert made.plan("--package", "packages/api-client")["tag"] == "api-client-v4.0.0"
    assert made.run("release", "plan", "--package", "nowhere").returncode == 2


def test_planning_writes_nothing(repository: Repository) -> None:
    def state() -> list[tuple[str, float]]:
        return sorted((str(p.relative_to(repository.path)), p.stat().st_mtime_ns) for p in repository.path.rglob("*"))

    repository.commit("feat: a", "a.txt")
    before = state()
    repository.plan()
    assert state() == before
