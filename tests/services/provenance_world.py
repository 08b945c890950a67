"""A random world for provenance: anything that moves points happens in it, by chance, by hand too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

from ledger.domain import commands as c
from ledger.domain.books import rows
from ledger.domain.books.successions import heir_of
from ledger.domain.dates import business_date
from ledger.domain.journal.facts import Share
from ledger.services.keys import Keys
from ledger.services.node import Node
from ledger.store.store import Store
from tests.support.memory import private
from tests.support.merging import carry_out, merger, succession
from tests.support.mirrored import MirroredLedger
from tests.support.world import COMPANIES, UNIVERSITIES, documents, furnish

REASON = private("reason", "as it happened")
ACTIVITIES = ("INT", "INT", "HIRE", "RES", "ADV", "EDU", "DOC", "DOC", "COOP")
(DOCUMENT,) = documents("minutes")


class RandomWorld(MirroredLedger):
    """A world in which anything that moves points happens, by chance."""

    def __init__(self, store: Store, keys: Keys, seed: int) -> None:
        super().__init__([store], keys)
        self.chance = Random(seed)
        furnish(self)

    @property
    def node(self) -> Node:
        """Give the service over the store."""
        return Node(self.stores[0], lambda: self.now, self.keys, self.ledger)

    def run(self, steps: int) -> None:
        """Let so many things happen; what is refused happens not."""
        acts: list[Callable[[], None]] = [
            *[self.earn] * 5, *[self.hold] * 4, *[self.capture] * 3, self.release, self.cancel, self.cancel,
            self.reverse, self.reverse, self.sanction, self.wait, self.wait, self.adjust, self.adjust,
            *[self.write_off] * 3, self.reinstate, self.reinstate, *[self.contest] * 3, self.decide, self.decide,
            self.succeed,
        ]  # fmt: skip
        for step in range(steps):
            self.chance.choice(acts)()
            if step == 2 * steps // 3:
                self.merge()
        self.submit([self.submission("system", [c.SettleDue(self.company(name)) for name in sorted(COMPANIES)])])

    def company(self, name: str = "") -> str:
        """Give a company's id, any one's by default."""
        return self.clients[name or self.chance.choice(sorted(COMPANIES))][1]

    def earn(self) -> None:
        """Let an activity be reported, shared by two companies perhaps, and agreed to by all."""
        university, activity = self.chance.choice(UNIVERSITIES), self.chance.choice(ACTIVITIES)
        company, other = self.company(), self.company()
        day = business_date(self.now) - timedelta(days=self.chance.randint(0, 40))
        krw = self.chance.choice((1_000_000, 5_550_000, 12_000_000))
        agreement = private("agreement_reference", self.chance.choice("AB")) if activity == "RES" else None
        report = c.PostAccrual(
            private("source_event_id", f"E-{len(self.entries)}"),
            activity,
            company,
            day.isoformat(),
            {"paid_krw" if activity == "RES" else "allowance_krw": krw},
            agreement,
            documents("report") if activity == "DOC" else (),
        )
        if activity in ("DOC", "EDU") and company != other:
            report = replace(report, shares=(Share(company, 6_667), Share(other, 3_333)))
        told = self.do(university, report)
        if told.code:
            return
        accrual = str(told.result["id"])
        if activity == "DOC" and self.chance.random() < 0.8:
            self.do(university, c.AddEvidence(accrual, documents("receipt")))
        steps: tuple[tuple[str, c.Command], ...] = (
            (next(name for name in COMPANIES if self.company(name) == company), c.ConfirmAccrual(accrual)),
            (f"{university}-verifier", c.VerifyAccrual(accrual)),
            ("approver", c.ApproveAccrual(accrual)),
        )
        for who, step in steps if activity in ("EDU", "COOP") else ():
            self.do(who, step)

    def hold(self) -> None:
        """Let a company hold some vouchers or a seat."""
        name, program = self.chance.choice(sorted(COMPANIES)), self.chance.choice(("VOUCHER", "SEAT", "SEAT"))
        reference = private("reference", f"R-{len(self.entries)}")
        self.do(name, c.PlaceHold(self.company(name), program, self.chance.choice((1, 1, 2)), reference))

    def _some(self, status: str) -> str:
        found = [row.redemption for row in self.books.redemptions.rows() if row.status == status]
        return self.chance.choice(found or ["red_0"])

    def capture(self) -> None:
        """Let a hold be used, in whole or part."""
        self.do("operator", c.CaptureHold(self._some("held"), self.chance.choice((None, None, 30))))

    def release(self) -> None:
        """Let a hold be given back."""
        self.do("operator", c.ReleaseHold(self._some("held"), REASON))

    def cancel(self) -> None:
        """Let what was captured be undone."""
        self.do("operator", c.CancelRedemption(self._some("captured"), REASON))

    def reverse(self) -> None:
        """Let an award be taken back, in whole or part."""
        row = self.chance.choice([*self.books.accruals.rows()] or [None])  # type: ignore[list-item]
        if row is not None:
            university = next(name for name in UNIVERSITIES if self.clients[name][1] == row.university)
            self.do(university, c.ReverseAccrual(row.accrual, REASON, self.chance.choice((None, None, 40))))

    def sanction(self) -> None:
        """Let a company forfeit points."""
        (decision,) = documents("decision")
        asked = self.chance.choice((20, 20, 60, 90, 90, 90, 90, None))
        proposed = self.do("operator", c.ProposeSanction(self.company(), "sanction", REASON, decision, asked))
        if not proposed.code:
            self.do("approver", c.ApproveSanction(str(proposed.result["id"])))

    def adjust(self) -> None:
        """Let a wallet be put right by hand, either way."""
        direction, points = self.chance.choice(("credit", "debit")), self.chance.choice((20, 70))
        until = business_date(self.now) + timedelta(days=self.chance.choice((10, 60)))
        day = until.isoformat() if direction == "credit" else ""
        wished = c.ProposeAdjustment(self.company(), direction, points, "goodwill", REASON, DOCUMENT, day)
        carry_out(self, wished)

    def write_off(self) -> None:
        """Let some of what somebody owes be given up."""
        owing = [row for row in self.books.balances.rows() if row.kind == "arrears" and row.balance]
        if owing:
            row = self.chance.choice(sorted(owing))
            points = self.chance.choice((row.balance, (row.balance + 1) // 2))
            carry_out(self, c.ProposeWriteOff(row.holder, points, "uncollectible", REASON, DOCUMENT))

    def reinstate(self) -> None:
        """Let some of what lapsed come back."""
        lapsed = [part for part in self.books.lot_balances.rows() if part.account == "expired" and part.amount]
        if lapsed:
            part = self.chance.choice(sorted(lapsed))
            points = self.chance.choice((-part.amount, (1 - part.amount) // 2))
            holder = heir_of(self.books, self.books.lots.require(part.lot).holder)
            until = (business_date(self.now) + timedelta(days=self.chance.choice((5, 40)))).isoformat()
            wished = c.ProposeReinstatement(holder, part.lot, points, until, "appeal", REASON, DOCUMENT)
            carry_out(self, wished)

    def contest(self) -> None:
        """Let a company object to an award of its own."""
        found = [row for row in self.books.accruals.rows() if row.posted_on]
        if found:
            row = self.chance.choice(found[-12:])
            who = next(name for name in COMPANIES if self.company(name) == row.organization)
            self.do(who, c.RaiseObjection(row.accrual, "wrong_amount", REASON, DOCUMENT))

    def decide(self) -> None:
        """Let an objection be decided, either way."""
        found = [row for row in self.books.objections.rows() if row.status == "open"]
        if found:
            self._decide(self.chance.choice(found))

    def _decide(self, row: rows.Objection) -> None:
        outcome = self.chance.choice(("rejected", "upheld"))
        points = self.chance.choice((None, 20)) if outcome == "upheld" else None
        about = row.objection, row.accrual, row.organization
        why = "documents_confirm", REASON, DOCUMENT
        carry_out(self, c.ProposeObjectionDecision(*about, outcome, *why, points, self.chance.choice((0, 30, 30))))

    def succeed(self) -> None:
        """Let a part of what a company has become another's."""
        source, target = self.chance.sample(sorted(COMPANIES), 2)
        carry_out(self, succession(self, source, target, self.chance.choice((None, 30))))

    def merge(self) -> None:
        """Let a company be merged into another."""
        carry_out(self, merger(self, *self.chance.sample(sorted(COMPANIES), 2)))

    def wait(self) -> None:
        """Let time pass."""
        self.go_to((business_date(self.now) + timedelta(days=self.chance.choice((1, 3, 12, 45)))).isoformat())
