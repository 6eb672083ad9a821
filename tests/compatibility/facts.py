"""What a run showed, in terms that both programs have."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

LEVELS = {"error", "warning", "notice"}


@dataclass
class Facts:
    """The exit code, and each line of a step and each annotation, sorted (jobs run side by side)."""

    exit: int
    lines: list[str] = field(default_factory=list)

    def lines_with(self, expression: str) -> list[str]:
        return [line for line in self.lines if re.search(expression, line)]


def annotation(level: str, message: str, file: str, line: str, title: str) -> str:
    place = f"{file}:{line}" if file and line else file
    return "annotation " + " · ".join(part for part in (level, place, title, message) if part)


def facts_of_events(code: int, events: list[dict], normal: Callable[[str], str]) -> Facts:
    """Of `ropewalk run --json`: the text lines of steps that run scripts or actions in the repository itself."""
    lines: list[str] = []
    own: set[tuple[str, str, int]] = set()
    depth: dict[tuple[str, str, int], bool] = {}
    for event in events:
        step = (event.get("run", ""), event.get("job", ""), event.get("step", 0))
        kind = event["type"]
        if kind == "step_started":
            depth[step] = False
            if event.get("phase") in ("main", "post", "pre") and not is_published(event["name"]):
                own.add(step)
        elif kind == "log" and step in own:
            if event["kind"] == "group" and event["text"].startswith("Run "):
                depth[step] = True
            elif event["kind"] == "end_group" and depth[step]:
                depth[step] = False
            elif event["kind"] == "text" and not depth[step] and not is_of_place(event["text"]):
                lines.append(normal(event["text"]))
        elif kind == "annotation" and step in own and not is_of_runner(event["message"]):
            lines.append(
                annotation(
                    event["level"],
                    normal(event["message"]),
                    normal(event.get("file", "")),
                    str(event.get("line", "") or ""),
                    event.get("title", ""),
                )
            )
    return Facts(code, sorted(lines))


def is_published(name: str) -> bool:
    """Whether a step's name is that of an action of another repository: its lines are its own affair."""
    return re.match(r"((Post|Pre) )?(Run )?[\w.-]+/[\w./-]+@", name) is not None


def is_of_place(line: str) -> bool:
    """A line of the file that an error points at, or the marks below it."""
    return re.match(r"^ +(\d+ )?\|( |$)", line) is not None


def is_of_runner(message: str) -> bool:
    """Words of GitHub's runner about a step's end, which act has in other words."""
    return message.startswith(("Process completed with exit code", "The operation was canceled"))
