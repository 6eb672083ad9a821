"""A secret that is planted in many places and encodings is found nowhere: not in what is shown, kept or named."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import urllib.parse
import xml.sax.saxutils
from pathlib import Path

import pytest

BINARY = Path(os.environ.get("ROPEWALK") or Path(__file__).resolve().parents[2] / "build" / "ropewalk").resolve()
LIMIT_SECONDS = 300

PLAIN = "s3cr3t-plain-9f8e7d6c"
DERIVED = "derived-pw-5a5a5a5a"
SECRETS = {
    "PLAIN": PLAIN,
    "SEVERAL": "first-line-zz9\nsecond-line-zz9\r\nthird-line-zz9\n",
    "QUOTED": "q\"uo'te<sec>&ret\\zz9",
    "WIDE": "pässwörd-日本-zz8",
    "BLANKS": "  lead and trail zz7  ",
    "SHORT": "Zq",
    "CONFIG": json.dumps({"user": "me-zz6", "password": DERIVED}, indent=1),
}

WORKFLOW = r"""
on:
  push:
  workflow_dispatch: {inputs: {token: {type: string}}}
run-name: run ${{ inputs.token }}
env: {OF_WORKFLOW: "${{ secrets.PLAIN }}"}
jobs:
  a:
    name: job ${{ inputs.token }}
    runs-on: ubuntu-latest
    strategy: {matrix: {m: ["${{ inputs.token || 'none' }}", "x${{ inputs.token }}"]}, max-parallel: 1}
    environment: {name: prod, url: "https://x/${{ steps.x.outputs.token }}"}
    concurrency: group-${{ inputs.token }}-${{ matrix.m }}
    outputs: {whole: "${{ steps.x.outputs.token }}", part: "pre ${{ secrets.PLAIN }}"}
    env: {OF_JOB: "${{ secrets.PLAIN }}"}
    steps:
      - uses: actions/checkout@v4
      - name: step ${{ secrets.PLAIN }}
        run: "echo inline ${{ secrets.PLAIN }}; echo no secret of mine"
      - id: x
        continue-on-error: true
        env: {V: "${{ secrets.PLAIN }}"}
        run: |
          echo "token=$V" >> $GITHUB_OUTPUT; echo "E_$V=1" >> $GITHUB_ENV; echo "EV=$V" >> $GITHUB_ENV
          echo "/p/$V" >> $GITHUB_PATH; echo "# summary $V" >> $GITHUB_STEP_SUMMARY; echo "state=$V" >> $GITHUB_STATE
          echo "::error file=$V,title=$V::message $V"; echo "::warning file=a/$V.c,line=1::w"; echo "::notice::$V"
          echo "::group::$V"; echo "::endgroup::"; echo "::debug::$V"; echo "::set-output name=a::$V"
          echo "##[error]$V"; echo "::add-matcher::$V"; echo "::$V::x"; echo "::error $V"; echo "##[command]$V"
          echo "::stop-commands::$V"; echo "::$V::"; printf '%s\n' "$V" >&2; bash -xc 'true "$V"'
          mkdir -p art; echo x > "art/$V.txt"
      - run: echo "${{ steps.x.outputs.token }} $EV"; env | grep ^E
      - uses: actions/upload-artifact@v4
        with: {name: "artifact-${{ secrets.PLAIN }}-${{ strategy.job-index }}", path: art}
      - uses: actions/cache@v4
        with: {path: art, key: "key-${{ secrets.PLAIN }}"}
      - {continue-on-error: true, run: 'echo "${{ fromJSON(secrets.PLAIN) }}"'}
      - {continue-on-error: true, run: echo, working-directory: "/no/${{ secrets.PLAIN }}/x"}
      - {continue-on-error: true, run: echo, timeout-minutes: "${{ fromJSON(format('\"{0}\"', secrets.PLAIN)) }}"}
      - {continue-on-error: true, uses: actions/checkout@v4, with: {ref: "${{ secrets.PLAIN }}", path: x}}
      - {continue-on-error: true, uses: actions/checkout@v4, with: {path: "../${{ secrets.PLAIN }}"}}
      - {continue-on-error: true, uses: actions/setup-python@v5, with: {python-version: "${{ secrets.PLAIN }}"}}
      - {continue-on-error: true, uses: actions/download-artifact@v4, with: {name: "${{ secrets.PLAIN }}"}}
      - {continue-on-error: true, uses: actions/upload-artifact@v4, with: {name: "a/${{ secrets.PLAIN }}", path: art}}
      - {continue-on-error: true, uses: ./act, with: {v: "${{ secrets.PLAIN }}"}}
      - {continue-on-error: true, run: "echo ${{ hashFiles(secrets.PLAIN) }} ${{ format('{9}', secrets.PLAIN) }}"}
      - env: {V: "${{ secrets.PLAIN }}"}
        run: python3 long.py
      - run: cat forms
  b:
    needs: a
    if: ${{ always() }}
    runs-on: ubuntu-latest
    name: b ${{ needs.a.outputs.whole }}
    steps:
      - run: echo "[${{ needs.a.outputs.whole }}] ${{ toJSON(needs) }}"
      - run: echo '${{ toJSON(secrets.PLAIN) }}'
  c:
    runs-on: "${{ inputs.token || 'ubuntu-latest' }}"
    steps: [{run: echo}]
  called:
    uses: ./.github/workflows/called.yml
    secrets: {password: "${{ fromJSON(secrets.CONFIG).password }}"}
