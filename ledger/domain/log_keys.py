"""Log keys: with which key checkpoints are signed is set by two persons, as an entry; a key is set once.

The signer makes the key and keeps its private part; only the public part is proposed. The first checkpoint over the
entry is signed by the key before and by this one, so that who trusts the old key learns the new one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from ledger.domain.act import Act
from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.commands import ProposeLogKey
from ledger.domain.desk import Desk
from ledger.domain.journal.facts import LogKeySet
from ledger.domain.needs import Needs
from ledger.domain.refusals import Refused

Terms = Mapping[str, Any]

is_public_key: Final = re.compile("[0-9a-f]{64}").fullmatch
"""Tell whether a text is a public key: 32 bytes in lower-case hexadecimal."""


def _terms(command: ProposeLogKey) -> Terms:
    return {"public_key": command.public_key}


def _first(terms: Terms, needs: Needs) -> None:
    needs.log_keys.add(terms["public_key"])


def _check(desk: Desk, terms: Terms) -> int:
    """See that the key was never set before; it moves no points.

    Refusals: ``log_key_already_set``.
    """
    known = desk.books.log_keys.get(terms["public_key"])
    if known is not None:
        raise Refused("log_key_already_set", "/public_key", public_key=known.public_key, position=known.position)
    return 0


def _enact(desk: Desk, row: rows.Proposal, terms: Terms) -> Mapping[str, Any]:
    entry = desk.record(LogKeySet(terms["public_key"], row.proposal))
    return {"public_key": terms["public_key"], "position": entry.position}


def carries_out(books: Books, fact: Any, terms: Terms) -> bool:
    """Tell whether the key was set that was proposed."""
    return isinstance(fact, LogKeySet) and fact.public_key == terms["public_key"]


ACT: Final = Act(
    "log_key", "log.propose", "log.approve", (), (LogKeySet.KIND,), _terms, _check, _enact, carries_out, _first
)
