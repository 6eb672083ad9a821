"""The program on a real terminal: nothing hostile reaches it, and it is left as it was."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROPEWALK = os.environ.get("ROPEWALK") or str(Path(__file__).resolve().parents[2] / "build" / "ropewalk")
LIMIT_SECONDS = 60

# What the live view itself sends: colours, the cursor hidden and shown, lines cleared, moves up.
OWN = re.compile(rb"\x1b\[(\?25[lh]|2K|J|\d+A|[0-9;]*m)")
HARMFUL = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
    rb"|\xc2[\x80-\x9f]|\xe2\x80[\x8b\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]|\xef\xbb\xbf"
)
# A title, the clipboard, moves, C1, a turned direction, a hidden character.
EVIL = "\\e]0;T\\a\\e]52;c;eA==\\a\\e[5A\\e[2J\\ePq\\e\\\\\\u009b5A\\u202e\\u200b"


def evil(word: str) -> str:
    """A text for a double-quoted YAML scalar that would do harm on a terminal."""
    return f"{word}\\e]0;T\\a\\e[5A\\e[31m\\x9b5A\\u202E\\u2066\\u200B\\x7F"


class Terminal:
    """A program on a pseudo terminal of its own."""

    def __init__(self, words: list[str], folder: Path, environ: dict[str, str], size: tuple[int, int]) -> None:
        self.output = b""
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            os.chdir(folder)
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
            os.execvpe(words[0], words, environ)

    def read_until(self, is_enough: Callable[[bytes], bool]) -> None:
        deadline = time.monotonic() + LIMIT_SECONDS
        while not is_enough(self.output) and time.monotonic() < deadline:
            if not select.select([self._fd], [], [], 0.5)[0]:
                continue
            try:
                data = os.read(self._fd, 65536)
            except OSError:
                return
            if not data:
                return
            self.output += data

    def interrupt(self) -> None:
        os.kill(self._pid, signal.SIGINT)

    def is_echoing(self) -> bool:
        return bool(termios.tcgetattr(self._fd)[3] & termios.ECHO)

    def end(self) -> int:
        self.read_until(lambda _: False)
        _, status = os.waitpid(self._pid, 0)
        return os.waitstatus_to_exitcode(status)


class Place:
    """A repository with homes of its own."""

    def __init__(self, top: Path) -> None:
        self.folder = top / "project"
        self.folder.mkdir(parents=True)
        kept = ("PATH", "HOME")
        self.environ = {name: os.environ[name] for name in kept if name in os.environ} | {
            "XDG_STATE_HOME": str(top / "state"),
            "XDG_CACHE_HOME": str(top / "cache"),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "GIT_AUTHOR_NAME": "Ada",
            "GIT_AUTHOR_EMAIL": "a@example.com",
            "GIT_COMMITTER_NAME": "Ada",
            "GIT_COMMITTER_EMAIL": "a@example.com",
        }

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            file = self.folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "--allow-empty", "-m", "Start"]):
            subprocess.run(["git", *words], cwd=self.folder, env=self.environ, check=True)

    def on_terminal(self, *words: str, rows: int = 24, columns: int = 80) -> Terminal:
        return Terminal([ROPEWALK, *words], self.folder, self.environ, (rows, columns))

    def run(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [ROPEWALK, *words],
            cwd=self.folder,
            env=self.environ,
            capture_output=True,
            check=False,
            timeout=LIMIT_SECONDS,
        )


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def harm_in(output: bytes) -> list[bytes]:
    rest = OWN.sub(b"", output)
    return [rest[max(0, m.start() - 30) : m.end() + 30] for m in HARMFUL.finditer(rest)]


def hostile_workflow() -> str:
    return f"""name: "{evil("W")}"
