"""Rows of what is held, used and forfeited."""

from __future__ import annotations

from typing import NamedTuple


class Redemption(NamedTuple):
    """A redemption: points held for a program, then captured or given back; a right is applied for without points.

    ``held`` + ``captured`` + ``returned`` + ``revoked`` = ``points`` at every moment.
    """

    redemption: str
    organization: str
    program: str
    program_version: int
    reference: str
    """Blind digest of the company's own reference; (organization, reference) is unique for ever."""
    quantity: int
    points: int
    held: int
    captured: int
    returned: int
    revoked: int
    status: str
    held_at: str
    hold_expires_at: str
    settled_at: str
    """When its hold or its application ended; "" while it is open."""
    entry: str
    position: int
    call: str
    """The period it competes in, where applications are selected, or ""."""
    pool: str
    """The redemption of the company that it applies together with, or ""."""
    amount_krw: int
    """What the program is bound to pay; ``executed_krw`` is what it pays for what was captured."""
    executed_krw: int
    submitted_at: str
    selected_at: str
    fulfilled_at: str
    valid_until: str
    """The last day of a right, or ""."""
    holder: str
    """Whose it is now: ``organization`` applied, and may since have been merged into this one."""


class RedemptionLot(NamedTuple):
    """What of a lot a redemption holds, and what it has used of it."""

    redemption: str
    lot: str
    held: int
    captured: int


class Sanction(NamedTuple):
    """Points that a holder is to forfeit: proposed by one person, imposed by another."""

    sanction: str
    organization: str
    cause: str
    """sanction or closure."""
    points: int
    """How many were proposed; 0 is all that is available when it is approved."""
    document: str
    """What it rests on, as JSON text."""
    status: str
    """proposed, imposed, rejected or withdrawn."""
    imposed: int
    """How many were imposed."""
    forfeited: int
    """How many of those its transaction has moved, with what follows it: all, once it is recorded whole."""
    person: str
    """Who proposed it, and so can neither approve nor reject it."""
    proposed_at: str
    decided_at: str
    entry: str
    """Id of the transaction that imposed it, or ""."""
    position: int
    """Of the entry that proposed it."""
    act_by: str
    """The last day on which it can be decided, or "" where it has none."""
    checkers: str
    """Who approved it so far, separated by single spaces."""
