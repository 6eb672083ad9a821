"""Starts the service: `python -m parcels`."""

import os
import socket
import sys

import uvicorn

from parcels import settings
from parcels.app import create_app
from parcels.store import Store


def main() -> None:
    """Serve until SIGTERM or SIGINT, then finish what is under way."""
    try:
        chosen = settings.from_environ(os.environ)
    except settings.SettingsError as error:
        sys.exit(f"parcels: {error}")
    app = create_app(Store(chosen.database))
    config = uvicorn.Config(app, host=chosen.host, port=chosen.port, access_log=False)
    inherited = chosen.listen_fd
    sockets = None if inherited is None else [socket.socket(fileno=inherited)]
    uvicorn.Server(config).run(sockets=sockets)


if __name__ == "__main__":
    main()
