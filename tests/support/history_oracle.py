"""An oracle of histories: every filter applied to every entry, one after the other, by nobody's index.

It knows the canonical bytes of the journal and nothing else. What a redemption is of and what earned a lot it learns on
its way through them, as a reader of the journal would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from ledger.domain.books.accounts import holder_of
from ledger.domain.journal.commitments import blind
from ledger.domain.journal.entries import Entry, Posting, leaf_of

Item = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """An entry, and what was learnt of it on the way."""

    entry: Entry
    leaf_hash: str
    program: str
    rules: Mapping[str, str]

    @property
    def university(self) -> str:
        """Who posted it, or ""."""
        return str(getattr(self.entry.fact, "university", ""))

    @property
    def subject(self) -> str:
        """What it is about, or ""."""
        found = (getattr(self.entry.fact, name, "") for name in ("accrual", "redemption", "sanction"))
        return str(next((told for told in found if told), ""))

    @property
    def reference(self) -> str:
        """The digest of the outer world's name for it, or ""."""
        return str(getattr(self.entry.fact, "source", "") or getattr(self.entry.fact, "reference", ""))

    def legs(self, reader: str) -> list[Posting]:
        """Give the legs that a reader sees; "" sees all."""
        postings = self.entry.postings
        if reader in ("", self.university):
            return list(postings)
        own = {posting.lot for posting in postings if holder_of(posting.account) == reader}
        return [
            posting
            for posting in postings
            if holder_of(posting.account) == reader or (not holder_of(posting.account) and posting.lot in own)
        ]


class Oracle:
    """The journal, read once from its bytes."""

    def __init__(self, journal: Iterable[bytes], blind_key: bytes) -> None:
        self.blind_key = blind_key
        self.told: list[Told] = []
        programs: dict[str, str] = {}
        rules: dict[str, str] = {}
        for data in journal:
            entry = Entry.from_bytes(data)
            fact: Any = entry.fact
            redemption = getattr(fact, "redemption", "")
            if redemption and getattr(fact, "program", ""):
                programs[redemption] = fact.program
            for posting in entry.postings:
                kind, _, rule = posting.account.partition(":")
                if kind == "issued":
                    rules[posting.lot] = rule
            for grace in getattr(fact, "grace", ()):
                rules[grace.lot] = rules.get(grace.of, "")
            of_lots = {posting.lot: rules.get(posting.lot, "") for posting in entry.postings}
            self.told.append(Told(entry, leaf_of(data).hex(), programs.get(redemption, ""), of_lots))

    def history(self, wanted: Mapping[str, Any], reader: str = "") -> list[Item]:
        """Give every transaction that a reader ("" reads all) sees and that meets all that is wanted."""
        last = len(self.told)
        as_of = wanted.get("recorded_as_of")
        if as_of is not None:
            last = sum(
                told.entry.position <= as_of if isinstance(as_of, int) else told.entry.recorded_at <= as_of
                for told in self.told
            )
        checks = [self.check(name, value, reader) for name, value in wanted.items() if name in _CHECKS]
        found = [
            self.shown(told, reader)
            for told in self.told[:last]
            if told.entry.postings and (not reader or _concerns(told, reader)) and all(check(told) for check in checks)
        ]
        return found[::-1] if wanted.get("order") == "newest" else found

    def check(self, name: str, value: Any, reader: str) -> Callable[[Told], bool]:
        """Give the question that a filter asks of each entry."""
        check = _CHECKS[name]
        return lambda told: check(self, told, value, reader)

    def digests(self, text: str) -> list[str]:
        """Give the digests under which a text may stand in the journal."""
        return [blind(self.blind_key, label, text) for label in ("source_event_id", "reference")]

    def shown(self, told: Told, reader: str) -> Item:
        """Give a transaction as a reader sees it."""
        entry = told.entry
        return {
            "id": entry.id,
            "position": entry.position,
            "kind": entry.kind,
            "occurred_on": entry.occurred_on or None,
            "effective_on": entry.effective_on,
            "recorded_at": entry.recorded_at,
            "actor": {
                "client_id": entry.actor.client,
                "person_id": entry.actor.person or None,
                "organization_id": entry.actor.organization or None,
            },
            "subject": told.subject or None,
            "reverses": entry.reverses or None,
            "postings": [_leg(posting, reader) for posting in told.legs(reader)],
            "leaf_hash": told.leaf_hash,
        }


def _leg(posting: Posting, reader: str) -> Item:
    whole = reader in ("", holder_of(posting.account))
    return {
        "account": posting.account,
        "lot": posting.lot,
        "side": "debit" if posting.amount > 0 else "credit",
        "amount": abs(posting.amount),
        "account_version": posting.version if whole else None,
        "balance_after": abs(posting.balance) if whole else None,
    }


def _concerns(told: Told, organization: str, reader: str = "") -> bool:
    moved = {holder_of(posting.account) for posting in told.legs(reader)} - {""}
    return organization in {told.university, *moved}


def _pasted(oracle: Oracle, told: Told, value: str, reader: str) -> bool:
    text, entry = normalize("NFC", value).strip(), told.entry
    if told.reference and told.reference in oracle.digests(text):
        return True
    legs = told.legs(reader)
    named = {entry.id, told.subject, entry.actor.client, entry.actor.person, str(entry.position)}
    accounts = {posting.account for posting in legs if holder_of(posting.account)}
    organizations = {told.university, *map(holder_of, accounts)}
    return text in (named | accounts | organizations | {posting.lot for posting in legs}) - {"", "system"}


_CHECKS: dict[str, Callable[[Oracle, Told, Any, str], bool]] = {
    "organization_id": lambda _, told, value, reader: _concerns(told, value, reader),
    "university_id": lambda _, told, value, reader: told.university == value,
    "account": lambda _, told, value, reader: any(leg.account == value for leg in told.legs(reader)),
    "lot": lambda _, told, value, reader: any(leg.lot == value for leg in told.legs(reader)),
    "kind": lambda _, told, value, reader: told.entry.kind == value,
    "program": lambda _, told, value, reader: told.program == value,
    "activity": lambda _, told, value, reader: any(told.rules[leg.lot] == value for leg in told.legs(reader)),
    "person_id": lambda _, told, value, reader: told.entry.actor.person == value,
    "client_id": lambda _, told, value, reader: told.entry.actor.client == value,
    "recorded_from": lambda _, told, value, reader: told.entry.recorded_at >= value,
    "recorded_to": lambda _, told, value, reader: told.entry.recorded_at < value,
    "effective_from": lambda _, told, value, reader: told.entry.effective_on >= value,
    "effective_to": lambda _, told, value, reader: told.entry.effective_on <= value,
    "effective_as_of": lambda _, told, value, reader: told.entry.effective_on <= value,
    "occurred_from": lambda _, told, value, reader: told.entry.occurred_on >= value,
    "occurred_to": lambda _, told, value, reader: "" < told.entry.occurred_on <= value,
    "subject": lambda _, told, value, reader: told.subject == value,
    "reference": lambda oracle, told, value, reader: told.reference in oracle.digests(value),
    "q": _pasted,
}
