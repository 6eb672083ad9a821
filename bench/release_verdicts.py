#!/usr/bin/env python3
"""The next version by `ropewalk release plan` and by python-semantic-release, on repositories rebuilt with git; and by
semantic-release's commit analyzer with its defaults, on a table.

Run by a Python that has python-semantic-release (tools/setup_release.sh makes build/venv-release, and build/npm-release). Both read the same settings
([tool.semantic_release]). Each line is a moment in a repository's life: what happened, and the two verdicts. Where they agree on
a version it is tagged. A difference has its reason beside it, or the exit code is 1.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from packaging.version import InvalidVersion, Version
from release_lives import ROOT, ROPEWALK, Life, differences, git_flow, github_flow, leaving_zero, trunk, trunk_channels

# What differs on purpose: scenario and moment, with the reason.
REASONS: dict[str, str] = {
    "reverted feature": "a feature that is taken back before its release asks for none; the other tool has no rule for reverts",
    "type in capitals": "the convention's types have no case",
    "nothing to release": "a release has a reason; with allow_zero_version = false the other tool makes 1.0.0 without one",
    "list in an ordinary body": "the body of a commit is a list of commits only where something says that it was squashed",
}


# Messages since 1.2.3, and why the verdicts differ where they do.
TABLE = [
    ("feat: x", ""),
    ("fix: x", ""),
    ("perf: x", ""),
    ("docs: x", ""),
    ("chore: x", ""),
    ("refactor: x", ""),
    ("feat(scope): x", ""),
    (
        "feat!: x",
        "the other tool's preset is older than the mark; the convention has it for any type",
    ),
    (
        "chore!: x",
        "the other tool's preset is older than the mark; the convention has it for any type",
    ),
    ("fix: x\n\nBREAKING CHANGE: y", ""),
    ("docs: x\n\nBREAKING CHANGE: y", ""),
    (
        "docs: x\n\nBREAKING-CHANGE: y",
        "both spellings of the footer are the convention's",
    ),
    ("Feat: x", "the convention's types have no case"),
    ("plain words", ""),
    (
        'Revert "feat: long out"\n\nThis reverts commit 1234567890123456789012345678901234567890.',
        "",
    ),
    (
        "plain words\n\nBREAKING CHANGE: y",
        "a title that is not of the convention moves no version, and raises an alarm",
    ),
    (
        "fix: x\n\nsome text\nBREAKING CHANGE: y",
        "the convention wants a blank line before footers",
    ),
]
VERSIONS = {None: "nothing", "patch": "1.2.4", "minor": "1.3.0", "major": "2.0.0"}
ANALYZE = """
import {analyzeCommits} from '@semantic-release/commit-analyzer';
import fs from 'node:fs';
const found = [];
for (const message of JSON.parse(fs.readFileSync(0, 'utf-8'))) {
  const commits = [{hash: 'a'.repeat(40), message}];
  found.push((await analyzeCommits({}, {cwd: process.cwd(), commits, logger: {log() {}}})) || null);
}
console.log(JSON.stringify(found));
"""


def by_semantic_release(messages: list[str]) -> list[str | None]:
    """What its commit analyzer says, with its defaults (build/npm-release); nothing where that is not installed."""
    place = ROOT / "build" / "npm-release"
    if not (place / "node_modules" / "@semantic-release" / "commit-analyzer").exists():
        return [None] * len(messages)
    script = place / "analyze.mjs"
    script.write_text(ANALYZE, encoding="utf-8")
    done = subprocess.run(
        ["node", str(script)],
        cwd=place,
        input=json.dumps(messages),
        capture_output=True,
        text=True,
        check=True,
    )
    return [VERSIONS[level] for level in json.loads(done.stdout)]


def table(folder: Path) -> list[tuple[str, str, str, str]]:
    rows = []
    life = Life(folder, "table", 1)
    life.git("tag", "v1.2.3")
    start = life.git("rev-parse", "HEAD")
    verdicts = by_semantic_release([message for message, _ in TABLE])
    for (message, why), theirs in zip(TABLE, verdicts, strict=True):
        life.git("reset", "--quiet", "--hard", start)
        life.commit(message)
        ours = life.ours()
        explained = theirs is None or (ours != theirs) == bool(why)
        rows.append(
            (
                message.replace("\n", "⏎"),
                ours,
                theirs or "not installed",
                why if explained else "NOT EXPLAINED",
            )
        )
    return rows


def normal_forms() -> tuple[int, int, int]:
    """Against `packaging`: equal, valid, all."""
    releases = [
        "1",
        "1.0",
        "1.2.3",
        "01.2",
        "1.2.3.4",
        "2026.1",
        "v1.0",
        " 1.0 ",
        "1!1.0",
        "0",
        "1.",
        "1..2",
        "x",
        "",
    ]
    pre = [
        "",
        "a",
        "a1",
        ".a1",
        "-a.1",
        "_ALPHA_1",
        "b2",
        "beta",
        "c3",
        "rc03",
        "-rc.1",
        ".preview.1",
        "pre",
        "-pre-1",
        "alpha.beta",
    ]
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
        for scenario, play in (
            ("trunk", trunk_channels),
            ("github flow", github_flow),
            ("git flow", git_flow),
        ):
            lives += [(Life(folder, f"{scenario} {channels}", channels), play) for channels in (1, 2, 3, 4)]
        lives.append((Life(folder, "major on zero", 1, major_on_zero=True), trunk))
        lives.append(
            (
                Life(folder, "without zero", 1, zero=False, major_on_zero=True),
                leaving_zero,
            )
        )
        lives.append((Life(folder, "differences", 1), differences))
        print("| repository | moment | ropewalk | python-semantic-release | |\n|---|---|---|---|---|")
        for life, play in lives:
            play(life)
            for moment, ours, theirs in life.rows:
                why = "" if ours == theirs else REASONS.get(moment, "NOT EXPLAINED")
                same += ours == theirs
                explained += bool(why) and why != "NOT EXPLAINED"
                wrong += why == "NOT EXPLAINED"
                print(
                    f"| {life.name} | {moment} | {ours} | {theirs} | {why} |",
                    flush=True,
                )
        print(f"\n{same} equal, {explained} different with a reason, {wrong} without one\n")
        print("| message, from 1.2.3 | ropewalk | semantic-release's defaults | |\n|---|---|---|---|")
        for message, ours, theirs, why in table(folder):
            wrong += why == "NOT EXPLAINED"
            print(f"| `{message}` | {ours} | {theirs} | {why} |")
    equal, valid, count = normal_forms()
    print(f"\nnormal forms: {equal} of {count} texts as `packaging` has them ({valid} of them versions)")
    return 1 if wrong or equal != count else 0


if __name__ == "__main__":
    sys.exit(main())
