"""Histories: transactions, accounts and the trial balance, as far as the caller may see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.domain.refusals import Refused
from ledger.services.agencies import reads_programs
from ledger.services.as_of import Point, point
from ledger.services.context import Caller
from ledger.services.history_filters import TransactionFilter, check_ranges, decides, store_filter
from ledger.services.node import Node
from ledger.services.visibility import narrowed, require_all, require_reader, sees_all
from ledger.store.reads import accounts as read_accounts
from ledger.store.reads import history
from ledger.store.reads.history import EntryRecord, TransactionRecord
from ledger.store.reads.history_pages import HistoryFilter


@dataclass(frozen=True, slots=True)
class History:
    """Transactions as they stood at a position, which can be asked for again for ever.

    Attributes:
        position: where the journal stood; ``root`` is that of its log, hexadecimal.
    """

    node: Node
    caller: Caller
    chosen: HistoryFilter
    position: int
    root: str

    def page(self, after: int | None, limit: int) -> list[dict[str, Any]]:
        """Give up to ``limit`` transactions behind the one at position ``after``, in the order that was asked for."""
        return _shown(self.caller, history.transactions(self.node.store, self.chosen, after, limit))

    def pages(self, after: int | None = None) -> Iterator[list[dict[str, Any]]]:
        """Walk all transactions behind the one at position ``after``, a page at a time in constant memory."""
        return (_shown(self.caller, page) for page in history.pages(self.node.store, self.chosen, after))


def history_of(node: Node, caller: Caller, wanted: TransactionFilter, position: int | None = None) -> History:
    """Find the history that a caller asks for.

    Args:
        position: where the journal stood when the first page of it was read, ``None`` for the first page.

    Raises:
        Refused: ``permission_missing``, ``period_ends_before_it_begins``, ``position_unknown``,
            ``organization_unknown``.
    """
    require_reader(caller)
    check_ranges(wanted)
    with node.store.reading() as unit:
        asked = wanted.recorded_as_of if position is None else position
        when = point(node, unit, asked, wanted.effective_as_of)
    return History(node, caller, store_filter(node, caller, wanted, when.position), when.position, when.root)


def transactions(
    node: Node, caller: Caller, wanted: TransactionFilter, after: int | None, limit: int
) -> list[dict[str, Any]]:
    """Give up to ``limit`` transactions behind the one at position ``after``. Raises as ``history_of``."""
    return history_of(node, caller, wanted).page(after, limit)


def pages(
    node: Node, caller: Caller, wanted: TransactionFilter, after: int | None = None
) -> Iterator[list[dict[str, Any]]]:
    """Walk all transactions behind the one at position ``after``, a page at a time in constant memory.

    Raises:
        Refused: as ``history_of``; at once, before the first page is asked for.
    """
    return history_of(node, caller, wanted).pages(after)


def transaction(node: Node, caller: Caller, transaction_id: str) -> dict[str, Any]:
    """Give one transaction.

    Raises:
        Refused: ``permission_missing``, ``transaction_unknown``.
    """
    return _shown(caller, [visible_transaction(node, caller, transaction_id)])[0]


def visible_transaction(node: Node, caller: Caller, transaction_id: str) -> TransactionRecord:
    """Give one transaction as it is stored, if the caller may see it.

    Raises:
        Refused: ``permission_missing``, ``transaction_unknown``.
    """
    require_reader(caller)
    record = history.transaction(node.store, transaction_id)
    seen = record is not None and (sees_all(caller) or caller.organization_id in _parties(record))
    if record is None or not (seen or decides(node, caller, record.subject)):
        raise Refused("transaction_unknown", transaction_id=transaction_id)
    return record


def accounts(
    node: Node,
    caller: Caller,
    organization_id: str,
    after: str,
    limit: int,
    recorded_as_of: int | str | None = None,
    effective_as_of: str | None = None,
) -> tuple[list[dict[str, Any]], Point]:
    """Give up to ``limit`` accounts behind the account ``after``, by name, and the point they were read at.

    An account that had no posting by then stands at zero.

    Raises:
        Refused: ``permission_missing``, ``organization_unknown``, ``position_unknown``.
    """
    organization = narrowed(caller, organization_id)
    with node.store.reading() as unit:
        when = point(node, unit, recorded_as_of, effective_as_of)
        found = read_accounts.accounts(unit, organization, after, limit)
        then = {row.account: row.balance for row in found}
        if not when.is_now:
            booked = read_accounts.balances_at(unit, list(then), "", when.position, when.effective_on)
            then = {account: booked.get(account, 0) for account in then}
    items = [
        {
            "account": row.account,
            "organization_id": row.holder or None,
            "kind": row.kind,
            "side": "debit" if then[row.account] > 0 else "credit",
            "balance": abs(then[row.account]),
            "account_version": row.version if when.is_now else None,
        }
        for row in found
    ]
    return items, when


def trial_balance(
    node: Node, caller: Caller, recorded_as_of: int | str | None = None, effective_as_of: str | None = None
) -> dict[str, Any]:
    """Give every account with its balance on its side; the two totals are equal.

    Raises:
        Refused: ``permission_missing``, ``position_unknown``.
    """
    require_all(caller)
    with node.store.reading() as unit:
        when = point(node, unit, recorded_as_of, effective_as_of)
        found = read_accounts.trial_balance(unit, when.position, when.effective_on)
    lines = [
        {"account": line.account, "debit": max(line.balance, 0), "credit": max(-line.balance, 0)} for line in found
    ]
    totals = {
        "debit": sum(line.balance for line in found if line.balance > 0),
        "credit": sum(-line.balance for line in found if line.balance < 0),
    }
    return {"accounts": lines, "totals": totals, "position": when.position, "root": when.root}


def actor_of(record: TransactionRecord | EntryRecord) -> dict[str, str | None]:
    """Show by whom an entry was made: the client, its person and its organization, null where there was none."""
    return {
        "client_id": record.actor_client,
        "person_id": record.actor_person or None,
        "organization_id": record.actor_organization or None,
    }


def _parties(record: TransactionRecord) -> set[str]:
    return {record.university, *(posting.holder for posting in record.postings)} - {""}


def _shown(caller: Caller, records: Sequence[TransactionRecord]) -> list[dict[str, Any]]:
    """Show transactions with the legs a caller may see: all of what it posted itself, else those of its own lots; of
    those about redemptions of its programs an agency sees all legs, because it was given no others.

    The running figures of an account are for those who may see the whole account.
    """
    everything, own, agency = sees_all(caller), caller.organization_id, reads_programs(caller)
    whole = everything or agency
    return [
        {
            "id": record.id,
            "position": record.position,
            "kind": record.kind,
            "occurred_on": record.occurred_on or None,
            "effective_on": record.effective_on,
            "recorded_at": record.recorded_at,
            "actor": actor_of(record),
            "subject": record.subject or None,
            "reverses": record.reverses or None,
            "postings": [
                {
                    "account": account,
                    "lot": lot,
                    "side": "debit" if amount > 0 else "credit",
                    "amount": abs(amount),
                    "account_version": version if everything or holder == own else None,
                    "balance_after": abs(balance) if everything or holder == own else None,
                }
                for _, _, account, lot, amount, version, balance, holder, _ in record.postings
                if whole or own in (record.university, holder) or (not holder and lot in lots)
            ],
            "leaf_hash": record.leaf_hash.hex(),
        }
        for record in records
        for lots in [frozenset() if whole else {leg.lot for leg in record.postings if leg.holder == own}]
    ]
