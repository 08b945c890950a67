"""Cells: the value that a cell gives, in one strict reading for each kind of value.

People write the same day and the same number in many ways, and those are all accepted; what could mean two things is
not. A reading gives the value or raises ``Refused`` with what was expected and what was found.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import Final

from ledger.domain.interchange.table import FORMULA_STARTS
from ledger.domain.points import POINTS_MAX
from ledger.domain.refusals import Refused
from ledger.domain.registration import is_registration_number
from ledger.services.imports.files.reading import Cell

CHARACTERS_MAX: Final = 128
_FOUND_MAX: Final = 60
_DAY: Final = re.compile(
    r"(?P<year>[12][0-9]{3})(?:[-./년] ?(?P<month>[0-9]{1,2})[-./월] ?(?P<day>[0-9]{1,2})[.일]?"
    r"|(?P<month8>[0-9]{2})(?P<day8>[0-9]{2}))"
)
_WHOLE: Final = re.compile(r"₩?(?P<digits>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.0+)?(?: ?원)?")
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")
_ORGANIZATION: Final = re.compile(r"org_[0-9a-f]{32}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_SERIAL_DAYS: Final = range(20_000, 80_000)
"""Numbers that a sheet without a date's format may hold for a day (1954 to 2119), counted from the end of 1899."""

_SERIAL_START: Final = date(1899, 12, 30)


def found_text(cell: Cell) -> str:
    """Tell what was found in a cell, shortly."""
    told = cell if isinstance(cell, str) else str(cell)
    if not told.isprintable():
        told = ascii(told)[1:-1]
    return f'"{told if len(told) <= _FOUND_MAX else told[:_FOUND_MAX] + "…"}"'


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell says nothing."""
    return isinstance(cell, str) and not cell.strip()


def text(cell: Cell) -> str:
    """Give a cell's text in Unicode NFC; a whole number is its digits.

    >>> text(" PKNU-1 "), text(20260001.0), text("'=A1")
    ('PKNU-1', '20260001', '=A1')

    Raises:
        Refused: ``cell_not_a_text``.
    """
    if type(cell) is int or (isinstance(cell, float) and cell.is_integer()):
        return str(int(cell))
    if isinstance(cell, str):
        told = unicodedata.normalize("NFC", cell.strip())
        if told.startswith("'") and told[1:].startswith(FORMULA_STARTS):
            told = told[1:]  # an apostrophe that guards a text against being taken for a formula
        if len(told) <= CHARACTERS_MAX and not any(unicodedata.category(one) in ("Cc", "Cs") for one in told):
            return told
    raise Refused("cell_not_a_text", characters_max=CHARACTERS_MAX, found=found_text(cell))


def whole(cell: Cell) -> int:
    """Give a cell's whole number, thousands separated or not, in won or in anything else.

    >>> whole("18,546,660원"), whole(3.0), whole("₩1,000"), whole("7.0")
    (18546660, 3, 1000, 7)

    Raises:
        Refused: ``cell_not_a_whole_number``.
    """
    number = -1
    if isinstance(cell, str):
        match = _WHOLE.fullmatch(cell.strip())
        number = int(match["digits"].replace(",", "")) if match and len(match["digits"]) < 30 else -1
    elif type(cell) is int or (isinstance(cell, float) and cell.is_integer()):
        number = int(cell)
    if 0 <= number <= POINTS_MAX:
        return number
    raise Refused("cell_not_a_whole_number", maximum=POINTS_MAX, found=found_text(cell))


def day(cell: Cell) -> str:
    """Give a cell's day as ISO text.

    >>> day("2026.8.31"), day("20260831"), day("2026년 8월 31일"), day(46265.0), day(date(2026, 8, 31))
    ('2026-08-31', '2026-08-31', '2026-08-31', '2026-08-31', '2026-08-31')

    Raises:
        Refused: ``cell_not_a_date``.
    """
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell in _SERIAL_DAYS:
        return (_SERIAL_START + timedelta(days=int(cell))).isoformat()
    told = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else cell
    match = _DAY.fullmatch(told.strip()) if isinstance(told, str) else None
    try:
        if match:
            month, number = match["month"] or match["month8"], match["day"] or match["day8"]
            return date(int(match["year"]), int(month), int(number)).isoformat()
    except ValueError:
        pass
    raise Refused("cell_not_a_date", found=found_text(cell))


def code(cell: Cell) -> str:
    """Give a cell's activity code. Raises ``Refused``: cell_not_a_code."""
    told = text(cell)
    if _CODE.fullmatch(told):
        return told
    raise Refused("cell_not_a_code", found=found_text(cell))


def organization(cell: Cell) -> str:
    """Give a cell's organization id. Raises ``Refused``: cell_not_an_id."""
    told = text(cell)
    if _ORGANIZATION.fullmatch(told):
        return told
    raise Refused("cell_not_an_id", found=found_text(cell))


def digest(cell: Cell) -> str:
    """Give a cell's SHA-256 in lower case. Raises ``Refused``: cell_not_a_digest."""
    told = text(cell).lower()
    if _DIGEST.fullmatch(told):
        return told
    raise Refused("cell_not_a_digest", found=found_text(cell))


def registration_number(cell: Cell) -> str:
    """Give a cell's ten digits, dashes left out; a number has lost its leading zeros.

    >>> registration_number("999-81-00015"), registration_number(9998100015.0)
    ('9998100015', '9998100015')

    Raises:
        Refused: ``registration_number_invalid``.
    """
    told = text(cell).replace("-", "").replace(" ", "")
    digits = told if isinstance(cell, str) else told.zfill(10)
    if is_registration_number(digits):
        return digits
    raise Refused("registration_number_invalid")
