"""The client: one method a command, each a process of its own, and typed records for what it prints."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ropewalk.binary import find_binary
from ropewalk.double import Double
from ropewalk.errors import InvalidWorkflowError, RopewalkError, UsageError
from ropewalk.events import Event, read_event
from ropewalk.plan import Plan, read_plan
from ropewalk.process import Child
from ropewalk.run import Run, gather
from ropewalk.workflow import WorkflowFile

_USAGE = 2
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, kw_only=True)
class Request:
    """What to run, and how. The methods of `Ropewalk` make it from their arguments."""

    workflows: Sequence[str] = ()
    event: str = ""
    payload: Mapping[str, Any] | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)
    jobs: Sequence[str] = ()
    legs: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    doubles: Sequence[Double] = ()
    platforms: Mapping[str, str] = field(default_factory=dict)
    max_jobs: int = 0
    committed: bool = False
    options: Sequence[str] = ()

    def planning_words(self, folder: Path) -> list[str]:
        """Options that `plan` and `run` have in common; what is too long for a command line goes into the folder."""
        words = list(self.workflows)
        if self.event:
            words += ["--event", self.event]
        if self.payload is not None:
            words += ["--payload", _write(folder / "payload.json", self.payload)]
        if self.doubles:
            words += ["--doubles", _write(folder / "doubles.json", {"doubles": [one.data() for one in self.doubles]})]
        words += [word for job in self.jobs for word in ("--job", job)]
        for key, values in self.legs.items():
            for value in [values] if isinstance(values, str) else values:
                words += ["--matrix", f"{key}={value}"]
        words += _pairs("--set", {key: _text(value) for key, value in self.changes.items()})
        words += _pairs("--input", {key: _text(value) for key, value in self.inputs.items()})
        words += _pairs("--var", self.variables)
        return words

    def running_words(self) -> list[str]:
        words = [word for name in self.secrets for word in ("--secret", name)]
        words += _pairs("--env", self.env)
        words += _pairs("--platform", self.platforms)
        if self.max_jobs:
            words += ["--jobs", str(self.max_jobs)]
        if self.committed:
            words.append("--committed")
        return [*words, *self.options]


def _pairs(option: str, items: Mapping[str, str]) -> list[str]:
    return [word for name, value in items.items() for word in (option, f"{name}={value}")]


def _text(value: object) -> str:
    """A value as the command line takes it: JSON's words for booleans and none, texts as they are."""
    return value if isinstance(value, str) else json.dumps(value)


