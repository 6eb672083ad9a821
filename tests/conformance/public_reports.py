#!/usr/bin/env python3
"""Public bug reports of other runners, each a whole workflow that is run here and has to end as it would on GitHub.

Usage: tests/conformance/public_reports.py [ROPEWALK]

Every report says where it was made, which repository and commands it needs, and what has to stand in the log or not. The
suite needs no data beside it. Prints each difference by name and `public-reports: N of M`; exits 1 for any that is not
listed in known_differences.txt.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import suite

SUITE = "public-reports"
SECONDS_AT_MOST = 120
IS_ARM = platform.machine() in ("aarch64", "arm64")


@dataclass(frozen=True)
class Report:
    name: str
    source: str
    """Where it was reported."""
    files: dict[str, str]
    runs: tuple[str, ...] = ("ropewalk run",)
    """Commands for bash, in the repository; each is `ropewalk` or prepares the next."""
    setup: str = ""
    """For bash, after the first commit."""
    exit_code: int = 0
    shows: tuple[str, ...] = ()
    """Expressions that match in what the commands printed."""
    hides: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)


def ci(text: str) -> dict[str, str]:
    return {".github/workflows/ci.yml": text}


CHECKOUT = "{ uses: actions/checkout@v4 }"

REPORTS = [
    Report(
        "hash-of-a-broken-link",
        "actions/runner#1666",
        ci(
            "on: push\njobs: { a: { runs-on: ubuntu-latest, steps: ["
            + CHECKOUT
            + ", { run: 'echo \"H ${{ hashFiles(''**/*.lock'') }}\"' }] } }\n"
        )
        | {"a/one.lock": "one\n"},
        setup="ln -s nowhere a/two.lock; git add -A; git commit -qm link",
        exit_code=1,
        shows=(r"hashFiles\('\*\*/\*\.lock'\) failed",),
    ),
    Report(
        "one-artifact-v4-has-a-folder",
        "actions/download-artifact#416",
        ci(
            "on: push\njobs:\n"
            "  up: { runs-on: ubuntu-latest, steps: [{ run: echo 1 > f.txt },"
            " { uses: actions/upload-artifact@v4, with: { name: wheels, path: f.txt } }] }\n"
            "  down: { needs: up, runs-on: ubuntu-latest, steps: [{ uses: actions/download-artifact@v4, with: { path: all } },"
            " { run: cat all/wheels/f.txt }] }\n"
        ),
    ),
    Report(
        "one-artifact-v5-by-id-is-flat",
        "actions/download-artifact#426",
        ci(
            "on: push\njobs:\n"
            "  up: { runs-on: ubuntu-latest, outputs: { id: '${{ steps.u.outputs.artifact-id }}' }, steps: [{ run: echo 1 > f.txt },"
            " { id: u, uses: actions/upload-artifact@v4, with: { name: wheels, path: f.txt } }] }\n"
            "  down: { needs: up, runs-on: ubuntu-latest, steps: ["
            "{ uses: actions/download-artifact@v5, with: { path: five, artifact-ids: '${{ needs.up.outputs.id }}' } },"
            " { run: cat five/f.txt }] }\n"
        ),
    ),
    Report(
        "artifacts-lose-modes",
        "actions/upload-artifact#38",
        ci(
            "on: push\njobs:\n"
            "  up: { runs-on: ubuntu-latest, steps: [{ run: \"printf '#!/bin/sh\\\\necho hi\\\\n' > tool; chmod 755 tool\" },"
            " { uses: actions/upload-artifact@v4, with: { name: bin, path: tool } }] }\n"
            "  down: { needs: up, runs-on: ubuntu-latest, steps: [{ uses: actions/download-artifact@v4, with: { name: bin, path: b } },"
            " { run: \"stat -c 'MODE %a' b/tool; ./b/tool\" }] }\n"
        ),
        exit_code=1,
        shows=(r"MODE 644", r"Permission denied"),
    ),
    Report(
        "pushed-tag-is-there",
        "actions/checkout#338",
        ci(
            "on: { push: { tags: ['v*'] } }\njobs: { a: { runs-on: ubuntu-latest, steps: [" + CHECKOUT + ","
            " { run: git describe --tags --exact-match | sed 's/^/DESCRIBE /' }] } }\n"
        ),
        setup="git tag v1.0",
        runs=("ropewalk run --set github.ref=refs/tags/v1.0",),
        shows=(r"DESCRIBE v1\.0",),
    ),
    Report(
        "merge-commit-of-a-pull-request",
        "actions/checkout#237",
        ci(
            "on: pull_request\njobs: { a: { runs-on: ubuntu-latest, steps: ["
            "{ uses: actions/checkout@v4, with: { fetch-depth: 2 } },"
            ' { run: "echo PARENTS $(git rev-list --parents -n 1 HEAD | wc -w); git diff --name-only HEAD^1 HEAD;'
            ' test -f onmain.txt; git rev-parse HEAD^2" }] } }\n'
        ),
        setup="git checkout -qb feat; for n in one two; do echo $n > $n.txt; git add -A; git commit -qm $n; done;"
        " git checkout -q main; echo m > onmain.txt; git add -A; git commit -qm onmain; git checkout -q feat",
        runs=("ropewalk run --event pull_request",),
        shows=(r"PARENTS 3", r"(?m)\] one\.txt$", r"(?m)\] two\.txt$"),
        hides=(r"(?m)\] onmain\.txt$",),
    ),
    Report(
        "local-bin-is-on-path",
        "actions/runner-images#2455",
        ci(
            'on: push\njobs: { a: { runs-on: ubuntu-latest, steps: [{ run: "mkdir -p ~/.local/bin;'
            " printf '#!/bin/sh\\\\necho user tool\\\\n' > ~/.local/bin/mytool; chmod +x ~/.local/bin/mytool\" }, { run: mytool }] } }\n"
        ),
        shows=(r"user tool",),
    ),
    Report(
        "secret-across-a-mebibyte",
        "actions/runner#1031",
        ci(
            'on: push\njobs: { a: { runs-on: ubuntu-latest, steps: [{ env: { TOK: "${{ secrets.TOK }}" }, shell: python, run:'
            " \"import os, sys\\nsys.stdout.write('y' * (1048576 - 6) + os.environ['TOK'] + '\\\\n' + 'q' * 1048576 +"
            " '::error::from the middle\\\\n')\" }] } }\n"
        ),
        runs=("ropewalk run -v -s TOK",),
        environment={"TOK": "hunter2-correct-horse"},
        shows=(r"\*\*\*",),
        hides=(r"hunter2", r"yhunter", r"correct-horse", r"(?m)Error: from the middle"),
    ),
    Report(
        "caches-belong-to-a-branch",
        "actions/cache#823",
        ci(
            "on: push\njobs: { a: { runs-on: ubuntu-latest, steps: ["
            "{ id: c, uses: actions/cache@v4, with: { path: data, key: k31 } },"
            ' { run: "mkdir -p data; echo x > data/f; echo BR $GITHUB_REF_NAME hit=${{ steps.c.outputs.cache-hit }}." }] } }\n'
        ),
        setup="git checkout -qb feat",
        runs=("ropewalk run", "git checkout -q main", "ropewalk run", "git checkout -q feat", "ropewalk run"),
        shows=(r"(?m)\] BR feat hit=\.$", r"(?m)\] BR main hit=\.$", r"(?m)\] BR feat hit=true\.$"),
        hides=(r"(?m)\] BR main hit=true",),
    ),
    Report(
        "default-branch-caches-are-everybodys",
        "actions/cache#843",
        ci(
            "on: push\njobs: { a: { runs-on: ubuntu-latest, steps: ["
            "{ id: c, uses: actions/cache@v4, with: { path: data, key: k31 } },"
            ' { run: "mkdir -p data; echo x > data/f; echo BR $GITHUB_REF_NAME hit=${{ steps.c.outputs.cache-hit }}." }] } }\n'
        ),
        runs=("ropewalk run", "git checkout -qb feat", "ropewalk run"),
        shows=(r"(?m)\] BR main hit=\.$", r"(?m)\] BR feat hit=true\.$"),
    ),
    Report(
        "action-id-inside-a-composite",
        "actions/runner#2525",
        ci(
            "on: push\njobs: { a: { runs-on: ubuntu-latest, steps: ["
            + CHECKOUT
            + ", { id: outer, uses: ./c }, { uses: ./c }] } }\n"
        )
        | {
            "c/action.yml": "{ name: c, runs: { using: composite, steps: [{ id: inner, shell: bash,"
            " run: 'echo GA $GITHUB_ACTION ${{ github.action }}' }] } }\n"
        },
        shows=(r"GA outer outer", r"GA __self __self"),
        hides=(r"GA inner",),
    ),
    Report(
        "head-of-a-pull-request",
        "actions/checkout#331",
        ci(
            "on: pull_request\njobs: { a: { runs-on: ubuntu-latest, steps: ["
            '{ uses: actions/checkout@v4, with: { ref: "refs/pull/${{ github.event.pull_request.number }}/head" } },'
            " { run: \"git log -1 --format='SUBJECT %s'\" }] } }\n"
        ),
        setup="git checkout -qb feat; git commit -q --allow-empty -m feat",
        runs=("ropewalk run --event pull_request",),
        shows=(r"SUBJECT feat",),
    ),
    Report(
        "unshallow-of-what-is-not-pushed",
        "pypa/setuptools-scm#790",
        ci(
            "on: push\njobs: { a: { runs-on: ubuntu-latest, steps: [" + CHECKOUT + ","
            " { run: \"git fetch --prune --unshallow --tags; git log --oneline | wc -l | sed 's/^/COMMITS /';"
            " git describe --tags | sed 's/^/DESCRIBE /'\" }] } }\n"
        ),
        setup="git tag v1.0; git init -q --bare ../origin.git; git remote add origin $PWD/../origin.git;"
        " git push -q origin main --tags; git commit -q --allow-empty -m two; git commit -q --allow-empty -m three",
        shows=(r"COMMITS 3", r"DESCRIBE v1\.0-2-g[0-9a-f]+"),
    ),
    Report(
        "invalid-workflow-beside-a-good-one",
        "vllm-project/semantic-router#536",
        ci("on: push\njobs: { good: { runs-on: ubuntu-latest, steps: [{ run: echo GOOD }] } }\n")
        | {
            ".github/workflows/manual.yml": "on: workflow_dispatch\njobs: { x: { runs-on: ubuntu-latest, image: debian, steps: [{ run: echo }] } }\n"
        },
        exit_code=1,
        shows=(r"(?m)\] GOOD$", r"manual\.yml:2"),
    ),
    Report(
        "empty-matrix-fails-its-job-alone",
        "GatoGraphQL/GatoGraphQL#315",
        ci(
            "on: push\njobs:\n  p: { runs-on: ubuntu-latest, steps: [{ run: echo PRUN }] }\n"
            "  e: { runs-on: ubuntu-latest, strategy: { matrix: { d: \"${{ fromJSON(vars.LIST || '[]') }}\" } }, steps: [{ run: echo }] }\n"
        ),
        exit_code=1,
        shows=(r"(?m)\] PRUN$", r"Matrix vector 'd' does not contain any values"),
    ),
    Report(
        "arm-label",
        "actions/partner-runner-images#25",
        ci(
            'on: push\njobs: { a: { runs-on: "${{ matrix.os }}", strategy: { matrix: { os: [ubuntu-latest, ubuntu-24.04-arm] } },'
            ' steps: [{ run: "echo ARCH ${{ matrix.os }} $RUNNER_ARCH $(uname -m)" }] } }\n'
        ),
        exit_code=3,
        shows=((r"ARCH ubuntu-24\.04-arm ARM64",) if IS_ARM else (r"ARCH ubuntu-latest X64",)),
        hides=(r"ARCH ubuntu-24\.04-arm X64", r"ARCH ubuntu-latest ARM64"),
    ),
    Report(
        "expression-item-adds-its-items",
        "a matrix vector with an expression among its items (SequenceItemBasicExpression)",
        ci(
            'on: push\njobs: { a: { runs-on: ubuntu-latest, strategy: { matrix: { v: [{ n: 1 }, "${{ fromJSON(\'[{\\"n\\":2},{\\"n\\":3}]\') }}"] } },'
            " steps: [{ run: 'echo LEG ${{ matrix.v.n }} of ${{ strategy.job-total }}' }] } }\n"
        ),
        shows=(r"LEG 1 of 3", r"LEG 2 of 3", r"LEG 3 of 3"),
    ),
    Report(
        "restore-key-that-is-a-key",
        "a restore key that equals a key wins over a newer, longer one",
        ci(
            "on: push\njobs:\n"
            "  one: { runs-on: ubuntu-latest, steps: [{ run: mkdir d; echo short > d/f }, { uses: actions/cache/save@v4, with: { path: d, key: deps } }] }\n"
            "  two: { needs: one, runs-on: ubuntu-latest, steps: [{ run: mkdir d; echo long > d/f }, { uses: actions/cache/save@v4, with: { path: d, key: deps-newer } }] }\n"
            "  get: { needs: two, runs-on: ubuntu-latest, steps: [{ uses: actions/cache/restore@v4, with: { path: d, key: none, restore-keys: deps } }, { run: sed s/^/GOT-/ d/f }] }\n"
        ),
        shows=(r"GOT-short",),
        hides=(r"(?m)\] GOT-long",),
    ),
]


def outcome(report: Report, top: Path) -> tuple[int, str]:
    """The last exit code and all output of a report's commands, in a new repository with a home of its own."""
    work = top / "project"
    for name, text in report.files.items():
        file = work / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    home = top / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(
        "[user]\n\tname = Ada\n\temail = ada@example.com\n[init]\n\tdefaultBranch = main\n", encoding="utf-8"
    )
    environment = {
        "PATH": f"{Path(suite.binary()).resolve().parent}:{os.environ['PATH']}",
        "HOME": str(home),
        "XDG_STATE_HOME": str(top / "state"),
        "XDG_CACHE_HOME": str(top / "cache"),
        "LANG": "C.UTF-8",
        "PYENV_ROOT": os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv")),
        **report.environment,
    }
    code, text = 0, ""
    for script in ("git init -q; git add -A; git commit -qm start", report.setup, *report.runs):
        done = subprocess.run(
            ["bash", "-ec", script],
            cwd=work,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS_AT_MOST,
            check=False,
        )
        code = done.returncode
        text += (done.stdout + done.stderr).decode("utf-8", "replace")
        if code != 0 and not script.startswith("ropewalk"):
            raise RuntimeError(f"{report.name}: {script} ended with {code}:\n{text}")
    return code, text


def difference(report: Report) -> str:
    with tempfile.TemporaryDirectory(prefix="ropewalk-report.") as name:
        try:
            code, text = outcome(report, Path(name))
        except subprocess.TimeoutExpired:
            return f"no end after {SECONDS_AT_MOST} s"
    wrong = [f"exit {code} instead of {report.exit_code}"] if code != report.exit_code else []
    wrong += [f"nothing like {pattern}" for pattern in report.shows if not re.search(pattern, text)]
    wrong += [f"shows {pattern}" for pattern in report.hides if re.search(pattern, text)]
    if not wrong:
        return ""
    lines = [line[:200] for line in text.splitlines()[-12:]]
    return f"{'; '.join(wrong)} ({report.source})\n    " + "\n    ".join(lines)


def main() -> int:
    if not Path(suite.binary()).exists():
        return suite.nothing_to_run(SUITE, f"{suite.binary()} is not there", len(REPORTS))
    found = {report.name: difference(report) for report in REPORTS}
    return suite.report(SUITE, len(REPORTS), {name: text for name, text in found.items() if text})


if __name__ == "__main__":
    sys.exit(main())
