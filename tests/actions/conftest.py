"""Projects for the tests of native actions, with homes and caches of their own."""

import os
from pathlib import Path

import pytest

from project import Project, binary


@pytest.fixture(scope="session")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A user with nothing but the machine's Pythons; one cache for all tests, so that pip is prepared once."""
    home = tmp_path_factory.mktemp("user")
    names = {"XDG_STATE_HOME": "state", "XDG_CACHE_HOME": "cache", "XDG_CONFIG_HOME": "config"}
    folders = {name: str(home / folder) for name, folder in names.items()}
    pyenv = os.environ.get("PYENV_ROOT") or str(Path.home() / ".pyenv")
    uv = os.environ.get("UV_PYTHON_INSTALL_DIR") or str(Path.home() / ".local" / "share" / "uv" / "python")
    return folders | {"HOME": str(home), "PYENV_ROOT": pyenv, "UV_PYTHON_INSTALL_DIR": uv}


@pytest.fixture
def project(tmp_path: Path, environ: dict[str, str]) -> Project:
    """An empty repository on `main`."""
    if not binary().exists():
        pytest.fail(f"{binary()} is not there: build it, or say in ROPEWALK where it is")
    top = tmp_path / "project"
    top.mkdir()
    made = Project(top, environ)
    made.git("init", "--quiet", "--initial-branch=main")
    return made