class Ropewalk:
    """Runs and plans the workflows of one repository. Nothing is shared between two clients but the machine.

    Args:
        directory: the repository's folder, or one within it; the current folder without it.
        binary: the program; without it see `find_binary`.
        environ: changes of the program's environment (jobs get a clean one); None takes a variable out.

    As a context manager it ends what is still running at the end of the block.
    """

    def __init__(
        self,
        directory: str | os.PathLike[str] = ".",
        *,
        binary: str | os.PathLike[str] | None = None,
        environ: Mapping[str, str | None] | None = None,
    ) -> None:
        self.directory = Path(directory).resolve()
        self.binary = find_binary(binary)
        self._environ = dict(os.environ)
        for name, value in (environ or {}).items():
            if value is None:
                self._environ.pop(name, None)
            else:
                self._environ[name] = value
        self._children: set[Child] = set()
        self.runs: list[Run] = []
        """All runs of this client, the newest last."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Ends what is still running. The client can be used again."""
        for child in list(self._children):
            await child.stop()
            self._children.discard(child)

    async def run(
        self,
        workflow: str,
        *,
        event: str = "",
        payload: Mapping[str, Any] | None = None,
        changes: Mapping[str, Any] = _NOTHING,
        inputs: Mapping[str, Any] = _NOTHING,
        secrets: Mapping[str, str] = _NOTHING,
        variables: Mapping[str, str] = _NOTHING,
        env: Mapping[str, str] = _NOTHING,
        job: str | Sequence[str] = (),
        legs: Mapping[str, str | Sequence[str]] = _NOTHING,
        doubles: Sequence[Double] = (),
        platforms: Mapping[str, str] = _NOTHING,
        max_jobs: int = 0,
        committed: bool = False,
        options: Sequence[str] = (),
    ) -> Run:
        """Runs one workflow to its end; a run that failed is returned, not raised.

        Args:
            workflow: a file, the name of one under `.github/workflows`, or its `name:`.
            event: what happens; the program's default (`push`) without it.
            payload: the event's payload instead of one that is made from git.
            changes: parts of the event to replace: `{"github.event.pull_request.draft": True}`.
            inputs: of `workflow_dispatch` or `workflow_call`.
            secrets: by name; they reach the program through its environment, never through its command line.
            variables: the `vars` context.
            env: for all jobs, over the workflow's own.
            job: only these jobs and what they need.
            legs: only the legs with these values of their matrix: `{"python": "3.12"}`, `{"python": ["3.11", "3.12"]}`.
            doubles: what stands in for jobs, steps and actions; see `ropewalk.double`.
            platforms: what labels of `runs-on` mean: `{"macos-latest": "skip"}`.
            max_jobs: how many run at the same time; as many as the machine has processors without it.
            committed: HEAD instead of the working tree as it stands.
            options: more words for the command line, as they are.

        Raises:
            UsageError: an unknown workflow, job, event or option.
            InvalidWorkflowError: the file is no valid workflow.
            RopewalkError: nothing was run for another reason; its message says which.
        """
        request = Request(
            workflows=[workflow],
            event=event,
            payload=payload,
            changes=changes,
            inputs=inputs,
            secrets=secrets,
            variables=variables,
            env=env,
            jobs=[job] if isinstance(job, str) else list(job),
            legs=legs,
            doubles=doubles,
            platforms=platforms,
            max_jobs=max_jobs,
            committed=committed,
            options=options,
        )
        runs = await self.run_request(request)
        if len(runs) != 1:
            names = ", ".join(run.workflow for run in runs)
            raise UsageError(f"{workflow!r} started {len(runs)} workflows ({names}); use run_all()", _USAGE)
        return runs[0]

    async def run_all(
        self,
        *,
        event: str = "",
        payload: Mapping[str, Any] | None = None,
        changes: Mapping[str, Any] = _NOTHING,
        secrets: Mapping[str, str] = _NOTHING,
        variables: Mapping[str, str] = _NOTHING,
        env: Mapping[str, str] = _NOTHING,
        options: Sequence[str] = (),
    ) -> list[Run]:
        """Runs all workflows that an event starts; the arguments mean what they mean for `run`."""
        request = Request(
            event=event,
            payload=payload,
            changes=changes,
            secrets=secrets,
            variables=variables,
            env=env,
            options=options,
        )
        return await self.run_request(request)

    async def run_request(self, request: Request) -> list[Run]:
        """Runs what a request says, to the end."""
        runs = gather([event async for event in self.events(request)])
        self.runs += runs
        return runs

    async def events(self, request: Request) -> AsyncIterator[Event]:
        """The events of a run as they happen. Leaving the loop early cancels the run.

        Raises:
            RopewalkError: as `run`, when the program ends without having started one.
        """
        has_begun = False
        with tempfile.TemporaryDirectory(prefix="ropewalk-request-") as folder:
            words = ["run", "--json", *request.planning_words(Path(folder)), *request.running_words()]
            async with self._child(words, request.secrets) as child:
                async for line in child.lines():
                    has_begun = True
                    yield read_event(line)
                code, errors = await child.end()
        if not has_begun:
            raise _failure(code, errors)

    async def plan(
        self,
        *workflows: str,
        event: str = "",
        payload: Mapping[str, Any] | None = None,
        changes: Mapping[str, Any] = _NOTHING,
        inputs: Mapping[str, Any] = _NOTHING,
        variables: Mapping[str, str] = _NOTHING,
        job: str | Sequence[str] = (),
        legs: Mapping[str, str | Sequence[str]] = _NOTHING,
        doubles: Sequence[Double] = (),
    ) -> Plan:
        """What an event would start, and why not the rest. Nothing is run.

        Raises:
            UsageError, InvalidWorkflowError: as `run`.
        """
        request = Request(
            workflows=workflows,
            event=event,
            payload=payload,
            changes=changes,
            inputs=inputs,
            variables=variables,
            jobs=[job] if isinstance(job, str) else list(job),
            legs=legs,
            doubles=doubles,
        )
        with tempfile.TemporaryDirectory(prefix="ropewalk-request-") as folder:
            output, errors, code = await self._output(["plan", "--json", *request.planning_words(Path(folder))])
        try:
            return read_plan(json.loads(output))
        except ValueError:
            raise _failure(code, errors) from None

    async def workflows(self, *files: str) -> list[WorkflowFile]:
        """The repository's workflow files, or those named, read by GitHub's own rules.

        Raises:
            InvalidWorkflowError: one of them has errors; the message names each with its place.
        """
        files = files or self._workflow_files()
        output, errors, code = await self._output(["parse", "--json", *files]) if files else ("", "", 0)
        found = [json.loads(line) for line in output.splitlines()]
        broken = [answer for answer in found if "template" not in answer or "errors" in answer["template"]]
        if broken or len(found) != len(files):
            text, errors, code = await self._output(["parse", *files])
            raise _failure(code or 1, f"{errors}\n{text}")
        return [WorkflowFile(path=answer["id"], template=answer["template"]) for answer in found]

    def _workflow_files(self) -> tuple[str, ...]:
        folder = self.directory / ".github" / "workflows"
        names = (file.name for file in folder.glob("*") if file.suffix in (".yml", ".yaml"))
        return tuple(f".github/workflows/{name}" for name in sorted(names))

    async def download(self, run: Run, artifact: str, to: str | os.PathLike[str]) -> Path:
        """Unpacks an artifact of a run into a folder; the folder.

        Raises:
            RopewalkError: the run has no such artifact, or the folder cannot be written.
        """
        folder = Path(to).resolve()
        _, errors, code = await self._output(["artifacts", run.id, "download", artifact, "--to", str(folder)])
        if code != 0:
            raise _failure(code, errors)
        return folder

    async def version(self) -> str:
        """`0.1.0`."""
        output, _, _ = await self._output(["--version"])
        return output.split()[-1]

    async def _output(self, words: Sequence[str]) -> tuple[str, str, int]:
        async with self._child(words, _NOTHING) as child:
            lines = [line async for line in child.lines()]
            code, errors = await child.end()
        return b"\n".join(lines).decode("utf-8", "replace"), errors, code

    @asynccontextmanager
    async def _child(self, words: Sequence[str], secrets: Mapping[str, str]) -> AsyncIterator[Child]:
        child = await Child.start([str(self.binary), *words], self.directory, {**self._environ, **secrets})
        self._children.add(child)
        try:
            yield child
        finally:
            await child.stop()
            self._children.discard(child)


def _write(file: Path, data: Mapping[str, Any]) -> str:
    file.write_text(json.dumps(data), encoding="utf-8")
    return str(file)


def _failure(code: int, errors: str) -> RopewalkError:
    message = errors.strip() or f"ropewalk ended with exit code {code} and said nothing"
    if code == _USAGE:
        return UsageError(message, code)
    if code == 1 and ": error: " in message:
        return InvalidWorkflowError(message, code)
    return RopewalkError(message, code)
