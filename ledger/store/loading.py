"""Loading: answer a unit of work's needs with a fixed number of set-based questions, and tell the books what was asked.

Three rounds, however many commands there are: what the needs name; the redemptions and parts of redemptions that
follow from it; the lots that follow from both, each with all its balances. Every shelf learns which keys were looked
for, so that absence is a fact, and what is known is not asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Final

from ledger.domain.books import rows
from ledger.domain.books.accounts import HOLDER_STATES
from ledger.domain.books.books import NO_LOTS, OPEN_CLAIMS, Books, place_of
from ledger.domain.books.figures import day_after
from ledger.domain.movements import CLOCKED
from ledger.domain.needs import Needs
from ledger.store.closing_questions import Receiver, closing_questions
from ledger.store.earned import earned_question
from ledger.store.engines.backend import Backend, Question, select_list
from ledger.store.looking import BY_INDEX, BY_KEY, BY_PAIR
from ledger.store.made import made_question
from ledger.store.tables import OF_ROW

OPEN_STATUSES: Final = ", ".join(f"'{status}'" for status in sorted(OPEN_CLAIMS))
"""States of a claim that is not over, as SQL has them."""

Ask = Callable[[Sequence[Question]], list[list[Any]]]

_DUE_STATES: Final = ", ".join(f"'{state}'" for state in CLOCKED)


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
        self._made_by("proposals", rows.Proposal, needs.proposals_by, today)
        self._made_by("sanctions", rows.Sanction, needs.sanctions_by, today)
        self._earned(needs, today)
        self.round += closing_questions(backend, books, needs)

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
            if (wanted := getattr(needs, field)) and (keys := getattr(self.books, field).unknown(wanted)):
                self._by_column(row_type, column, keys, self._admit(field, row_type, keys))
        for field, shelf, row_type, column in BY_INDEX:
            if (wanted := getattr(needs, field)) and (keys := getattr(self.books, shelf).unknown_in(column, wanted)):
                receive = self._admit_index(shelf, row_type, column, keys)
                # The index may hold only what is not "", and an engine finds it only if the question says so.
                self._by_column(row_type, column, keys, receive, f" AND t.{column} <> ''")
        for field, shelf, row_type, (first, second), index, condition in BY_PAIR:
            if (wanted := getattr(needs, field)) and (pairs := getattr(self.books, shelf).unknown_in(index, wanted)):
                sql = (
                    f"{_select(row_type, self.backend.pairs(first, second))}"
                    f" WHERE t.{first} = k.{first} AND t.{second} = k.{second}{condition}"
                )
                receive = self._admit_index(shelf, row_type, index, pairs)
                self._question(sql, self.backend.pair_parameters(pairs), receive)
        if every := self.books.tiers.unknown_in("every", needs.tiers):
            receive = self._admit_index("tiers", rows.TierVersion, "every", every)
            self._question(_select(rows.TierVersion), (), receive)
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
        if needs.wallets_whole:
            receive = self._admit_whole(needs.wallets_whole)
            # A part that is empty and frozen tells that what comes back of its lot will be frozen too.
            for wanted in (" AND t.amount <> 0", " AND t.kind = 'disputed' AND t.due_on <> ''"):
                self._by_column(rows.LotBalance, "holder", needs.wallets_whole, receive, wanted)
        if companies := self.books.accruals.unknown_in("open_claim", needs.claims_of):
            receive = self._admit_index("accruals", rows.Accrual, "open_claim", companies)
            open_claims = f" AND t.status IN ({OPEN_STATUSES})"
            self._by_column(rows.Accrual, "organization", companies, receive, open_claims)
        if concerned := self.books.proposals.unknown_in("open_of", needs.proposals_of):
            receive = self._admit_index("proposals", rows.Proposal, "open_of", concerned)
            self._by_column(rows.Proposal, "organization", concerned, receive, " AND t.status = 'proposed'")
        for until in sorted(set(needs.wallets_until.values())):
            self._lapsing([holder for holder, day in needs.wallets_until.items() if day == until], until)

    def _made_by(self, shelf: str, row_type: type, wanted: Collection[tuple[str, str]], today: str) -> None:
        if makers := getattr(self.books, shelf).unknown_in("maker", wanted):
            question = made_question(self.backend, OF_ROW[row_type], makers, today)
            self.round.append((question, self._admit_index(shelf, row_type, "maker", makers)))

    def _unsettled(self, holders: Collection[str]) -> set[str]:
        """Give those holders of whom nobody has asked yet what is due."""
        unasked = self.books.lot_balances.unknown_in("wallet", [(holder, "available") for holder in holders])
        return {holder for holder, _ in unasked} | self.books.redemptions.unknown_in("open_hold", holders)

    def _due(self, holders: Collection[str], today: str, now: str) -> None:
        keys = self.backend.keys(holders)
        due = (
            f"{_select(rows.LotBalance)} WHERE {self.backend.among('t.holder')} AND t.kind IN ({_DUE_STATES})"
            f" AND t.amount <> 0 AND t.due_on <= {self.backend.placeholder}"
        )
        self._question(due, (keys, today), self._admit_due(holders))
        self._overdue("holder", "open_hold", holders, now)

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

    def _earned(self, needs: Needs, today: str) -> None:
        """Ask what holders earned by the events up to today, in one question for each first day."""
        unknown = self.books.earned.unknown_in("holder", needs.earned_from)
        for first in sorted({needs.earned_from[holder] for holder in unknown}):
            holders = sorted(holder for holder in unknown if needs.earned_from[holder] == first)
            question = earned_question(self.backend, holders, first, today, self.books.position)
            self.round.append((question, self._admit_earned(holders)))

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

    def _admit_earned(self, holders: Collection[str]) -> Receiver:
        def receive(answer: list[Any]) -> None:
            self.books.earned.admit(rows.Earned(holder, day, int(points)) for holder, day, points in answer)
            self.books.earned.admit_index("holder", holders)

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
        """Remember what follows from rows that were found: a redemption's parts, a part's or a balance's lot."""
        for row in found:
            if isinstance(row, rows.Redemption):
                self.redemptions.add(row.redemption)
            elif isinstance(row, rows.RedemptionLot | rows.LotBalance):
                self.lots.add(row.lot)
            elif with_lots and row.lot:
                self.lots.add(row.lot)
                self.books.redemption_lots.admit_index("held_lot", (row.lot,))

    def _admit_due(self, holders: Collection[str]) -> Receiver:
        def receive(answer: list[Any]) -> None:
            self._admit_wallet(answer)
            for holder in holders:
                self.books.deepen(holder, NO_LOTS)
            wallets = [(holder, kind) for holder in holders for kind in CLOCKED]
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

    def _admit_whole(self, holders: Collection[str]) -> Receiver:
        def receive(answer: list[Any]) -> None:
            self._admit_wallet(answer)
            for holder in holders:
                self.books.deepen(holder, None)
            wallets = [(holder, state) for holder in holders for state in HOLDER_STATES]
            self.books.lot_balances.admit_index("wallet", wallets)
            self.books.lot_balances.admit_index("frozen", holders)

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
