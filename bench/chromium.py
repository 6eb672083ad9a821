"""A small client of Chromium's DevTools over its pipe: no port, no package."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from typing import Any

LIMIT_SECONDS = 120


class Browser:
    """One page in a headless Chromium."""

    def __init__(self, *, width: int = 1280, height: int = 800, dark: bool = False) -> None:
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        if program is None:
            raise FileNotFoundError("no chromium on this machine")
        there_read, there_write = os.pipe()
        here_read, here_write = os.pipe()
        self._folder = tempfile.TemporaryDirectory()

        def descriptors() -> None:
            os.dup2(there_read, 13)
            os.dup2(here_write, 14)
            os.dup2(13, 3)
            os.dup2(14, 4)

        self._process = subprocess.Popen(
            [
                program,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--remote-debugging-pipe",
                f"--user-data-dir={self._folder.name}",
                "about:blank",
            ],
            preexec_fn=descriptors,
            close_fds=False,
            stderr=subprocess.DEVNULL,
        )
        os.close(there_read)
        os.close(here_write)
        self._out, self._in, self._buffer, self._last = there_write, here_read, b"", 0
        target = self._call("Target.createTarget", None, url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", None, targetId=target, flatten=True)["sessionId"]
        self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.command("Emulation.setEmulatedMedia", features=[scheme])

    def _call(self, method: str, session: str | None, **parameters: Any) -> dict[str, Any]:
        self._last += 1
        message = {"id": self._last, "method": method, "params": parameters}
        os.write(self._out, json.dumps(message | ({"sessionId": session} if session else {})).encode() + b"\0")
        while True:
            while b"\0" not in self._buffer:
                read = os.read(self._in, 1 << 20)
                if not read:
                    raise EOFError(f"chromium has ended at {method}")
                self._buffer += read
            line, self._buffer = self._buffer.split(b"\0", 1)
            answer = json.loads(line)
            if answer.get("id") == self._last:
                if "error" in answer:
                    raise RuntimeError(answer["error"])
                return answer["result"]

    def command(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self._call(method, self._session, **parameters)

    def run(self, expression: str) -> Any:
        answer = self.command("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def open(self, address: str, until: str) -> Any:
        """Opens a page and waits until the expression has a value."""
        self.command("Page.navigate", url=address)
        return self.wait(until)

    def wait(self, expression: str) -> Any:
        end = time.monotonic() + LIMIT_SECONDS
        while time.monotonic() < end:
            try:
                if value := self.run(expression):
                    return value
            except RuntimeError:
                pass  # the page is on its way
            time.sleep(0.02)
        raise TimeoutError(expression)

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()
        os.close(self._out)
        os.close(self._in)
        self._folder.cleanup()
