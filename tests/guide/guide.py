"""Runs what the pages of docs/guide/ show, as a reader would type it: guide.py [--bless] [PAGE...].

A page that begins with the comment `<!-- tested -->` is a story from top to bottom, played in a folder of its own:

    ```console              commands behind `$ `, run by bash in one shell, and what they print
    <!-- exit 1 -->         in front of a block: how its last command ends (0 without it)
    <!-- file PATH -->      in front of a block of any language: the block is the text of that file
    <!-- run -->            in front of a block of commands without output: it is run, and must end well
    <!-- not run: WHY -->   in front of a block: a reader needs it, and a test cannot do it
    <!-- slow -->           in front of a block: only run with GUIDE_SLOW=1
    <!-- setup ... -->      lines for the shell that a reader does not see

Times, ids and paths of the machine are made alike before outputs are compared; a line `…` stands for any lines.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "guide"
MARK = "<!-- tested -->"
FENCE = re.compile(r"^```(?P<language>[a-z]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
NOTE = re.compile(r"<!-- (?P<text>(?:exit|file|run|not run|slow|setup)\b.*?)\s-->\n", re.DOTALL)
END = "__end_of_command__"
LIMIT_SECONDS = 300
REPLACEMENTS = [
    # What took longest is another thing each time, and only told of a run that took some.
    (re.compile(r"(?:\n\n|\n|\A)Time\n(?:  .+(?:\n|\Z))+"), "\n"),
    (re.compile(r"\b[1-9]\d{10}\b"), "40632712145"),
    (re.compile(r"\b[0-9a-f]{40}\b"), "<sha>"),
    (re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{7}\b(?=,|$| )", re.MULTILINE), "1a2b3c4"),
    (re.compile(r" *\b\d+\.\d{1,2}s\b"), " 0.1s"),
    (re.compile(r"\b[\d.]+ m?s\b(?= of at most|\))"), "0.1 s"),
    (re.compile(r"\b\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?\b"), "2026-01-02 03:04"),
    (re.compile(r"\bropewalk \d+\.\d+\.\d+\b"), "ropewalk 0.1.0"),
    (re.compile(r"\b\d+ seconds? ago\b|\bjust now\b"), "just now"),
]


@dataclass
class Block:
    """A fenced block, where it stands in the page, and the notes in front of it."""

    language: str
    text: str
    begin: int
    end: int
    notes: list[str] = field(default_factory=list)

    def note(self, word: str) -> str | None:
        for note in self.notes:
            if note == word or note.startswith((word + " ", word + ":", word + "\n")):
                return note[len(word) :].lstrip(": ").strip("\n")
        return None

    @property
    def is_run(self) -> bool:
        return self.language == "console" or self.note("run") is not None


def blocks_of(page: str) -> list[Block]:
    """All fenced blocks of a page in order; `setup` notes come as blocks of their own."""
    blocks = []
    position = 0
    for fence in FENCE.finditer(page):
        notes = [note["text"] for note in NOTE.finditer(page, position, fence.start())]
        for note in notes:
            if note.startswith("setup"):
                blocks.append(Block("setup", note[len("setup") :].strip("\n"), fence.start(), fence.start()))
        block = Block(fence["language"], fence["text"], fence.start("text"), fence.end("text"))
        # Only what stands right in front of the block speaks of it.
        before = page[position : fence.start()]
        block.notes = [note["text"] for note in NOTE.finditer(before) if _is_in_front(before[note.end() :])]
        blocks.append(block)
        position = fence.end()
    return blocks


def _is_in_front(rest: str) -> bool:
    return NOTE.sub("", rest).strip() == ""


def commands_of(block: Block) -> list[tuple[str, str]]:
    """The commands of a console block (lines that end in `\\` go on) with the output shown below each."""
    found: list[list[str]] = []
    is_open = False
    for line in block.text.splitlines():
        if line.startswith("$ "):
            found.append([line[2:], ""])
        elif is_open:
            found[-1][0] += "\n" + line
        elif found:
            found[-1][1] += line + "\n"
        is_open = line.endswith("\\") and (line.startswith("$ ") or is_open)
    return [(command, output) for command, output in found]


def alike(text: str, folder: Path) -> str:
    """The text without what differs from run to run and from machine to machine."""
    text = text.replace(str(folder), "/home/ada")
    for pattern, replacement in REPLACEMENTS:
        text = pattern.sub(replacement, text)
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")


def fits(shown: str, printed: str) -> bool:
    """Whether the shown text is the printed one; a line `…` in it stands for any lines."""
    pieces = [re.escape(piece) for piece in re.split(r"^[ │]*…$", shown, flags=re.MULTILINE)]
    return re.fullmatch(".*?".join(pieces).replace("\\\n.*?\\\n", "\n.*?\n"), printed, re.DOTALL) is not None


class Shell:
    """One bash for a whole page, in a home of its own."""

    def __init__(self, folder: Path) -> None:
        home = folder / "home"
        home.mkdir()
        program = Path(os.environ.get("ROPEWALK") or ROOT / "build" / "ropewalk").resolve()
        links = folder / "bin"
        links.mkdir()
        (links / "ropewalk").symlink_to(program)
        (links / "pytest").symlink_to(ROOT / "build" / "venv" / "bin" / "pytest")
        kept = {name: os.environ[name] for name in os.environ if name.startswith(("PIP_", "SSL_", "REQUESTS_", "LANG"))}
        environment = kept | {
            "HOME": str(home),
            "PATH": f"{links}:{os.environ['PATH']}",
            "PYENV_ROOT": os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv")),
            "ROPEWALK": str(program),
            "PYTHONPATH": str(ROOT / "python" / "src"),
            "PYTEST_ADDOPTS": "-p no:ropewalk -p ropewalk.pytest_plugin -p no:cacheprovider",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "Ada",
            "GIT_AUTHOR_EMAIL": "ada@example.com",
            "GIT_COMMITTER_NAME": "Ada",
            "GIT_COMMITTER_EMAIL": "ada@example.com",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "init.defaultBranch",
            "GIT_CONFIG_VALUE_0": "main",
        }
        self._process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=home,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, command: str) -> tuple[str, int]:
        """What it printed, and its exit code."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(f"{{ {command}\n}} </dev/null 2>&1; printf '\\n{END} %s\\n' $?\n")
        self._process.stdin.flush()
        lines: list[str] = []
        for line in self._process.stdout:
            if line.startswith(END):
                return "".join(lines), int(line.split()[1])
            lines.append(line)
        raise RuntimeError(f"the shell ended within: {command}")

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(timeout=LIMIT_SECONDS)


