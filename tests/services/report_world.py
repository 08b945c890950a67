"""A world for reports: a random history in which every control account moves, and its figures told naively.

The oracle adds up decoded entries one by one; it asks no database and knows nothing of how the reports do it.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from ledger.domain.books import rows
from ledger.domain.books.accounts import holder_of, kind_of
from ledger.domain.commands import (
    ApproveProposal,
    ApproveSanction,
    CaptureHold,
    PlaceHold,
    ProposeAdjustment,
    ProposeReinstatement,
    ProposeSanction,
    ProposeWriteOff,
    ReverseAccrual,
)
from ledger.domain.journal.entries import Entry
from ledger.services.keys import Keys
from ledger.services.reports.every import REPORTS
from ledger.services.reports.table import table
from ledger.store.store import Store
from tests.services.test_balances import READER, REASON, Life
from tests.support.memory import private
from tests.support.mirrored import MirroredLedger
from tests.support.world import COMPANIES, UNIVERSITIES, documents, furnish

(DOCUMENT,) = documents("decision")
OWED: Final = ("available", "pending", "held", "disputed")


class Leg(NamedTuple):
    """A posting with its entry and its lot."""

    entry: Entry
    account: str
    amount: int
    lot: rows.Lot

    @property
    def kind(self) -> str:
        """Give the kind of its account."""
        return kind_of(self.account)

    @property
    def holder(self) -> str:
        """Give whose account it is, or ""."""
        return holder_of(self.account)


class Asked(NamedTuple):
    """A point: a position, and an accounting day or ``None``."""

    position: int
    effective_on: str | None


class World:
    """A history that is over, and the naive way to its figures."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.entries = [sealed.entry for sealed in life.ledger.entries]
        self.lots = {row.lot: row for row in life.ledger.books.lots.rows()}
        self.awards = {row.accrual: row for row in life.ledger.books.accruals.rows()}

    def legs(self, at: Asked) -> list[Leg]:
        """Give every leg that counts at a point."""
        return [
            Leg(entry, posting.account, posting.amount, self.lots[posting.lot])
            for entry in self.entries[: at.position]
            if at.effective_on is None or entry.effective_on <= at.effective_on
            for posting in entry.postings
        ]

    def points(self, chance: random.Random, count: int) -> Iterator[Asked]:
        """Give the present, where most is owed, and points at random since points moved, on one axis and on both."""
        head = len(self.entries)
        days = sorted({entry.effective_on for entry in self.entries})
        yield Asked(head, None)
        yield Asked(self._owing(), None)
        first = next(entry.position for entry in self.entries if entry.postings)
        for number in range(count):
            position = chance.randrange(first, head + 1)
            yield Asked(position if number % 3 else head, chance.choice(days) if number % 3 != 1 else None)

    def _owing(self) -> int:
        """Give the position at which all companies together owe most."""
        moved = (sum(leg.amount for leg in each.postings if kind_of(leg.account) == "arrears") for each in self.entries)
        owed = list(accumulate(moved))
        return owed.index(max(owed)) + 1

    def read(self, name: str, at: Asked, **wanted: str) -> list[dict[str, Any]]:
        """Read all rows of a report."""
        told = table(self.life.node, READER, REPORTS[name], wanted, at.position, at.effective_on)
        assert told.point.position == at.position
        return [dict(row.cells) for row in told.rows]

    def behind(self, link: str) -> list[dict[str, Any]]:
        """Read the rows behind a link."""
        address, asked = urlsplit(link), dict(parse_qsl(urlsplit(link).query))
        name = address.path.removeprefix("/api/v1/reports/")
        position, day = int(asked.pop("recorded_as_of")), asked.pop("effective_as_of", None)
        assert asked.keys() <= {option.name for option in REPORTS[name].options}
        return self.read(name, Asked(position, day), **asked)


def lived(store: Store, folder: Path, seed: int = 5) -> World:
    """Live a random life, with what people do by hand in between."""
    ledger = MirroredLedger([store], Keys.load_or_create(folder / "keys"))
    life = Life(furnish(ledger), random.Random(seed))  # type: ignore[arg-type] # furnishing gives back what it got
    for number, _ in enumerate(life.go_on()):
        if number % 3 == 2:
            _spend(life, number)
        if number % 4 == 3:
            _by_hand(life, number)
    return World(life)


def _spend(life: Life, number: int) -> None:
    """Let a company use a voucher, where it can afford one, and sometimes take back the award of what it used."""
    name = life.chance.choice(list(COMPANIES))
    holder, reference = life.ledger.clients[name][1], private("reference", f"S-{number}")
    held = life.ledger.do(name, PlaceHold(holder, "VOUCHER", 2, reference))
    if held.code:
        return
    assert not life.ledger.do(name, CaptureHold(held.result["id"], None)).code
    (lot, *_) = [row.lot for row in life.ledger.books.redemption_lots.rows() if row.redemption == held.result["id"]]
    accrual = life.ledger.books.lots.require(lot).accrual
    if accrual and number % 2:
        university = life.ledger.books.accruals.require(accrual).university
        who = next(one for one in UNIVERSITIES if life.ledger.clients[one][1] == university)
        life.ledger.do(who, ReverseAccrual(accrual, REASON, None))


def _by_hand(life: Life, number: int) -> None:
    ledger, holder = life.ledger, life.chance.choice(life.companies)
    balances = {kind: ledger.books.balances.get(f"{holder}:{kind}") for kind in ("available", "arrears")}
    lapsed = [row for row in ledger.books.lot_balances.rows() if row.kind == "expired" and row.amount < 0]
    acts: list[Any] = [ProposeAdjustment(holder, "credit", 70, "goodwill", REASON, DOCUMENT, "2029-06-30")]
    if balances["available"] and balances["available"].balance < -20:
        acts.append(ProposeAdjustment(holder, "debit", 20, "data_error", REASON, DOCUMENT))
        acts.append(ProposeSanction(holder, "sanction", REASON, DOCUMENT, 15))
    if balances["arrears"] and balances["arrears"].balance > 3:
        acts.append(ProposeWriteOff(holder, 3, "uncollectible", REASON, DOCUMENT))
    if lapsed:
        lot = ledger.books.lots.require(lapsed[0].lot)
        acts.append(ProposeReinstatement(lot.holder, lot.lot, 5, "2029-12-31", "goodwill", REASON, DOCUMENT))
    act = next((each for each in acts if isinstance(each, ProposeWriteOff)), life.chance.choice(acts))
    proposed = ledger.do("operator", act)
    if proposed.code:  # what was available has lapsed, and nobody had noticed
        return
    approve = ApproveSanction if isinstance(act, ProposeSanction) else ApproveProposal
    ledger.do("approver", approve(proposed.result["id"]))


def added(legs: list[Leg], key: Callable[[Leg], Any]) -> dict[Any, int]:
    """Add legs up by a key; what comes to nothing is left out."""
    sums: dict[Any, int] = defaultdict(int)
    for leg in legs:
        sums[key(leg)] += leg.amount
    return {name: amount for name, amount in sums.items() if amount}
