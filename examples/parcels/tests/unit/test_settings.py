from pathlib import Path

import pytest

from parcels import settings
from parcels.settings import Settings, SettingsError


def test_everything_has_a_default() -> None:
    assert settings.from_environ({}) == Settings(Path("parcels.db"), "127.0.0.1", 8000, None)


def test_an_empty_variable_is_an_unset_one() -> None:
    names = ["DATABASE", "HOST", "PORT", "LISTEN_FD"]
    environ = {f"PARCELS_{name}": "" for name in names}
    assert settings.from_environ(environ) == settings.from_environ({})


def test_each_variable_is_read() -> None:
    environ = {
        "PARCELS_DATABASE": "/data/p.db",
        "PARCELS_HOST": "::1",
        "PARCELS_PORT": "80",
        "PARCELS_LISTEN_FD": "3",
    }
    assert settings.from_environ(environ) == Settings(Path("/data/p.db"), "::1", 80, 3)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("PARCELS_PORT", "http", "PARCELS_PORT is 'http'"),
        ("PARCELS_PORT", "-1", "PARCELS_PORT is '-1'"),
        ("PARCELS_PORT", "65536", "at most 65535"),
        ("PARCELS_LISTEN_FD", "²", "PARCELS_LISTEN_FD is '²'"),
    ],
)
def test_an_unusable_value_is_named(name: str, value: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        settings.from_environ({name: value})
