"""Running the program: its lines as they come, its end, and no child left behind."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_CHUNK = 1 << 16
_SECONDS_TO_CANCEL = 30.0
"""What a run has for its `always()` steps when it is cancelled, before it is told a second time."""
_SECONDS_TO_STOP = 5.0


class Child:
    """One running `ropewalk`. Its standard error is read beside, so that neither pipe can fill up."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        if process.stdout is None or process.stderr is None:
            raise ValueError("a child needs pipes for both outputs")
        self._output = process.stdout
        self._errors = asyncio.create_task(process.stderr.read())

    @classmethod
    async def start(cls, words: Sequence[str], directory: Path, environ: Mapping[str, str]) -> Child:
        process = await asyncio.create_subprocess_exec(
            *words,
            cwd=directory,
            env=dict(environ),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        return cls(process)

    async def lines(self) -> AsyncIterator[bytes]:
        """Standard output by lines of any length, without their ends."""
        rest: list[bytes] = []
        while chunk := await self._output.read(_CHUNK):
            head, *lines = chunk.split(b"\n")
            rest.append(head)
            for line in lines:
                yield b"".join(rest)
                rest = [line]
        if last := b"".join(rest):
            yield last

    async def end(self) -> tuple[int, str]:
        """Waits for the end: the exit code, and what stood on standard error."""
        errors = await self._errors
        return await self._process.wait(), errors.decode("utf-8", "replace")

    async def stop(self) -> None:
        """Ends the program as a person would: an interrupt, a second one when it takes too long, then SIGKILL."""
        for number, seconds in ((signal.SIGINT, _SECONDS_TO_CANCEL), (signal.SIGINT, _SECONDS_TO_STOP)):
            if self._process.returncode is not None:
                break
            with suppress(ProcessLookupError):
                self._process.send_signal(number)
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._drain(), seconds)
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        self._errors.cancel()
        with suppress(asyncio.CancelledError):
            await self._errors

    async def _drain(self) -> None:
        while await self._output.read(_CHUNK):
            pass
        await self._process.wait()
