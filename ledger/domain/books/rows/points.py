"""Rows of points: what each account and each lot holds, and what of every limit is used."""

from __future__ import annotations

from typing import NamedTuple


class Balance(NamedTuple):
    """What an account holds, and how many postings it has had."""

    account: str
    holder: str
    kind: str
    balance: int
    version: int


class Lot(NamedTuple):
    """One award's points: where they came from and when they live. Never changes."""

    lot: str
    holder: str
    accrual: str
    rule: str
    points: int
    active_on: str
    expires_on: str
    position: int
    occurred_on: str = ""
    """Day of the event that it was earned by; "" for a lot of grace, which nobody earned."""


class LotBalance(NamedTuple):
    """What of a lot stands in one account of a holder.

    ``due_on`` is the day on which it falls due by the clock: a pending part activates, an available part lapses
    (the day after its last day); "" where nothing is due.
    """

    account: str
    lot: str
    holder: str
    kind: str
    amount: int
    due_on: str
    lot_position: int


class Usage(NamedTuple):
    """How much of a cap, quota or ceiling is used; ``meter`` names it."""

    meter: str
    used: int


class Earned(NamedTuple):
    """What a holder earned by the events of a day, less what was taken back. Not stored: lots and postings tell it."""

    holder: str
    day: str
    points: int
