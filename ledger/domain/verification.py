"""Verification: the journal replayed from nothing, every entry held to every rule it was made under.

A replay trusts no stored figure: it reads the canonical bytes, derives versions, balances, lots, caps and statuses
anew, recomputes each award from its inputs, and asks at every entry whether its actor could do it then. What is wrong
is a finding: a statement, where, what was expected and what was found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple, NoReturn

from ledger.domain.books import rows
from ledger.domain.books.accounts import kind_of, normal_of
from ledger.domain.books.books import Books
from ledger.domain.books.fold import day_after, fold
from ledger.domain.dates import business_date, parse_instant
from ledger.domain.four_eyes import objection
from ledger.domain.journal import facts
from ledger.domain.journal.entries import SYSTEM, Entry, EntryInvalid, check_movement, leaf_of
from ledger.domain.refusals import Refused
from ledger.domain.reperformance import Reperformed, reperform


class Finding(NamedTuple):
    """One thing that is wrong."""

    code: str
    where: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.where}: {self.code}: expected {self.expected}, found {self.found}"


class NotVerified(Exception):
    """The replay met something wrong; carries the finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


PERMISSION_OF: Final = {
    "organization_registered": "organizations.register",
    "client_granted": "clients.grant",
    "client_revoked": "clients.revoke",
    "rule_drafted": "rules.draft",
    "rule_simulated": "rules.simulate",
    "rule_published": "rules.approve",
    "program_published": "programs.publish",
    "allotment_proposed": "allotments.propose",
    "allotment_set": "allotments.approve",
    "accrual": "accruals.post",
    "activity_noted": "accruals.post",
    "reversal": "accruals.reverse",
    "activity_withdrawn": "accruals.reverse",
    "hold": "redemptions.hold",
    "capture": "redemptions.capture",
    "cancellation": "redemptions.cancel",
}
"""What an entry's actor must have been granted; kinds that are not here follow from the clock."""

OPENING_ENTRIES: Final = 3
"""Genesis, the operator, and its first client: made by whoever opened the ledger."""


class Replay:
    """A replay in progress; ``books`` stand at the last entry that passed."""

    def __init__(self) -> None:
        self.books = Books(complete=True)

    def step(self, data: bytes) -> tuple[Entry, bytes]:
        """Take the next entry's bytes; gives the entry and its leaf hash.

        Raises:
            NotVerified: naming the first thing that is wrong with it.
        """
        where = f"entry {self.books.position + 1}"
        try:
            entry = Entry.from_bytes(data)
        except EntryInvalid as error:
            _refuse("entry_not_canonical", where, "canonical bytes of format 1", error)
        try:
            self._take(entry, where)
        except LookupError as error:
            _refuse("entry_refers_to_nothing", where, "what was posted before", error)
        except (ArithmeticError, AttributeError, TypeError, ValueError) as error:
            _refuse("entry_not_readable", where, "values of the kinds that format 1 knows", error)
        self.books.forget_undo()
        return entry, leaf_of(data)

    def _take(self, entry: Entry, where: str) -> None:
        for check in BEFORE:
            finding = check(self.books, entry)
            if finding is not None:
                raise NotVerified(finding)
        fold(self.books, entry)
        changed = self.books.changed()
        for row_type, check_row in AFTER.items():
            for row in changed.get(row_type, ()):
                if code := check_row(row):
                    _refuse(code, where, "a state the rules allow", tuple(row))


def _refuse(code: str, where: str, expected: object, found: object) -> NoReturn:
    raise NotVerified(Finding(code, where, str(expected), str(found)))


@dataclass(frozen=True, slots=True)
class _Place:
    entry: Entry

    def finding(self, code: str, expected: object, found: object) -> Finding:
        return Finding(
            code, f"entry {self.entry.position} ({self.entry.kind} {self.entry.id})", str(expected), str(found)
        )


def _position_follows(books: Books, entry: Entry) -> Finding | None:
    if entry.position != books.position + 1:
        return Finding("position_not_next", f"entry {books.position + 1}", str(books.position + 1), str(entry.position))
    return None


def _time_never_goes_back(books: Books, entry: Entry) -> Finding | None:
    if entry.recorded_at < books.recorded_at:
        return _Place(entry).finding("recorded_before_the_last", f"{books.recorded_at} or later", entry.recorded_at)
    return None


def _genesis_is_first(books: Books, entry: Entry) -> Finding | None:
    if (entry.kind == facts.LedgerOpened.KIND) != (books.position == 0):
        return _Place(entry).finding("genesis_misplaced", "genesis at position 1 and nowhere else", entry.kind)
    return None


def _actor_could(books: Books, entry: Entry) -> Finding | None:
    actor, needed = entry.actor, PERMISSION_OF.get(entry.kind, "")
    if isinstance(entry.fact, facts.HoldReleased) and entry.fact.cause == "requested":
        needed = "redemptions.release"
    if actor.client == SYSTEM:
        if needed and entry.position > OPENING_ENTRIES:
            return _Place(entry).finding("actor_without_authority", f"a client granted {needed}", SYSTEM)
        return None
    client = books.clients.get(actor.client)
    if (
        client is None
        or client.revoked_at
        or (client.person, client.organization) != (actor.person, actor.organization)
    ):
        return _Place(entry).finding("actor_without_authority", "a client in force", actor.client)
    granted = client.permissions.split()
    if isinstance(entry.fact, facts.ClientGranted) and "organizations.register" in granted:
        return None
    if needed and needed not in granted:
        return _Place(entry).finding("actor_without_authority", needed, client.permissions)
    return None


