"""Whatever is wrong with what a scan looks at, with its settings or with the machine: it ends with exit code 2 or 3, and
never green. Archives in the history are opened like those of the tree."""

from __future__ import annotations

import hashlib
import io
import json
import os
import resource
import shutil
import subprocess
import tarfile
import tempfile
import zipapp
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
USAGE = 2
INCOMPLETE = 3
# Put together, so that no scanner takes this file for a leak.
TOKEN = "ghp_" + "9fKq2ZrT7wLx4VbN" + "c8YhJ3mPd6Gs5Rt1Ua0e"


def binary() -> Path:
    for place in (os.environ.get("ROPEWALK"), ROOT / "build" / "ropewalk", ROOT / "build" / "dev" / "src" / "ropewalk"):
        if place and Path(place).exists():
            return Path(place)
    pytest.skip("ropewalk is not built")


def environment(home: Path) -> dict[str, str]:
    identity = {f"GIT_{who}_{what}": "a@b.c" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "LC_ALL": "C.UTF-8",
        **identity,
    }


def run_scan(top: Path, *words: object, **more: Any) -> subprocess.CompletedProcess[str]:
    """`ropewalk scan` in a folder; `more` is what else `subprocess.run` takes."""
    more = {"cwd": top, "env": environment(top)} | more
    return subprocess.run([binary(), "scan", *words], capture_output=True, text=True, check=False, **more)


def git(top: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=top, env=environment(top), check=True, capture_output=True, text=True)
    return done.stdout.strip()


def history(top: Path) -> Path:
    """A repository with some versions of a file; returns its git folder."""
    git(top, "init", "-q", "-b", "main")
    for number in range(12):
        (top / "long.txt").write_text("".join(f"line {i * number}\n" for i in range(300)), encoding="utf-8")
        git(top, "add", ".")
        git(top, "commit", "-q", "-m", f"version {number}")
    return top / ".git"


def cut(file: Path) -> None:
    file.chmod(0o600)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def packed(top: Path, ending: str) -> list[str]:
    folder = history(top)
    git(top, "gc", "-q")
    cut(next((folder / "objects" / "pack").glob(f"*.{ending}")))
    return ["secrets", "--git"]


def loose(top: Path, damage: Callable[[Path], None]) -> list[str]:
    folder = history(top)
    name = git(top, "rev-parse", "HEAD~3:long.txt")
    damage(folder / "objects" / name[:2] / name[2:])
    return ["secrets", "--git"]


def settings(top: Path, name: str, text: str, *words: str) -> list[str]:
    path = top / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    (top / "app.py").write_text("a = 1\n", encoding="utf-8")
    return list(words) or ["secrets"]


def shallow(top: Path) -> list[str]:
    (top / "origin").mkdir()
    history(top / "origin")
    git(top, "clone", "-q", "--depth", "1", f"file://{top / 'origin'}", "clone")
    return ["secrets", "--git", "clone"]


def fifo(top: Path) -> list[str]:
    os.mkfifo(top / "requirements.txt")
    return ["dependencies", "requirements.txt", "--db-age-ok"]


def zipped(top: Path) -> list[str]:
    with zipfile.ZipFile(top / "a.zip", "w") as archive:
        archive.writestr("a.txt", "x" * 5000)
    cut(top / "a.zip")
    return ["secrets"]


def zipped_in_history(top: Path) -> list[str]:
    git(top, "init", "-q", "-b", "main")
    zipped(top)
    git(top, "add", ".")
    git(top, "commit", "-q", "-m", "an archive")
    return ["secrets", "--git"]


