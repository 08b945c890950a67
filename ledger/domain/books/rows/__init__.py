"""Rows: the projections of the journal, one named tuple for each noun.

A row is immutable; a change puts a new row in its place. The names here are the columns of the tables of the same
noun, so the store needs no mapping. Days are ISO 8601 text (``2026-08-31``), instants RFC 3339 text in UTC with
milliseconds: the text that is hashed is the text that is stored, and it sorts as time does. Amounts are signed whole
points, debit positive, credit negative. "" stands for "none".
"""

from __future__ import annotations

from ledger.domain.books.rows.certificates import Certificate
from ledger.domain.books.rows.earning import Accrual, AccrualPart, Agreement, Claim
from ledger.domain.books.rows.events import Event, ExpiryWarning
from ledger.domain.books.rows.log import LogKey
from ledger.domain.books.rows.objections import Objection
from ledger.domain.books.rows.parties import Client, Organization, Registration
from ledger.domain.books.rows.periods import Period, PeriodLine
from ledger.domain.books.rows.points import Balance, Earned, Lot, LotBalance, Usage
from ledger.domain.books.rows.privacy import Erasure
from ledger.domain.books.rows.proposals import Bound, Proposal
from ledger.domain.books.rows.spending import Redemption, RedemptionLot, Sanction
from ledger.domain.books.rows.terms import (
    Allotment,
    AllotmentProposal,
    Program,
    ProgramDraft,
    Rule,
    RuleDraft,
    TierVersion,
)

__all__ = [
    "DERIVED",
    "KEYS",
    "Accrual",
    "AccrualPart",
    "Agreement",
    "Allotment",
    "AllotmentProposal",
    "Balance",
    "Bound",
    "Certificate",
    "Claim",
    "Client",
    "Earned",
    "Erasure",
    "Event",
    "ExpiryWarning",
    "LogKey",
    "Lot",
    "LotBalance",
    "Objection",
    "Organization",
    "Period",
    "PeriodLine",
    "Program",
    "ProgramDraft",
    "Proposal",
    "Redemption",
    "RedemptionLot",
    "Registration",
    "Rule",
    "RuleDraft",
    "Sanction",
    "TierVersion",
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
    Proposal: ("proposal",),
    Bound: ("name",),
    TierVersion: ("version",),
    Objection: ("objection",),
    Registration: ("registration",),
    Period: ("period",),
    PeriodLine: ("period", "account"),
    LogKey: ("public_key",),
    Erasure: ("subject", "field"),
    Certificate: ("certificate",),
}
"""The primary key of each projection. Rebuild walks this list, so a projection that is not here does not exist."""

DERIVED: dict[type, tuple[str, ...]] = {Earned: ("holder", "day")}
"""The key of what books hold besides: figures that are added up when they are asked for, and stored nowhere."""
