"""Decide: a batch of submissions against the books, in order, each seeing the effects of those before it.

Pure: the same submissions, books, time and seeds give the same entries, bytes and answers on every engine. A refused
command leaves nothing behind; in an atomic submission one refusal undoes all of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ledger.domain import dates
from ledger.domain.active import check_active
from ledger.domain.books.books import Books
from ledger.domain.commands import Answer, Command, Outcome, Submission
from ledger.domain.decided import Access, ClientSecret, Decided, Invitation, Remembered, SealedEntry, VaultText
from ledger.domain.desk import Desk, Moment
from ledger.domain.handlers import HANDLERS
from ledger.domain.journal.codec import from_plain, to_plain
from ledger.domain.journal.entries import SYSTEM, Actor
from ledger.domain.journal.merkle import Frontier
from ledger.domain.ledger_parameters import LedgerParameters
from ledger.domain.refusals import Refused

BEFORE_GENESIS: Final = LedgerParameters(ledger="", origin="", clock="", opened_on="")
"""The parameters of a ledger that is not open yet; only ``OpenLedger`` is decided under them."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a batch came to: one answer a submission, and everything there is to write."""

    answers: tuple[Answer, ...]
    decided: Decided


def recorded_at(books: Books, now: datetime) -> datetime:
    """Give the instant of a unit of work: now, and never before the head's."""
    at = dates.truncate_to_milliseconds(now)
    return max(at, dates.parse_instant(books.recorded_at)) if books.recorded_at else at


def decide(
    books: Books,
    frontier: Frontier,
    submissions: Sequence[Submission],
    remembered: Mapping[str, Remembered],
    ledger: LedgerParameters,
    now: datetime,
) -> Decision:
    """Decide a batch.

    Args:
        books: loaded with all that the batch needs; they are brought forward.
        frontier: the log's frontier at the books' position.
        remembered: earlier answers under the submissions' request digests.

    Raises:
        NotLoaded: a defect in loading.
        WalletIncomplete: a wallet must be loaded whole before this batch can be decided.
    """
    session = _Session(books, frontier, ledger, Moment.of(recorded_at(books, now)), dict(remembered))
    answers = tuple(session.answer(submission) for submission in submissions)
    extended, nodes = frontier.extend([sealed.leaf_hash for sealed in session.entries])
    decided = Decided(
        position=books.position,
        recorded_at=books.recorded_at,
        closed_through=books.closed_through,
        frontier=extended,
        nodes=tuple(nodes),
        entries=tuple(session.entries),
        rows=books.changed(),
        remembered=tuple(session.new_memories),
        vault=tuple(session.vault),
        secrets=tuple(session.secrets),
        invitations=tuple(session.invitations),
        accesses=tuple(session.accesses),
        erased=tuple(session.erased),
    )
    return Decision(answers, decided)


class _Session:
    """The batch while it is decided."""

    def __init__(
        self,
        books: Books,
        frontier: Frontier,
        ledger: LedgerParameters,
        moment: Moment,
        remembered: dict[str, Remembered],
    ) -> None:
        self.books = books
        self.frontier = frontier
        self.ledger = ledger
        self.moment = moment
        self.remembered = remembered
        self.entries: list[SealedEntry] = []
        self.vault: list[VaultText] = []
        self.secrets: list[ClientSecret] = []
        self.invitations: list[Invitation] = []
        self.accesses: list[Access] = []
        self.erased: list[tuple[str, str]] = []
        self.new_memories: list[Remembered] = []

    def answer(self, submission: Submission) -> Answer:
        try:
            actor, permissions = self._actor(submission)
        except Refused as refused:
            # Who may not ask is told nothing of what others asked, and nothing of it is remembered.
            return Answer((_refused(refused),) * len(submission.commands), submission.trace_id)
        known = self.remembered.get(submission.request) if submission.request else None
        if known is not None:
            return _replay(known, submission)
        outcomes = self._outcomes(submission, actor, permissions)
        answer = Answer(outcomes, submission.trace_id)
        if submission.request:
            memory = Remembered(
                request=submission.request,
                fingerprint=submission.fingerprint,
                answer=json.dumps(to_plain(outcomes), separators=(",", ":"), ensure_ascii=False),
                trace_id=submission.trace_id,
                position=self.books.position,
            )
            self.remembered[submission.request] = memory
            self.new_memories.append(memory)
        return answer

    def _outcomes(
        self, submission: Submission, actor: Actor, permissions: frozenset[str] | None
    ) -> tuple[Outcome, ...]:
        desk = Desk(self.books, self.ledger, actor, submission.seed, self.moment, submission.request, self._log)
        start = desk.mark()
        outcomes = []
        for command in submission.commands:
            mark = desk.mark()
            try:
                outcomes.append(Outcome(_decide_one(desk, command, permissions)))
            except Refused as refused:
                desk.roll_back(mark)
                outcomes.append(_refused(refused))
        culprit = next((index for index, outcome in enumerate(outcomes) if outcome.code), None)
        if submission.mode == "atomic" and culprit is not None:
            desk.roll_back(start)
            undone = _refused(Refused("batch_refused", index=culprit, because=outcomes[culprit].code))
            outcomes = [outcome if outcome.code else undone for outcome in outcomes]
        self.entries += desk.entries
        self.vault += desk.vault
        self.secrets += desk.secrets
        self.invitations += desk.invitations
        self.accesses += desk.accesses
        self.erased += desk.erased
        return tuple(outcomes)

    def _log(self) -> Frontier:
        """Give the edge of the log behind what was decided so far."""
        return self.frontier.extend([sealed.leaf_hash for sealed in self.entries])[0]

    def _actor(self, submission: Submission) -> tuple[Actor, frozenset[str] | None]:
        """Give who acts and what it may do; the clock may do anything that no client may.

        Raises:
            Refused: ``client_not_active``, ``organization_merged``, ``organization_closed``.
        """
        if submission.client == SYSTEM:
            return Actor(SYSTEM), None
        client = self.books.clients.get(submission.client)
        if client is None or client.revoked_at or client.organization != submission.organization:
            raise Refused("client_not_active", client_id=submission.client)
        check_active(self.books.organizations.require(client.organization))
        return Actor(client.client, client.person, client.organization), frozenset(client.permissions.split())


def _decide_one(desk: Desk, command: Command, permissions: frozenset[str] | None) -> Mapping[str, object]:
    handler = HANDLERS[type(command)]
    if permissions is not None and handler.permission not in permissions:
        raise Refused("permission_missing", client_id=desk.actor.client, permission=handler.permission or command.KIND)
    return handler.decide(desk, command)


def _refused(refused: Refused) -> Outcome:
    refusal = refused.refusal
    return Outcome({}, refusal.code, refusal.params, refusal.pointer)


def _replay(known: Remembered, submission: Submission) -> Answer:
    if known.fingerprint != submission.fingerprint:
        reused = _refused(Refused("idempotency_key_reused"))
        return Answer((reused,) * len(submission.commands), submission.trace_id)
    outcomes = tuple(from_plain(Outcome, plain) for plain in json.loads(known.answer))
    return Answer(outcomes, known.trace_id, replayed=True)
