"""Random commands of applications: companies apply alone and together, hand in, win and lose, and are delivered."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from ledger.domain.books.rows import Redemption
from ledger.domain.commands import (
    CancelRedemption,
    CaptureHold,
    Chosen,
    Command,
    DeclineRedemption,
    FulfilRedemption,
    PlaceHold,
    RevokeRedemption,
    SelectRedemption,
    SettleCall,
    SubmitRedemption,
)
from ledger.domain.dates import business_date
from tests.support.memory import private
from tests.support.mirrored import MirroredLedger
from tests.support.world import COMPANIES, documents

REASON = private("reason", "the committee decided so")
OWNERS = ("technopark", "technopark", "operator")
companies = st.sampled_from(sorted(COMPANIES))
amounts = st.sampled_from((None, 500, 1_000, 3_000, 5_000))


class Applying(RuleBasedStateMachine):
    """Who applies, hands in, selects and delivers, by the right and the wrong people."""

    ledger: MirroredLedger

    def _apply(self, who: str, *commands: Command) -> None:
        self.ledger.submit([self.ledger.submission(who, commands)])

    def _named(self, row: Redemption) -> str:
        return next(name for name, (_, known) in self.ledger.clients.items() if known == row.organization)

    def _one_of(self, data: st.DataObject, *statuses: str) -> Redemption | None:
        """Draw one of the latest redemptions, mostly one of these statuses."""
        known = list(self.ledger.books.redemptions.rows())
        fitting = [row for row in known if row.status in statuses and row.program in ("CALL", "RIGHT", "GRANT")]
        return data.draw(st.sampled_from((fitting or known)[-8:])) if known else None

    @rule(
        data=st.data(),
        company=companies,
        program=st.sampled_from(("CALL", "CALL", "RIGHT", "GRANT")),
        quantity=st.integers(1, 2),
        number=st.integers(0, 60),
    )
    def apply(self, data: st.DataObject, company: str, program: str, quantity: int, number: int) -> None:
        pools = [row.redemption for row in self.ledger.books.redemptions.find("open_call", ("CALL", "2026-1"))]
        pool = data.draw(st.sampled_from(("", "", *pools[-3:])), label="pool")
        held = PlaceHold(self.ledger.clients[company][1], program, quantity, private("reference", f"A-{number}"), pool)
        self._apply(company, held)

    @rule(
        data=st.data(),
        company=companies,
        program=st.sampled_from(("CALL", "RIGHT", "GRANT", "SEAT", "VOUCHER")),
        length=st.integers(0, 5),
    )
    def see_an_application_through(self, data: st.DataObject, company: str, program: str, length: int) -> None:
        """Let a company earn something and apply with it, and whoever's turn it is act, so that it gets to its end."""
        books, before = self.ledger.books, len(self.ledger.books.redemptions)
        event, today = f"APPLY-{len(books.accruals)}", business_date(self.ledger.now).isoformat()
        self.ledger.accrue("dong-a", event, "INT", company, today, allowance_krw=7_000_000)
        reference = private("reference", f"C-{before}")
        self._apply(company, PlaceHold(self.ledger.clients[company][1], program, 1, reference))
        for row in list(books.redemptions.rows())[before:]:
            undoing = data.draw(st.sampled_from((CancelRedemption, RevokeRedemption)), label="undoing")
            course: list[tuple[str, Command]] = [
                (company, SubmitRedemption(row.redemption, documents("plan"))),
                ("technopark", SelectRedemption(row.redemption, 1_000 if program == "CALL" else None)),
                ("operator", CaptureHold(row.redemption, data.draw(st.sampled_from((None, 40)), label="captured"))),
                ("operator", FulfilRedemption(row.redemption)),
                ("operator", undoing(row.redemption, REASON)),
            ]
            for who, command in course[:length]:
                self._apply(who, command)

    @rule(data=st.data(), kinds=st.sampled_from(((), ("plan",), ("plan",), ("plan", "budget"))))
    def hand_in(self, data: st.DataObject, kinds: tuple[str, ...]) -> None:
        row = self._one_of(data, "held")
        if row is not None:
            self._apply(self._named(row), SubmitRedemption(row.redemption, documents(*kinds)))

    @rule(data=st.data(), who=st.sampled_from((*OWNERS, "saha-footwear")), amount=amounts, select=st.booleans())
    def judge(self, data: st.DataObject, who: str, amount: int | None, select: bool) -> None:
        row = self._one_of(data, "submitted")
        if row is not None:
            selecting = SelectRedemption(row.redemption, amount)
            self._apply(who, selecting if select else DeclineRedemption(row.redemption, REASON))

    @rule(data=st.data(), who=st.sampled_from(OWNERS), asked=st.one_of(st.none(), st.integers(1, 300)))
    def capture_the_selected(self, data: st.DataObject, who: str, asked: int | None) -> None:
        row = self._one_of(data, "selected", "submitted")
        if row is not None:
            self._apply(who, CaptureHold(row.redemption, asked))

    @rule(data=st.data(), who=st.sampled_from(OWNERS), revoke=st.booleans())
    def deliver(self, data: st.DataObject, who: str, revoke: bool) -> None:
        row = self._one_of(data, "captured", "fulfilled", "granted")
        if row is not None:
            revoking = RevokeRedemption(row.redemption, REASON)
            self._apply(who, revoking if revoke else FulfilRedemption(row.redemption))

    @rule(data=st.data(), who=st.sampled_from(OWNERS), rest=st.sampled_from((True, True, False)))
    def settle_the_call(self, data: st.DataObject, who: str, rest: bool) -> None:
        """Report a call: mostly those who handed in are selected, sometimes somebody who cannot be."""
        there = self.ledger.books.redemptions.find("open_call", ("CALL", "2026-1"))
        fitting = [row.redemption for row in there if row.submitted_at and not row.pool and not row.selected_at]
        chosen = data.draw(st.lists(st.sampled_from(fitting or ["red_0"]), max_size=2, unique=True), label="chosen")
        if data.draw(st.integers(0, 9), label="stray") == 0:
            chosen += [row.redemption for row in there][-1:]
        declined = [row.redemption for row in there if row.redemption not in chosen and not row.pool]
        amount = data.draw(amounts, label="amount") or 1_000
        selected = tuple(Chosen(one, None, amount) for one in chosen)
        self._apply(who, SettleCall("CALL", "2026-1", selected, tuple(declined[: None if rest else 2]), rest))
