"""A pytest plugin: test workflows as other code is tested.

    async def test_pull_requests_are_linted(ropewalk):
        run = await ropewalk.run("ci.yml", event="pull_request", job="lint")
        assert run.succeeded

    @pytest.mark.workflow("ci.yml", event="pull_request", job="lint")
    def test_lint(workflow_run):
        assert workflow_run.job("lint").step("Ruff").succeeded

Each test works on a copy of the repository and in folders of its own, so tests may run side by side (pytest-xdist). A
failing test shows the runs that it made.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ropewalk.binary import find_binary
from ropewalk.blocking import BlockingRopewalk, wait_for
from ropewalk.client import Ropewalk
from ropewalk.errors import BinaryNotFoundError
from ropewalk.plan import Plan
from ropewalk.project import Project
from ropewalk.run import Run

_CLIENTS = pytest.StashKey[list[Ropewalk]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """--ropewalk, --ropewalk-update; the ini setting ropewalk_source."""
    group = parser.getgroup("ropewalk", "workflows under test")
    group.addoption(
        "--ropewalk", metavar="PROGRAM", help="the ropewalk program (default: $ROPEWALK, or the installed one)"
    )
    group.addoption("--ropewalk-update", action="store_true", help="rewrite the plans that plan_snapshot compares with")
    parser.addini("ropewalk_source", "the repository whose workflows are tested (default: the one around rootdir)")


def pytest_configure(config: pytest.Config) -> None:
    """Declares the mark `workflow`."""
    config.addinivalue_line(
        "markers",
        "workflow(name, **options): the run that the fixture workflow_run makes; options are those of Ropewalk.run",
    )


def pytest_report_header(config: pytest.Config) -> str:
    """Which program is used."""
    try:
        return f"ropewalk: {find_binary(config.getoption('--ropewalk'))}"
    except BinaryNotFoundError as error:
        return f"ropewalk: {error}"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A test that failed shows the runs that it made."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]  # pluggy's result, which pytest does not type
    if report.when == "call" and report.failed:
        for client in item.stash.get(_CLIENTS, []):
            report.sections += [(f"ropewalk run of {run.workflow}", repr(run)) for run in client.runs]


@pytest.fixture(scope="session")
def ropewalk_binary(pytestconfig: pytest.Config) -> Path:
    """The program under test."""
    return find_binary(pytestconfig.getoption("--ropewalk"))


@pytest.fixture(scope="session")
def ropewalk_source(pytestconfig: pytest.Config) -> Path:
    """The repository whose workflows are tested: the setting `ropewalk_source`, else the one around rootdir."""
    setting = pytestconfig.getini("ropewalk_source")
    start = (pytestconfig.rootpath / setting).resolve() if setting else pytestconfig.rootpath
    for folder in (start, *start.parents):
        if (folder / ".git").exists():
            return folder if not setting else start
    return start


@pytest.fixture(scope="session")
def ropewalk_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where jobs' caches and tools are kept: once for each session (and worker), so that packages come down once."""
    return tmp_path_factory.mktemp("ropewalk-cache")


@pytest.fixture
def ropewalk_project(ropewalk_source: Path, tmp_path: Path) -> Project:
    """A copy of the repository under test, on `main` with one commit; the test may change it."""
    return Project.copy(ropewalk_source, tmp_path / ropewalk_source.name)


@pytest.fixture
def ropewalk_client(
    request: pytest.FixtureRequest, ropewalk_binary: Path, ropewalk_cache: Path, tmp_path: Path
) -> Iterator[Callable[[Project], Ropewalk]]:
    """Makes clients for projects, with a record (runs, artifacts, caches) of the test's own."""
    clients: list[Ropewalk] = []
    request.node.stash[_CLIENTS] = clients

    def make(project: Project) -> Ropewalk:
        folders = {"XDG_STATE_HOME": str(tmp_path / "ropewalk-state"), "XDG_CACHE_HOME": str(ropewalk_cache)}
        client = Ropewalk(project.path, binary=ropewalk_binary, environ=folders)
        clients.append(client)
        return client

    yield make
    for client in clients:
        wait_for(client.close())


@pytest.fixture
def ropewalk(ropewalk_client: Callable[[Project], Ropewalk], ropewalk_project: Project) -> Ropewalk:
    """A client on the test's own copy of the repository."""
    return ropewalk_client(ropewalk_project)


@pytest.fixture
def ropewalk_blocking(ropewalk: Ropewalk) -> BlockingRopewalk:
    """The same client for tests that are not async."""
    return BlockingRopewalk(ropewalk)


@pytest.fixture
def workflow_run(request: pytest.FixtureRequest, ropewalk: Ropewalk) -> Run:
    """The run that the test's mark `workflow` asks for."""
    mark = request.node.get_closest_marker("workflow")
    if mark is None:
        raise pytest.UsageError(f"{request.node.nodeid}: workflow_run needs the mark @pytest.mark.workflow(name, …)")
    return wait_for(ropewalk.run(*mark.args, **mark.kwargs))


@pytest.fixture
def plan_snapshot(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> Callable[[Plan], None]:
    """Compares a plan with the one kept in `__plans__` beside the test; --ropewalk-update keeps the new one."""
    node = request.node
    file = Path(node.path).parent / "__plans__" / f"{Path(node.path).stem}.{_file_name(node.name)}.txt"

    def check(plan: Plan) -> None:
        outline = plan.outline()
        if pytestconfig.getoption("--ropewalk-update"):
            file.parent.mkdir(exist_ok=True)
            file.write_text(outline, encoding="utf-8")
            return
        if not file.exists():
            pytest.fail(f"no plan is kept at {file}; --ropewalk-update keeps this one:\n{outline}", pytrace=False)
        kept = file.read_text(encoding="utf-8")
        if outline != kept:
            lines = difflib.unified_diff(kept.splitlines(), outline.splitlines(), "kept", "now", lineterm="")
            pytest.fail("the plan has changed (--ropewalk-update keeps it):\n" + "\n".join(lines), pytrace=False)

    return check


def _file_name(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in name)
