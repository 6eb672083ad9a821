"""What all tests of the pipeline share: this repository's own copy (fixture `ropewalk_project`) and the ways to leave out what
takes long. The doubles here stand in for setting up a machine and for compiling; the rest of a run is real."""

import os
import shlex
from collections.abc import Iterator
from pathlib import Path

import images
import pytest
from cluster_project import Project as ClusterProject
from cluster_server import Cluster
from ropewalk import Double, Ropewalk, double
from ropewalk.project import Project

# Where a job's deployments are kept, when these tests are run by a job: theirs are their own.
os.environ.pop("ROPEWALK_DEPLOYMENTS", None)

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = Path(os.environ.get("ROPEWALK") or ROOT / "build" / "ropewalk").resolve()
PYTHON_TOOLS = ROOT / "build" / "venv"

SET_UP = double.action(
    "./.github/actions/set-up", run=f"mkdir -p build && ln -s {shlex.quote(str(PYTHON_TOOLS))} build/venv"
)
"""A machine that is set up already: this one."""
BUILT = double.action(
    "./.github/actions/built-ropewalk", run=f"mkdir -p build && cp {shlex.quote(str(PROGRAM))} build/ropewalk"
)
"""The program that is tested, as if the run had built it."""
JOBS = ("lint", "build", "cases", "real", "package", "pipeline", "images")
"""All jobs of ci.yml but the gate."""


def only(*jobs: str) -> list[Double]:
    """Doubles that leave these jobs (and the gate) as they are: the others succeed at once."""
    return [double.job(job) for job in JOBS if job not in jobs]


@pytest.fixture(scope="session")
def ropewalk_binary() -> Path:
    """The program that this repository has built."""
    if not PROGRAM.exists():
        pytest.fail(f"{PROGRAM} is not there: build it, or say in ROPEWALK where it is")
    return PROGRAM


@pytest.fixture
def ours(ropewalk_binary: Path, ropewalk_cache: Path, tmp_path: Path) -> Ropewalk:
    """A client on this repository as it stands, with a record of its own: for tests that change nothing in it."""
    folders = {"XDG_STATE_HOME": str(tmp_path / "state"), "XDG_CACHE_HOME": str(ropewalk_cache)}
    return Ropewalk(ROOT, binary=ropewalk_binary, environ=folders)


@pytest.fixture
def example(ropewalk_client, tmp_path: Path) -> Ropewalk:
    """A client on a repository of its own that holds the example service; `example.directory` may be changed."""
    return ropewalk_client(Project.copy(ROOT / "examples" / "parcels", tmp_path / "parcels"))


@pytest.fixture(scope="module")
def store(ropewalk_binary: Path, tmp_path_factory: pytest.TempPathFactory) -> images.Store:
    """A storage of images of its own."""
    return images.Store(tmp_path_factory.mktemp("store"), ropewalk_binary)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[images.LocalRegistry]:
    """A registry on a loopback port."""
    with images.local_registry(tmp_path_factory.mktemp("registry")) as running:
        yield running


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """The API of a cluster, which starts what it is asked for."""
    with Cluster(tmp_path / "cluster") as made:
        yield made


@pytest.fixture
def cluster_project(tmp_path: Path, cluster: Cluster) -> Iterator[ClusterProject]:
    """A repository whose service runs in `cluster`."""
    made = ClusterProject(tmp_path, cluster)
    made.configure()
    yield made
    made.end()
