"""Registration numbers: the ten digits by which Korea's tax office knows a business."""

from __future__ import annotations

from typing import Final

_WEIGHTS: Final = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def check_digit(nine: str) -> int:
    """Give the tenth digit of a business registration number from its first nine.

    Weights 1 3 7 1 3 7 1 3 5; the ninth digit's product also adds its tens; what is left to the next ten is the
    check digit (the published rule of the National Tax Service).

    >>> check_digit("999814711")
    7
    """
    total = sum(int(digit) * weight for digit, weight in zip(nine, _WEIGHTS, strict=True))
    total += int(nine[8]) * 5 // 10
    return -total % 10


def is_registration_number(digits: str) -> bool:
    """Tell whether ten digits are a business registration number.

    >>> is_registration_number("9998147117"), is_registration_number("9998147118")
    (True, False)
    """
    return len(digits) == 10 and digits.isascii() and digits.isdigit() and int(digits[9]) == check_digit(digits[:9])
