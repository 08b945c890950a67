"""Acts of two persons: everything that is moved or settled by hand is proposed by one, and decided by others or nobody.

Mostly a proposal is sound and another person approves it; sometimes its maker tries by his other client, too few do, or
the clock ends it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from ledger.domain.acts import ACTS as KINDS
from ledger.domain.books.rows import Proposal
from ledger.domain.books.successions import heir_of
from ledger.domain.bounds import DEFAULTS
from ledger.domain.calendar_periods import CalendarPeriod
from ledger.domain.commands import (
    ApproveProposal,
    Command,
    ExpireProposal,
    ProposeAdjustment,
    ProposeBound,
    ProposeClosing,
    ProposeGrant,
    ProposeLogKey,
    ProposeReinstatement,
    ProposeTiers,
    ProposeWriteOff,
    RejectProposal,
    SettleDue,
    WithdrawProposal,
)
from ledger.domain.corrections import ADJUSTED, DIRECTIONS, REINSTATED, WRITTEN_OFF
from ledger.domain.periods import due_by
from tests.promises.walking.walk import REASON, SYSTEM, Act, Asked, Walk
from tests.support.memory import private
from tests.support.tiering import tier_terms
from tests.support.world import documents

MAKERS: Final = ("operator", "operator", "operator", "clerk")
CHECKERS: Final = ("approver", "approver", "approver", "deputy", "deputy", "operator-approves")
(DOCUMENT,) = documents("decision")


def waiting(walk: Walk, *acts: str) -> list[Proposal]:
    """Give the proposals that nobody has decided and that can be, of some acts or of all."""
    today = walk.today.isoformat()
    rows = walk.ledger.books.proposals.rows()
    return [row for row in rows if row.status == "proposed" and row.act_by >= today and (not acts or row.act in acts)]


def checker(walk: Walk, row: Proposal) -> str:
    """Give who approves: mostly somebody who may, sometimes whoever made it, by another client, or approved before."""
    if walk.chance(0.15):
        return walk.pick(CHECKERS)
    clients = walk.ledger.books.clients
    persons = {name: clients.require(walk.ledger.clients[name][0]).person for name in CHECKERS}
    others = [name for name in CHECKERS if persons[name] not in (row.person, *row.checkers.split())]
    return others[0] if others else walk.pick(CHECKERS)  # everybody had a hand in it, so it is over


def by_two(walk: Walk, act: str, propose: Callable[[], Command | None]) -> Asked | None:
    """Mostly let another person approve what waits; otherwise propose it."""
    rows = waiting(walk, act)
    if rows and walk.chance(0.8):
        row = rows[-1]
        return checker(walk, row), (ApproveProposal(row.proposal),)
    command = propose()
    return None if command is None else (walk.pick(MAKERS), (command,))


def some_points(walk: Walk, there: int) -> int:
    """Give a part of what is there, rarely more, or so much that two persons approve it."""
    if walk.chance(0.08):
        return walk.pick((there + 1, 10_000, 30_000, 200_000))
    return walk.rng.randint(1, max(1, there))


def _holder(walk: Walk) -> str:
    """Give a holder: mostly a company, sometimes a university, rarely somebody else."""
    if walk.chance(0.9):
        return walk.company()
    return walk.pick((walk.ledger.clients[walk.university()][1], walk.ledger.clients["technopark"][1], "org_0"))


def _later(walk: Walk, days_max: int = 400) -> str:
    return (walk.today + timedelta(days=walk.rng.randint(0, days_max))).isoformat()


def adjust(walk: Walk) -> Asked | None:
    """Put a wallet right, up or down."""

    def propose() -> Command:
        holder, direction = _holder(walk), walk.pick(DIRECTIONS)
        until = _later(walk) if (direction == "credit") != walk.chance(0.04) else ""
        if until and walk.chance(0.05):
            until = "2026-08-31"
        most = 900 if direction == "credit" else walk.balance(holder, "available")
        points = some_points(walk, most)
        return ProposeAdjustment(holder, direction, points, walk.pick(ADJUSTED), REASON, DOCUMENT, until)

    return by_two(walk, "adjustment", propose)


def write_off(walk: Walk) -> Asked | None:
    """Give up what somebody owes: mostly somebody who owes."""

    def propose() -> Command | None:
        holders = [*walk.organizations("company"), *walk.organizations("university")]
        owing = [row.organization for row in holders if walk.balance(row.organization, "arrears")]
        if not owing and not walk.chance(0.1):
            return None
        holder = walk.pick(owing) if owing else walk.company()
        points = some_points(walk, walk.balance(holder, "arrears"))
        return ProposeWriteOff(holder, points, walk.pick(WRITTEN_OFF), REASON, DOCUMENT)

    return by_two(walk, "write_off", propose)


def reinstate(walk: Walk) -> Asked | None:
    """Bring back what lapsed."""

    def propose() -> Command | None:
        books = walk.ledger.books
        lapsed = [part for part in books.lot_balances.rows() if part.account == "expired" and part.amount]
        part = walk.recent(lapsed, 30)
        if part is None:
            return None
        holder = heir_of(books, books.lots.require(part.lot).holder) if walk.chance(0.95) else walk.company()
        points = some_points(walk, -part.amount)
        return ProposeReinstatement(holder, part.lot, points, _later(walk), walk.pick(REINSTATED), REASON, DOCUMENT)

    return by_two(walk, "reinstatement", propose)


def set_a_bound(walk: Walk) -> Asked | None:
    """Change how far an act reaches."""

    def propose() -> Command:
        name = walk.pick(DEFAULTS)
        points_max, second_from, _ = DEFAULTS[name]
        if points_max and walk.chance(0.5):
            points_max = walk.pick((500, 5_000, points_max))
        if (name in KINDS or name == "sanction") and walk.chance(0.5):
            second_from = walk.pick((0, 200, 2_000, second_from))
        days = walk.rng.randint(3, 40) if name in KINDS else walk.rng.randint(5, 90)
        return ProposeBound(name, points_max, second_from, days, REASON)

    return by_two(walk, "bound", propose)


def set_tiers(walk: Walk) -> Asked | None:
    """Set other tiers; rarely such as cannot be."""

    def propose() -> Command:
        months, first = walk.rng.randint(6, 24), walk.rng.randint(100, 900)
        terms = tier_terms(months, walk.rng.randint(0, 6), first, first * (0 if walk.chance(0.05) else 3))
        return ProposeTiers(terms, REASON)

    return by_two(walk, "tiers", propose)


def grantby_two(walk: Walk) -> Asked | None:
    """Let somebody more act for the operator, by a client or a user, sometimes a person who does already."""

    def propose() -> Command:
        operator, kind = walk.ledger.clients["operator"][1], walk.pick(("client", "user"))
        again = walk.ledger.clients[walk.pick(("approver", "clerk"))][0] if walk.chance(0.3) else ""
        return ProposeGrant(
            organization_id=operator if walk.chance(0.97) else "org_0",
            kind=kind,
            role=walk.pick(("operator", "operator_approver", "operator_approver")) if walk.chance(0.97) else "company",
            reason=REASON,
            secret_hash="-",
            sealed_half="",
            other_half=private("other_half", "-"),
            invitation_days=14 if kind == "user" else 0,
            login=walk.text("login", "office", 0.1) if kind == "user" else None,
            person_name=None if again else private("name", f"Officer {walk.number()}"),
            same_person_as="cli_0" if walk.chance(0.03) else again,
        )

    return by_two(walk, "grant", propose)


def set_a_log_key(walk: Walk) -> Asked | None:
    """Change the key that signs the log; rarely to one that was set before."""

    def propose() -> Command:
        known = [row.public_key for row in walk.ledger.books.log_keys.rows()]
        fresh = f"{walk.rng.getrandbits(256):064x}"
        return ProposeLogKey(walk.pick(known) if known and walk.chance(0.1) else fresh, REASON)

    return by_two(walk, "log_key", propose)


def close_a_period(walk: Walk) -> Asked | None:
    """Close the next month that is over, a year behind its last month: settle what is due in it, propose, approve."""
    period, books = _next_period(walk), walk.ledger.books
    if walk.chance(0.06):
        name = walk.pick((period.name, period.before().name, period.after().name, period.name[:4], "2026-13"))
        return walk.pick(MAKERS), (ProposeClosing(name),)
    if walk.today.isoformat() <= period.last_day:
        return None
    if due_by(books, period.last_day) and walk.chance(0.95):
        return SYSTEM, tuple(SettleDue(row.organization) for row in walk.holders())
    return by_two(walk, "close_period", lambda: ProposeClosing(period.name))


def _next_period(walk: Walk) -> CalendarPeriod:
    """Give the period that can be closed next: the year of the last closed month, or the month behind it."""
    books = walk.ledger.books
    if not books.closed_through:
        return CalendarPeriod.named(walk.ledger.ledger.opened_on[: len("2026-09")])
    last = CalendarPeriod.named(books.closed_through[: len("2026-09")])
    year = CalendarPeriod.named(last.name[: len("2026")])
    whole = last.last_day == year.last_day and books.periods.get(year.name) is None
    return year if whole else last.after()


def decide_a_proposal(walk: Walk) -> Asked | None:
    """Approve, reject or withdraw what waits; rarely what does not, or what nobody proposed."""
    rows = list(walk.ledger.books.proposals.rows())
    row = walk.recent(waiting(walk) or (rows if walk.chance(0.1) else []), 8)
    if walk.chance(0.05):
        row = walk.recent(rows, 8)
    if row is None:
        return None
    proposal = "pro_0" if walk.chance(0.02) else row.proposal
    if walk.rarely(0.15, WithdrawProposal):
        return walk.pick(MAKERS), (WithdrawProposal(proposal, REASON),)
    if walk.rarely(0.15, RejectProposal):
        return checker(walk, row), (RejectProposal(proposal, REASON),)
    return checker(walk, row), (ApproveProposal(proposal),)


def expire(walk: Walk) -> Asked | None:
    """Let the clock end what nobody decided in time; what is not over yet stays as it is."""
    rows, today = list(walk.ledger.books.proposals.rows()), walk.today.isoformat()
    over = [row.proposal for row in rows if row.status == "proposed" and row.act_by < today]
    others = [row.proposal for row in rows[-1:]] if walk.chance(0.3) else []
    if not over and not (others and walk.chance(0.2)):
        return None
    return SYSTEM, tuple(ExpireProposal(proposal) for proposal in dict.fromkeys(over + others))


ACTS: Final[dict[Act, int]] = {
    adjust: 5,
    write_off: 6,
    reinstate: 3,
    set_a_bound: 2,
    set_tiers: 2,
    set_a_log_key: 2,
    grantby_two: 2,
    close_a_period: 12,
    decide_a_proposal: 6,
    expire: 2,
}
