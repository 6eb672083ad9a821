"""Reads the Dockerfiles of public projects, as `ropewalk image build --check` does: dockerfiles.py [MIRROR].

The projects and the commits that were looked at are in dockerfile_sources.txt, none of their files is here. MIRROR is a
folder with a bare repository each (`OWNER+NAME/repo`); `--list` writes the sources anew from what it has.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SOURCES = HERE / "dockerfile_sources.txt"
NAME = re.compile(r"(^|/)(dockerfile|containerfile)[^/]*$|\.dockerfile$", re.IGNORECASE)
NOT_ONE = re.compile(
    r"\.(dockerignore|md|tmpl|template|j2|jinja2?|in|erb|sh|py|txt|yml|yaml|json|j2\.[a-z]+)$", re.IGNORECASE
)
# Mirrored for other reasons: these are not Python projects.
OTHER_LANGUAGES = {"actions/checkout", "actions/runner", "gitleaks/gitleaks", "rhysd/actionlint"}
PLACE = re.compile(r"^\S*:\d+:\d+: error: ", re.MULTILINE)


def git(repository: Path, *words: str) -> bytes:
    return subprocess.run(["git", "-C", str(repository), *words], capture_output=True, check=True).stdout


def found(mirror: Path) -> list[tuple[str, str, str]]:
    sources = []
    for folder in sorted(mirror.iterdir()):
        repository = folder / "repo"
        if not repository.is_dir() or folder.name.replace("+", "/", 1) in OTHER_LANGUAGES:
            continue
        try:
            commit = git(repository, "rev-parse", "HEAD").decode().strip()
            names = git(repository, "ls-tree", "-r", "--name-only", "HEAD").decode().splitlines()
        except subprocess.CalledProcessError:
            continue
        sources += [
            (folder.name.replace("+", "/", 1), commit, name)
            for name in names
            if NAME.search(name) and not NOT_ONE.search(name)
        ]
    return sources


def check(program: Path, text: bytes) -> tuple[str, str]:
    """`read`, `refused` (with a place) or `lost`, and what was said."""
    with tempfile.TemporaryDirectory(prefix="ropewalk-dockerfile-") as folder:
        path = Path(folder) / "Dockerfile"
        path.write_bytes(text)
        arguments: list[str] = []
        for name in sorted(set(re.findall(rb"^ARG[ \t]+([A-Za-z_]+)[ \t]*$", text, re.MULTILINE))):
            # Base images without a default need some value.
            arguments += ["--build-arg", f"{name.decode()}=value"]
        done = subprocess.run(
            [str(program), "image", "build", "--check", folder, *arguments], capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            return "read", ""
        return ("refused" if PLACE.search(done.stderr) else "lost"), done.stderr


def main() -> int:
    program = Path(os.environ.get("ROPEWALK") or ROOT / "build" / "ropewalk").resolve()
    words = [word for word in sys.argv[1:] if word != "--list"]
    mirror = Path(words[0]) if words else Path("/work/.mirror")
    if "--list" in sys.argv:
        SOURCES.write_text("".join(f"{repo} {commit} {name}\n" for repo, commit, name in found(mirror)))
    counts = {"read": 0, "refused": 0, "lost": 0, "absent": 0}
    for line in SOURCES.read_text().splitlines():
        repo, commit, name = line.split(" ", 2)
        try:
            text = git(mirror / repo.replace("/", "+", 1) / "repo", "show", f"{commit}:{name}")
        except (subprocess.CalledProcessError, FileNotFoundError):
            counts["absent"] += 1
            continue
        outcome, said = check(program, text)
        counts[outcome] += 1
        if outcome != "read":
            print(f"{outcome}: {repo} {name}\n  {said.strip().splitlines()[0] if said.strip() else ''}")
    total = counts["read"] + counts["refused"] + counts["lost"]
    share = 100 * counts["read"] / total if total else 0
    print(
        f"Dockerfiles: {counts['read']} of {total} read ({share:.1f} %), {counts['refused']} refused with their line, "
        f"{counts['lost']} without, {counts['absent']} not here"
    )
    return 0 if total and share >= 98 and counts["lost"] == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
