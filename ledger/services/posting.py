"""Posting: the one path by which anything enters the ledger, whatever the door.

A unit of work takes the ledger's head lock, loads what its commands need in a fixed number of reads, decides them in
memory, writes everything set-based and commits: three round trips where nothing is due and nothing is spent, and two
where the unit before it left books to go on with. A preview is the same path on a snapshot that is never written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from ledger.domain import dates
from ledger.domain.books.books import Books, WalletIncomplete
from ledger.domain.books.shelf import NotLoaded
from ledger.domain.commands import Answer, Command, Mode, Submission
from ledger.domain.decide import Decision, decide, recorded_at
from ledger.domain.journal.entries import SYSTEM
from ledger.domain.loading import LOOKS, by_what_is_known, whole_wallets
from ledger.domain.refusals import Refused
from ledger.services.context import NO_SEED, Request, submission
from ledger.services.heap import collection_paused
from ledger.services.node import Node
from ledger.store.kept import Kept
from ledger.store.opening import Opening
from ledger.store.units import Head, ReadingUnit

WAITED_LONG: Final = timedelta(milliseconds=100)
"""A unit of work that waited so long for the head is recorded at the time when it got it."""


def post(node: Node, submissions: Sequence[Submission]) -> tuple[Answer, ...]:
    """Post submissions as one unit of work, and answer each: by the node's writer, or here where there is none.

    Raises:
        StoreUnavailable: nothing was written, or (``outcome_unknown``) the key will tell.
    """
    return post_here(node, submissions) if node.writer is None else node.writer.post(submissions)


def post_each(node: Node, submissions: Iterable[Submission]) -> Iterator[Answer]:
    """Post submissions in order, each as a unit of work; the next is made while the writer is at the one before.

    Raises:
        StoreUnavailable: as ``post``; those before it were posted, and those behind it may have been.
    """
    if node.writer is not None:
        return node.writer.post_each(submissions)
    return (post_here(node, [one])[0] for one in submissions)


def post_here(node: Node, submissions: Sequence[Submission]) -> tuple[Answer, ...]:
    """Post submissions as one unit of work in this process, and answer each.

    Where one changes what another rests on, as a merger does, nobody could tell before what the other needs: then each
    is a unit of work of its own.

    Raises:
        StoreUnavailable: nothing was written, or (``outcome_unknown``) the key will tell.
    """
    whole: set[str] = set()
    while True:
        kept, now = node.store.kept.take(), _truncated(node)
        opening = _opening(node, submissions, kept.books if kept else Books(), now)
        try:
            with collection_paused(), node.store.writing(opening.questions) as unit:
                answers = unit.answers
                if kept and kept.head != unit.head:  # somebody else has written meanwhile
                    opening = _opening(node, submissions, Books(), now)
                    answers = unit.ask(opening.questions)
                decision, books = _decide(node, unit, submissions, opening, answers, now, whole)
                unit.write_and_commit(decision.decided)
        except WalletIncomplete as incomplete:
            whole.add(incomplete.holder)
            continue
        except NotLoaded:
            if len(submissions) == 1:
                raise
            return tuple(post_here(node, [one])[0] for one in submissions)
        decided = decision.decided
        head = Head(decided.position, decided.recorded_at, decided.frontier, decided.closed_through)
        books.carry_over()
        node.store.kept.keep(Kept(head, books))
        return decision.answers


def preview(node: Node, submissions: Sequence[Submission]) -> Decision:
    """Decide submissions as ``post`` would at this moment, leaving no trace."""
    with node.store.reading() as unit:
        return preview_in(node, unit, submissions)


def preview_in(node: Node, unit: ReadingUnit, submissions: Sequence[Submission]) -> Decision:
    """Decide submissions on a snapshot that is read already, leaving no trace."""
    whole: set[str] = set()
    while True:
        now = _truncated(node)
        opening = _opening(node, submissions, Books(), now)
        try:
            return _decide(node, unit, submissions, opening, unit.ask(opening.questions), now, whole)[0]
        except WalletIncomplete as incomplete:
            whole.add(incomplete.holder)


def told_now(node: Node, unit: ReadingUnit, command: Command) -> dict[str, Any]:
    """Give what a command of the clock would answer on a snapshot, and the snapshot's position, leaving no trace.

    Raises:
        Refused: what it would be refused by.
    """
    asked = Submission(SYSTEM, "", NO_SEED, (command,))
    (outcome,) = preview_in(node, unit, [asked]).answers[0].outcomes
    if outcome.code:
        raise Refused(outcome.code, outcome.pointer, **outcome.params)
    return {**outcome.result, "position": unit.head.position}


def answer(node: Node, request: Request, command: Command) -> Answer:
    """Post the one command of a request, or preview it where the request is a dry run."""
    return answer_all(node, request, [command])


def answer_all(node: Node, request: Request, commands: Sequence[Command], mode: Mode = "independent") -> Answer:
    """Post the commands of a request as one submission, or preview them where the request is a dry run."""
    one = submission(node, request, commands, mode)
    return (preview(node, [one]).answers if request.dry_run else post(node, [one]))[0]


def _truncated(node: Node) -> datetime:
    return dates.truncate_to_milliseconds(node.clock())


def _opening(node: Node, submissions: Sequence[Submission], books: Books, now: datetime) -> Opening:
    """Ask the first look as of a moment before the head is had."""
    requests = [one.request for one in submissions if one.request]
    today, instant = _day_and_instant(now)
    needs = by_what_is_known(submissions, books, today)
    return Opening(node.store.backend, books, requests, needs, today, instant)


def _decide(
    node: Node,
    unit: ReadingUnit,
    submissions: Sequence[Submission],
    opening: Opening,
    answers: Sequence[list[Any]],
    asked_at: datetime,
    whole: set[str],
) -> tuple[Decision, Books]:
    remembered, books = opening.receive(unit, answers), opening.books
    at = recorded_at(books, asked_at)
    if at > asked_at or _truncated(node) - asked_at > WAITED_LONG:
        at = recorded_at(books, _truncated(node))
        opening = _opening(node, submissions, Books(), at)  # more may be due by now
        remembered, books = opening.receive(unit, unit.ask(opening.questions)), opening.books
    today, now = _day_and_instant(at)
    fresh = [one for one in submissions if one.request not in remembered]
    for look in LOOKS:
        unit.load(books, look(fresh, books, today), today, now)
    if whole:
        unit.load(books, whole_wallets(whole), today, now)
    return decide(books, unit.head.frontier, submissions, remembered, node.ledger, at), books


def _day_and_instant(at: datetime) -> tuple[str, str]:
    return dates.business_date(at).isoformat(), dates.instant_text(at)
