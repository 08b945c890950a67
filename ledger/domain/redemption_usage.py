"""Redemption usage: which ceilings, quotas and budgets a redemption counts on, and by how much.

A hold raises its meters, or its selection does; an ending gives back what was not used. The year is that of the hold,
and the program version is the one it was held under, so what is given back is what was taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.dates import business_day_of
from ledger.domain.programs.meters import Counts, Meter, ceilings, quotas
from ledger.domain.programs.terms import ProgramTerms
from ledger.domain.published import program_terms
from ledger.domain.refusals import Refused

Amounts = Mapping[Counts, int]


def terms_of(books: Books, hold: rows.Redemption) -> ProgramTerms:
    """Give the terms that a redemption was held under."""
    return program_terms(books.programs.require((hold.program, hold.program_version)))


def every_meter_of(books: Books, hold: rows.Redemption) -> tuple[Meter, ...]:
    """Give the meters that a redemption is counted on, or will be once it is selected."""
    year = business_day_of(hold.held_at)[:4]
    terms = terms_of(books, hold)
    own = ceilings(terms, hold.program, hold.organization, int(year))
    return own + quotas(terms, hold.program, hold.call or year)


def _meters_of(books: Books, hold: rows.Redemption) -> tuple[Meter, ...]:
    if terms_of(books, hold).is_selected and not hold.selected_at:
        return tuple(meter for meter in every_meter_of(books, hold) if meter.name.startswith("ceiling:"))
    return every_meter_of(books, hold)


def meters_at_hold(
    terms: ProgramTerms, code: str, organization: str, day: str, others: Sequence[str] = ()
) -> tuple[Meter, ...]:
    """Give the meters that a hold of this day counts on; ``others`` count as one with the organization."""
    year = date.fromisoformat(day).year
    own = ceilings(terms, code, organization, year, others)
    return own if terms.is_selected else own + quotas(terms, code, str(year))


def amounts_at_hold(terms: ProgramTerms, points: int, quantity: int) -> dict[Counts, int]:
    """Give what a hold counts for."""
    paid = terms.support.krw_per_unit if terms.support else None
    return {"points": points, "quantity": quantity, "applications": 1, "krw": (paid or 0) * quantity}


def taken(books: Books, code: str, counted: Iterable[Meter], amounts: Amounts) -> dict[str, int]:
    """Count what is taken.

    Raises:
        Refused: ``program_limit_reached`` when a ceiling, quota or budget has no room for it.
    """
    deltas = {}
    for meter in counted:
        asked = amounts.get(meter.counts, 0)
        used = used_of(books, meter)
        if meter.maximum is not None and asked and used + asked > meter.maximum:
            raise Refused(
                "program_limit_reached",
                "/quantity",
                program=code,
                limit=meter.name.partition(":")[0],
                counts=meter.counts,
                maximum=meter.maximum,
                used=used,
                asked=asked,
            )
        if asked:
            deltas[meter.name] = asked
    return deltas


def used_of(books: Books, meter: Meter) -> int:
    """Give what of a meter is used, by all who count as one."""
    found = (books.usage.get(name) for name in (meter.name, *meter.beside))
    return sum(row.used for row in found if row)


def taken_by_selection(books: Books, hold: rows.Redemption, krw: int) -> dict[str, int]:
    """Count a redemption that is selected; a pooled one is one application, its first company's.

    Raises:
        Refused: ``program_limit_reached``.
    """
    counted = [meter for meter in every_meter_of(books, hold) if not meter.name.startswith("ceiling:")]
    amounts: dict[Counts, int] = {
        "points": hold.held,
        "quantity": hold.quantity,
        "applications": 0 if hold.pool else 1,
        "krw": krw,
    }
    return taken(books, hold.program, counted, amounts)


def executed(books: Books, hold: rows.Redemption, krw: int) -> dict[str, int]:
    """Count what a capture makes the program pay."""
    return {meter.name: krw for meter in _meters_of(books, hold) if meter.counts == "executed_krw" and krw}


def given_back(
    books: Books, hold: rows.Redemption, points: int, *, ended: bool = False, krw: int = 0, executed_krw: int = 0
) -> dict[str, int]:
    """Count back what a redemption did not use, or what a cancellation undoes; ``ended`` with nothing used.

    A pool that was selected keeps its place, whoever of it leaves: the others have it still. Who may have applied
    together with a redemption that was selected must have been loaded.
    """
    amounts: dict[Counts, int] = {"points": points, "krw": krw, "executed_krw": executed_krw}
    if ended:
        kept = hold.pool or (hold.selected_at and books.redemptions.find("pool", hold.redemption))
        amounts |= {"quantity": hold.quantity, "applications": 0 if kept else 1}
    deltas = {}
    for meter in _meters_of(books, hold):
        if returned := amounts.get(meter.counts, 0):
            deltas[meter.name] = -returned
    return deltas
