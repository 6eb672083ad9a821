"""A git repository of one workflow, run by the real binary: what its jobs print is what the tests look at."""

import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
_LIMIT_SECONDS = 300
_IDENTITY = {
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.com",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.com",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
}


def binary() -> Path:
    return Path(os.environ.get("ROPEWALK") or REPOSITORY / "build" / "ropewalk").resolve()


@dataclass
class Outcome:
    """What one run said: its exit code, and the lines of each job by the job's key."""

    exit_code: int
    errors: str
    lines: dict[str, list[str]] = field(default_factory=dict)

    def value(self, job: str, name: str) -> str:
        """What the job printed as `name=value`, in its last such line."""
        found = [line.split("=", 1)[1] for line in self.lines.get(job, []) if line.startswith(f"{name}=")]
        assert found, self.describe()
        return found[-1]

    def text(self, job: str) -> str:
        return "\n".join(self.lines.get(job, []))

    def describe(self) -> str:
        jobs = "\n".join(f"{job}:\n  " + "\n  ".join(lines) for job, lines in self.lines.items())
        return f"exit {self.exit_code}\n{self.errors}\n{jobs}"


@dataclass(frozen=True)
class Project:
    """A repository, and the user's own folders that its runs may use."""

    top: Path
    environ: dict[str, str]

    def git(self, *arguments: str) -> str:
        command = ["git", "-C", str(self.top), *arguments]
        done = subprocess.run(command, env=os.environ | _IDENTITY, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def write(self, path: str, text: str) -> None:
        file = self.top / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def commit(self, message: str) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", f"--message={message}")
        return self.git("rev-parse", "HEAD")

    def run(self, workflow: str) -> Outcome:
        """Run the jobs of a workflow's text as a push. The file is kept out of the repository, so that it can change."""
        file = self.top.parent / "workflow.yml"
        file.write_text(workflow)
        done = subprocess.run(
            [binary(), "run", "--json", "-C", str(self.top), str(file)],
            env=os.environ | self.environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_LIMIT_SECONDS,
            check=False,
        )
        return _read(done)


def _read(done: "subprocess.CompletedProcess[str]") -> Outcome:
    outcome = Outcome(done.returncode, done.stderr)
    keys: dict[str, str] = {}
    for event in map(json.loads, done.stdout.splitlines()):
        match event["type"]:
            case "job_queued":
                keys[event["job"]] = event["key"]
            case "log":
                outcome.lines.setdefault(keys[event["job"]], []).append(event.get("text", ""))
            case "annotation":
                outcome.lines.setdefault(keys[event["job"]], []).append(event.get("message", ""))
    return outcome
