"""Runs act on a case's repository, with the command line that means the same."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from pathlib import Path

from facts import LEVELS, Facts, annotation, is_published

import case_file

LIMIT_SECONDS = 90
LABELS = ("ubuntu-latest", "ubuntu-24.04", "ubuntu-22.04", "ubuntu-slim", "self-hosted", "linux", "x64")
WITHOUT_VALUE = {"--quiet", "-q", "--verbose", "-v", "--committed"}
SAME = {"--secret": "-s", "-s": "-s", "--var": "--var", "--env": "--env", "--input": "--input", "-i": "--input",
        "--job": "-j", "-j": "-j", "--env-file": "--env-file", "--secret-file": "--secret-file", "--payload": "-e"}  # fmt: skip


def command_line(words: list[str], work: Path) -> list[str]:
    """act's words for those behind `ropewalk run`."""
    event = "push"
    given: list[str] = []
    rest = iter(words)
    for word in rest:
        if word in WITHOUT_VALUE:
            continue
        if word == "--jobs":
            given += ["--concurrent-jobs", next(rest)]
        elif word in ("--event", "-e"):
            event = next(rest)
        elif word == "--matrix":
            given += ["--matrix", next(rest).replace("=", ":", 1)]
        elif word == "--platform":
            label, _, answer = next(rest).partition("=")
            given += ["-P", f"{label}=-self-hosted"] if answer == "host" else []
        elif word in SAME:
            given += [SAME[word], next(rest)]
        elif word.startswith("-"):
            raise ValueError(f"no word of act for {word}")
        else:
            file = next(iter(sorted((work / ".github/workflows").glob(f"{word}.y*ml"))))
            given += ["-W", str(file)]
    for label in LABELS:
        given += ["-P", f"{label}=-self-hosted"]
    return [event, *given]


def local_actions(sources: Path | None, work: Path, top: Path) -> list[str]:
    """The repositories of the actions that the case names, at the refs that it names."""
    words: list[str] = []
    text = "\n".join(path.read_text() for path in work.rglob("*.y*ml"))
    for repository, ref in sorted(set(re.findall(r"uses: *([\w.-]+/[\w.-]+)[\w./-]*@([\w.-]+)", text))):
        source = sources / repository.replace("/", "+") / "repo" if sources else None
        if repository == "actions/checkout" or source is None or not source.exists():
            continue
        target = top / "actions" / f"{repository}@{ref}".replace("/", "+")
        if not target.exists():
            subprocess.run(["git", "clone", "-q", str(source), str(target)], check=True)
            subprocess.run(["git", "-C", str(target), "checkout", "-q", ref], check=False, capture_output=True)
        words += ["--local-repository", f"{repository}@{ref}={target}"]
    return words


def run_act(act: Path, sources: Path | None, place, command: case_file.Command) -> Facts:
    top = place.work.parent
    (top / "config" / "act").mkdir(parents=True, exist_ok=True)
    (top / "config" / "act" / "actrc").touch()
    words = [str(act), *command_line(shlex.split(command.words)[2:], place.work), "--json"]
    words += ["--artifact-server-path", str(top / "artifacts"), *local_actions(sources, place.work, top)]
    try:
        done = subprocess.run(
            words, cwd=place.work, env=place.environ, stdin=subprocess.DEVNULL, capture_output=True,
            timeout=LIMIT_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Facts(124, ["act did not end"])
    lines: list[str] = []
    for line in (done.stdout + done.stderr).splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if is_published(event.get("step") or ""):
            continue
        if event.get("raw_output"):
            lines.append(place.text_of(event["msg"].rstrip("\n")))
        elif event.get("command") in LEVELS:
            pairs = event.get("kvPairs") or {}
            said = annotation(event["command"], place.text_of(event["arg"]), pairs.get("file", ""),
                              pairs.get("line", ""), pairs.get("title", ""))  # fmt: skip
            lines.append(said)
    if done.returncode and not lines:
        last = (done.stderr.decode(errors="replace").strip().splitlines() or [""])[-1]
        lines.append(place.text_of(f"act: {last}"))
    return Facts(done.returncode, sorted(lines))