run-name: "{evil("R")}"
on: push
jobs:
  a:
    name: "{evil("J")}"
    runs-on: ubuntu-latest
    strategy: {{matrix: {{m: ["{evil("v")}"]}}}}
    steps:
      - name: "{evil("S")}"
        run: |
          printf '%b\\n' '{EVIL}' '\\e[31mred' '\\e]8;;http://x\\e\\\\link' '\\e[?1049h' '\\ec' 'x\\rover' 'a\\b\\x0e'
          printf '%b\\n' '::error file=F{EVIL}.c,line=3,title=T{EVIL}::M{EVIL}' '::group::G{EVIL}' '::notice file=N{EVIL}::x'
          printf '%b\\n' '# S{EVIL}' '| a{EVIL} |' '|---|' '| <b>{EVIL}</b> |' >> "$GITHUB_STEP_SUMMARY"
          echo hi > x
      - uses: actions/upload-artifact@v4
        with: {{name: "A{evil("a")}", path: x}}
        continue-on-error: true
      - run: exit 1
  b:
    needs: a
    runs-on: ubuntu-latest
    steps: [{{run: echo}}]
  c:
    runs-on: "{evil("L")}"
    steps: [{{run: echo}}]
  d:
    if: "always() && '{evil("i")}' == 'y'"
    runs-on: ubuntu-latest
    steps: [{{run: echo}}]
  e:
    runs-on: ubuntu-latest
    steps: [{{run: echo, shell: "{evil("sh")} {{0}}"}}]
  f:
    runs-on: ubuntu-latest
    steps: [{{uses: "o/r{evil("u")}@v1"}}]
  g:
    runs-on: ubuntu-latest
    container: "{evil("c")}"
    steps: [{{run: echo}}]
"""


COMMANDS = [
    ["run"],
    ["run", "-v"],
    ["run", "-q"],
    ["show"],
    ["logs"],
    ["runs"],
    ["artifacts"],
    ["plan"],
    ["plan", "--tree"],
    ["parse"],
    ["__complete", "--", "run", "--job", ""],
]


@pytest.mark.parametrize("kind", ["run", "file", "path"])
def test_nothing_hostile_reaches_the_terminal(place: Place, kind: str) -> None:
    name = "w\x1b]0;T\x07\u202e.yml" if kind == "path" else "ci.yml"
    bad = f'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    "{evil("k")}": 1\n    steps: [{{run: "${{{{ {evil("x")} }}}}"}}]\n'
    place.write({f".github/workflows/{name}": bad if kind == "file" else hostile_workflow()})
    for words in COMMANDS:
        terminal = place.on_terminal(*words)
        terminal.end()
        assert harm_in(terminal.output) == [], words
        done = place.run(*words)
        assert harm_in(done.stdout + done.stderr) == [], words


def test_arguments_are_shown_and_not_obeyed(place: Place) -> None:
    place.write({".github/workflows/ci.yml": "on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: echo}]}}\n"})
    word = "x\x1b]0;T\x07\u202e"
    for words in (
        ["run", word],
        ["run", "--event", word],
        ["run", "-j", word],
        ["run", "--set", word],
        ["run", "--env-file", word],
        ["run", "-C", word],
        ["logs", word],
        ["show", word],
        ["artifacts", word],
        ["expr", f"'{word}"],
        ["expr", f"'{word}'"],
        [word],
        ["completions", word],
    ):
        done = place.run(*words)
        assert harm_in(done.stdout + done.stderr) == [], words


def test_json_is_exact_and_harmless(place: Place) -> None:
    place.write({".github/workflows/ci.yml": hostile_workflow()})
    done = place.run("plan", "--json")
    assert harm_in(done.stdout) == []
    assert b"\\u202e" in done.stdout


def test_the_terminal_is_left_as_it_was(place: Place) -> None:
    place.write(
        {".github/workflows/ci.yml": "on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: sleep 30}]}}\n"}
    )
    terminal = place.on_terminal("run")
    terminal.read_until(lambda output: b"running" in output)
    assert not terminal.is_echoing()
    terminal.interrupt()
    assert terminal.end() == 130
    assert terminal.output.rfind(b"\x1b[?25h") > terminal.output.rfind(b"\x1b[?25l")


@pytest.mark.parametrize("columns", [60, 80, 160])
def test_lines_fit_the_terminal(place: Place, columns: int) -> None:
    legs = ", ".join(f"'{n}'" for n in range(30))
    place.write(
        {
            ".github/workflows/ci.yml": f"""name: Continuous integration of the service
on: push
jobs:
  wheels:
    name: Build the wheels of the service for ${{{{ matrix.n }}}} and 日本語
    runs-on: ubuntu-latest
    strategy: {{matrix: {{n: [{legs}]}}}}
    steps: [{{run: "echo {"long " * 60}; exit 1"}}]
  later:
    runs-on: windows-latest-with-a-name-that-is-quite-long
    steps: [{{run: echo}}]
"""
        }
    )
    terminal = place.on_terminal("run", columns=columns)
    terminal.end()
    lines = re.sub(rb"\x1b\[[?0-9;]*[a-zA-Z]", b"", terminal.output).decode().splitlines()
    assert max(len(line) for line in lines) <= columns
