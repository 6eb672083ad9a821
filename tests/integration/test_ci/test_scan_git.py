"""What a scan reads of git is what git has: in hooks, of refs of all kinds, of split indexes. What of it is damaged or
cannot be read is told, and never green."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from test_scan_faults import INCOMPLETE, TOKEN, binary, environment, git, run_scan

FOUND = 1
SECRET = f"token = '{TOKEN}'\n"


def commit(top: Path, name: str, text: str) -> None:
    (top / name).write_text(text, encoding="utf-8")
    git(top, "add", "-f", name)
    git(top, "commit", "-q", "-m", f"add {name}")


@pytest.fixture
def top(tmp_path: Path) -> Iterator[Path]:
    """A repository with one commit, which others may look at."""
    folder = tmp_path / "top"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    commit(folder, "a", "a\n")
    yield folder


def files_found(done: subprocess.CompletedProcess[str]) -> set[str]:
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line["file"] for line in lines if line["type"] == "finding"}


def scan(top: Path, *words: str, **more: object) -> subprocess.CompletedProcess[str]:
    done = run_scan(top, "secrets", "--format", "jsonl", *words, **more)
    assert TOKEN not in done.stdout + done.stderr
    return done


def set_hook(folder: Path, name: str, script: str) -> None:
    hook = folder / "hooks" / name
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    hook.chmod(0o755)


def try_git(top: Path, *words: str, **more: str) -> int:
    done = subprocess.run(["git", *words], cwd=top, env=environment(top) | more, capture_output=True, check=False)
    return done.returncode


@pytest.mark.parametrize("words", [["-a"], ["a"], ["-i", "a"]], ids=" ".join)
@pytest.mark.parametrize("is_linked", [False, True], ids=["main tree", "linked tree"])
def test_the_hook_sees_what_is_about_to_be_committed(top: Path, words: list[str], is_linked: bool) -> None:
    set_hook(top / ".git", "pre-commit", f"exec {binary()} scan secrets --staged")
    if is_linked:
        git(top, "worktree", "add", "-q", "../linked", "-b", "linked")
        top = top.parent / "linked"
    (top / "a").write_text("harmless\n", encoding="utf-8")
    assert try_git(top, "commit", "-q", "-m", "harmless", *words) == 0
    (top / "a").write_text(SECRET, encoding="utf-8")
    assert try_git(top, "commit", "-q", "-m", "leak", *words) == 1


def test_the_hook_looks_at_the_repository_that_git_names(top: Path) -> None:
    set_hook(top / ".git", "pre-commit", f"exec {binary()} scan secrets --staged")
    outer = top.parent / "outer"
    git(top, "init", "-q", str(outer))
    tree = outer / "tree"
    tree.mkdir()
    named = {"GIT_DIR": str(top / ".git"), "GIT_WORK_TREE": str(tree)}
    (tree / "a").write_text(SECRET, encoding="utf-8")
    assert try_git(tree, "add", "a", **named) == 0
    assert try_git(tree, "commit", "-q", "-m", "leak", **named) == 1


def test_the_hook_of_a_push_sees_what_is_pushed(top: Path) -> None:
    git(top, "clone", "-q", "--bare", ".", "../bare.git")
    look = f"while read old new ref; do {binary()} scan secrets --branch $new || exit 1; done"
    set_hook(top.parent / "bare.git", "pre-receive", look)
    commit(top, "b", "harmless\n")
    assert try_git(top, "push", "-q", "../bare.git", "main") == 0
    commit(top, "c", SECRET)
    assert try_git(top, "push", "-q", "../bare.git", "main") != 0


def leave_branch(top: Path) -> Path:
    """A branch with a secret, looked at by nobody but through its ref."""
    git(top, "checkout", "-q", "-b", "leak")
    commit(top, "s", SECRET)
    git(top, "checkout", "-q", "main")
    return top / ".git" / "refs" / "heads" / "leak"


@pytest.mark.parametrize("text", ["", "garbage", "1" * 39, "0" * 40, "\0" * 41, "ref: "])
@pytest.mark.parametrize("words", [["--git"], ["--git", "--compat", "gitleaks"]], ids=["own", "compat"])
def test_a_damaged_ref_is_told(top: Path, text: str, words: list[str]) -> None:
    leave_branch(top).write_text(text, encoding="utf-8")
    assert scan(top, *words).returncode == INCOMPLETE
    assert scan(top, "--branch", "main").returncode == 0


@pytest.mark.parametrize("size", [0, 10, -10, -1])
def test_a_damaged_list_of_packed_refs_is_told(top: Path, size: int) -> None:
    leave_branch(top)
    git(top, "pack-refs", "--all")
    packed = top / ".git" / "packed-refs"
    packed.write_bytes(packed.read_bytes()[:size])
    assert scan(top, "--git").returncode == INCOMPLETE


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may look as somebody else")
@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("refs", "--git"),
        ("refs/heads", "--git"),
        ("refs/heads/main", "--git"),
        ("refs/heads/main", "--staged"),
        ("packed-refs", "--git"),
        ("HEAD", "--git"),
        ("logs/refs/stash", "--git"),
        ("worktrees", "--git"),
        ("config", "--git"),
        ("index", "--staged"),
        ("objects/pack", "--unreachable"),
        ("objects", "--unreachable"),
    ],
)
def test_what_may_not_be_read_is_told(name: str, word: str) -> None:
    top = Path(tempfile.mkdtemp(prefix="scan-git-"))
    try:
        top.chmod(0o755)
        git(top, "init", "-q", "-b", "main")
        commit(top, "a", "a\n")
        git(top, "worktree", "add", "-q", "linked", "-b", "linked")
        (top / "a").write_text("stashed\n", encoding="utf-8")
        git(top, "stash")
        if name == "packed-refs":
            git(top, "pack-refs", "--all")
        subprocess.run(["chmod", "-R", "a+rX", top], check=True)
        words = ["--git", word] if word == "--unreachable" else [word]
        other = {"user": "nobody", "env": environment(top) | {"XDG_CACHE_HOME": str(top / "none")}}
        try:
            assert scan(top, *words, **other).returncode == 0
        except PermissionError:
            pytest.skip("another user may not run the program")
        (top / ".git" / name).chmod(0)
        assert scan(top, *words, **other).returncode == INCOMPLETE
    finally:
        subprocess.run(["chmod", "-R", "u+rwX", top], check=True)
        shutil.rmtree(top)


def test_refs_of_a_form_that_is_not_read_are_told(top: Path) -> None:
    git(top, "config", "core.repositoryFormatVersion", "1")
    git(top, "config", "extensions.refStorage", "reftable")
    assert scan(top, "--git").returncode == INCOMPLETE


def put_object(top: Path, *words: str, text: str) -> str:
    done = subprocess.run(
        ["git", *words], cwd=top, env=environment(top), input=text, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def blob(top: Path, text: str) -> str:
    return put_object(top, "hash-object", "-w", "--stdin", text=text)


def tree(top: Path, name: str, text: str) -> str:
    return put_object(top, "mktree", text=f"100644 blob {blob(top, text)}\t{name}\n")


ROOTS: dict[str, Callable[[Path], object]] = {
    "a tag of a blob": lambda top: git(top, "tag", "light", blob(top, SECRET)),
    "an annotated tag of a blob": lambda top: git(top, "tag", "-a", "-m", "x", "annotated", blob(top, SECRET)),
    "a tag of a tree": lambda top: git(top, "tag", "tree", tree(top, "f", SECRET)),
    "an annotated tag of a tree": lambda top: git(top, "tag", "-a", "-m", "x", "tree", tree(top, "f", SECRET)),
    "a ref to a blob": lambda top: git(top, "update-ref", "refs/odd/x", blob(top, SECRET)),
    "a replaced blob": lambda top: git(top, "replace", git(top, "rev-parse", "HEAD:a"), blob(top, SECRET)),
    "a name in a tree": lambda top: git(top, "tag", "tree", tree(top, TOKEN, "a")),
}


@pytest.mark.parametrize("name", ROOTS)
def test_what_refs_point_to_without_a_commit_is_found(top: Path, name: str) -> None:
    ROOTS[name](top)
    for words in ([], [], ["--no-cache"], ["--unreachable"]):
        done = scan(top, "--git", *words)
        assert done.returncode == FOUND, done.stdout + done.stderr
        assert len(files_found(done)) == 1


def test_a_replaced_blob_is_found_as_gitleaks_finds_it(top: Path) -> None:
    git(top, "replace", git(top, "rev-parse", "HEAD:a"), blob(top, SECRET))
    assert files_found(scan(top, "--git", "--compat", "gitleaks")) == {"a"}


def test_a_blob_with_a_name_is_told_under_it_alone(top: Path) -> None:
    commit(top, "s", SECRET)
    git(top, "tag", "light", git(top, "rev-parse", "HEAD:s"))
    assert files_found(scan(top, "--git")) == {"s"}


def test_a_memory_says_the_same_as_a_whole_scan_when_a_tagged_blob_gets_a_name(top: Path) -> None:
    steps: list[Callable[[], object]] = [
        lambda: git(top, "tag", "clean", blob(top, "clean\n")),
        lambda: git(top, "tag", "light", blob(top, SECRET)),
        lambda: git(top, "tag", "tree", tree(top, "in-tree", "clean\n")),
        lambda: commit(top, "s", SECRET),
        lambda: commit(top, "in-tree", "clean\n"),
        lambda: git(top, "tag", "-d", "light"),
        lambda: git(top, "tag", "-d", "tree"),
        lambda: commit(top, "t", SECRET),
    ]
    for step in steps:
        step()
        assert scan(top, "--git").stdout == scan(top, "--git", "--no-cache").stdout


def test_the_message_of_a_tag_belongs_to_it(top: Path) -> None:
    git(top, "tag", "-a", "-m", SECRET, "t")
    assert files_found(scan(top, "--branch", "t")) == {"(tag message)"}
    assert scan(top, "--branch", "t~0").returncode == 0
    assert scan(top, "--branch", "t", "--compat", "gitleaks").returncode == 0


def test_refs_of_linked_trees_and_behind_links_are_read(top: Path) -> None:
    git(top, "worktree", "add", "-q", "../linked", "-b", "linked")
    linked = top.parent / "linked"
    git(linked, "checkout", "-q", "--detach")
    commit(linked, "r", SECRET)
    git(linked, "update-ref", "refs/worktree/own", "HEAD")
    git(linked, "checkout", "-q", "linked")
    for folder in (top, linked):
        assert files_found(scan(folder, "--git")) == {"r"}
    (top.parent / "elsewhere").mkdir()
    leave = leave_branch(top)
    leave.rename(top.parent / "elsewhere" / "leak")
    (top / ".git" / "refs" / "heads" / "link").symlink_to(top.parent / "elsewhere")
    assert files_found(scan(top, "--git")) == {"r", "s"}


def split(top: Path) -> None:
    git(top, "config", "splitIndex.maxPercentChange", "100")
    git(top, "update-index", "--split-index")


def test_a_split_index_is_whole(top: Path) -> None:
    (top / ".gitignore").write_text("*.env\n", encoding="utf-8")
    commit(top, "x.env", SECRET)
    (top / "b").write_text(SECRET, encoding="utf-8")
    for name in ("a", "b", "x.env"):
        os.utime(top / name, (1_700_000_000, 1_700_000_000))
    git(top, "add", "b")
    split(top)
    git(top, "status")
    assert files_found(scan(top, "--staged")) == {"b"}
    assert files_found(scan(top)) == {"b", "x.env"}
    (top / "c").write_text(SECRET, encoding="utf-8")
    git(top, "add", "c")
    git(top, "rm", "-q", "--cached", "b")
    assert files_found(scan(top, "--staged")) == {"c"}
    for shared in (top / ".git").glob("sharedindex.*"):
        shared.unlink()
    assert scan(top, "--staged").returncode == INCOMPLETE
    assert "x.env" in files_found(scan(top))


def test_a_folder_of_a_sparse_index_stands_for_its_files(top: Path) -> None:
    for name in ("closed", "open"):
        (top / name).mkdir()
        commit(top, f"{name}/a", "a\n")
    commit(top, "closed/s", SECRET)
    git(top, "sparse-checkout", "init", "--cone", "--sparse-index")
    git(top, "sparse-checkout", "set", "open")
    assert scan(top, "--staged").returncode == 0
    git(top, "reset", "-q", "--soft", "HEAD~1")
    assert files_found(scan(top, "--staged")) == {"closed/s"}


def test_an_empty_index_is_told_and_ignores_nothing(top: Path) -> None:
    (top / ".gitignore").write_text("*.env\n", encoding="utf-8")
    commit(top, "x.env", SECRET)
    (top / ".git" / "index").write_bytes(b"")
    assert scan(top, "--staged").returncode == INCOMPLETE
    assert files_found(scan(top)) == {"x.env"}


def test_damage_that_nothing_leads_to_is_told_of_the_unreachable_alone(top: Path) -> None:
    put_object(top, "hash-object", "-t", "commit", "--literally", "-w", "--stdin", text="no commit\n")
    lost = git(top, "commit-tree", "-m", "lost", git(top, "rev-parse", "HEAD^{tree}"))
    file = top / ".git" / "objects" / lost[:2] / lost[2:]
    file.chmod(0o600)
    file.write_bytes(b"garbage")
    assert scan(top, "--git").returncode == 0
    assert scan(top, "--git", "--unreachable").returncode == INCOMPLETE
    git(top, "update-ref", "--no-deref", "refs/odd/x", git(top, "rev-parse", "HEAD"))
    (top / ".git" / "refs" / "odd" / "x").write_text(lost + "\n", encoding="utf-8")
    assert scan(top, "--git").returncode == INCOMPLETE


@pytest.mark.parametrize("words", [["--git"], ["--range", "HEAD~1..HEAD"]], ids=["history", "range"])
def test_an_object_with_the_content_of_another_is_damaged(top: Path, words: list[str]) -> None:
    commit(top, "s", SECRET)
    name = git(top, "rev-parse", "HEAD:s")
    file = top / ".git" / "objects" / name[:2] / name[2:]
    file.chmod(0o600)
    file.write_bytes(zlib.compress(b"blob 2\0a\n"))
    assert scan(top, *words).returncode == INCOMPLETE


def test_alternates_may_be_quoted(top: Path) -> None:
    git(top, "clone", "-q", "--shared", ".", "../odd")
    odd = top.parent / "odd"
    commit(top, "s", SECRET)
    (odd / ".git" / "refs" / "heads" / "s").write_text(git(top, "rev-parse", "HEAD") + "\n", encoding="utf-8")
    path = "".join(f"\\{byte:03o}" for byte in str(top / ".git" / "objects").encode())
    (odd / ".git" / "objects" / "info" / "alternates").write_text(f'# a comment\n"{path}"\n', encoding="utf-8")
    assert files_found(scan(odd, "--git")) == {"s"}


def test_a_broken_repository_is_not_the_one_around(top: Path) -> None:
    inner = top / "inner"
    inner.mkdir()
    (inner / ".git").write_text("gitdir: nowhere\n", encoding="utf-8")
    for word in ("--git", "--staged"):
        assert scan(inner, word).returncode == 2


def test_a_range_past_the_end_of_a_shallow_clone_is_told(top: Path) -> None:
    commit(top, "b", "b\n")
    clone = top.parent / "clone"
    git(top.parent, "clone", "-q", "--depth", "1", f"file://{top}", "clone")
    done = scan(clone, "--range", "HEAD~1..HEAD")
    assert done.returncode == INCOMPLETE
    assert "shallow" in done.stderr
    assert scan(top, "--range", "HEAD~7..HEAD").returncode == 2
