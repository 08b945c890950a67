"""Calls: all applications of a call are decided at once, as the program's owner reports them.

Invariant: behind the settlement of a call nobody who applied is left undecided. Who is selected is captured, everybody
else gets back what was held, and one thing that cannot be undoes all of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from ledger.domain.agencies import owns_program
from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.books.fold_redemptions import pool_of
from ledger.domain.commands import Chosen, SettleCall, Submission
from ledger.domain.desk import Desk
from ledger.domain.handler import Handler, need_overdue, need_wallet
from ledger.domain.journal.codec import to_plain
from ledger.domain.journal.facts import CallSettled
from ledger.domain.needs import Needs
from ledger.domain.published import program_in_force
from ledger.domain.redemptions import capture, check_capture, check_first_of_pool
from ledger.domain.refusals import Refused
from ledger.domain.selections import application, check_not_selected, check_selection, select
from ledger.domain.settlement import pay_arrears, release, settle, settle_program


def first(command: SettleCall, submission: Submission, needs: Needs) -> None:
    """Need the program and all open applications of the call, and those that are named."""
    needs.program_codes.add(command.program)
    needs.programs_due.add(command.program)
    needs.calls.add((command.program, command.call))
    needs.redemptions.update(_named(command))


def second(command: SettleCall, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need the wallets of all who applied and of all who are named, and the program's account."""
    named = [row for one in _named(command) if (row := books.redemptions.get(one)) is not None]
    for row in (*books.redemptions.find("open_call", (command.program, command.call)), *named):
        needs.pools.add(row.redemption)
        need_wallet(needs, row.holder)
    need_overdue(needs, books, command.program, today)
    needs.balances.add(f"redeemed:{command.program}")


def _named(command: SettleCall) -> list[str]:
    return [chosen.redemption_id for chosen in command.selected] + list(command.declined)


def decide(desk: Desk, command: SettleCall) -> Mapping[str, Any]:
    """Decide all applications of a call at once: who is selected is captured, everybody else gets back what was held.

    Refusals, in this order: ``program_unknown``, ``redemption_named_twice``, ``redemption_not_in_call``,
    ``nobody_applied``, those of a
    selection and a capture for each that is selected, ``pooled_capture_must_be_whole``, ``selection_incomplete``.
    """
    books = desk.books
    actor = books.organizations.require(desk.actor.organization)
    program_in_force(books.programs.find("code", command.program), command.program)
    if actor.kind != "operator" and not owns_program(books, actor, command.program):
        raise Refused("program_unknown", "/program", program=command.program)
    applied = books.redemptions.find("open_call", (command.program, command.call))
    holders = list(dict.fromkeys(row.holder for row in sorted(applied, key=lambda row: row.position)))
    for holder in holders:
        settle(desk, holder)
    settle_program(desk, command.program)
    _check_named(books, command)
    if not applied:
        raise Refused("nobody_applied", "/call", program=command.program, call=command.call)
    selected, points = [], 0
    for index, chosen in enumerate(command.selected):
        if books.redemptions.require(chosen.redemption_id).pool:
            continue  # it is selected with the first of those who apply together
        for row in _chosen(desk, chosen, index):
            selected.append(row)
            used = row.held if chosen.points is None or row.pool else chosen.points
            points += used
            if used:
                capture(desk, row, used)
    not_selected = _decline_others(desk, command)
    # From here on the call is settled.
    for holder in holders:
        pay_arrears(desk, holder)
    fact = CallSettled(
        program=command.program,
        call=command.call,
        selected=len(selected),
        not_selected=not_selected,
        points=points,
        amount_krw=sum(row.amount_krw for row in selected),
        report=report_digest(command),
    )
    entry = desk.record(fact)
    return {**to_plain(fact), "transaction_id": entry.id, "position": entry.position}


def report_digest(command: SettleCall) -> str:
    """Give the SHA-256 of a report's canonical bytes, in hexadecimal: the same report gives the same digest."""
    told = to_plain(command)
    return sha256(json.dumps(told, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _check_named(books: Books, command: SettleCall) -> None:
    """See that a report names each application of the call once, and who applies together with one result."""
    seen: set[str] = set()
    for list_name, listed in (("/selected", command.selected), ("/declined", command.declined)):
        reported = [one if isinstance(one, Chosen) else Chosen(one) for one in listed]
        named = {one.redemption_id for one in reported}
        for index, one in enumerate(reported):
            with _pointing_at(f"{list_name}/{index}"):
                if one.redemption_id in seen:
                    raise Refused("redemption_named_twice", redemption_id=one.redemption_id)
                seen.add(one.redemption_id)
                row = books.redemptions.get(one.redemption_id)
                if row is None or (row.program, row.call) != (command.program, command.call):
                    told = {"program": command.program, "call": command.call}
                    raise Refused("redemption_not_in_call", redemption_id=one.redemption_id, **told)
                if row.pool and row.pool not in named:
                    check_first_of_pool(row)
                if listed is command.declined:
                    check_not_selected(row)
                elif row.pool:
                    _check_member(row, one)


def _check_member(row: rows.Redemption, chosen: Chosen) -> None:
    """See that who applies together with another, and is selected with it, is open and captured whole."""
    if row.settled_at:
        raise Refused("hold_already_settled", redemption_id=row.redemption, status=row.status)
    if chosen.points not in (None, row.held) or chosen.amount_krw:
        raise Refused("pooled_capture_must_be_whole", redemption_id=row.redemption)


def _chosen(desk: Desk, chosen: Chosen, index: int) -> list[rows.Redemption]:
    """Select one application of a call; gives the rows of all who apply together."""
    with _pointing_at(f"/selected/{index}"):
        row = application(desk, chosen.redemption_id)
        krw = check_selection(desk.books, row, chosen.amount_krw)
        if chosen.points is not None:
            if chosen.points != row.held and len(pool_of(desk.books, row)) > 1:
                raise Refused("pooled_capture_must_be_whole", "/points", redemption_id=row.redemption)
            check_capture(row, chosen.points)
        together = pool_of(desk.books, row)
        select(desk, row, krw)
    return [desk.books.redemptions.require(one.redemption) for one in together]


@contextmanager
def _pointing_at(item: str) -> Iterator[None]:
    """Let what is refused inside point at the item of the report that it is about."""
    try:
        yield
    except Refused as refused:
        refusal = refused.refusal
        raise Refused(refusal.code, f"{item}{refusal.pointer}", **refusal.params) from refused


def _decline_others(desk: Desk, command: SettleCall) -> int:
    """Give back what is held by everybody of the call who is still open; gives how many that are."""
    books, left = desk.books, 0
    declined = set(command.declined)
    there = books.redemptions.find("open_call", (command.program, command.call))
    for row in sorted(there, key=lambda row: row.position):
        if row.selected_at:
            continue
        if not (row.pool or command.rest_is_declined or row.redemption in declined):
            told = {"program": command.program, "call": command.call, "redemption_id": row.redemption}
            raise Refused("selection_incomplete", "/declined", **told)
        release(desk, row, "not_selected", desk.today)
        left += 1
    return left


HANDLER = Handler("redemptions.select", first, second, decide)
