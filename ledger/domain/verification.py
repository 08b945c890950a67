"""Verification: the journal replayed from nothing, every entry held to every rule it was made under.

A replay trusts no stored figure: it reads the canonical bytes, derives versions, balances, lots, caps and statuses
anew, recomputes each award from its inputs, and asks at every entry whether its actor could do it then. What is wrong
is a finding: a statement, where, what was expected and what was found.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NoReturn

from ledger.domain import (
    access_checks,
    certificate_checks,
    earning_checks,
    four_eyes,
    id_checks,
    log_checks,
    objection_checks,
    period_checks,
    profile_checks,
    program_checks,
    proposal_checks,
    sanction_checks,
    spending_checks,
    tier_checks,
    transfer_checks,
    user_checks,
    warning_checks,
)
from ledger.domain.about import Check, about, by_kind
from ledger.domain.authority import actor_could, acts_before_its_end
from ledger.domain.books.books import Books
from ledger.domain.books.figures import day_after
from ledger.domain.books.fold import fold
from ledger.domain.books.shelf import Shelf
from ledger.domain.dates import business_day_of
from ledger.domain.finding import Finding, Place
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry, EntryInvalid, check_movement, leaf_of
from ledger.domain.journal.plain_reading import read_plain
from ledger.domain.linking import Linking
from ledger.domain.refusals import Refused
from ledger.domain.reperformance import recorded, reperform
from ledger.domain.row_checks import AFTER

DATED: Final = frozenset(
    {
        facts.AccrualPosted.KIND,
        facts.ActivityNoted.KIND,
        facts.PendingDropped.KIND,
        facts.LotsActivated.KIND,
        facts.LotsExpired.KIND,
        facts.ArrearsPaid.KIND,
        facts.Continued.KIND,
    }
)
"""Kinds of entries that are accounted on the day of what happened, which may be before they are recorded."""

_REPORTED: Final = (facts.AccrualPosted, facts.ClaimSubmitted)


class NotVerified(Exception):
    """The replay met something wrong; carries the finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


class Replay:
    """A replay in progress; ``books`` stand at the last entry that passed.

    Args:
        shelf: makes the shelves of the books, where they are to keep their rows elsewhere than in memory.
    """

    def __init__(self, shelf: Callable[..., Shelf[Any]] = Shelf) -> None:
        self.books = Books(complete=True, shelf=shelf)
        self.linking = Linking()
        self.log = period_checks.LogSoFar()

    def step(self, data: bytes) -> tuple[Entry, bytes]:
        """Take the next entry's bytes; gives the entry and its leaf hash.

        Raises:
            NotVerified: naming the first thing that is wrong with it.
        """
        where = f"entry {self.books.position + 1}"
        try:
            entry = read_plain(data) or Entry.from_bytes(data)
        except EntryInvalid as error:
            _refuse("entry_not_canonical", where, "canonical bytes of format 1", error)
        try:
            self._take(entry, where)
        except LookupError as error:
            _refuse("entry_refers_to_nothing", where, "what was posted before", error)
        except (ArithmeticError, AttributeError, TypeError, ValueError) as error:
            _refuse("entry_not_readable", where, "values of the kinds that format 1 knows", error)
        self.books.forget_undo()
        leaf = leaf_of(data)
        self.log.append(leaf)
        return entry, leaf

    def _take(self, entry: Entry, where: str) -> None:
        for check in _BEFORE_KIND[entry.kind]:
            finding = check(self.books, entry)
            if finding is not None:
                raise NotVerified(finding)
        for finding in (period_checks.log_differs(self.log, entry), self.linking.take(self.books, entry)):
            if finding is not None:
                raise NotVerified(finding)
        fold(self.books, entry)
        if self.linking.is_open:
            return  # until the movement is whole, what it moves does not add up
        for row_type, changed in self.books.changed(AFTER).items():
            check_row = AFTER[row_type]
            for row in changed:
                if code := check_row(row):
                    _refuse(code, where, "a state the rules allow", tuple(row))


def _refuse(code: str, where: str, expected: object, found: object) -> NoReturn:
    raise NotVerified(Finding(code, where, str(expected), str(found)))


def _position_follows(books: Books, entry: Entry) -> Finding | None:
    if entry.position != books.position + 1:
        return Finding("position_not_next", f"entry {books.position + 1}", str(books.position + 1), str(entry.position))
    return None


def _time_never_goes_back(books: Books, entry: Entry) -> Finding | None:
    if entry.recorded_at < books.recorded_at:
        return Place(entry).finding("recorded_before_the_last", f"{books.recorded_at} or later", entry.recorded_at)
    return None


def _accounted_on_its_day(books: Books, entry: Entry) -> Finding | None:
    """Hold the accounting day to the day of recording; only an award's and the clock's may lie before it."""
    today = business_day_of(entry.recorded_at)
    if entry.kind in DATED or getattr(entry.fact, "cause", "") == "timed_out":
        sound, expected = entry.effective_on <= today, f"{today} or before"
    else:
        sound, expected = entry.effective_on == today, today
    return None if sound else Place(entry).finding("accounted_on_another_day", expected, entry.effective_on)


