"""Writing: what was decided, as rows for each table.

Postings come before their entries, because an entry closes its postings; the rest follows in the order of the schema.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any, Final

from ledger.domain.access import line_behind
from ledger.domain.books.accounts import holder_of
from ledger.domain.books.rows import KEYS
from ledger.domain.decided import Access, Decided, SealedEntry
from ledger.domain.interchange.table import subject_of
from ledger.domain.journal.entries import FORMAT
from ledger.store.engines.backend import Write
from ledger.store.tables import OF_ROW, TABLES

_PLACE_OF: Final = {row_type: place for place, row_type in enumerate(KEYS)}
"""The place of each projection in the order of the schema."""


def writes_of(decided: Decided) -> Iterator[Write]:
    """Give the rows for each table that gets any, in the order in which they must be written."""
    for name, found, replace in _parts(decided):
        if found:
            yield Write(TABLES[name], found, replace)


def _parts(decided: Decided) -> Iterator[tuple[str, list[tuple[Any, ...]], bool]]:
    yield "postings", [row for sealed in decided.entries for row in posting_rows(sealed)], False
    yield "entries", [entry_row(sealed) for sealed in decided.entries], False
    yield "log_nodes", [(node.level, node.index, node.hash) for node in decided.nodes], False
    for row_type in sorted(decided.rows, key=_PLACE_OF.__getitem__):
        yield OF_ROW[row_type].name, list(decided.rows[row_type]), True
    yield "remembered", list(decided.remembered), False
    yield "vault", _last_of_each(((text.subject, text.field), text) for text in decided.vault), True
    secrets = (((secret.client, secret.created_at), (*secret, "")) for secret in decided.secrets)
    yield "client_secrets", _last_of_each(secrets), True
    yield "invitations", _last_of_each((invitation.client, invitation) for invitation in decided.invitations), True
    head = (1, decided.position, decided.recorded_at, decided.frontier.to_bytes(), decided.closed_through)
    yield "head", [head], True


def _last_of_each(rows: Iterable[tuple[Hashable, tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
    """Give the last row of each key: a unit may decide twice what stands in one place."""
    return list(dict(rows).values())


def access_rows(accesses: Sequence[Access], number: int, last: bytes) -> list[tuple[Any, ...]]:
    """Give the rows of lines behind the last one, which has a number and a hash, in the order of the table's columns.

    A line that nobody wrote yet has the number 0.
    """
    rows = []
    for access in accesses:
        line = line_behind(number + 1, last, access)
        number, last = line.number, line.hash
        rows.append((number, *access, last))
    return rows


def posting_rows(sealed: SealedEntry) -> Iterator[tuple[Any, ...]]:
    """Give the rows of an entry's postings, in the order of the table's columns."""
    entry = sealed.entry
    of_rules = zip(entry.postings, sealed.trail.rules, strict=True)
    for line, (posting, rule) in enumerate(of_rules, start=1):
        yield (
            entry.position,
            line,
            posting.account,
            posting.lot,
            posting.amount,
            posting.version,
            posting.balance,
            holder_of(posting.account),
            entry.effective_on,
            rule,
        )


def entry_row(sealed: SealedEntry) -> tuple[Any, ...]:
    """Give the row of an entry, in the order of the table's columns."""
    entry, fact = sealed.entry, sealed.entry.fact
    return (
        entry.position,
        entry.id,
        entry.kind,
        FORMAT,
        entry.recorded_at,
        entry.occurred_on,
        entry.effective_on,
        entry.actor.client,
        entry.actor.person,
        entry.actor.organization,
        getattr(fact, "university", ""),
        subject_of(fact),
        getattr(fact, "source", "") or getattr(fact, "reference", ""),
        entry.reverses,
        entry.request,
        len(entry.postings),
        sealed.trail.program,
        sealed.data,
        sealed.leaf_hash,
    )
