"""Statements: what a holder's accounts came to in a period, as it was closed and as it really was.

*As closed* counts what takes effect in the period, and for a closed one never changes. *Restated* counts what happened
in it, by the day of the event where there is one. Two lists of transactions tell the difference, to the point:

- ``late``: happened by the end of the period, accounted after it: restated closing = closing as closed + late;
- ``earlier``: accounted within the period, happened before it: restated opening = opening as closed + earlier + what
  of late happened before the period.

The movements lead from the opening as closed to the closing as closed, account by account, a page at a time.

Seen from a point, what was recorded or takes effect after it is not there: a period that was closed after it is open,
and one that is closed shows less than its closing only as of an accounting day before its end. The period's days, and
which periods there are, are those of the calendar now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ledger.domain.books.accounts import HOLDER_STATES, kind_of, normal_of, of_holder
from ledger.services.as_of import point
from ledger.services.context import Caller
from ledger.services.exports import Form, forms_of
from ledger.services.node import Node
from ledger.services.periods import known_period
from ledger.services.tables import flat
from ledger.services.visibility import require_organization
from ledger.store.reads import accounts, periods, statements
from ledger.store.reads.statements import Moved, Movement, Place, Shifted, Span

COLUMNS: Final = (
    "line",
    "account",
    "transaction_id",
    "kind",
    "happened_on",
    "effective_on",
    "opening",
    "debit",
    "credit",
    "closing",
    "position",
    "subject",
)
"""The cells of a line: an account ``as_closed`` or ``restated``, a ``movement`` with what the account holds after it,
or a posting that is ``late`` or ``earlier``."""

WHOLE: Final = ("opening", "debit", "credit", "closing", "position")
FORMS: Final[Mapping[str, Form]] = forms_of(flat("statement", COLUMNS, WHOLE))
"""How pages of lines are written, by the name of the form, which is a file's extension too."""
PAGE: Final = 500

Sums = dict[str, int]
_END_OF_DAYS: Final = "9999-12-31"
"""The last accounting day that there can be."""


def statement(
    node: Node,
    caller: Caller,
    organization_id: str,
    name: str,
    recorded_as_of: int | str | None = None,
    effective_as_of: str | None = None,
) -> dict[str, Any]:
    """Give what an organization's accounts came to in a period, seen from a point.

    Openings and closings are points on the account's own side: what the holder has, or owes in arrears.

    Raises:
        Refused: ``permission_missing``, ``organization_unknown``, ``position_unknown``, ``period_unknown``.
    """
    names = [of_holder(organization_id, state) for state in HOLDER_STATES]
    with node.store.reading() as unit:
        require_organization(unit, caller, organization_id)
        period = known_period(node, unit, name)
        when = point(node, unit, recorded_as_of, effective_as_of)
        span = Span(period.first_day, period.last_day, when.effective_on or _END_OF_DAYS, when.position)
        row = periods.period(unit, period.name)
        if row and (row.position > span.position or span.until < span.last_day):
            row = None
        held = accounts.balances_at(unit, (), organization_id, when.position, when.effective_on)
        moved = statements.moved(unit, names, span)
        shifted = statements.shifted(unit, names, span)
        lines = {line.account: line for line in periods.lines(unit, period.name, organization_id)} if row else {}
    late = [posting for posting in shifted if posting.effective_on > period.last_day]
    earlier = [posting for posting in shifted if posting.effective_on <= period.last_day]
    told = []
    for account in names:
        as_booked, restated = _both(account, held.get(account, 0), moved.get(account))
        if row:  # what was closed stands, whatever came to pass since
            line = lines.get(account)
            as_booked = _sums(account, line.opening, line.debit, line.credit) if line else _sums(account, 0, 0, 0)
        after = sum(posting.amount for posting in late if posting.account == account)
        told.append(
            {
                "account": account,
                "as_closed": as_booked,
                "restated": restated,
                "late": normal_of(kind_of(account)) * after,
            }
        )
    return {
        "organization_id": organization_id,
        "period": period.name,
        "status": "closed" if row else "open",
        "first_day": period.first_day,
        "last_day": period.last_day,
        "accounts": told,
        "late": _transactions(late),
        "earlier": _transactions(earlier),
        "closing_root": row.root if row else None,
        "effective_as_of": when.effective_on,
        "position": when.position,
        "root": when.root,
    }


