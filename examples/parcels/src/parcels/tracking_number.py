"""Tracking numbers in the form of UPU standard S10: `PC 47312482 9 ZZ` without the spaces.

Two letters for the service, eight digits, a check digit, two letters for the country. The check
digit catches each single wrong digit and each swap of neighbours, so a typing error is a 422
instead of a look-up. `ZZ` is one of the codes that ISO 3166 leaves to its users.
"""

import re
import secrets

_SERVICE = "PC"
_COUNTRY = "ZZ"
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_SERIALS = 10**8
_FORM = re.compile(r"[A-Z]{2}([0-9]{8})([0-9])[A-Z]{2}")


def check_digit(serial: str) -> int:
    """Return S10's check digit for eight digits."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, serial, strict=True))
    # The standard names 10 and 11 apart, since neither is one digit.
    return {10: 0, 11: 5}.get(value := 11 - total % 11, value)


def make(serial: int) -> str:
    """Write the tracking number of a serial between 0 and 99,999,999."""
    digits = f"{serial:08d}"
    return f"{_SERVICE}{digits}{check_digit(digits)}{_COUNTRY}"


def draw() -> str:
    """Draw a number that cannot be guessed from another one."""
    return make(secrets.randbelow(_SERIALS))


def is_valid(text: str) -> bool:
    """Whether `text` has the form of a tracking number and its check digit is right."""
    match = _FORM.fullmatch(text)
    return match is not None and check_digit(match[1]) == int(match[2])
