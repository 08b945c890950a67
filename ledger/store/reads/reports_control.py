"""Report of control accounts: what each holds by its own running balance, and what its sub-ledger adds up to.

The sub-ledger is told by other rows than the account's: issued by the lots of awards and what holders gave back of
them, redeemed by the redemptions that the movements are about, forfeited by the sanctions, holders' states by their
lots, the rest by the other legs of the same lots. At the journal's head the registers, the rows of awards, redemptions
and sanctions themselves, tell it once more.
"""

from __future__ import annotations

from typing import Any, Final

from ledger.store.engines.backend import Question
from ledger.store.reads.accounts import balances_at, totals_of_states
from ledger.store.reads.asking import ask
from ledger.store.reads.reports_parts import Where
from ledger.store.units import ReadingUnit

STATES: Final = "holders"
"""Stands for all holders in the name of a state's total, such as ``holders:available``."""

_HOLDERS: Final = ("available", "pending", "held", "disputed", "arrears")
Sums = dict[str, int]


def controls(unit: ReadingUnit, where: Where) -> Sums:
    """Give the signed balance of every account of the system, and of holders' states in total, by name."""
    (found,) = ask(unit, Question("SELECT account FROM balances WHERE holder = '' ORDER BY account", ()))
    own = balances_at(unit, [row[0] for row in found], "", where.position, where.effective_on)
    totals = totals_of_states(unit, where.position, where.effective_on)
    return own | {f"{STATES}:{state}": totals[state] for state in _HOLDERS if state in totals}


def sub_ledgers(unit: ReadingUnit, where: Where) -> dict[str, Sums]:
    """Give what the sub-ledgers add up to, signed as their accounts are, by what they are made of."""
    at, counted = where.postings()
    entry, entered = where.postings("e")
    names = ("awards", "taken_back", "redemptions", "sanctions", "lots", "counter_legs")
    answers = ask(
        unit,
        Question(_AWARDS.format(entry=entry), entered),
        Question(_TAKEN_BACK.format(at=at), counted),
        Question(_REDEMPTIONS.format(at=at), counted),
        Question(_SANCTIONS.format(at=at), counted),
        *([Question(_LOTS_NOW, ())] if where.is_head(unit) else [Question(_LOTS.format(at=at), counted)]),
        Question(_COUNTER_LEGS.format(at=at), counted),
    )
    found = {name: _sums(answer) for name, answer in zip(names, answers, strict=True)}
    for account, points in found.pop("taken_back").items():
        found["awards"][account] = found["awards"].get(account, 0) - points
    return found


def registers(unit: ReadingUnit) -> Sums:
    """Give what the rows of awards, redemptions and sanctions add up to at the head, by control account."""
    answers = ask(unit, *(Question(sql, ()) for sql in (_AWARDED, _FOLLOWED, _CAPTURED, _HELD, _IMPOSED)))
    total: Sums = {}
    for answer in answers:
        for account, points in _sums(answer).items():
            total[account] = total.get(account, 0) + points
    return total


def _sums(answer: list[Any]) -> Sums:
    return {account: int(points) for account, points in answer if points is not None}


# With nothing behind its kind SQLite is kept from walking all awards for each lot.
_AWARDS: Final = (
    "SELECT 'issued:' || l.rule, sum(l.points) FROM lots AS l JOIN entries AS e ON e.position = l.position"
    " WHERE e.kind || '' = 'accrual' AND {entry} GROUP BY l.rule"
)
_TAKEN_BACK: Final = (
    "SELECT 'issued:' || l.rule, sum(p.amount) FROM postings AS p JOIN lots AS l ON l.lot = p.lot"
    " WHERE p.holder <> '' AND p.amount > 0 AND {at} AND EXISTS (SELECT 1 FROM postings AS i"
    " WHERE i.position = p.position AND i.lot = p.lot AND i.amount < 0 AND i.account LIKE 'issued:%')"
    " GROUP BY l.rule"
)
_REDEMPTIONS: Final = (
    "SELECT 'redeemed:' || r.program, sum(p.amount) FROM postings AS p JOIN entries AS e ON e.position = p.position"
    " JOIN redemptions AS r ON r.redemption = e.subject"
    " WHERE p.holder = '' AND p.account LIKE 'redeemed:%' AND {at} GROUP BY r.program"
)
_SANCTIONS: Final = (
    "SELECT 'forfeited', -sum(p.amount) FROM postings AS p JOIN entries AS e ON e.position = p.position"
    " JOIN sanctions AS s ON s.sanction = e.subject AND e.subject <> '' WHERE p.holder <> '' AND {at}"
)
_LOTS: Final = (
    "SELECT CASE WHEN b.holder = '' THEN b.kind ELSE 'holders:' || b.kind END, sum(p.amount) FROM postings AS p"
    " JOIN balances AS b ON b.account = p.account JOIN lots AS l ON l.lot = p.lot"
    " WHERE (p.holder <> '' OR (p.account = 'expired' AND l.expires_on < p.effective_on)) AND {at}"
    " GROUP BY CASE WHEN b.holder = '' THEN b.kind ELSE 'holders:' || b.kind END"
)
_LOTS_NOW: Final = (
    "SELECT CASE WHEN holder = '' THEN kind ELSE 'holders:' || kind END, sum(amount) FROM lot_balances"
    " GROUP BY CASE WHEN holder = '' THEN kind ELSE 'holders:' || kind END"
)
_COUNTER_LEGS: Final = (
    "SELECT p.account, sum(-(SELECT sum(q.amount) FROM postings AS q WHERE q.position = p.position AND q.lot = p.lot"
    " AND q.account <> p.account)) FROM postings AS p"
    " WHERE p.holder = '' AND (p.account LIKE 'adjusted:%' OR p.account = 'written-off') AND {at} GROUP BY p.account"
)
_AWARDED: Final = "SELECT 'issued:' || rule, sum(points - reversed_points) FROM accruals WHERE points > 0 GROUP BY rule"
_FOLLOWED: Final = (
    "SELECT 'issued:' || rule, sum(points - reversed_points) FROM accrual_parts WHERE role <> 'share' GROUP BY rule"
)
_CAPTURED: Final = "SELECT 'redeemed:' || program, -sum(captured) FROM redemptions WHERE captured > 0 GROUP BY program"
_HELD: Final = "SELECT 'holders:held', -sum(held) FROM redemptions"
_IMPOSED: Final = "SELECT 'forfeited', -sum(imposed) FROM sanctions"
