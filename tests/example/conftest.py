"""Makes the example a repository of its own, as a user would have it, outside of this one."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import ropewalk_run

EXAMPLE = ropewalk_run.REPOSITORY / "examples" / "parcels"

# What an editor, a virtual environment or an earlier test leaves behind is no part of the example.
_LEFTOVERS = shutil.ignore_patterns(
    ".venv", "__pycache__", ".*_cache", ".coverage", ".benchmarks", "reports", "build", "dist", "*.db*"
)


def _git(directory: Path, *arguments: str) -> str:
    settings = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"]
    command = ["git", "-C", str(directory), *settings, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="session")
def git() -> Callable[..., str]:
    return _git


@pytest.fixture(scope="session")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Folders of the user's own, apart from the real ones; one cache, so that wheels come down once."""
    home = tmp_path_factory.mktemp("user")
    names = {"XDG_STATE_HOME": "state", "XDG_CACHE_HOME": "cache", "XDG_CONFIG_HOME": "config"}
    return {name: str(home / folder) for name, folder in names.items()}


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as a fresh clone of its origin."""
    if not ropewalk_run.binary().exists():
        pytest.fail(f"{ropewalk_run.binary()} is not there: build it, or say in ROPEWALK where it is")
    top = tmp_path_factory.mktemp("example")
    origin, clone = top / "origin.git", top / "parcels"
    shutil.copytree(EXAMPLE, clone, ignore=_LEFTOVERS)
    _git(top, "init", "--quiet", "--bare", "--initial-branch=main", str(origin))
    _git(top, "init", "--quiet", "--initial-branch=main", str(clone))
    _git(clone, "add", "--all")
    _git(clone, "commit", "--quiet", "--message=Track parcels")
    _git(clone, "remote", "add", "origin", str(origin))
    _git(clone, "push", "--quiet", "--set-upstream", "origin", "main")
    _git(clone, "switch", "--quiet", "--create", "change")
    return clone


@pytest.fixture
def parcels(original: Path, tmp_path: Path) -> Path:
    """A copy that a test may break."""
    return shutil.copytree(original, tmp_path / "parcels", symlinks=True)
