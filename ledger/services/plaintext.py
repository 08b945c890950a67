"""Plain-text accounting: the ledger as a journal that hledger, ledger and beancount read and check for themselves.

A transaction is dated by the business day on which it was recorded, because assertions follow the order of dates;
its accounting day stands beside it. In an hledger journal each posting asserts the balance after it. A beancount
journal asserts the balance of every account that moved, at the start of the month after.
Formats: https://hledger.org/hledger.html#journal, https://beancount.github.io/docs/beancount_language_syntax.html
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain

from ledger.domain import dates
from ledger.domain.books.accounts import holder_of, kind_of
from ledger.services.node import Node
from ledger.store.reads import history
from ledger.store.reads.history import TransactionRecord
from ledger.store.reads.history_pages import HistoryFilter

COMMODITY = "MP"

_ROOTS = {
    "available": "Liabilities",
    "pending": "Liabilities",
    "held": "Liabilities",
    "disputed": "Liabilities",
    "arrears": "Assets",
    "issued": "Expenses",
    "adjusted": "Expenses",
    "written-off": "Expenses",
    "redeemed": "Income",
    "expired": "Income",
    "forfeited": "Income",
}
"""Where each kind of account stands in the five classes of plain-text accounting: points owed are liabilities."""


def hledger_journal(node: Node) -> Iterator[str]:
    """Give the journal for hledger (and ledger), a transaction at a time."""
    yield f"; journal of {node.ledger.origin}\ncommodity 1000. {COMMODITY}\n"
    for record in _records(node):
        lines = [f"{_recorded_on(record)}={record.effective_on} * {record.kind}  ; id:{record.id}"]
        for posting in record.postings:
            account = _account(posting.account).lower()
            amount = f"{posting.amount} {COMMODITY} = {posting.balance_after} {COMMODITY}"
            lines.append(f"    {account}    {amount}  ; lot:{posting.lot}")
        yield "\n".join(lines) + "\n"


def beancount_journal(node: Node) -> Iterator[str]:
    """Give the journal for beancount: accounts open where they first move, and months end with assertions."""
    yield f'option "title" "{node.ledger.origin}"\noption "operating_currency" "{COMMODITY}"\n'
    known: set[str] = set()
    moved: dict[str, int] = {}
    month = ""
    last_day = ""
    for record in _records(node):
        last_day = _recorded_on(record)
        if moved and last_day[:7] != month:
            yield _assertions(moved, f"{last_day[:7]}-01")
            moved.clear()
        month = last_day[:7]
        lines = []
        for posting in record.postings:
            account = _account(posting.account)
            if account not in known:
                known.add(account)
                lines.append(f"{last_day} open {account} {COMMODITY}")
            moved[account] = posting.balance_after
        lines.append(f'{last_day} * "{record.kind}"')
        lines.append(f'  id: "{record.id}"')
        lines.append(f"  effective_on: {record.effective_on}")
        for posting in record.postings:
            lines.append(f"  {_account(posting.account)}  {posting.amount} {COMMODITY}")
            lines.append(f'    lot: "{posting.lot}"')
        yield "\n".join(lines) + "\n"
    if moved:
        after = date.fromisoformat(last_day) + timedelta(days=1)
        yield _assertions(moved, after.isoformat())


def _records(node: Node) -> Iterator[TransactionRecord]:
    """Walk the transactions as they stood at the beginning of the walk."""
    with node.store.reading() as unit:
        wanted = HistoryFilter(position_max=unit.head.position)
    return chain.from_iterable(history.pages(node.store, wanted))


def _recorded_on(record: TransactionRecord) -> str:
    return dates.business_date(dates.parse_instant(record.recorded_at)).isoformat()


def _account(account: str) -> str:
    """Name an account as beancount wants it: five roots, and parts that begin with a capital or a digit.

    >>> _account("org_01a0:available"), _account("issued:INT-STD"), _account("expired")
    ('Liabilities:Available:Org-01a0', 'Expenses:Issued:INT-STD', 'Income:Expired')
    """
    kind, holder = kind_of(account), holder_of(account)
    detail = holder or account.partition(":")[2]
    parts = [_ROOTS[kind], kind, *([detail] if detail else [])]
    return ":".join(part[:1].upper() + part[1:].replace("_", "-") for part in parts)


def _assertions(moved: dict[str, int], day: str) -> str:
    return "".join(f"{day} balance {account}  {moved[account]} {COMMODITY}\n" for account in sorted(moved))
