"""Rows: the projections of the journal, one named tuple for each noun.

A row is immutable; a change puts a new row in its place. The names here are the columns of the tables of the same
noun, so the store needs no mapping. Days are ISO 8601 text (``2026-08-31``), instants RFC 3339 text in UTC with
milliseconds: the text that is hashed is the text that is stored, and it sorts as time does. Amounts are signed whole
points, debit positive, credit negative. "" stands for "none".
"""

from __future__ import annotations

from typing import NamedTuple


class Organization(NamedTuple):
    """A university, company, auditor or the operator. Its names and registration number live in the vault."""

    organization: str
    kind: str
    registration: str
    """Blind digest of the business registration number, or ""."""
    position: int


class Client(NamedTuple):
    """An API client: acts for one organization, and behind it stands one person."""

    client: str
    organization: str
    person: str
    role: str
    permissions: str
    """The granted permissions, sorted, separated by single spaces."""
    revoked_at: str
    position: int


class Rule(NamedTuple):
    """One version of an accrual rule; ``terms`` is canonical JSON text."""

    code: str
    version: int
    valid_from: str
    valid_to: str
    terms: str
    position: int
    role: str
    """"follower" where it is priced from what other rules award, or ""."""


class RuleDraft(NamedTuple):
    """A version of a rule on its way into force; ``terms`` is canonical JSON text."""

    code: str
    version: int
    valid_from: str
    valid_to: str
    terms: str
    status: str
    """draft, simulated or approved."""
    person: str
    """Who drafted it, and so cannot approve it."""
    position: int
    """Of the entry that drafted it."""


class Program(NamedTuple):
    """One version of a support program's terms; the highest version is in force."""

    code: str
    version: int
    terms: str
    position: int


class Allotment(NamedTuple):
    """How many points a university may issue in a calendar year."""

    university: str
    year: int
    points_max: int
    position: int


class AllotmentProposal(NamedTuple):
    """What somebody proposes a university may issue in a calendar year."""

    proposal: str
    university: str
    year: int
    points_max: int
    status: str
    """proposed or approved."""
    person: str
    """Who proposed it, and so cannot approve it."""
    position: int
    """Of the entry that proposed it."""


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


class Accrual(NamedTuple):
    """An activity that was reported. ``agreement`` is the key of its agreement, or "".

    ``points`` are what its rule awarded to all who share it, and ``lot`` is the first of its lots.
    """

    accrual: str
    university: str
    organization: str
    source: str
    """Blind digest of the university's own event id; (university, source) is unique for ever."""
    rule: str
    rule_version: int
    occurred_on: str
    agreement: str
    paid_krw: int
    points: int
    reversed_points: int
    status: str
    lot: str
    active_on: str
    expires_on: str
    entry: str
    position: int
    fingerprint: str
    """What makes two reports the same activity, as a digest, or ""."""
    posted_on: str
    missing: str
    """Kinds of documents without which its points stay pending, separated by single spaces."""
    evidence_by: str
    """The last day on which they can come, or ""."""
    documented_at: int
    """Position at which nothing was missing any more; 0 while something is."""
    documented_on: str
    """The business day of that position; its points are spendable on no day before."""


class AccrualPart(NamedTuple):
    """A further lot of an award: ``role`` is share, campaign or mirror."""

    lot: str
    accrual: str
    role: str
    organization: str
    rule: str
    rule_version: int
    points: int
    reversed_points: int
    position: int


class Claim(NamedTuple):
    """What a university reported and others must look at before it is posted, and who has looked.

    ``inputs``, ``evidence`` and ``shares`` are JSON text; ``waiting`` are the steps to come and ``taken`` those
    that were agreed to since it was last submitted, ``submitters`` those
    who reported it, and ``persons`` those who took a step since, separated by single spaces.
    """

    accrual: str
    waiting: str
    taken: str
    act_by: str
    submitters: str
    persons: str
    clash: str
    agreement_reference: str
    subject: str
    started_on: str
    inputs: str
    evidence: str
    shares: str
    position: int


class Agreement(NamedTuple):
    """The cumulative base on which an agreement is priced: what was paid and what stands posted."""

    agreement: str
    paid_krw: int
    points: int


class Usage(NamedTuple):
    """How much of a cap, quota or ceiling is used; ``meter`` names it."""

    meter: str
    used: int


class Redemption(NamedTuple):
    """A redemption: points held for a program, then captured or given back.

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
    entry: str
    position: int


class RedemptionLot(NamedTuple):
    """What of a lot a redemption holds, and what it has used of it."""

    redemption: str
    lot: str
    held: int
    captured: int


KEYS: dict[type, tuple[str, ...]] = {
    Organization: ("organization",),
    Client: ("client",),
    Rule: ("code", "version"),
    RuleDraft: ("code", "version"),
    Program: ("code", "version"),
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
}
"""The primary key of each projection. Rebuild walks this list, so a projection that is not here does not exist."""
