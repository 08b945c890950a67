"""Rows of periods: what was closed, and what each account came to in it."""

from __future__ import annotations

from typing import NamedTuple


class Period(NamedTuple):
    """A month or a year that is closed.

    ``period`` is its name (``2026-08`` or ``2026``), ``lines`` how many accounts it tells of, ``root`` the Merkle root
    over them, ``debit`` and ``credit`` their sums, ``through`` the last position that it covers, ``log_root`` the root
    of the log there, ``prior`` the position of the closing that it goes on from, 0 for the first of its length.
    """

    period: str
    first_day: str
    last_day: str
    lines: int
    root: str
    debit: int
    credit: int
    through: int
    log_root: str
    prior: int
    proposal: str
    closed_at: str
    entry: str
    position: int


class PeriodLine(NamedTuple):
    """What an account held before a closed period, what moved on it, and what it held after.

    ``opening`` and ``closing`` are signed, debit positive; ``debit`` and ``credit`` are sums of what was posted on each
    side, zero or more: closing = opening + debit - credit.
    """

    period: str
    account: str
    opening: int
    debit: int
    credit: int
    closing: int
