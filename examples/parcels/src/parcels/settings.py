"""What an operator may set, read once from the environment at start."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_HIGHEST_PORT = 65535


class SettingsError(ValueError):
    """An environment variable holds something that the service cannot use."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the service listens and where it keeps its data."""

    database: Path
    host: str
    port: int
    listen_fd: int | None
    """An already listening socket that the parent hands down; it wins over host and port."""


def from_environ(environ: Mapping[str, str]) -> Settings:
    """Read the `PARCELS_*` variables; an unset or empty one has its default."""
    fd = environ.get("PARCELS_LISTEN_FD", "")
    port = _natural("PARCELS_PORT", environ.get("PARCELS_PORT") or "8000")
    if port > _HIGHEST_PORT:
        raise SettingsError(f"PARCELS_PORT is {port}: a port is at most {_HIGHEST_PORT}")
    return Settings(
        database=Path(environ.get("PARCELS_DATABASE") or "parcels.db"),
        host=environ.get("PARCELS_HOST") or "127.0.0.1",
        port=port,
        listen_fd=_natural("PARCELS_LISTEN_FD", fd) if fd else None,
    )


def _natural(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise SettingsError(f"{name} is {text!r}: it takes a whole number")
    return int(text)
