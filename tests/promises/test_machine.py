"""One model against both engines: random commands, the same bytes, the same root, every promise after every step."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from ledger.domain.books.rows import Accrual
from ledger.domain.commands import (
    AddEvidence,
    ApproveAccrual,
    ApproveSanction,
    CancelRedemption,
    CaptureHold,
    ClearAccrual,
    Command,
    ConfirmAccrual,
    PlaceHold,
    PostAccrual,
    ProposeSanction,
    RejectAccrual,
    RejectSanction,
    ReleaseHold,
    ResubmitAccrual,
    ReturnAccrual,
    ReverseAccrual,
    RevokeClient,
    SettleDue,
    Submission,
    VerifyAccrual,
    WarnExpiry,
    WithdrawAccrual,
    WithdrawSanction,
)
from ledger.domain.dates import business_date
from ledger.domain.journal.facts import Share
from ledger.services.keys import Keys
from ledger.store.store import Store
from tests.promises.applying import Applying
from tests.support.memory import private
from tests.support.mirrored import MirroredLedger
from tests.support.stores import StoreFactory
from tests.support.world import COMPANIES, UNIVERSITIES, documents, furnish

STEPS = int(os.environ.get("LEDGER_MACHINE_STEPS", "50"))
EXAMPLES = int(os.environ.get("LEDGER_MACHINE_EXAMPLES", "4"))
REPLAYED_EVERY = 500
"""After how many steps the journal is replayed from nothing, besides at the end."""

REASON = private("reason", "posted by mistake")

VERIFIERS = tuple(f"{university}-verifier" for university in UNIVERSITIES)
OFFICE = ("operator", "approver")
PEOPLE_OF: dict[type, tuple[str, ...]] = {
    ConfirmAccrual: tuple(COMPANIES),
    VerifyAccrual: (*VERIFIERS, *UNIVERSITIES),
    ApproveAccrual: OFFICE,
    ClearAccrual: OFFICE,
    ReturnAccrual: (*COMPANIES, *VERIFIERS, *OFFICE),
    RejectAccrual: (*COMPANIES, *VERIFIERS, *OFFICE),
    WithdrawAccrual: UNIVERSITIES,
}


events = st.integers(0, 40).map(lambda number: f"EVENT-{number}")
companies = st.sampled_from(sorted(COMPANIES))
points = st.one_of(st.none(), st.integers(1, 900))


class LedgerMachine(Applying):
    """Random commands of earning and spending, by the right and the wrong people, through time."""

    stores: tuple[Store, ...] = ()
    keys: Keys

    def __init__(self) -> None:
        super().__init__()
        self.steps = 0

    @initialize()
    def open(self) -> None:
        stores = [factory() for factory in FACTORIES]
        self.ledger = MirroredLedger(stores, KEYS[0])
        furnish(self.ledger)
        self.ledger.set_allotment("pukyong", 2026, 4_000)

    def _submit(self, who: str, *commands: Command) -> None:
        self.ledger.submit([self.ledger.submission(who, commands)])

    def _company(self, name: str) -> str:
        return self.ledger.clients[name][1]

    def _accrual(self, data: st.DataObject, activity: str, event: str, company: str) -> PostAccrual:
        amount = data.draw(st.sampled_from((0, 9_999, 1_000_000, 5_550_000, 25_000_000)), label="krw")
        name = "paid_krw" if activity == "RES" else "allowance_krw"
        agreement = None
        if activity == "RES":
            agreement = private("agreement_reference", data.draw(st.sampled_from(("A-1", "A-2"))))
        days_ago = data.draw(st.integers(-1, 80), label="days ago")
        day = business_date(self.ledger.now).toordinal() - days_ago
        occurred_on = type(business_date(self.ledger.now)).fromordinal(day).isoformat()
        source = private("source_event_id", event)
        return PostAccrual(source, activity, self._company(company), occurred_on, {name: amount}, agreement)

    @rule(
        data=st.data(),
        who=st.sampled_from(UNIVERSITIES),
        activity=st.sampled_from(("INT", "HIRE", "RES", "ADV")),
        event=events,
        company=companies,
    )
    def accrue(self, data: st.DataObject, who: str, activity: str, event: str, company: str) -> None:
        self._submit(who, self._accrual(data, activity, event, company))

    @rule(
        data=st.data(),
        who=st.sampled_from(UNIVERSITIES),
        activity=st.sampled_from(("EDU", "DOC", "COOP")),
        event=events,
        company=companies,
    )
    def report(self, data: st.DataObject, who: str, activity: str, event: str, company: str) -> None:
        """Report what others look at, with documents or without, alone or shared, perhaps a second time."""
        self._report(data, who, activity, event, company)

    def _report(self, data: st.DataObject, who: str, activity: str, event: str, company: str) -> None:
        plain = self._accrual(data, activity, event, company)
        kinds = data.draw(st.sampled_from(((), ("report",), ("report", "receipt"))), label="documents")
        told = data.draw(st.sampled_from(("", "SUBJECT-1", "SUBJECT-2")), label="subject")
        other = self._company(data.draw(companies, label="other"))
        parts = data.draw(st.sampled_from(((), (6_667, 3_333), (1, 9_999), (5_000, 4_000))), label="shares")
        shares = tuple(Share(*one) for one in zip((plain.organization_id, other), parts, strict=False))
        self._submit(
            who,
            replace(
                plain,
                evidence=documents(*kinds),
                started_on="2026-06-01" if told else "",
                subject_reference=private("subject_reference", told) if told else None,
                shares=shares,
            ),
        )

    def _some_accrual(self, data: st.DataObject) -> str:
        open_ones = [row.accrual for row in self.ledger.books.accruals.rows() if not row.posted_on or row.missing]
        known = [row.accrual for row in self.ledger.books.accruals.rows()]
        return data.draw(st.sampled_from(open_ones or known or ["acr_0"]))

    @rule(data=st.data(), command=st.sampled_from((ConfirmAccrual, VerifyAccrual, ApproveAccrual)))
    def agree(self, data: st.DataObject, command: type[ConfirmAccrual]) -> None:
        who = data.draw(st.sampled_from(PEOPLE_OF[command]))
        self._submit(who, command(self._some_accrual(data)))

    @rule(
        data=st.data(),
        who=st.sampled_from(UNIVERSITIES),
        activity=st.sampled_from(("EDU", "DOC", "COOP")),
        company=companies,
    )
    def let_it_run_its_course(self, data: st.DataObject, who: str, activity: str, company: str) -> None:
        """Report an activity, and let whoever's turn it is act, so that claims get to their end."""
        before = len(self.ledger.books.accruals)
        self._report(data, who, activity, f"COURSE-{before}", company)
        for row in list(self.ledger.books.accruals.rows())[before:]:
            self._take_turns(data, row)

    def _take_turns(self, data: st.DataObject, row: Accrual) -> None:
        acts = st.lists(st.sampled_from(("step", "step", "step", "wait", "return")), min_size=2, max_size=6)
        for act in data.draw(acts, label="course"):
            claim = self.ledger.books.claims.get(row.accrual)
            if act == "wait":
                self._wait(data.draw(st.integers(1, 25), label="days"))
            elif claim is not None and claim.waiting:
                step, command = claim.waiting.split()[0], ReturnAccrual(row.accrual, REASON)
                self._submit(*(self._turn(row, step) if act == "step" else (self._turn(row, step)[0], command)))
            elif self.ledger.books.accruals.require(row.accrual).status == "returned":
                again = ResubmitAccrual(row.accrual, row.occurred_on, {"allowance_krw": 6_000_000})
                self._submit(self._client_of(row.university), again)

    def _turn(self, row: Accrual, step: str) -> tuple[str, Command]:
        """Give whose turn a step of a claim is, and the command that takes it."""
        university = self._client_of(row.university)
        turn: dict[str, tuple[str, Command]] = {
            "cleared": ("operator", ClearAccrual(row.accrual, REASON)),
            "confirmed": (self._client_of(row.organization), ConfirmAccrual(row.accrual)),
            "verified": (f"{university}-verifier", VerifyAccrual(row.accrual)),
            "approved": ("approver", ApproveAccrual(row.accrual)),
        }
        return turn[step]

    def _client_of(self, organization: str) -> str:
        return next(name for name, (_, known) in self.ledger.clients.items() if known == organization)

    @rule(data=st.data(), command=st.sampled_from((ClearAccrual, ReturnAccrual, RejectAccrual, WithdrawAccrual)))
    def give_a_reason(self, data: st.DataObject, command: type[ClearAccrual]) -> None:
        who = data.draw(st.sampled_from(PEOPLE_OF[command]))
        self._submit(who, command(self._some_accrual(data), REASON))

    @rule(data=st.data(), who=st.sampled_from(UNIVERSITIES))
    def put_right(self, data: st.DataObject, who: str) -> None:
        returned = [row for row in self.ledger.books.accruals.rows() if row.status == "returned"]
        for row in returned[:1]:
            again = ResubmitAccrual(row.accrual, row.occurred_on, {"allowance_krw": 2_000_000}, documents("report"))
            self._submit(who, again)

    @rule(data=st.data(), who=st.sampled_from(UNIVERSITIES), kind=st.sampled_from(("report", "receipt", "photo")))
    def document(self, data: st.DataObject, who: str, kind: str) -> None:
        self._submit(who, AddEvidence(self._some_accrual(data), documents(kind)))

    @rule(data=st.data(), who=st.sampled_from(UNIVERSITIES), mode=st.sampled_from(("atomic", "independent")))
    def accrue_many(self, data: st.DataObject, who: str, mode: str) -> None:
        size = data.draw(st.integers(1, 6))
        batch = [
            self._accrual(
                data, data.draw(st.sampled_from(("INT", "ADV", "RES"))), data.draw(events), data.draw(companies)
            )
            for _ in range(size)
        ]
        self.ledger.submit([self.ledger.submission(who, batch, mode="atomic" if mode == "atomic" else "independent")])

    @rule(
        company=companies,
        program=st.sampled_from(("VOUCHER", "SEAT", "NOWHERE")),
        quantity=st.integers(1, 4),
        number=st.integers(0, 30),
    )
    def hold(self, company: str, program: str, quantity: int, number: int) -> None:
        reference = private("reference", f"R-{number}")
        self._submit(company, PlaceHold(self._company(company), program, quantity, reference))

    def _some_redemption(self, data: st.DataObject) -> tuple[str, str]:
        redemptions = list(self.ledger.books.redemptions.rows())
        open_ones = [row.redemption for row in redemptions if row.status in ("held", "captured")]
        known = open_ones or [row.redemption for row in redemptions] or ["red_0"]
        who = data.draw(st.sampled_from(("operator", *sorted(COMPANIES))))
        return data.draw(st.sampled_from(known)), who

    @rule(data=st.data(), asked=points)
    def capture(self, data: st.DataObject, asked: int | None) -> None:
        redemption, who = self._some_redemption(data)
        self._submit(who, CaptureHold(redemption, asked))

    @rule(data=st.data(), cancel=st.booleans())
    def give_back(self, data: st.DataObject, cancel: bool) -> None:
        redemption, who = self._some_redemption(data)
        self._submit(who, CancelRedemption(redemption, REASON) if cancel else ReleaseHold(redemption, REASON))

    @rule(data=st.data(), who=st.sampled_from(UNIVERSITIES), asked=points)
    def reverse(self, data: st.DataObject, who: str, asked: int | None) -> None:
        known = [row.accrual for row in self.ledger.books.accruals.rows()] or ["acr_0"]
        self._submit(who, ReverseAccrual(data.draw(st.sampled_from(known)), REASON, asked))

    @rule(data=st.data(), company=companies, asked=points, cause=st.sampled_from(("sanction", "closure")))
    def propose_a_sanction(self, data: st.DataObject, company: str, asked: int | None, cause: str) -> None:
        (document,) = documents("decision")
        who = data.draw(st.sampled_from((*OFFICE, "operator", company)))
        self._submit(who, ProposeSanction(self._company(company), cause, REASON, document, asked))

    @rule(data=st.data(), act=st.sampled_from((ApproveSanction, ApproveSanction, RejectSanction, WithdrawSanction)))
    def decide_a_sanction(self, data: st.DataObject, act: type[RejectSanction]) -> None:
        known = [row.sanction for row in self.ledger.books.sanctions.rows()]
        sanction = data.draw(st.sampled_from(known[-3:] or ["san_0"]))
        who = data.draw(st.sampled_from((*OFFICE, "approver")))
        self._submit(who, act(sanction) if act is ApproveSanction else act(sanction, REASON))

    @rule(days=st.one_of(st.integers(1, 2), st.integers(1, 45)))
    def time_passes(self, days: int) -> None:
        self._wait(days)

    def _wait(self, days: int) -> None:
        self.ledger.go_to((business_date(self.ledger.now) + timedelta(days=days)).isoformat())

    @rule()
    def settle_everything(self) -> None:
        self._submit("system", *(SettleDue(self._company(company)) for company in sorted(COMPANIES)))

    @rule()
    def warn_everybody(self) -> None:
        self._submit("system", *(WarnExpiry(self._company(company), (30, 7)) for company in sorted(COMPANIES)))

    @rule(data=st.data())
    def submit_together(self, data: st.DataObject) -> None:
        company = data.draw(companies)
        university = data.draw(st.sampled_from(UNIVERSITIES))
        accrual = self._accrual(data, "INT", data.draw(events), company)
        reference = private("reference", f"T-{data.draw(st.integers(0, 30))}")
        together: list[Submission] = [
            self.ledger.submission(
                university, [accrual], request="ab" * 32, fingerprint=data.draw(st.sampled_from("xy"))
            ),
            self.ledger.submission(university, [accrual], request="ab" * 32, fingerprint="x"),
            self.ledger.submission(company, [PlaceHold(self._company(company), "VOUCHER", 1, reference)]),
            self.ledger.submission(company, [RevokeClient(self.ledger.clients[company][0])]),
        ]
        self.ledger.submit(together)

    @invariant()
    def the_books_add_up(self) -> None:
        if hasattr(self, "ledger"):
            self.ledger.check_books()
            self.steps += 1
            if not self.steps % REPLAYED_EVERY:
                self.ledger.compare_projections()

    def teardown(self) -> None:
        if hasattr(self, "ledger"):
            self.ledger.compare_projections()
        for factory in FACTORIES:
            factory.close()


FACTORIES: list[StoreFactory] = []
KEYS: list[Keys] = []


@pytest.fixture
def machine(request: pytest.FixtureRequest) -> Iterator[type[LedgerMachine]]:
    """Give the machine its stores: one of each engine, fresh for each example."""
    with tempfile.TemporaryDirectory() as folder:
        KEYS.append(Keys.load_or_create(Path(folder) / "keys"))
        server = request.getfixturevalue("postgres_server")
        FACTORIES.extend((StoreFactory.sqlite(Path(folder)), StoreFactory.postgresql(server)))
        yield LedgerMachine
        for factory in FACTORIES:
            factory.drop()
        FACTORIES.clear()
        KEYS.clear()


def test_random_commands_leave_the_same_books_in_memory_and_on_both_engines(machine: type[LedgerMachine]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
        ),
    )
