"""Rows: the projections of the journal, one named tuple for each noun.

A row is immutable; a change puts a new row in its place. The names here are the columns of the tables of the same
noun, so the store needs no mapping. Days are ISO 8601 text (``2026-08-31``), instants RFC 3339 text in UTC with
milliseconds: the text that is hashed is the text that is stored, and it sorts as time does. Amounts are signed whole
points, debit positive, credit negative. "" stands for "none".
"""

from __future__ import annotations

from ledger.domain.books.rows.earning import Accrual, AccrualPart, Agreement, Claim
from ledger.domain.books.rows.events import Event, ExpiryWarning
from ledger.domain.books.rows.parties import Client, Organization
from ledger.domain.books.rows.points import Balance, Lot, LotBalance, Usage
from ledger.domain.books.rows.spending import Redemption, RedemptionLot, Sanction
from ledger.domain.books.rows.terms import Allotment, AllotmentProposal, Program, ProgramDraft, Rule, RuleDraft

__all__ = [
    "KEYS",
    "Accrual",
    "AccrualPart",
    "Agreement",
    "Allotment",
    "AllotmentProposal",
    "Balance",
    "Claim",
    "Client",
    "Event",
    "ExpiryWarning",
    "Lot",
    "LotBalance",
    "Organization",
    "Program",
    "ProgramDraft",
    "Redemption",
    "RedemptionLot",
    "Rule",
    "RuleDraft",
    "Sanction",
    "Usage",
]

KEYS: dict[type, tuple[str, ...]] = {
    Organization: ("organization",),
    Client: ("client",),
    Rule: ("code", "version"),
    RuleDraft: ("code", "version"),
    Program: ("code", "version"),
    ProgramDraft: ("code", "version"),
    Allotment: ("university", "year"),
    AllotmentProposal: ("proposal",),
    Balance: ("account",),
    Lot: ("lot",),
    LotBalance: ("account", "lot"),
    Accrual: ("accrual",),
    AccrualPart: ("lot",),
    Claim: ("accrual",),
    Agreement: ("agreement",),
    Usage: ("meter",),
    Redemption: ("redemption",),
    RedemptionLot: ("redemption", "lot"),
    ExpiryWarning: ("holder", "expires_on", "days"),
    Event: ("position",),
    Sanction: ("sanction",),
}
"""The primary key of each projection. Rebuild walks this list, so a projection that is not here does not exist."""
