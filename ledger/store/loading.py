"""Loading: answer a unit of work's needs with a fixed number of set-based questions, and tell the books what was asked.

Three rounds, however many commands there are: what the needs name; the redemptions and parts of redemptions that
follow from it; the lots that follow from both, each with all its balances. Every shelf learns which keys were looked
for, so that absence is a fact, and what is known is not asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Final

from ledger.domain.books import rows
from ledger.domain.books.books import NO_LOTS, Books, place_of
from ledger.domain.books.figures import day_after
from ledger.domain.needs import Needs
from ledger.store.engines.backend import Backend, Question, select_list
from ledger.store.tables import OF_ROW

Receiver = Callable[[list[Any]], None]
Ask = Callable[[Sequence[Question]], list[list[Any]]]

BY_KEY: Final[tuple[tuple[str, type, str], ...]] = (
    ("organizations", rows.Organization, "organization"),
    ("clients", rows.Client, "client"),
    ("allotment_proposals", rows.AllotmentProposal, "proposal"),
    ("balances", rows.Balance, "account"),
    ("usage", rows.Usage, "meter"),
    ("agreements", rows.Agreement, "agreement"),
    ("accruals", rows.Accrual, "accrual"),
    ("claims", rows.Claim, "accrual"),
    ("redemptions", rows.Redemption, "redemption"),
    ("sanctions", rows.Sanction, "sanction"),
)
"""Needs that name keys: the field of the needs, which is the shelf's name too; the row; its key."""

BY_INDEX: Final[tuple[tuple[str, str, type, str], ...]] = (
    ("registrations", "organizations", rows.Organization, "registration"),
    ("owners", "organizations", rows.Organization, "owner"),
    ("rule_codes", "rules", rows.Rule, "code"),
    ("program_codes", "programs", rows.Program, "code"),
    ("rule_roles", "rules", rows.Rule, "role"),
    ("draft_codes", "rule_drafts", rows.RuleDraft, "code"),
    ("program_draft_codes", "program_drafts", rows.ProgramDraft, "code"),
    ("agreement_accruals", "accruals", rows.Accrual, "agreement"),
    ("fingerprints", "accruals", rows.Accrual, "fingerprint"),
    ("parts", "parts", rows.AccrualPart, "accrual"),
    ("pools", "redemptions", rows.Redemption, "pool"),
    ("warned_holders", "expiry_warnings", rows.ExpiryWarning, "holder"),
)
"""Needs that name an index of a shelf: the field, the shelf, the row, the column, which is the index's name too."""

BY_PAIR: Final[tuple[tuple[str, str, type, tuple[str, str], str, str], ...]] = (
    ("allotments", "allotments", rows.Allotment, ("university", "year"), "university_year", ""),
    ("sources", "accruals", rows.Accrual, ("university", "source"), "source", ""),
    ("references", "redemptions", rows.Redemption, ("organization", "reference"), "reference", ""),
    (
        "calls",
        "redemptions",
        rows.Redemption,
        ("program", "call"),
        "open_call",
        " AND t.call <> '' AND t.settled_at = ''",
    ),
)
"""Needs that name an index over two columns; the last tells which rows belong in it."""


