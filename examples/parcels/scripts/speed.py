"""Checks tracking numbers for the regression gate, often enough for Python to be warm."""

import sys

from parcels import tracking_number

TIMES = 60_000


def main() -> int:
    """Exit code 1 when a number that is right is not taken for it."""
    return 0 if all(tracking_number.is_valid("PC473124829ZZ") for _ in range(TIMES)) else 1


if __name__ == "__main__":
    sys.exit(main())
