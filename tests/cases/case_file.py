"""Reads and writes golden cases: one text file that says what is there, what is called, and what comes out.

    What the case shows, in a sentence or two, with the source of the rule.
    === git
    === file .github/workflows/ci.yml
    on: push
    ...
    === command
    ropewalk run --quiet
    === exit 0
    === output
    ...
    === errors
    ...

`=== git` makes a repository with one commit of all files (`=== git empty`: without a commit); without it there is none.
`=== setup` has lines for a shell, which runs them in the folder before the commands, as the user of the case.
`=== needs PROGRAM` leaves the case out on a machine without the program.
`=== environment` has NAME=VALUE lines, `=== input` what the next command reads from standard input. A command is words
as a shell would split them; `cd DIR && ` in front changes the folder. A file may have several commands, which run in
order. `=== output sorted` compares lines without their order. A section without its text expects nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

MARK = "=== "


@dataclass
class Command:
    words: str
    input: str = ""
    exit_code: int = 0
    output: str = ""
    errors: str = ""
    is_sorted: bool = False


@dataclass
class Case:
    description: str
    files: dict[str, str] = field(default_factory=dict)
    git: str = "no"
    """`no`, `yes`, or `empty` for a repository without commits."""
    setup: str = ""
    needs: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    commands: list[Command] = field(default_factory=list)


def _sections(text: str) -> list[tuple[str, str]]:
    """Headings with the text below them; the first has no heading."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in text.splitlines(keepends=True):
        if line.startswith(MARK):
            found.append((line[len(MARK) :].strip(), []))
        else:
            found[-1][1].append(line)
    return [(heading, "".join(lines)) for heading, lines in found]


def parse(text: str) -> Case:
    """Raises ValueError for a heading that it doesn't know."""
    (_, description), *rest = _sections(text)
    case = Case(description.strip())
    pending_input = ""
    for heading, body in rest:
        word, _, argument = heading.partition(" ")
        if word == "git":
            case.git = argument or "yes"
        elif word == "file":
            case.files[argument] = body
        elif word == "setup":
            case.setup += body
        elif word == "needs":
            case.needs.append(argument)
        elif word == "environment":
            case.environment |= dict(line.split("=", 1) for line in body.splitlines() if line)
        elif word == "input":
            pending_input = body
        elif word == "command":
            case.commands.append(Command(body.strip(), pending_input))
            pending_input = ""
        elif word == "exit":
            case.commands[-1].exit_code = int(argument)
        elif word == "output":
            case.commands[-1].output = body
            case.commands[-1].is_sorted = argument == "sorted"
        elif word == "errors":
            case.commands[-1].errors = body
        else:
            raise ValueError(f"unknown section: {heading}")
    if not case.commands:
        raise ValueError("a case needs a command")
    return case


def _section(heading: str, body: str = "") -> str:
    if body and not body.endswith("\n"):
        body += "\n"
    return f"{MARK}{heading}\n{body}"


def write(case: Case) -> str:
    """The text that `parse` reads back."""
    parts = [case.description + "\n"]
    if case.git != "no":
        parts.append(_section("git" if case.git == "yes" else f"git {case.git}"))
    parts += [_section(f"needs {program}") for program in case.needs]
    parts += [_section(f"file {name}", body) for name, body in case.files.items()]
    if case.setup:
        parts.append(_section("setup", case.setup))
    if case.environment:
        lines = "".join(f"{name}={value}\n" for name, value in case.environment.items())
        parts.append(_section("environment", lines))
    for command in case.commands:
        if command.input:
            parts.append(_section("input", command.input))
        parts.append(_section("command", command.words))
        parts.append(_section(f"exit {command.exit_code}"))
        if command.output or command.is_sorted:
            parts.append(_section("output sorted" if command.is_sorted else "output", command.output))
        if command.errors:
            parts.append(_section("errors", command.errors))
    return "".join(parts)


def load(path: Path) -> Case:
    return parse(path.read_text(encoding="utf-8"))
