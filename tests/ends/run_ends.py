"""What the tests of hard ends and the soak share: runs with folders of their own, and what is left of them."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

MARK = "ROPEWALK_TEST_MARK"


def binary() -> Path:
    """The program under test."""
    return Path(os.environ.get("ROPEWALK") or Path(__file__).parents[2] / "build" / "ropewalk")


class Bench:
    """A repository with one workflow, and a state and a cache that nobody else uses."""

    def __init__(self, folder: Path, workflow: str) -> None:
        self.repository = folder / "repository"
        self.state = folder / "state"
        self.cache = folder / "cache"
        self.mark = f"{folder.name}-{os.getpid()}"
        (self.repository / ".github" / "workflows").mkdir(parents=True)
        (folder / "home").mkdir()
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder / "home"),
            "XDG_STATE_HOME": str(self.state),
            "XDG_CACHE_HOME": str(self.cache),
            "GIT_AUTHOR_NAME": "t",
            "GIT_AUTHOR_EMAIL": "t@t",
            "GIT_COMMITTER_NAME": "t",
            "GIT_COMMITTER_EMAIL": "t@t",
        }
        self.shm_before = self.step_folders()
        self.write(workflow)
        for command in (["init", "-q", "--initial-branch=main"], ["add", "-A"], ["commit", "-q", "-m", "first"]):
            subprocess.run(["git", *command], cwd=self.repository, env=self.environment, check=True)

    def write(self, workflow: str) -> None:
        """Makes this the repository's workflow."""
        (self.repository / ".github" / "workflows" / "ci.yml").write_text(workflow, encoding="utf-8")

    def start(self, *words: str, **options) -> subprocess.Popen:
        """Starts `ropewalk run` in a session of its own; its steps bear the mark."""
        defaults = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
        command = [str(binary()), "run", "--env", f"{MARK}={self.mark}", *words]
        return subprocess.Popen(command, cwd=self.repository, env=self.environment, **(defaults | options))

    def command(self, *words: str) -> subprocess.CompletedProcess:
        """Runs any command to its end."""
        return subprocess.run(
            [str(binary()), *words],
            cwd=self.repository,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def processes(self) -> list[str]:
        """The processes that bear the mark, wherever they went."""
        found = []
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                environment = (folder / "environ").read_bytes().split(b"\0")
                if f"{MARK}={self.mark}".encode() in environment and ") Z" not in (folder / "stat").read_text():
                    found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")[:60])
            except OSError:
                continue
        return found

    @staticmethod
    def step_folders() -> set[str]:
        """The folders for small files that are there now, of all runs on the machine."""
        return {str(path) for top in ("/dev/shm", "/tmp") for path in Path(top).glob("ropewalk-*")}

    def own_step_folders(self) -> set[str]:
        """Those of them whose note is ours, or that a step of ours has seen."""
        seen = self.repository.parent / "seen"
        named = set(seen.read_text(encoding="utf-8").split()) if seen.exists() else set()
        return {name for name in named if Path(name).exists()}

    def unfinished_files(self) -> list[str]:
        """Files under temporary names; folders may go away while this looks at them."""
        found = []
        for top in (self.state, self.cache):
            for folder, _, names in os.walk(top):
                found += [f"{folder}/{name}" for name in names if name.endswith(".tmp")]
        return found

    def left(self) -> dict[str, list[str]]:
        """Everything that a run that is over must not leave."""
        return {
            name: entries
            for name, entries in {
                "processes": self.processes(),
                "work": [path.name for path in (self.cache / "ropewalk" / "work").glob("*")],
                "steps": sorted(self.own_step_folders()),
                "notes": [path.name for path in (self.state / "ropewalk" / "running").glob("*")],
                "unfinished files": self.unfinished_files(),
                "mounts": [
                    line for line in Path("/proc/self/mounts").read_text().splitlines() if str(self.cache) in line
                ],
            }.items()
            if entries
        }


def wait_until(is_so: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Looks again and again, at most for `seconds`."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain until {what}")
        time.sleep(0.01)


def interrupt(process: subprocess.Popen, times: int, gap: float) -> int:
    """Sends SIGINT so often; the exit code."""
    for count in range(times):
        if count > 0:
            time.sleep(gap)
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
    # The kernel makes one of signals that come before the process runs, as on a busy machine: somebody would press again.
    for _ in range(8):
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(timeout=20)
        if times > 1:
            process.send_signal(signal.SIGINT)
    return process.wait(timeout=20)