def play(path: Path, *, bless: bool = False) -> list[str]:
    """Plays a page; what went otherwise than it says. With `bless` the page is rewritten instead."""
    page = path.read_text(encoding="utf-8")
    complaints: list[str] = []
    rewritten: list[tuple[Block, str]] = []
    with tempfile.TemporaryDirectory(prefix="ropewalk-guide-") as name:
        folder = Path(name)
        shell = Shell(folder)
        try:
            for block in blocks_of(page):
                _play_block(block, shell, folder, complaints, rewritten)
        finally:
            shell.close()
    if bless:
        for block, text in reversed(rewritten):
            page = page[: block.begin] + text + page[block.end :]
        path.write_text(page, encoding="utf-8")
    return complaints


def _play_block(
    block: Block, shell: Shell, folder: Path, complaints: list[str], rewritten: list[tuple[Block, str]]
) -> None:
    if block.language == "setup":
        printed, code = shell.run(block.text)
        if code != 0:
            complaints.append(f"setup ended with {code}:\n{printed}")
        return
    file = block.note("file")
    if file is not None:
        _write(shell, file, block.text)
        return
    if block.note("not run") is not None or not block.is_run:
        return
    if block.note("slow") is not None and not os.environ.get("GUIDE_SLOW"):
        return
    if block.language != "console":
        printed, code = shell.run(block.text)
        if code != 0:
            complaints.append(f"ended with {code}:\n{block.text}\n{printed}")
        return
    wanted = int(block.note("exit") or 0)
    text = ""
    code = 0
    for command, shown in commands_of(block):
        printed, code = shell.run(command)
        printed, expected = alike(printed, folder), alike(shown, folder)
        if not fits(expected, printed):
            complaints.append(f"$ {command}\nshown:\n{expected}\n\nprinted:\n{printed}")
            shown = printed + "\n" if printed else ""
        text += f"$ {command}\n{shown}"
    if code != wanted:
        complaints.append(f"exit {code} instead of {wanted}: {block.text}")
    rewritten.append((block, text))


def _write(shell: Shell, file: str, text: str) -> None:
    delimiter = "END_OF_FILE_OF_THE_GUIDE"
    shell.run(f"mkdir -p \"$(dirname '{file}')\" && cat >'{file}' <<'{delimiter}'\n{text}{delimiter}")


def pages() -> list[Path]:
    """The pages that are stories."""
    return [page for page in sorted(PAGES.glob("*.md")) if page.read_text(encoding="utf-8").startswith(MARK)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bless", action="store_true", help="rewrite the outputs that differ")
    parser.add_argument("page", nargs="*", help="names of pages; all without any")
    words = parser.parse_args()
    failed = False
    for page in pages():
        if words.page and page.stem not in words.page:
            continue
        complaints = play(page, bless=words.bless)
        failed |= bool(complaints)
        print(f"{page.name}: {len(complaints)} differences")
        for complaint in complaints:
            print("  " + complaint.replace("\n", "\n  "))
    return 1 if failed and not words.bless else 0


if __name__ == "__main__":
    sys.exit(main())