def layout(top: Path) -> Path:
    """An image of one layer in an OCI layout; returns the folder of its blobs."""
    blobs = top / "layout" / "blobs" / "sha256"
    blobs.mkdir(parents=True)

    def put(content: bytes) -> dict[str, object]:
        name = hashlib.sha256(content).hexdigest()
        (blobs / name).write_bytes(content)
        return {"digest": f"sha256:{name}", "size": len(content)}

    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("etc/empty"))
    layer = {"mediaType": "application/vnd.oci.image.layer.v1.tar", **put(held.getvalue())}
    config = json.dumps(
        {"os": "linux", "architecture": "amd64", "rootfs": {"type": "layers", "diff_ids": [layer["digest"]]}}
    )
    manifest = {
        "schemaVersion": 2,
        "config": {"mediaType": "application/vnd.oci.image.config.v1+json", **put(config.encode())},
        "layers": [layer],
    }
    kind = "application/vnd.oci.image.manifest.v1+json"
    index = {"schemaVersion": 2, "manifests": [{"mediaType": kind, **put(json.dumps(manifest).encode())}]}
    (top / "layout" / "index.json").write_text(json.dumps(index), encoding="utf-8")
    (top / "layout" / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}', encoding="utf-8")
    return blobs / str(layer["digest"]).removeprefix("sha256:")


def image(top: Path, damage: Callable[[Path], object]) -> list[str]:
    damage(layout(top))
    return ["image", "layout", "--no-advisories"]


def flip(file: Path) -> None:
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 1
    file.write_bytes(whole)


def old_data(top: Path) -> list[str]:
    (top / "requirements.txt").write_text("idle==1.0\n", encoding="utf-8")
    return ["dependencies"]


def policy_file(top: Path) -> list[str]:
    git(top, "init", "-q")
    (top / ".github" / "workflows").mkdir(parents=True)
    (top / ".github" / "workflows" / "ci.yml").write_text("on: [push\njobs: {", encoding="utf-8")
    git(top, "add", ".")
    return ["policy"]


def no_reference(top: Path) -> list[str]:
    return ["image", "127.0.0.1:1/none:1"]


def link_to_nothing(top: Path, name: str) -> list[str]:
    (top / name).symlink_to("nowhere")
    return ["secrets"]


