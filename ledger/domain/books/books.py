"""Books: every projection at one position of the journal, and the way back from a refused command.

The same books serve a unit of work (which loads only what its commands touch) and a replay (which knows everything).
They move forward in one way only: ``fold.fold`` brings one entry into them.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any, Final, TypeVar

from ledger.domain.books import rows
from ledger.domain.books.activity import Activity
from ledger.domain.books.shelf import Change, Index, Order, Shelf, Undoable
from ledger.domain.dates import business_day_of

Row = TypeVar("Row", bound=tuple[Any, ...])
Mark = tuple[int, int, str, str]
Horizon = tuple[str, int, str]
"""A place among a wallet's lots: see ``place_of``."""

NO_LOTS: Horizon = ("", 0, "")
"""Horizon of a wallet of which only what is due was loaded."""


CARRIED_OVER: Final = frozenset(
    {
        rows.Organization,
        rows.Client,
        rows.Rule,
        rows.Program,
        rows.Balance,
        rows.Usage,
        rows.Agreement,
        rows.Allotment,
        rows.TierVersion,
    }
)
"""Rows that are worth keeping from one unit of work to the next."""


OPEN_CLAIMS: Final = frozenset({"submitted", "held", "cleared", "confirmed", "verified", "approved", "returned"})
"""States of an activity that still waits for somebody; an approved one is posted at once."""


