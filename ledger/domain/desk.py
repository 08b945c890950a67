"""Desk: where one submission is decided.

It knows who acts and what time it is, hands out ids, nonces and salts that derive from the submission's seed, and
turns a fact with its movements into the next entry of the journal: numbered, balanced, sealed and folded into the
books. Whatever a refused command did here is undone by ``roll_back``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from ledger.domain import dates
from ledger.domain.books.books import Books, Mark
from ledger.domain.books.figures import day_after
from ledger.domain.books.fold import fold
from ledger.domain.books.trails import trail_of
from ledger.domain.commands import Private
from ledger.domain.decided import Access, ClientSecret, Invitation, SealedEntry, VaultText
from ledger.domain.ids import new_id
from ledger.domain.journal.commitments import commit, expand
from ledger.domain.journal.entries import Actor, Entry, Leg, Posting, check_movement, leaf_of
from ledger.domain.journal.facts import (
    Continued,
    Fact,
    GraceLot,
    HoldCaptured,
    HoldReleased,
    RedemptionCancelled,
    movement_of,
)
from ledger.domain.journal.merkle import Frontier
from ledger.domain.ledger_parameters import LedgerParameters

POSTINGS_MAX: Final = 240
"""Most postings in one entry: some 40,000 of its 60,000 bytes. The rest follows in linked entries."""

DRAWN_BYTES: Final = 512
"""How many bytes are drawn from a seed at a time: enough for most submissions."""

DeskMark = tuple[Mark, int, int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Moment:
    """When a unit of work is recorded, as an instant, as text, and as a business day."""

    at: datetime
    recorded_at: str
    today: str

    @classmethod
    def of(cls, at: datetime) -> Moment:
        """Make the moment of an instant of millisecond precision."""
        return cls(at, dates.instant_text(at), dates.business_date(at).isoformat())


class Desk:
    """One submission's place of work.

    Attributes:
        recorded_at: instant of every entry made here; ``today`` is its business date.

    Args:
        log: gives the edge of the log behind the entries of earlier submissions.
    """

    def __init__(
        self,
        books: Books,
        ledger: LedgerParameters,
        actor: Actor,
        seed: str,
        moment: Moment,
        request: str = "",
        log: Callable[[], Frontier] = Frontier,
    ) -> None:
        self.books = books
        self.ledger = ledger
        self.actor = actor
        self.request = request
        self.at = moment.at
        self.recorded_at = moment.recorded_at
        self.today = moment.today
        self.entries: list[SealedEntry] = []
        self.vault: list[VaultText] = []
        self.secrets: list[ClientSecret] = []
        self.invitations: list[Invitation] = []
        self.accesses: list[Access] = []
        self.erased: list[tuple[str, str]] = []
        self._log = log
        self._seed = bytes.fromhex(seed)
        self._blocks = 0
        self._stream = b""

    def draw(self, length: int) -> bytes:
        """Draw the next bytes of the seed's stream; the same draws in the same order give the same bytes."""
        if len(self._stream) < length:
            self._stream += expand(self._seed, self._blocks, DRAWN_BYTES)
            self._blocks += 1
        drawn, self._stream = self._stream[:length], self._stream[length:]
        return drawn

    def new_id(self, noun: str) -> str:
        """Make the next id of a noun."""
        return new_id(noun, self.at, self.draw(10))

    def mark(self) -> DeskMark:
        """Remember this moment, for ``roll_back``."""
        entries, vault, secrets = len(self.entries), len(self.vault), len(self.secrets)
        beside = len(self.invitations), len(self.accesses), len(self.erased)
        return self.books.mark(), entries, vault, secrets, *beside

    def roll_back(self, mark: DeskMark) -> None:
        """Undo all since a remembered moment; what was drawn from the seed stays drawn."""
        books_mark, entries, vault, secrets, invitations, accesses, erased = mark
        self.books.roll_back(books_mark)
        del self.entries[entries:], self.vault[vault:], self.secrets[secrets:], self.invitations[invitations:]
        del self.accesses[accesses:], self.erased[erased:]

    def accounting_day(self, day: str) -> str:
        """Give the accounting date of something that happened on ``day``: that day, or the first that is open."""
        closed_through = self.books.closed_through
        return max(day, self.ledger.opened_on, day_after(closed_through) if closed_through else "")

    def log_root(self) -> str:
        """Give the root of the log over all entries so far, hexadecimal."""
        return self._log().extend([sealed.leaf_hash for sealed in self.entries])[0].root().hex()

    def record(
        self,
        fact: Fact,
        legs: Sequence[Leg] = (),
        *,
        occurred_on: str = "",
        effective_on: str = "",
        reverses: str = "",
        private: Mapping[str, Private] | None = None,
        subject: str = "",
    ) -> Entry:
        """Append the next entry, and what would not fit into it as linked entries.

        Args:
            legs: the movement; sums to zero in total and per lot.
            effective_on: accounting day; today where it is not given.
            private: texts for the vault by field, filed under ``subject`` (or the entry's id).

        Raises:
            EntryInvalid: for a movement that is not in the chart or does not balance: a defect of the caller.
        """
        parts = in_parts(legs)
        graces = [_granted_in(fact, part) for part in parts]
        if isinstance(fact, HoldCaptured | HoldReleased | RedemptionCancelled):
            fact = replace(fact, grace=graces[0])
        entry_id = self.new_id("transaction")
        commitments = self._keep(subject or entry_id, private or {})
        first = self._seal(
            Entry(
                position=self.books.position + 1,
                id=entry_id,
                nonce=self.draw(16).hex(),
                actor=self.actor,
                recorded_at=self.recorded_at,
                effective_on=effective_on or self.today,
                fact=fact,
                occurred_on=occurred_on,
                request=self.request,
                reverses=reverses,
                postings=self._place(parts[0]),
                commitments=commitments,
            )
        )
        for part, grace in zip(parts[1:], graces[1:], strict=True):
            self._seal(
                Entry(
                    position=self.books.position + 1,
                    id=self.new_id("transaction"),
                    nonce=self.draw(16).hex(),
                    actor=self.actor,
                    recorded_at=self.recorded_at,
                    effective_on=first.effective_on,
                    fact=replace(continued(first), grace=grace),
                    occurred_on=occurred_on,
                    reverses=reverses,
                    postings=self._place(part),
                )
            )
        return first

    def note_access(self, door: str, subject: str, about: str, filters: str, reason: Private | None) -> Access:
        """Put a line on the access log: the actor is about to read. The reason goes to the vault."""
        access_id = self.new_id("access")
        told = self._keep(access_id, {"reason": reason} if reason else {})
        actor, at = self.actor, self.books.position
        who = actor.client, actor.person, actor.organization
        access = Access(access_id, self.recorded_at, at, *who, door, subject, about, filters, told.get("reason", ""))
        self.accesses.append(access)
        return access

    def _keep(self, subject: str, private: Mapping[str, Private]) -> dict[str, str]:
        commitments = {}
        for field, text in private.items():
            salt = self.draw(16)
            self.vault.append(VaultText(subject, field, salt, text.value))
            commitments[field] = commit(salt, text.value)
        return commitments

    def _place(self, legs: Sequence[Leg]) -> tuple[Posting, ...]:
        running: dict[str, tuple[int, int]] = {}
        postings = []
        for leg in legs:
            if leg.account not in running:
                row = self.books.balances.get(leg.account)
                running[leg.account] = (row.version, row.balance) if row else (0, 0)
            version, balance = running[leg.account]
            running[leg.account] = (version + 1, balance + leg.amount)
            postings.append(Posting(leg.account, leg.lot, leg.amount, *running[leg.account]))
        return tuple(postings)

    def _seal(self, entry: Entry) -> Entry:
        check_movement(entry.fact, entry.postings)
        data = entry.to_bytes()
        fold(self.books, entry)
        self.entries.append(SealedEntry(entry, data, leaf_of(data), trail_of(self.books, entry)))
        return entry

    def balance_of(self, holder: str, state: str) -> int:
        """Give what a holder has in a state, in points, as booked."""
        return self.books.points_in(f"{holder}:{state}")


def _granted_in(fact: Fact, part: Sequence[Leg]) -> tuple[GraceLot, ...]:
    lots = {leg.lot for leg in part}
    return tuple(grace for grace in getattr(fact, "grace", ()) if grace.lot in lots)


def continued(first: Entry) -> Continued:
    """Make the fact of the entries that go on with another's movement, but for the lots that each grants."""
    fact = first.fact
    return Continued(
        of=first.id,
        movement=movement_of(fact),
        redemption=getattr(fact, "redemption", ""),
        accrual=getattr(fact, "accrual", ""),
        sanction=getattr(fact, "sanction", ""),
    )


def in_parts(legs: Sequence[Leg]) -> list[list[Leg]]:
    """Cut a movement into parts that fit an entry; the legs of a lot stay together, so each part balances."""
    if len(legs) <= POSTINGS_MAX:
        return [list(legs)]
    by_lot: dict[str, list[Leg]] = {}
    for leg in legs:
        by_lot.setdefault(leg.lot, []).append(leg)
    parts: list[list[Leg]] = [[]]
    for lot_legs in by_lot.values():
        if len(parts[-1]) + len(lot_legs) > POSTINGS_MAX:
            parts.append([])
        parts[-1].extend(lot_legs)
    return parts