def _approved_by_another(books: Books, entry: Entry) -> Finding | None:
    against = objection(books, entry)
    return None if against is None else _Place(entry).finding(*against)


def _movement_is_legal(books: Books, entry: Entry) -> Finding | None:
    try:
        check_movement(entry.fact, entry.postings)
    except EntryInvalid as error:
        return _Place(entry).finding("movement_not_legal", "a balanced movement of the chart", error)
    return None


def _balances_run_on(books: Books, entry: Entry) -> Finding | None:
    running: dict[str, tuple[int, int]] = {}
    for posting in entry.postings:
        if posting.account not in running:
            row = books.balances.get(posting.account)
            running[posting.account] = (row.version, row.balance) if row else (0, 0)
        version, balance = running[posting.account]
        running[posting.account] = expected = (version + 1, balance + posting.amount)
        if (posting.version, posting.balance) != expected:
            found = f"version {posting.version}, balance {posting.balance}"
            wanted = f"{posting.account} version {expected[0]}, balance {expected[1]}"
            return _Place(entry).finding("running_balance_differs", wanted, found)
    return None


def _natural_keys_are_new(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if isinstance(fact, facts.AccrualPosted) and books.accruals.find("source", (fact.university, fact.source)):
        return _Place(entry).finding("source_event_posted_twice", "a source event that is new", fact.source)
    if isinstance(fact, facts.HoldPlaced) and books.redemptions.find("reference", (fact.organization, fact.reference)):
        return _Place(entry).finding("reference_used_twice", "a reference that is new", fact.reference)
    return None


def _award_reperforms(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.AccrualPosted):
        return None
    try:
        expected = reperform(books, fact, entry.occurred_on)
    except (Refused, ValueError) as error:
        return _Place(entry).finding("award_not_reproducible", "a price under the rule in force", repr(error))
    found = Reperformed(fact.rule_version, fact.points, fact.steps, fact.paid_krw, dict(fact.usage))
    if expected != found:
        return _Place(entry).finding("award_recomputes_differently", expected, found)
    posted = sum(posting.amount for posting in entry.postings if posting.amount > 0)
    if posted != fact.points:
        return _Place(entry).finding("award_posts_other_points", fact.points, posted)
    return None


def _clock_had_come(books: Books, entry: Entry) -> Finding | None:
    """Hold what the clock did to the clock: nothing lapses, activates or times out before its time."""
    today = business_date(parse_instant(entry.recorded_at)).isoformat()
    fact = entry.fact
    if isinstance(fact, facts.HoldReleased) and fact.cause == "timed_out":
        hold = books.redemptions.get(fact.redemption)
        if hold is not None and hold.hold_expires_at > entry.recorded_at:
            return _Place(entry).finding("released_before_its_time", hold.hold_expires_at, entry.recorded_at)
    if entry.kind in ("expiry", "activation"):
        for posting in entry.postings:
            lot = books.lots.get(posting.lot)
            due = "" if lot is None else lot.active_on if entry.kind == "activation" else day_after(lot.expires_on)
            if due > today:
                return _Place(entry).finding("moved_before_its_day", f"{posting.lot} on {due} or later", today)
    return None


def _soonest_lots_first(books: Books, entry: Entry) -> Finding | None:
    """Hold a hold to the order of lots: none is taken while a lot that expires sooner has points left."""
    if not isinstance(entry.fact, facts.HoldPlaced):
        return None
    taken = {posting.lot: posting.amount for posting in entry.postings if kind_of(posting.account) == "available"}
    wallet = books.lot_balances.find("wallet", (entry.fact.organization, "available"))
    ordered = sorted(wallet, key=lambda part: (part.due_on, part.lot_position))
    last = max((at for at, part in enumerate(ordered) if part.lot in taken), default=-1)
    for part in ordered[:last]:
        if taken.get(part.lot, 0) != -part.amount:
            return _Place(entry).finding(
                "lot_passed_over", f"{-part.amount} points of {part.lot}", taken.get(part.lot, 0)
            )
    return None


BEFORE: Final[tuple[Callable[[Books, Entry], Finding | None], ...]] = (
    _position_follows,
    _time_never_goes_back,
    _genesis_is_first,
    _actor_could,
    _approved_by_another,
    _movement_is_legal,
    _balances_run_on,
    _natural_keys_are_new,
    _award_reperforms,
    _clock_had_come,
    _soonest_lots_first,
)
"""Every check of an entry against the books before it, in this order."""


def _balance_side(row: rows.Balance) -> str:
    return "balance_passes_its_limit" if row.balance * normal_of(row.kind) < 0 else ""


def _lot_side(row: rows.LotBalance) -> str:
    below = row.kind != "arrears" and row.amount * normal_of(kind_of(row.account)) < 0
    return "lot_below_zero" if below else ""


def _usage_side(row: rows.Usage) -> str:
    return "usage_below_zero" if row.used < 0 else ""


def _accrual_sums(row: rows.Accrual) -> str:
    return "" if 0 <= row.reversed_points <= row.points else "reversed_more_than_awarded"


def _redemption_sums(row: rows.Redemption) -> str:
    parts = (row.held, row.captured, row.returned, row.revoked)
    if row.status != "held" and row.held:
        return "hold_ended_twice"
    return "" if min(parts) >= 0 and sum(parts) == row.points else "redemption_does_not_add_up"


AFTER: Final[dict[type, Callable[..., str]]] = {
    rows.Balance: _balance_side,
    rows.LotBalance: _lot_side,
    rows.Usage: _usage_side,
    rows.Accrual: _accrual_sums,
    rows.Redemption: _redemption_sums,
}
"""Every check of the rows that an entry changed."""