class Load:
    """One load: the questions of a round with who takes their answers, and what follows from them.

    The first round's ``questions`` can be asked in another trip, such as the one that takes the head lock; then they
    are answered to ``finish``. ``today`` and ``now`` tell what of a wallet is due.
    """

    def __init__(self, backend: Backend, books: Books, needs: Needs, today: str, now: str) -> None:
        self.backend = backend
        self.books = books
        self.round: list[tuple[Question, Receiver]] = []
        self.redemptions: set[str] = set()
        self.unread: set[str] = set()
        self.lots: set[str] = set()
        self._named(needs)
        self._held_by(needs)
        self._wallets(needs, today, now)

    @property
    def questions(self) -> list[Question]:
        """Give the questions of the round."""
        return [question for question, _ in self.round]

    def finish(self, answers: Sequence[list[Any]], ask: Ask) -> None:
        """Take the answers of the first round, and ask what follows from them."""
        self._take(answers)
        for follow in (self._follow_redemptions, self._follow_lots):
            follow()
            if self.round:
                self._take(ask(self.questions))

    def _take(self, answers: Sequence[list[Any]]) -> None:
        asked, self.round = self.round, []
        for (_, receive), answer in zip(asked, answers, strict=True):
            receive(answer)

    def _question(self, sql: str, parameters: Iterable[Any], receive: Receiver) -> None:
        self.round.append((Question(sql, tuple(parameters)), receive))

    def _by_column(
        self, row_type: type, column: str, keys: Collection[Any], receive: Receiver, condition: str = ""
    ) -> None:
        sql = f"{_select(row_type)} WHERE {self.backend.among(f't.{column}')}{condition}"
        self._question(sql, (self.backend.keys(keys),), receive)

    def _named(self, needs: Needs) -> None:
        for field, row_type, column in BY_KEY:
            if keys := getattr(self.books, field).unknown(getattr(needs, field)):
                self._by_column(row_type, column, keys, self._admit(field, row_type, keys))
        for field, shelf, row_type, column in BY_INDEX:
            if keys := getattr(self.books, shelf).unknown_in(column, getattr(needs, field)):
                receive = self._admit_index(shelf, row_type, column, keys)
                # The index may hold only what is not "", and an engine finds it only if the question says so.
                self._by_column(row_type, column, keys, receive, f" AND t.{column} <> ''")
        for field, shelf, row_type, (first, second), index, condition in BY_PAIR:
            if pairs := getattr(self.books, shelf).unknown_in(index, getattr(needs, field)):
                sql = (
                    f"{_select(row_type, self.backend.pairs(first, second))}"
                    f" WHERE t.{first} = k.{first} AND t.{second} = k.{second}{condition}"
                )
                receive = self._admit_index(shelf, row_type, index, pairs)
                self._question(sql, self.backend.pair_parameters(pairs), receive)
        self.redemptions |= needs.redemptions
        self.lots |= needs.lots

    def _held_by(self, needs: Needs) -> None:
        """Ask which redemptions hold points of the lots that are wanted."""
        lots = needs.lots
        if lots:
            sql = f"{_select(rows.RedemptionLot)} WHERE t.held > 0 AND {self.backend.among('t.lot')}"
            receive = self._admit_parts(lots)
            self._question(sql, (self.backend.keys(lots),), receive)
        if needs.agreement_accruals:
            sql = (
                f"{_select(rows.RedemptionLot, 'accruals AS a')} WHERE {self.backend.among('a.agreement')}"
                " AND a.agreement <> '' AND t.lot = a.lot AND t.held > 0"
            )
            self._question(sql, (self.backend.keys(needs.agreement_accruals),), self._admit_parts(()))

    def _wallets(self, needs: Needs, today: str, now: str) -> None:
        if holders := self._unsettled(needs.wallets_due | needs.wallets_spend.keys()):
            self._due(holders, today, now)
        if needs.wallets_spend:
            sql = self.backend.first_lots(", ".join(OF_ROW[rows.LotBalance].columns))
            parameters = self.backend.pair_parameters(list(needs.wallets_spend.items()))
            self._question(sql, parameters, self._admit_spend(needs.wallets_spend))
        if programs := self.books.redemptions.unknown_in("overdue", needs.programs_due):
            self._overdue("program", "overdue", programs, now)
        for until in sorted(set(needs.wallets_until.values())):
            self._lapsing([holder for holder, day in needs.wallets_until.items() if day == until], until)

    def _unsettled(self, holders: Collection[str]) -> set[str]:
        """Give those holders of whom nobody has asked yet what is due."""
        unasked = self.books.lot_balances.unknown_in("wallet", [(holder, "available") for holder in holders])
        return {holder for holder, _ in unasked} | self.books.redemptions.unknown_in("open_hold", holders)

    def _due(self, holders: Collection[str], today: str, now: str) -> None:
        keys = self.backend.keys(holders)
        due = (
            f"{_select(rows.LotBalance)} WHERE {self.backend.among('t.holder')} AND t.kind IN ('available', 'pending')"
            f" AND t.amount <> 0 AND t.due_on <= {self.backend.placeholder}"
        )
        self._question(due, (keys, today), self._admit_due(holders))
        self._overdue("organization", "open_hold", holders, now)

    def _overdue(self, column: str, index: str, keys: Collection[str], now: str) -> None:
        """Ask for the open redemptions of holders or programs whose time is over."""
        over = (
            f"{_select(rows.Redemption)} WHERE {self.backend.among(f't.{column}')} AND t.settled_at = ''"
            f" AND t.hold_expires_at <= {self.backend.placeholder}"
        )
        receive = self._admit_index("redemptions", rows.Redemption, index, keys)
        self._question(over, (self.backend.keys(keys), now), receive)

    def _lapsing(self, holders: Collection[str], until: str) -> None:
        """Ask for the available lots that fall due by a day; together with what is due they reach up to that day."""
        sql = (
            f"{_select(rows.LotBalance)} WHERE {self.backend.among('t.holder')} AND t.kind = 'available'"
            f" AND t.amount <> 0 AND t.due_on <= {self.backend.placeholder}"
        )
        self._question(sql, (self.backend.keys(holders), until), self._admit_until(holders, until))

    def _follow_redemptions(self) -> None:
        if not self.redemptions:
            return
        if self.unread:
            receive = self._admit("redemptions", rows.Redemption, self.unread)
            self._by_column(rows.Redemption, "redemption", self.unread, receive)
        receive = self._admit_index("redemption_lots", rows.RedemptionLot, "redemption", self.redemptions)
        self._by_column(rows.RedemptionLot, "redemption", self.redemptions, receive)

    def _follow_lots(self) -> None:
        if self.lots:
            self._by_column(rows.Lot, "lot", self.lots, self._admit("lots", rows.Lot, self.lots))
            receive = self._admit_index("lot_balances", rows.LotBalance, "lot", self.lots)
            self._by_column(rows.LotBalance, "lot", self.lots, receive)

    def _admit(self, shelf: str, row_type: Any, keys: Collection[Any]) -> Receiver:
        def receive(answer: list[Any]) -> None:
            found = [row_type._make(values) for values in answer]
            getattr(self.books, shelf).admit(found, keys=keys)
            self._note(found)

        return receive

    def _admit_index(self, shelf: str, row_type: Any, index: str, keys: Collection[Any]) -> Receiver:
        def receive(answer: list[Any]) -> None:
            found = [row_type._make(values) for values in answer]
            getattr(self.books, shelf).admit(found)
            getattr(self.books, shelf).admit_index(index, keys)
            self._note(found, with_lots=index == "agreement")

        return receive

    def _admit_parts(self, lots: Collection[str]) -> Receiver:
        """Take in parts of redemptions that hold lots; the redemptions themselves are read in the next round."""

        def receive(answer: list[Any]) -> None:
            found = [rows.RedemptionLot._make(values) for values in answer]
            self.books.redemption_lots.admit(found)
            self.books.redemption_lots.admit_index("held_lot", lots)
            holding = {part.redemption for part in found}
            self.redemptions |= holding
            self.unread |= holding

        return receive

    def _note(self, found: list[Any], *, with_lots: bool = False) -> None:
        """Remember what follows from rows that were found: a redemption's parts, a part's lot."""
        for row in found:
            if isinstance(row, rows.Redemption):
                self.redemptions.add(row.redemption)
            elif isinstance(row, rows.RedemptionLot):
                self.lots.add(row.lot)
            elif with_lots and row.lot:
                self.lots.add(row.lot)
                self.books.redemption_lots.admit_index("held_lot", (row.lot,))

    def _admit_due(self, holders: Collection[str]) -> Receiver:
        def receive(answer: list[Any]) -> None:
            self._admit_wallet(answer)
            for holder in holders:
                self.books.deepen(holder, NO_LOTS)
            wallets = [(holder, kind) for holder in holders for kind in ("available", "pending")]
            self.books.lot_balances.admit_index("wallet", wallets)

        return receive

    def _admit_spend(self, wanted: dict[str, int]) -> Receiver:
        def receive(answer: list[Any]) -> None:
            reached: dict[str, list[rows.LotBalance]] = {holder: [] for holder in wanted}
            for row in self._admit_wallet(answer):
                reached[row.holder].append(row)
            for holder, count in wanted.items():
                lots = reached[holder]
                whole = count == 0 or len(lots) < count
                self.books.deepen(holder, None if whole else place_of(lots[-1]))

        return receive

    def _admit_until(self, holders: Collection[str], until: str) -> Receiver:
        def receive(answer: list[Any]) -> None:
            self._admit_wallet(answer)
            for holder in holders:
                self.books.deepen(holder, (day_after(until), 0, ""))

        return receive

    def _admit_wallet(self, answer: list[Any]) -> list[rows.LotBalance]:
        found = [rows.LotBalance._make(values) for values in answer]
        self.books.lot_balances.admit(found)
        self.lots.update(row.lot for row in found)
        return found


def _select(row_type: type, beside: str = "") -> str:
    table = OF_ROW[row_type]
    source = f"{beside} CROSS JOIN {table.name} AS t" if beside else f"{table.name} AS t"
    return f"SELECT {select_list(table.columns, 't')} FROM {source}"
