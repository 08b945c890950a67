"""Entries: the journal itself.

An entry has a position (1, 2, 3, … without gaps), an actor, three dates, a fact and, where it moves points, postings.
Its canonical bytes are all that ever mattered; its leaf in the log is their hash. A transaction is an entry with two
postings or more: they sum to zero, in total and per lot, and follow the chart of movements, or it cannot be made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from ledger.domain.books.accounts import CHART, CREDIT, DEBIT, kind_of
from ledger.domain.journal import canonical
from ledger.domain.journal.codec import CodecError, from_plain, maker, to_plain
from ledger.domain.journal.facts import FACTS, Fact, movement_of
from ledger.domain.journal.merkle import leaf_hash

FORMAT: Final = 1
SYSTEM: Final = "system"


class EntryInvalid(ValueError):
    """Bytes or values that are not an entry of this ledger."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a client, the person behind it, and the organization it acts for; "system" for the clock."""

    client: str
    person: str = ""
    organization: str = ""


class Leg(NamedTuple):
    """One leg of a movement before it has its place: account, lot, signed amount (debit positive)."""

    account: str
    lot: str
    amount: int


class Posting(NamedTuple):
    """One leg in its place: the account's running version and the balance after it."""

    account: str
    lot: str
    amount: int
    version: int
    balance: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the journal.

    Attributes:
        request: blind digest of the idempotency key that asked for it, or "".
        occurred_on: day of the real event, or "" where there is none apart from the accounting day.
        effective_on: accounting day; always in an open period.
        recorded_at: when it was committed, never before the entry in front of it.
        reverses: id of the entry that this one undoes, or "".
        commitments: keyed salted digests of the texts that stand in the vault, by field.
    """

    position: int
    id: str
    nonce: str
    actor: Actor
    recorded_at: str
    effective_on: str
    fact: Fact
    occurred_on: str = ""
    request: str = ""
    reverses: str = ""
    postings: tuple[Posting, ...] = ()
    commitments: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """Give the kind of this entry: the kind of its fact."""
        return self.fact.KIND

    def to_bytes(self) -> bytes:
        """Write the canonical bytes (RFC 8785, restricted); raises ``NotCanonical`` above 60,000 bytes."""
        return canonical.encode({"format": FORMAT, "kind": self.kind, **_plain(self)})

    @classmethod
    def from_bytes(cls, data: bytes) -> Entry:
        """Read canonical bytes.

        Raises:
            EntryInvalid: for bytes that ``to_bytes`` would not have written.
        """
        try:
            plain: dict[str, Any] = canonical.decode(data)
            if plain.pop("format", None) != FORMAT:
                raise EntryInvalid("expected format 1")
            kind = str(plain.pop("kind", ""))
            if kind not in FACTS:
                raise EntryInvalid(f"unknown kind {kind!r}")
            fact: Any = plain.pop("fact", None)
            plain["actor"] = from_plain(Actor, plain.get("actor"))
            if "postings" in plain:
                plain["postings"] = tuple([_posting(item) for item in plain["postings"]])
            make: Any = maker(Entry)
            made: Entry = make(fact=from_plain(FACTS[kind], fact), **plain)
            return made
        except (CodecError, TypeError, canonical.NotCanonical) as error:
            raise EntryInvalid(str(error)) from error


def _plain(entry: Entry) -> dict[str, Any]:
    """Give the entry as JSON values; what is empty is left out."""
    told: dict[str, Any] = {
        "position": entry.position,
        "id": entry.id,
        "nonce": entry.nonce,
        "actor": to_plain(entry.actor),
        "recorded_at": entry.recorded_at,
        "effective_on": entry.effective_on,
        "fact": to_plain(entry.fact),
    }
    for name in ("occurred_on", "request", "reverses"):
        if text := getattr(entry, name):
            told[name] = text
    if entry.postings:
        told["postings"] = [posting._asdict() for posting in entry.postings]
    if entry.commitments:
        told["commitments"] = dict(entry.commitments)
    return told


_POSTING_TYPES: Final = (str, str, int, int, int)


def _posting(plain: Mapping[str, Any]) -> Posting:
    posting = Posting(**plain)
    if tuple(map(type, posting)) != _POSTING_TYPES:
        raise EntryInvalid(f"expected a posting, found {plain}")
    return posting


def check_movement(fact: Fact, legs: Sequence[Leg] | Sequence[Posting]) -> None:
    """Hold a set of legs to the chart and to zero, in total and per lot.

    Raises:
        EntryInvalid: naming the account, lot or sum that is wrong.
    """
    movement = movement_of(fact)
    chart = CHART.get(movement)
    if chart is None:
        if legs:
            raise EntryInvalid(f"an entry of kind {movement} moves no points, found {len(legs)} postings")
        return
    if len(legs) < 2:
        raise EntryInvalid(f"a {movement} has two postings or more, found {len(legs)}")
    per_lot: dict[str, int] = {}
    for leg in legs:
        if type(leg.amount) is not int or leg.amount == 0 or not leg.lot:
            raise EntryInvalid(f"a posting names its lot and a whole amount, found {leg}")
        side = DEBIT if leg.amount > 0 else CREDIT
        if (side, kind_of(leg.account)) not in chart:
            raise EntryInvalid(f"a {movement} may not {side} {leg.account}")
        per_lot[leg.lot] = per_lot.get(leg.lot, 0) + leg.amount
    for lot, total in per_lot.items():
        if total:
            raise EntryInvalid(f"{movement}: the postings of {lot} sum to {total}, expected 0")


def leaf_of(data: bytes) -> bytes:
    """Give the leaf hash of an entry's canonical bytes."""
    return leaf_hash(data)
