import os
import socket
import sys

import pytest
import uvicorn

from parcels import __main__ as command


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[uvicorn.Config, list[socket.socket]]]:
    """What the server was started with, without starting it."""
    calls: list[tuple[uvicorn.Config, list[socket.socket]]] = []

    def run(server: uvicorn.Server, sockets: list[socket.socket] | None = None) -> None:
        calls.append((server.config, sockets or []))

    monkeypatch.setattr(uvicorn.Server, "run", run)
    return calls


def test_it_listens_where_the_environment_says(
    served: list[tuple[uvicorn.Config, list[socket.socket]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARCELS_PORT", "8123")
    command.main()
    ((config, sockets),) = served
    assert (config.host, config.port, sockets) == ("127.0.0.1", 8123, [])


def test_it_takes_over_a_listening_socket(
    served: list[tuple[uvicorn.Config, list[socket.socket]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        monkeypatch.setenv("PARCELS_LISTEN_FD", str(os.dup(listener.fileno())))
        command.main()
        ((_, (inherited,)),) = served
        with inherited:
            assert inherited.getsockname() == listener.getsockname()


def test_unusable_settings_end_it_with_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["parcels"])
    monkeypatch.setenv("PARCELS_PORT", "http")
    with pytest.raises(SystemExit, match=r"^parcels: PARCELS_PORT is 'http'"):
        command.main()