def _genesis_is_first(books: Books, entry: Entry) -> Finding | None:
    if (entry.kind == facts.LedgerOpened.KIND) != (books.position == 0):
        return Place(entry).finding("genesis_misplaced", "genesis at position 1 and nowhere else", entry.kind)
    return None


def _approved_by_another(books: Books, entry: Entry) -> Finding | None:
    against = four_eyes.objection(books, entry)
    return None if against is None else Place(entry).finding(*against)


def _movement_is_legal(books: Books, entry: Entry) -> Finding | None:
    try:
        check_movement(entry.fact, entry.postings)
    except EntryInvalid as error:
        return Place(entry).finding("movement_not_legal", "a balanced movement of the chart", error)
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
            return Place(entry).finding("running_balance_differs", wanted, found)
    return None


def _natural_keys_are_new(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if isinstance(fact, _REPORTED):
        for known in books.accruals.find("source", (fact.university, fact.source)):
            if known.accrual != fact.accrual or known.posted_on:
                return Place(entry).finding("source_event_posted_twice", "a source event that is new", fact.source)
    if isinstance(fact, facts.HoldPlaced) and books.redemptions.find("reference", (fact.organization, fact.reference)):
        return Place(entry).finding("reference_used_twice", "a reference that is new", fact.reference)
    return None


def _award_reperforms(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    if not isinstance(fact, facts.AccrualPosted):
        return None
    try:
        expected = reperform(books, fact, entry.occurred_on, business_day_of(entry.recorded_at))
    except (Refused, ValueError) as error:
        return Place(entry).finding("award_not_reproducible", "a price under the rule in force", repr(error))
    found = recorded(fact)
    if expected != found:
        return Place(entry).finding("award_recomputes_differently", expected, found)
    posted = sum(posting.amount for posting in entry.postings if posting.amount > 0)
    issued = sum(points for *_, points in found.earned)
    if posted != issued:
        return Place(entry).finding("award_posts_other_points", issued, posted)
    return None


def _clock_had_come(books: Books, entry: Entry) -> Finding | None:
    """Hold what the clock did to the clock: nothing lapses, activates or times out before its time."""
    today = business_day_of(entry.recorded_at)
    fact = entry.fact
    if isinstance(fact, facts.HoldReleased) and fact.cause == "timed_out":
        hold = books.redemptions.get(fact.redemption)
        if hold is not None and hold.hold_expires_at > entry.recorded_at:
            return Place(entry).finding("released_before_its_time", hold.hold_expires_at, entry.recorded_at)
    if isinstance(fact, facts.PendingDropped):
        row = books.accruals.require(fact.accrual)
        if not row.missing or row.evidence_by >= today:
            return Place(entry).finding("dropped_before_its_day", f"documents missing after {row.evidence_by}", today)
    if entry.kind in ("expiry", "activation"):
        for posting in entry.postings:
            lot = books.lots.get(posting.lot)
            due = "" if lot is None else lot.active_on if entry.kind == "activation" else day_after(lot.expires_on)
            if lot is not None and entry.kind == "activation" and books.accruals.require(lot.accrual).missing:
                return Place(entry).finding("activated_without_documents", f"{posting.lot} pending", entry.kind)
            if due > today:
                return Place(entry).finding("moved_before_its_day", f"{posting.lot} on {due} or later", today)
    return None


BEFORE: Final[tuple[Check, ...]] = (
    _position_follows,
    _time_never_goes_back,
    _genesis_is_first,
    acts_before_its_end,
    actor_could,
    about(_approved_by_another, *four_eyes.APPROVED),
    _movement_is_legal,
    _balances_run_on,
    about(_natural_keys_are_new, *_REPORTED, facts.HoldPlaced),
    *id_checks.CHECKS,
    about(_award_reperforms, facts.AccrualPosted),
    *earning_checks.CHECKS,
    *profile_checks.CHECKS,
    *program_checks.CHECKS,
    *warning_checks.CHECKS,
    *spending_checks.CHECKS,
    *sanction_checks.CHECKS,
    *proposal_checks.CHECKS,
    *objection_checks.CHECKS,
    *transfer_checks.CHECKS,
    *user_checks.CHECKS,
    about(_clock_had_come, facts.HoldReleased, facts.PendingDropped, facts.LotsExpired, facts.LotsActivated),
    _accounted_on_its_day,
    *tier_checks.CHECKS,
    *period_checks.CHECKS,
    *log_checks.CHECKS,
    *access_checks.CHECKS,
    *certificate_checks.CHECKS,
)
"""Every check of an entry against the books before it, in this order."""

_BEFORE_KIND: Final = by_kind(BEFORE)
