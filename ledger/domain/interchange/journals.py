"""Journals: every plain-text journal by the name of the tool that reads it, which is a file's extension too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from ledger.domain.interchange.beancount import beancount_journal
from ledger.domain.interchange.plaintext import hledger_journal, ledger_journal
from ledger.domain.journal.entries import Entry

JOURNALS: Final[Mapping[str, Callable[[str, Iterable[Entry]], Iterator[str]]]] = {
    "hledger": hledger_journal,
    "ledger": ledger_journal,
    "beancount": beancount_journal,
}
"""How the journal of a log (its origin) is written from all of its entries, in order."""
