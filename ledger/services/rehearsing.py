"""Rehearsing: submissions decided one after the other on one snapshot, each seeing the effects of those before it.

It is what ``post`` would do if nobody else wrote meanwhile, and nothing is written. Books go on from one submission to
the next, but for what only this rehearsal made and nothing later reads: its own awards and lots. So memory grows with
the companies and meters that are touched, and of what is decided only with the digests of what can be a double.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from ledger.domain import dates
from ledger.domain.books import rows
from ledger.domain.books.books import Books, WalletIncomplete
from ledger.domain.books.shelf import Shelf
from ledger.domain.commands import Submission
from ledger.domain.decide import Decision, decide, recorded_at
from ledger.domain.loading import LOOKS, by_fields, whole_wallets
from ledger.domain.movements import CLOCKED
from ledger.services.heap import collection_paused
from ledger.services.node import Node
from ledger.store.units import ReadingUnit


class Rehearsal:
    """Decides submissions on a snapshot, leaving no trace."""

    def __init__(self, node: Node, unit: ReadingUnit) -> None:
        self._ledger = node.ledger
        self._unit = unit
        self._frontier = unit.head.frontier
        self._books = Books(unit.head.position, unit.head.recorded_at, unit.head.closed_through)
        self._at = recorded_at(self._books, dates.truncate_to_milliseconds(node.clock()))
        self._holders: set[str] = set()
        self._fingerprints: set[bytes] = set()

    def decide(self, submission: Submission) -> Decision:
        """Decide the next submission."""
        whole: set[str] = set()
        mark = self._books.mark()
        while True:
            try:
                with collection_paused():
                    self._load(submission, whole)
                    decision = decide(self._books, self._frontier, [submission], {}, self._ledger, self._at)
                break
            except WalletIncomplete as incomplete:
                self._books.roll_back(mark)
                whole.add(incomplete.holder)
        self._frontier = decision.decided.frontier
        self._go_on()
        return decision

    def _load(self, submission: Submission, whole: Iterable[str]) -> None:
        today, now = dates.business_date(self._at).isoformat(), dates.instant_text(self._at)
        submissions = [submission]
        self._unit.load(self._books, by_fields(submissions), today, now)
        for look in LOOKS:
            needs = look(submissions, self._books, today)
            self._holders |= needs.wallets_due | needs.wallets_spend.keys()
            self._unit.load(self._books, needs, today, now)
            self._recall(needs.fingerprints)
        if whole:
            self._unit.load(self._books, whole_wallets(whole), today, now)

    def _recall(self, fingerprints: Iterable[str]) -> None:
        """Let the books know of activities of this rehearsal that a later one looks like."""
        for fingerprint in fingerprints:
            if bytes.fromhex(fingerprint) in self._fingerprints:
                known = dict.fromkeys(rows.Accrual._fields, "") | {"accrual": fingerprint, "fingerprint": fingerprint}
                self._books.accruals.admit((rows.Accrual(**known),))  # type: ignore[arg-type] # nobody reads the rest

    def _go_on(self) -> None:
        """Carry the books over, with whatever the ledger itself knew of the wallets that were looked at.

        An award's own lot is read again only where arrears are left, and those have used all of it up.
        """
        books, last = self._books, self._unit.head.position
        new = (row for row in books.accruals.rows() if row.fingerprint and row.entry and row.position > last)
        self._fingerprints.update(bytes.fromhex(row.fingerprint) for row in new)
        wallets = [(holder, state) for holder in self._holders for state in CLOCKED]
        lots = [row for row in books.lots.rows() if row.position <= last]
        redemptions = list(books.redemptions.rows())
        of_lots, of_redemptions = [row.lot for row in lots], [row.redemption for row in redemptions]
        kept: list[tuple[Shelf[Any], list[Any]]] = [
            (books.lots, lots),
            (books.lot_balances, [row for row in books.lot_balances.rows() if row.lot_position <= last]),
            (books.accruals, [row for row in books.accruals.rows() if row.entry and row.position <= last]),
            (books.redemptions, redemptions),
            (books.redemption_lots, list(books.redemption_lots.rows())),
        ]
        known = [
            _known(books.lot_balances, "wallet", wallets),
            _known(books.lot_balances, "lot", of_lots),
            _known(books.redemptions, "open_hold", self._holders),
            _known(books.redemption_lots, "redemption", of_redemptions),
            _known(books.redemption_lots, "held_lot", of_lots),
        ]
        horizons = dict(books.horizons)
        # From here on the books are those that the next submission finds.
        books.carry_over()
        for shelf, found in kept:
            shelf.admit(found)
        for shelf, index, keys in known:
            shelf.admit_index(index, keys)
        books.horizons.update(horizons)


def _known(shelf: Shelf[Any], index: str, keys: Iterable[Hashable]) -> tuple[Shelf[Any], str, set[Hashable]]:
    """Tell which of some keys a shelf knows all rows of."""
    wanted = set(keys)
    return shelf, index, wanted - shelf.unknown_in(index, wanted)
