"""Power: the concave price, correct to the last point for every input on every machine.

The noun is ``floor(scale * (amount / base) ** (p / q))``. Write scale = s / t with whole s, t and let n be
the price before rounding. Both sides being non-negative, raising to the q-th power keeps their order, so for
every whole k

    k <= n   iff   k**q <= (s/t)**q * (amount/base)**p   iff   k**q <= (s**q * amount**p) // (t**q * base**p)

where the last step holds because k**q is whole, and a whole number lies below a quotient exactly when it lies
below the quotient's floor. Hence floor(n), the largest such k, is the integer q-th root of that floor. Only
whole numbers are added, multiplied, divided and compared: there is no precision to choose, no rounding to
accumulate and nothing that a processor or a mathematics library could decide differently.
"""

from __future__ import annotations

from fractions import Fraction


def integer_root(value: int, degree: int) -> int:
    """Give the largest whole k with ``k ** degree <= value``.

    The root is built bit by bit from the top: a bit stays when the candidate's power still fits. That takes
    as many comparisons as the root has bits, needs no starting guess, and has no convergence to argue about.

    >>> integer_root(26, 3), integer_root(27, 3), integer_root(0, 5)
    (2, 3, 0)
    """
    if value < 0 or degree < 1:
        raise ValueError(f"expected value >= 0 and degree >= 1, found {value} and {degree}")
    root = 0
    for position in range((value.bit_length() - 1) // degree, -1, -1):
        candidate = root | 1 << position
        if candidate**degree <= value:
            root = candidate
    return root


def power_floor(amount_krw: int, base_krw: int, exponent: Fraction, scale: Fraction | int) -> int:
    """Give ``floor(scale * (amount_krw / base_krw) ** exponent)`` in points, exactly.

    ``exponent`` and ``scale`` are positive; the floor is towards fewer points.

    >>> [power_floor(paid * 1_000_000, 100_000_000, Fraction("0.6"), 1000) for paid in (25, 50, 75)]
    [435, 659, 841]
    >>> power_floor(5_000_000, 50_000_000, Fraction("0.7"), 1000)
    199
    """
    p, q = exponent.numerator, exponent.denominator
    numerator = scale.numerator**q * amount_krw**p
    denominator = scale.denominator**q * base_krw**p
    return integer_root(numerator // denominator, q)
