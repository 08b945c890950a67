"""Points: the unit of the ledger, whole numbers only.

A points amount is an ``int`` between 1 and ``POINTS_MAX``. Signed amounts (postings) are debit positive and
credit negative, as in beancount and hledger. No float comes near them.
"""

from __future__ import annotations

from collections.abc import Sequence

POINTS_MAX = 2**53 - 1
"""Largest amount a JSON reader in any language holds exactly (RFC 8259 section 6)."""


def is_points(value: object) -> bool:
    """Tell whether ``value`` is a whole number of points from 1 to ``POINTS_MAX``.

    >>> is_points(1), is_points(0), is_points(True), is_points(2**53)
    (True, False, False, False)
    """
    return type(value) is int and 1 <= value <= POINTS_MAX


def floor_div(numerator: int, denominator: int) -> int:
    """Divide and round down, towards fewer points: the one direction of rounding in the ledger.

    >>> floor_div(18_546_660, 10_000)
    1854
    """
    return numerator // denominator


def spread(points: int, weights: Sequence[int]) -> list[int]:
    """Divide points by weights, by largest remainder: what is left over goes to the largest fractions, ties to whom
    comes first.

    >>> spread(10, [3_333, 3_333, 3_334]), spread(1, [5_000, 5_000]), spread(0, [1])
    ([3, 3, 4], [1, 0], [0])
    """
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts = [points * weight // whole for weight in weights]
    largest = sorted(range(len(weights)), key=lambda at: -(points * weights[at] % whole))
    for at in largest[: points - sum(parts)]:
        parts[at] += 1
    return parts