FAULTS: dict[str, Callable[[Path], list[str]]] = {
    "a pack that is cut off": lambda top: packed(top, "pack"),
    "an index of a pack that is cut off": lambda top: packed(top, "idx"),
    "a blob that is missing": lambda top: loose(top, Path.unlink),
    "a blob that is cut off": lambda top: loose(top, cut),
    "a clone without its history": shallow,
    "a file that cannot be read": fifo,
    "an archive that is cut off": zipped,
    "an archive that is cut off, in the history": zipped_in_history,
    "rules that are no TOML": lambda top: settings(top, ".gitleaks.toml", "[[rules]\n"),
    "a rule whose expression is none": lambda top: settings(
        top, ".gitleaks.toml", "[[rules]]\nid = 'a'\nregex = '('\n"
    ),
    "settings with an unknown key": lambda top: settings(top, ".github/ropewalk.yml", "scan: {fail_on: x}\n"),
    "a gate that is none": lambda top: settings(top, ".github/ropewalk.yml", "scan: {fail-on: severity is high}\n"),
    "a waiver without an end": lambda top: settings(
        top, ".github/ropewalk.yml", "scan: {policy: {waivers: [{rule: a, reason: b, owner: c}]}}\n", "policy"
    ),
    "a policy that is not there": lambda top: settings(
        top, ".github/ropewalk.yml", "scan: {policy: {extends: gone.yml}}\n", "policy"
    ),
    "a baseline that is none": lambda top: settings(top, "known.json", "{", "secrets", "--baseline", "known.json"),
    "a baseline that is empty": lambda top: settings(top, "known.json", "", "secrets", "--baseline", "known.json"),
    "a baseline that is a report of another kind": lambda top: settings(
        top, "known.json", '{"version": "2.1.0", "runs": []}', "secrets", "--baseline", "known.json"
    ),
    "rules that are a folder": lambda top: settings(top, ".gitleaks.toml/rules.toml", ""),
    "rules that are a link to nothing": lambda top: link_to_nothing(top, ".gitleaks.toml"),
    "rules with a field of another kind": lambda top: settings(
        top, ".gitleaks.toml", "[[rules]]\nid = 'a'\nregex = 'b'\nentropy = 'high'\n"
    ),
    "advisories that are old": old_data,
    "advisories that are damaged": lambda top: settings(
        top, "a.pack", "RWADVIS1 cut", "dependencies", "--database", "a.pack", "app.py", "--as", "requirements"
    ),
    "a lock that is cut off": lambda top: settings(
        top, "uv.lock", "version = 1\n[[package]\n", "dependencies", "uv.lock"
    ),
    "a layer that is missing": lambda top: image(top, Path.unlink),
    "a layer that was changed": lambda top: image(top, flip),
    "a layer that is cut off": lambda top: image(top, cut),
    "an image that nothing has": no_reference,
    "a workflow that is no YAML": policy_file,
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_never_green(tmp_path: Path, name: str) -> None:
    words = FAULTS[name](tmp_path)
    done = run_scan(tmp_path, *words)
    assert done.returncode in (USAGE, INCOMPLETE), done.stdout + done.stderr
    assert done.stdout + done.stderr


@pytest.mark.parametrize(
    "words", [["secrets"], ["dependencies"], ["policy"], []], ids=["secrets", "dependencies", "policy", "all"]
)
def test_a_folder_that_nobody_may_look_into_is_told(words: list[str]) -> None:
    """What is beside it is looked at. Root may look everywhere, so it is another user who looks."""
    top = Path(tempfile.mkdtemp(prefix="scan-closed-"))
    try:
        (top / "closed").mkdir()
        (top / "requirements.txt").write_text("idle==1.0\n", encoding="utf-8")
        (top / "app.py").write_text(f"token = '{TOKEN}'\n", encoding="utf-8")
        top.chmod(0o755)
        (top / "closed").chmod(0)
        other = {"user": "nobody"} if os.geteuid() == 0 else {}
        try:
            done = run_scan(top, *words, "--format", "jsonl", **other)
        except PermissionError:
            pytest.skip("another user may not run the program")
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        assert done.returncode == INCOMPLETE, done.stdout + done.stderr
        assert ("unreadable", "closed") in {(line.get("reason"), line.get("file")) for line in lines}
        assert lines[-1]["counts"]["finding"] > 0 or words in (["dependencies"], ["policy"])
    finally:
        (top / "closed").chmod(0o755)
        shutil.rmtree(top)


def test_a_folder_that_is_gone_is_not_the_root_of_all(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()

    def leave() -> None:
        os.chdir(gone)
        gone.rmdir()

    done = run_scan(tmp_path, "secrets", cwd=None, preexec_fn=leave, timeout=60)
    assert done.returncode == USAGE, done.stdout + done.stderr
    assert "is gone" in done.stderr


def test_too_little_memory_is_never_green(tmp_path: Path) -> None:
    (tmp_path / "large.txt").write_bytes(os.urandom(1 << 20) * 200)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (300 << 20, 300 << 20))

    done = run_scan(tmp_path, "secrets", preexec_fn=limit)
    assert done.returncode in (USAGE, INCOMPLETE), done.stdout + done.stderr


@pytest.mark.parametrize("words", [(), ("--git", "--no-cache")])
def test_wherever_memory_ends_it_is_told(tmp_path: Path, words: tuple[str, ...]) -> None:
    """At whatever place memory ends, in whichever thread: the secret is found, or the scan did not look at everything."""
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "settings.py").write_text(f"token = '{TOKEN}'\n")
    for number in range(40):
        lines = (f"value_{number}_{line} = compute('{line:x}')\n" for line in range(number * 40))
        (tmp_path / f"text_{number}.py").write_text("".join(lines))
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "texts")
    codes = set()
    for megabytes in range(40, 300, 20):
        limits = (megabytes << 20, megabytes << 20)
        done = run_scan(
            tmp_path, "secrets", "--format", "jsonl", *words,
            preexec_fn=lambda limits=limits: resource.setrlimit(resource.RLIMIT_AS, limits),
        )  # fmt: skip
        found = any('"type":"finding"' in line for line in done.stdout.splitlines())
        # Below that the system cannot even load the program.
        is_loaded = done.returncode != 127
        assert not is_loaded or done.returncode == INCOMPLETE or (done.returncode == 1 and found), (
            f"{megabytes} MB: {done.returncode} {done.stderr}"
        )
        codes.add(done.returncode)
    assert 1 in codes