def movement_pages(node: Node, told: Mapping[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """Walk what moved on a statement's accounts, from opening to closing as closed, in constant memory.

    Each movement tells what its account holds after it, on the account's own side.
    """
    span = Span(told["first_day"], told["last_day"], told["effective_as_of"] or _END_OF_DAYS, told["position"])
    for account in told["accounts"]:
        side, balance = normal_of(kind_of(account["account"])), account["as_closed"]["opening"]
        place = Place(span.first_day, 0)
        while page := _movements(node, account["account"], span, place):
            items = []
            for moved in page:
                balance += side * (moved.debit - moved.credit)
                items.append(_movement(account["account"], moved, balance))
            yield items
            place = Place(page[-1].effective_on, page[-1].position)


def _movements(node: Node, account: str, span: Span, behind: Place) -> list[Movement]:
    with node.store.reading() as unit:
        return statements.movements(unit, account, span, behind, PAGE)


def _movement(account: str, moved: Movement, balance: int) -> dict[str, Any]:
    return {
        "account": account,
        "transaction_id": moved.transaction_id,
        "position": moved.position,
        "kind": moved.kind,
        "happened_on": moved.happened_on,
        "effective_on": moved.effective_on,
        "subject": moved.subject or None,
        "debit": moved.debit,
        "credit": moved.credit,
        "balance": balance,
    }


def _both(account: str, balance: int, moved: Moved | None) -> tuple[Sums, Sums]:
    """Give an account by the accounting day and by the day of the event; ``balance`` is what it holds, signed."""
    found = moved or Moved(account, *[0] * 6)
    opening = balance - found.since
    restated = _sums(account, opening + found.happened_before, found.happened_debit, found.happened_credit)
    return _sums(account, opening, found.debit, found.credit), restated


def _sums(account: str, opening: int, debit: int, credit: int) -> Sums:
    side = normal_of(kind_of(account))
    closing = opening + debit - credit
    return {"opening": side * opening, "debit": debit, "credit": credit, "closing": side * closing}


def _transactions(postings: Sequence[Shifted]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for posting in postings:
        told = found.setdefault(
            posting.transaction_id,
            {
                "transaction_id": posting.transaction_id,
                "position": posting.position,
                "kind": posting.kind,
                "happened_on": posting.happened_on,
                "effective_on": posting.effective_on,
                "postings": [],
            },
        )
        side = "debit" if posting.amount > 0 else "credit"
        leg = {"account": posting.account, "lot": posting.lot, "side": side, "amount": abs(posting.amount)}
        told["postings"].append(leg)
    return list(found.values())


def line_pages(node: Node, told: Mapping[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """Walk the lines of a statement, each with a member for every column, a page at a time."""
    nothing: dict[str, Any] = dict.fromkeys(COLUMNS)
    yield [
        {**nothing, "line": basis, "account": account["account"], **account[basis]}
        for basis in ("as_closed", "restated")
        for account in told["accounts"]
    ]
    for page in movement_pages(node, told):
        yield [{**nothing, "line": "movement", **_without_balance(item), "closing": item["balance"]} for item in page]
    for basis in ("late", "earlier"):
        yield [line for transaction in told[basis] for line in _shifted_lines({**nothing, "line": basis}, transaction)]


def _without_balance(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name != "balance"}


def _shifted_lines(line: Mapping[str, Any], transaction: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    about = {name: transaction[name] for name in ("transaction_id", "position", "kind", "happened_on", "effective_on")}
    for leg in transaction["postings"]:
        yield {**line, **about, "account": leg["account"], leg["side"]: leg["amount"]}
