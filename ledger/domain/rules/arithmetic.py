"""Exact numbers as texts, in terms and in the steps by which a price is told.

Invariant: no value is ever rounded for display. A finite decimal is written out in full, anything else as
``a/b``, and reading what was written gives the same number.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

_EXACT: Final = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,15}|/[0-9]{1,15})?", re.ASCII)


def exact_text(number: Fraction | int) -> str:
    """Write a number exactly: whole, a finite decimal, or ``a/b`` where no finite decimal exists.

    >>> exact_text(Fraction(18546660, 10000)), exact_text(7), exact_text(Fraction(1, 3))
    ('1854.666', '7', '1/3')
    """
    numerator, denominator = number.numerator, number.denominator
    if denominator == 1:
        return str(numerator)
    twos = (denominator & -denominator).bit_length() - 1
    odd, fives = denominator >> twos, 0
    while odd % 5 == 0:
        odd, fives = odd // 5, fives + 1
    if odd != 1:
        return f"{numerator}/{denominator}"
    places = max(twos, fives)
    whole, rest = divmod(abs(numerator) * 10**places // denominator, 10**places)
    return f"{'-' if numerator < 0 else ''}{whole}.{rest:0{places}d}"


def parse_exact(text: str) -> Fraction:
    """Read a non-negative number written as ``12``, ``0.6`` or ``1/3``; raises ``ValueError`` for anything
    else.

    >>> parse_exact("0.6"), parse_exact("1/3")
    (Fraction(3, 5), Fraction(1, 3))
    """
    if _EXACT.fullmatch(text) is None or re.search(r"/0+$", text):
        raise ValueError(f'expected a number as text such as "0.6" or "1/3", found {text!r}')
    return Fraction(text)