"""

CALLED = """
on: {workflow_call: {secrets: {password: {required: true}}}}
jobs:
  d:
    runs-on: ubuntu-latest
    env: {P: "${{ secrets.password }}"}
    steps:
      - run: echo "the password is $P"; exit 1
"""

ACTION = """
name: x
inputs: {v: {required: true}}
outputs: {o: {value: "${{ inputs.v }}"}}
runs:
  using: composite
  steps:
    - {run: 'echo "within ${{ inputs.v }}"', shell: bash}
    - {run: exit 1, name: "inner ${{ inputs.v }}", shell: bash}
"""

LONG = r"""
import os
v = os.environ["V"].encode()
for n in (4096, 65536, 1 << 20, 2 << 20):
    for d in (1, 7, len(v) - 1):
        data = b"x" * (n - d) + v + b" tail\n"
        while data:
            data = data[os.write(1, data):]
for byte in v:
    os.write(2, bytes([byte]))
os.write(2, b"\n")
"""


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def forms() -> dict[str, str]:
    """What a program may print of a secret, of which GitHub's runner knows the form, each in other surroundings."""
    found = {
        f"{name} line {i}": line.strip() for name, text in SECRETS.items() for i, line in enumerate(text.split("\n"))
    }
    quoted = SECRETS["QUOTED"]
    found |= {
        "base64": _base64(PLAIN),
        "base64 behind three bytes": _base64("abc" + PLAIN)[4:-4],
        "base64 behind one byte": _base64("a" + PLAIN)[4:-4],
        "base64 behind two bytes": _base64("ab" + PLAIN)[4:-4],
        "base64 of wide letters": _base64(SECRETS["WIDE"]),
        "in a URL": urllib.parse.quote(quoted, safe=""),
        "wide letters in a URL": urllib.parse.quote(SECRETS["WIDE"]),
        "in JSON": json.dumps(quoted)[1:-1],
        "lines in JSON": json.dumps(SECRETS["SEVERAL"].strip())[1:-1],
        "in XML": xml.sax.saxutils.escape(quoted, {'"': "&quot;", "'": "&apos;"}),
        "behind the user of git": _base64("x-access-token:" + PLAIN)[20:],
    }
    return {label: text for label, text in found.items() if len(text) > 3}