def test_archives_in_the_history_are_opened(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner/settings.py", f"token = '{TOKEN}'\n")
    with zipfile.ZipFile(tmp_path / "outer.whl", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.zip", held.getvalue())
    (tmp_path / "wide.txt").write_text(f"t = '{TOKEN}'\n", encoding="utf-16")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "bring it")
    git(tmp_path, "rm", "-q", "outer.whl", "wide.txt")
    git(tmp_path, "commit", "-q", "-m", "take it back", "--allow-empty")
    done = run_scan(tmp_path, "secrets", "--git", "--format", "jsonl")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted(line["file"] for line in found if line["type"] == "finding") == [
        "outer.whl!inner.zip!inner/settings.py",
        "wide.txt",
    ]
    assert done.returncode == 1
    assert TOKEN not in done.stdout


def files_of_findings(done: subprocess.CompletedProcess[str]) -> list[str]:
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return sorted(line["file"] for line in lines if line["type"] == "finding")


def test_a_zip_behind_a_program_is_opened(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    app = tmp_path / "app"
    app.mkdir()
    (app / "__main__.py").write_text(f"token = '{TOKEN}'\n")
    zipapp.create_archive(app, tmp_path / "app.pyz", interpreter="/usr/bin/env python3", compressed=True)
    shutil.rmtree(app)
    git(tmp_path, "add", ".")
    assert files_of_findings(run_scan(tmp_path, "secrets", "--staged", "--format", "jsonl")) == ["app.pyz!__main__.py"]
    git(tmp_path, "commit", "-q", "-m", "app")
    for words in ([], ["--git"]):
        done = run_scan(tmp_path, "secrets", *words, "--format", "jsonl")
        assert files_of_findings(done) == ["app.pyz!__main__.py"], words


def test_an_entry_of_one_commit_hides_nothing_else(tmp_path: Path) -> None:
    """Another secret in the same place, in the next commit and in the tree, is found."""
    git(tmp_path, "init", "-q", "-b", "main")
    rules = "[[rules]]\nid = 'mark'\nregex = 'MARK-[a-z]+-[0-9]{4}'\n"
    (tmp_path / ".gitleaks.toml").write_text(rules)
    for name in ("one", "two"):
        (tmp_path / "c").write_text(f"MARK-{name}-0001\n")
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-q", "-m", name)
    first = git(tmp_path, "rev-parse", "HEAD~1")
    (tmp_path / ".gitleaksignore").write_text(f"{first}:c:mark:1\n")
    for words in ([], ["--range", "HEAD~1..HEAD"], ["--git"], ["--git", "--compat", "gitleaks"]):
        done = run_scan(tmp_path, "secrets", *words, "--format", "jsonl")
        assert files_of_findings(done) == ["c"], words
        assert done.returncode == 1, words


def test_the_rules_of_a_repository_go_with_it(tmp_path: Path) -> None:
    there = tmp_path / "there"
    here = tmp_path / "here"
    for folder in (there, here):
        folder.mkdir()
        git(folder, "init", "-q", "-b", "main")
    (there / ".gitleaks.toml").write_text("[[rules]]\nid = 'mark'\nregex = 'MARK-[a-z]+-[0-9]{4}'\n")
    (there / "a").write_text("MARK-one-0001\n")
    (here / ".gitleaksignore").write_text("a:mark:1\n")
    git(there, "add", ".")
    git(there, "commit", "-q", "-m", "a")
    for words in (["../there"], ["../there/a"], ["--git", "../there"], ["--compat", "gitleaks", "../there/a"]):
        assert run_scan(here, "secrets", *words).returncode == 1, words
    (there / ".gitleaksignore").write_text("a:mark:1\n")
    for words in (["../there"], ["../there/a"], ["--git", "../there"]):
        assert run_scan(here, "secrets", *words).returncode == 0, words


def test_an_image_comes_by_its_reference(tmp_path: Path) -> None:
    if shutil.which("skopeo") is None:
        pytest.skip("skopeo is not there")
    layout(tmp_path)
    words = ["image", f"oci:{tmp_path / 'layout'}", "--no-advisories"]
    done = run_scan(tmp_path, *words)
    assert "image-root-user" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0
