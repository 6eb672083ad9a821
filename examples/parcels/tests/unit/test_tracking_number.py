import pytest

from parcels import tracking_number


def test_the_check_digit_is_that_of_the_standard() -> None:
    # The example in UPU S10.
    assert tracking_number.check_digit("47312482") == 9


@pytest.mark.parametrize(("serial", "digit"), [(0, 5), (1, 4), (7, 6), (8, 0)])
def test_a_made_number_is_valid(serial: int, digit: int) -> None:
    number = tracking_number.make(serial)
    assert number == f"PC{serial:08d}{digit}ZZ"
    assert tracking_number.is_valid(number)


def test_each_single_wrong_digit_is_noticed() -> None:
    number = tracking_number.make(47312482)
    for at in range(2, 11):
        for digit in "0123456789".replace(number[at], ""):
            assert not tracking_number.is_valid(number[:at] + digit + number[at + 1 :])


@pytest.mark.parametrize(
    "text", ["", "PC473124829", "pc473124829zz", "PC473124829ZZ ", "PC٤73124829ZZ"]
)
def test_another_form_is_not_a_tracking_number(text: str) -> None:
    assert not tracking_number.is_valid(text)


def test_a_drawn_number_is_valid() -> None:
    assert all(tracking_number.is_valid(tracking_number.draw()) for _ in range(100))