class WalletIncomplete(LookupError):
    """A selection of lots reaches past what was loaded; the unit of work loads the whole wallet and decides again."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


class Books:
    """The projections.

    Attributes:
        position: position of the last entry folded in; 0 before the first.
        recorded_at: when that entry was recorded; "" before the first.
        horizons: for a wallet that was loaded in part, the place up to which its available lots
            are here; a wallet that is not named is whole.
        closed_through: last day of the last month that is closed; "" before the first.
        opened_on: first business day, where the genesis was folded in: in a replay.
        due_through: for a last day that was asked about, somebody of whom something is due by then, or "".

    Args:
        shelf: makes the shelves; complete books can keep their rows elsewhere than in memory.
    """

    def __init__(
        self,
        position: int = 0,
        recorded_at: str = "",
        closed_through: str = "",
        *,
        complete: bool = False,
        shelf: Callable[..., Shelf[Any]] = Shelf,
    ) -> None:
        self.position = position
        self.recorded_at = recorded_at
        self.closed_through = closed_through
        self.opened_on = ""
        self.due_through: dict[str, str] = {}
        self.complete = complete
        self.horizons: dict[str, Horizon] = {}
        self._new_shelf = shelf
        self._undo: list[Change] = []
        self._shelves: dict[type, Shelf[Any]] = {}
        self.organizations = self._shelf(
            rows.Organization,
            owner=lambda row: row.owner or None,
        )
        self.clients = self._shelf(
            rows.Client,
            login=lambda row: None if row.revoked_at else row.login or None,
            role=lambda row: row.role,
            person=lambda row: row.person,
        )
        self.rules = self._shelf(rows.Rule, code=lambda row: row.code, role=lambda row: row.role or None)
        self.programs = self._shelf(rows.Program, code=lambda row: row.code)
        self.rule_drafts = self._shelf(rows.RuleDraft, code=lambda row: row.code)
        self.program_drafts = self._shelf(rows.ProgramDraft, code=lambda row: row.code)
        self.allotments = self._shelf(
            rows.Allotment,
            university_year=lambda row: (row.university, row.year),
            known_with=("university_year", lambda key: key),
        )
        self.allotment_proposals = self._shelf(rows.AllotmentProposal)
        self.balances = self._shelf(rows.Balance)
        self.lots = self._shelf(rows.Lot)
        self.lot_balances = self._shelf(
            rows.LotBalance,
            wallet=lambda row: (row.holder, row.kind) if row.amount and row.holder else None,
            lot=lambda row: row.lot,
            frozen=lambda row: row.holder if row.kind == "disputed" and row.due_on else None,
            known_with=("lot", lambda key: key[1]),
            order={"wallet": place_of},
            of_replay={"due": lambda row: row.due_on if row.amount and row.due_on else None},
        )
        self.accruals = self._shelf(
            rows.Accrual,
            source=lambda row: (row.university, row.source),
            agreement=lambda row: row.agreement or None,
            fingerprint=lambda row: row.fingerprint or None,
            open_claim=lambda row: row.organization if row.status in OPEN_CLAIMS else None,
        )
        self.parts = self._shelf(rows.AccrualPart, accrual=lambda row: row.accrual)
        self.claims = self._shelf(rows.Claim)
        self.agreements = self._shelf(rows.Agreement)
        self.usage = self._shelf(rows.Usage)
        self.redemptions = self._shelf(
            rows.Redemption,
            reference=lambda row: (row.organization, row.reference),
            open_hold=lambda row: None if row.settled_at else row.holder,
            overdue=lambda row: None if row.settled_at else row.program,
            open_call=lambda row: (row.program, row.call) if row.call and not row.settled_at else None,
            pool=lambda row: row.pool or None,
            holder=lambda row: row.holder,
            of_replay={
                "ends_on": lambda row: None if row.settled_at else business_day_of(row.hold_expires_at),
                "decided_in": lambda row: (row.program, row.call, row.settled_at) if row.call else None,
            },
        )
        self.redemption_lots = self._shelf(
            rows.RedemptionLot,
            redemption=lambda row: row.redemption,
            held_lot=lambda row: row.lot if row.held else None,
            known_with=("redemption", lambda key: key[0]),
        )
        self.expiry_warnings = self._shelf(rows.ExpiryWarning, holder=lambda row: row.holder)
        self.events = self._shelf(rows.Event)
        self.erasures = self._shelf(rows.Erasure)
        self.sanctions = self._shelf(
            rows.Sanction,
            of_replay={"limited": lambda row: True if row.act_by else None},
            maker=lambda row: (row.person, row.organization),
        )
        self.proposals = self._shelf(
            rows.Proposal,
            of_replay={"counted": lambda row: True if row.together else None},
            open_of=lambda row: row.organization if row.status == "proposed" else None,
            maker=lambda row: (row.person, row.organization),
        )
        self.bounds = self._shelf(rows.Bound)
        self.tiers = self._shelf(rows.TierVersion, every=lambda row: "")
        self.earned = self._shelf(rows.Earned, holder=lambda row: row.holder, known_with=("holder", lambda key: key[0]))
        self.objections = self._shelf(
            rows.Objection,
            accrual=lambda row: row.accrual,
            organization_status=lambda row: (row.organization, row.status),
            being_carried_out=lambda row: True if row.outcome and row.status == "open" else None,
            university_status=lambda row: (row.university, row.status) if row.university else None,
        )
        self.registrations = self._shelf(rows.Registration)
        self.periods = self._shelf(rows.Period)
        self.period_lines = self._shelf(
            rows.PeriodLine, period=lambda row: row.period, line=lambda row: (row.period, row.account)
        )
        self.certificates = self._shelf(rows.Certificate, code=lambda row: row.code)
        self.log_keys = self._shelf(rows.LogKey)
        self.activity = Activity(self._undo, complete=complete)

    def _shelf(
        self,
        row_type: type[Row],
        *,
        known_with: tuple[str, Callable[[Any], Any]] | None = None,
        order: Mapping[str, Order] | None = None,
        of_replay: Mapping[str, Index] | None = None,
        **indexes: Index,
    ) -> Shelf[Row]:
        """Make a shelf; ``of_replay`` are indexes of complete books alone: a unit of work asks the store instead."""
        if self.complete:
            indexes |= of_replay or {}
        shelf = self._new_shelf(
            row_type, self._undo, complete=self.complete, indexes=indexes, known_with=known_with, order=order
        )
        self._shelves[row_type] = shelf
        return shelf

    def shelves(self) -> Mapping[type, Shelf[Any]]:
        """Give every shelf of a projection by its row type."""
        return {row_type: shelf for row_type, shelf in self._shelves.items() if row_type in rows.KEYS}

    def carry_over(self) -> None:
        """Let go of all but what many units of work need alike: who there is, rules, programs, and the running figures
        of accounts, meters and agreements. The next one goes on with these books as if it had loaded just that."""
        self.forget_undo()
        self.horizons.clear()
        self.due_through.clear()
        self.activity = Activity(self._undo, complete=self.complete)
        for row_type, shelf in self._shelves.items():
            if row_type not in CARRIED_OVER:
                shelf.clear()

    def points_in(self, account: str) -> int:
        """Give what an account holds as booked, in points, on whichever side it stands."""
        row = self.balances.get(account)
        return abs(row.balance) if row else 0

    def deepen(self, holder: str, horizon: Horizon | None) -> None:
        """Move a wallet's horizon outwards, never inwards; ``None`` is the whole wallet."""
        if horizon is None:
            self.horizons.pop(holder, None)
        elif holder in self.horizons:
            self.horizons[holder] = max(self.horizons[holder], horizon)
        elif self.lot_balances.unknown_in("wallet", [(holder, "available")]):
            self.horizons[holder] = horizon  # one without a horizon that was loaded is whole already

    def __len__(self) -> int:
        return sum(map(len, self._shelves.values()))

    def mark(self) -> Mark:
        """Remember this moment, for ``roll_back``."""
        return len(self._undo), self.position, self.recorded_at, self.closed_through

    def roll_back(self, mark: Mark) -> None:
        """Go back to a remembered moment, change by change."""
        length, self.position, self.recorded_at, self.closed_through = mark
        while len(self._undo) > length:
            shelf, key, row = self._undo.pop()
            shelf.restore(key, row)

    def forget_undo(self) -> None:
        """Make what was done final; a replay calls this after each entry, so that it runs in constant memory."""
        self._undo.clear()

    def changed(self, row_types: Container[type] = rows.KEYS) -> dict[type, list[Any]]:
        """Give the rows of projections, or of some of them, that changed since the books were made or last forgot how,
        by row type, each once, as they stand now."""
        changed: dict[Undoable, dict[Any, None]] = {}
        for shelf, key, _ in self._undo:
            if shelf.row_type in row_types:
                changed.setdefault(shelf, {})[key] = None
        return {
            shelf.row_type: [shelf.get(key) for key in keys]
            for shelf, keys in changed.items()
            if isinstance(shelf, Shelf)
        }


def place_of(part: rows.LotBalance) -> Horizon:
    """Give where a lot stands among those of its wallet: soonest first, tie by position, then by id."""
    return part.due_on, part.lot_position, part.lot


def selectable(books: Books, holder: str) -> Iterable[rows.LotBalance]:
    """Walk a wallet's available lots soonest expiry first, tie by position, up to the horizon of what was loaded.

    Raises:
        WalletIncomplete: when the walk would pass the horizon.
    """
    horizon = books.horizons.get(holder)
    for lot in books.lot_balances.in_order("wallet", (holder, "available")):
        if horizon is not None and place_of(lot) > horizon:
            raise WalletIncomplete(holder)
        yield lot
    if horizon is not None:
        raise WalletIncomplete(holder)
