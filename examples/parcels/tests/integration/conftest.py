"""Runs the real service as a process of its own.

The listening socket is opened here and handed down, so no port is ever guessed, and a request made
before the service has started waits in the socket's queue instead of being refused.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import pytest

Serve = Callable[[Path], AbstractContextManager[httpx.Client]]
_PATIENCE_SECONDS = 30.0


@contextmanager
def _serve(database: Path) -> Iterator[httpx.Client]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host, port = listener.getsockname()
        environ = os.environ | {
            "PARCELS_DATABASE": str(database),
            "PARCELS_LISTEN_FD": str(listener.fileno()),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "parcels"], env=environ, pass_fds=[listener.fileno()]
        )
    try:
        with httpx.Client(base_url=f"http://{host}:{port}", timeout=_PATIENCE_SECONDS) as client:
            yield client
        process.send_signal(signal.SIGTERM)
        # Uvicorn finishes its work and then ends by the signal that it was sent.
        assert process.wait(_PATIENCE_SECONDS) in {0, -signal.SIGTERM}
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def serve() -> Serve:
    return _serve


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with _serve(tmp_path_factory.mktemp("service") / "parcels.db") as made:
        yield made