class Planted:
    """One run in a repository of its own, and all that it left."""

    def __init__(self, top: Path, arguments: list[str]) -> None:
        self.top = top
        self.home = top.parent / "home"
        self.outputs: dict[str, bytes] = {}
        surrounding = dict(forms())
        surrounding["behind the user of git"] = _base64("x-access-token:" + PLAIN)
        surrounding["base64 behind three bytes"] = _base64("abc" + PLAIN)
        surrounding["base64 behind one byte"] = _base64("a" + PLAIN)
        surrounding["base64 behind two bytes"] = _base64("ab" + PLAIN)
        files = {
            ".github/workflows/ci.yml": WORKFLOW,
            ".github/workflows/called.yml": CALLED,
            "act/action.yml": ACTION,
            "long.py": LONG,
            "forms": "".join(f"{i} = {text}\n" for i, text in enumerate(surrounding.values())),
        }
        for name, text in files.items():
            path = top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, newline="")
        for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "Start"]):
            subprocess.run(["git", *words], cwd=top, env=self.environment(), check=True)
        secrets = [word for name in SECRETS for word in ("--secret", name)]
        self.call("run", *secrets, *arguments)
        assert b"no secret of mine" in self.outputs[next(iter(self.outputs))], self.outputs
        self.call("run", "--verbose", *secrets, *arguments)
        self.call("run", "--json", *secrets, *arguments)
        for words in (
            ["show"],
            ["show", "--json"],
            ["logs"],
            ["logs", "--json"],
            ["logs", "--failed"],
            ["runs"],
            ["artifacts"],
        ):
            self.call(*words)

    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "XDG_STATE_HOME": str(self.home / "state"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "GIT_AUTHOR_NAME": "Ada",
            "GIT_AUTHOR_EMAIL": "ada@example.com",
            "GIT_COMMITTER_NAME": "Ada",
            "GIT_COMMITTER_EMAIL": "ada@example.com",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_SYSTEM": "/dev/null",
            **{name: value for name, value in SECRETS.items()},
        }

    def call(self, *words: str) -> None:
        done = subprocess.run(
            [BINARY, *words], cwd=self.top, env=self.environment(), capture_output=True, timeout=LIMIT_SECONDS
        )
        self.outputs[" ".join(word for word in words if word not in SECRETS)] = done.stdout + b"\n" + done.stderr

    def kept(self) -> dict[str, bytes]:
        """Database, index files and names of everything below the state folder; what archives hold is the user's."""
        found = {}
        for path in sorted((self.home / "state").rglob("*")):
            content = path.read_bytes() if path.is_file() and path.suffix != ".zip" else b""
            found[str(path.relative_to(self.home))] = str(path).encode() + b"\n" + content
        return found


def leaks(places: dict[str, bytes], needles: dict[str, str]) -> list[str]:
    found = []
    for label, text in needles.items():
        variants = {text.encode(), json.dumps(text)[1:-1].encode(), json.dumps(text, ensure_ascii=False)[1:-1].encode()}
        for place, content in places.items():
            for variant in variants:
                at = content.find(variant)
                if at >= 0:
                    found.append(f"{label} in {place}: …{content[max(0, at - 60) : at + len(variant) + 20]!r}")
    return found


@pytest.fixture(scope="module", params=[[], ["--event", "workflow_dispatch", "--input", f"token={PLAIN}"]])
def planted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Planted:
    return Planted(tmp_path_factory.mktemp("planted") / "project", request.param)


NEEDLES = forms() | {"derived": DERIVED, "first half": PLAIN[:14], "last half": PLAIN[7:]}


def test_no_secret_is_shown(planted: Planted) -> None:
    shown = {name: text for name, text in planted.outputs.items() if name != "artifacts"}
    assert leaks(shown, NEEDLES) == []


def test_no_secret_is_kept(planted: Planted) -> None:
    kept = {name: text for name, text in planted.kept().items() if "/artifacts/" not in name}
    assert leaks(kept, NEEDLES) == []


def test_no_secret_is_in_the_name_of_a_kept_artifact(planted: Planted) -> None:
    kept = {name: text for name, text in planted.kept().items() if "/artifacts/" in name}
    assert leaks(kept | {"artifacts": planted.outputs["artifacts"]}, NEEDLES) == []


def test_the_run_did_something(planted: Planted) -> None:
    assert b"***" in planted.outputs["logs"]
    assert b"inline ***" in planted.outputs["logs"]
    assert b'"name":"artifact-***' in planted.outputs["show --json"]
    for name, text in planted.outputs.items():
        if name.endswith("--json") and not name.startswith("run "):
            for line in text.splitlines():
                if line.startswith(b"{"):
                    json.loads(line.decode("utf-8"))
