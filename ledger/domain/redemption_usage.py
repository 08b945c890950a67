"""Redemption usage: which ceilings and quotas a hold counts on, and by how much.

A hold raises its meters, an ending gives back what was not used. The year is that of the hold, and the program version
is the one it was held under, so what is given back is what was taken.
"""

from __future__ import annotations

from datetime import date

from ledger.domain import dates
from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.programs import Meter, ProgramTerms, meters
from ledger.domain.published import program_terms
from ledger.domain.refusals import Refused


def meters_of(books: Books, hold: rows.Redemption) -> tuple[Meter, ...]:
    """Give the meters that a hold was counted on."""
    terms = program_terms(books.programs.require((hold.program, hold.program_version)))
    year = dates.business_date(dates.parse_instant(hold.held_at)).year
    return meters(terms, hold.program, hold.organization, year)


def taken(
    books: Books, terms: ProgramTerms, code: str, organization: str, day: str, points: int, quantity: int
) -> dict[str, int]:
    """Count a new hold.

    Raises:
        Refused: ``program_limit_reached`` when a ceiling or quota has no room for it.
    """
    deltas = {}
    for meter in meters(terms, code, organization, date.fromisoformat(day).year):
        asked = points if meter.counts == "points" else quantity
        row = books.usage.get(meter.name)
        used = row.used if row else 0
        if used + asked > meter.maximum:
            pointer = "/quantity"
            raise Refused(
                "program_limit_reached", pointer, program=code, limit=meter.name.partition(":")[0],
                counts=meter.counts, maximum=meter.maximum, used=used, asked=asked,
            )  # fmt: skip
        deltas[meter.name] = asked
    return deltas


def given_back(books: Books, hold: rows.Redemption, points: int, quantity: int) -> dict[str, int]:
    """Count back what a hold did not use, or what a cancellation undoes."""
    deltas = {}
    for meter in meters_of(books, hold):
        returned = points if meter.counts == "points" else quantity
        if returned:
            deltas[meter.name] = -returned
    return deltas
