"""Counting: what one row counts on meters, bases and control accounts, and how far a meter may be raised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.books.figures import allotment_meter
from ledger.domain.dates import business_day_of
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry
from ledger.domain.published import rule_version
from ledger.domain.redemption_usage import every_meter_of, terms_of
from ledger.domain.rules.limits import meters

GIVEN_BACK = ("released", "timed_out", "not_selected", "cancelled")


def counted(books: Books, row: Any) -> Counter[str]:
    """Tell what an award, a further lot of one, a redemption or a sanction counts for, by name."""
    if isinstance(row, rows.Accrual):
        return _award(books, row)
    if isinstance(row, rows.AccrualPart):
        return _part(books, row)
    if isinstance(row, rows.Redemption):
        return _redemption(books, row)
    return Counter({"forfeited": -row.forfeited})


def _award(books: Books, row: rows.Accrual) -> Counter[str]:
    standing = row.points - row.reversed_points
    told = Counter({f"issued:{row.rule}": standing})
    if row.agreement:
        told |= {f"base:{row.agreement}": standing, f"paid:{row.agreement}": row.paid_krw}
    if row.posted_on:
        told[allotment_meter(row.university, row.posted_on)] += standing
        for meter in _caps(books, row.rule, row.rule_version, row.organization, row):
            told[meter] += standing
    return told


def _part(books: Books, row: rows.AccrualPart) -> Counter[str]:
    if row.role == "share":
        return Counter()  # which the award counts itself
    award = books.accruals.require(row.accrual)
    standing = row.points - row.reversed_points
    told = Counter({f"issued:{row.rule}": standing, allotment_meter(award.university, award.posted_on): standing})
    whose = award.university if row.role == "mirror" else award.organization
    for meter in _caps(books, row.rule, row.rule_version, whose, award):
        told[meter] += standing
    return told


def _caps(books: Books, code: str, version: int, organization: str, row: rows.Accrual) -> list[str]:
    terms = rule_version(books.rules.require((code, version))).terms
    return list(meters(terms, code, organization, date.fromisoformat(row.occurred_on), row.agreement or None).values())


def _redemption(books: Books, row: rows.Redemption) -> Counter[str]:
    """Count a redemption while it is open and when it was used; not when it was given back or lost."""
    told = Counter({f"redeemed:{row.program}": -row.captured})
    there = row.status not in GIVEN_BACK and not _emptied(row)
    krw = row.executed_krw if row.captured else row.amount_krw
    amounts = {
        "points": row.held + row.captured,
        "quantity": row.quantity if there else 0,
        "applications": 1 if (there or _keeps_its_place(books, row)) and not row.pool else 0,
        "krw": krw if there else 0,
        "executed_krw": row.executed_krw,
    }
    waits = terms_of(books, row).is_selected and not row.selected_at
    for meter in every_meter_of(books, row):
        if meter.name.startswith("ceiling:") or not waits:
            told[meter.name] += amounts[meter.counts]
    return told


def _keeps_its_place(books: Books, row: rows.Redemption) -> bool:
    """Tell whether others were selected with it, who have the place still, whatever became of it."""
    return bool(row.selected_at and books.redemptions.find("pool", row.redemption))


def _emptied(row: rows.Redemption) -> bool:
    """Tell whether all that a hold had was taken back before it was used."""
    return bool(row.points) and row.revoked == row.points


def maxima(books: Books, entry: Entry) -> Iterator[tuple[str, int]]:
    """Give the meters that an entry raised, and how far each could be raised by it."""
    fact = entry.fact
    if isinstance(fact, facts.HoldPlaced | facts.RedemptionSelected):
        for meter in every_meter_of(books, books.redemptions.require(fact.redemption)):
            if meter.maximum is not None and fact.usage.get(meter.name, 0) > 0:
                yield meter.name, meter.maximum
    elif isinstance(fact, facts.AccrualPosted):
        posted_on = business_day_of(entry.recorded_at)
        allotment = books.allotments.get((fact.university, int(posted_on[:4])))
        if allotment is not None and allotment.position < entry.position and fact.points:
            yield allotment_meter(fact.university, posted_on), allotment.points_max
        row = books.accruals.require(fact.accrual)
        earned = {(fact.rule, fact.rule_version, fact.organization)}
        for part in fact.parts:
            whose = fact.university if part.role == "mirror" else fact.organization
            earned.add((part.rule, part.rule_version, whose))
        for code, version, whose in sorted(earned):
            terms = rule_version(books.rules.require((code, version))).terms
            names = meters(terms, code, whose, date.fromisoformat(row.occurred_on), row.agreement or None)
            for limit in terms.limits:
                if limit.scope != "event" and fact.usage.get(names[limit.scope], 0) > 0:
                    yield names[limit.scope], limit.points_max
