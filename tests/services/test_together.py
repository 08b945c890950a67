"""What comes together: requests of one unit of work that change what others of it rest on, and looks that find much.

Nothing that was not loaded is ever asked for: what can be refused is refused, and a company that is merged in the
moment in which another spends is simply decided first.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.domain import commands as c
from ledger.domain.commands import Answer
from ledger.services.keys import Keys
from ledger.services.node import Node
from ledger.services.posting import post
from ledger.store.store import Store
from tests.support.memory import MemoryLedger, private
from tests.support.merging import GIJANG, HAEUNDAE, SAHA, affiliation, done, merger, succession
from tests.support.mirrored import MirroredLedger, plain
from tests.support.world import documents, furnish

NOTE = private("reason", "as agreed")
(PAPER,) = documents("statement")


@pytest.fixture
def ledger(store: Store, tmp_path: Path) -> Iterator[MirroredLedger]:
    """Give a ledger of three companies and what was awarded to them, on an engine too."""
    ledger = furnish(MirroredLedger([store], Keys.load_or_create(tmp_path / "keys")))
    yield ledger
    ledger.compare_projections()


def post_together(ledger: MirroredLedger, *asked: tuple[str, c.Command]) -> tuple[Answer, ...]:
    """Post what several ask as one unit of work, in the model and on the engine."""
    submissions = [ledger.submission(who, [command]) for who, command in asked]
    now, params = ledger.now, ledger.ledger
    answers = MemoryLedger.submit(ledger, submissions)
    for store in ledger.stores:
        assert plain(post(Node(store, lambda: now, ledger.keys, params), submissions)) == plain(answers)
    return answers


def award(ledger: MirroredLedger, who: str, event: str, points: int = 300) -> str:
    """Let a company earn points; gives the award."""
    told = ledger.accrue("pukyong", event, "INT", who, "2026-08-31", allowance_krw=points * 10_000)
    assert not told.code, told
    return str(told.result["id"])


def pay(ledger: MirroredLedger, krw: int) -> str:
    """Pay for a research agreement of Haeundae; gives the award."""
    source = private("source_event_id", f"PAID-{krw}")
    agreement = private("agreement_reference", "hydrogen drive")
    company = ledger.clients[HAEUNDAE][1]
    report = c.PostAccrual(source, "RES", company, "2026-08-31", {"paid_krw": krw}, agreement)
    return str(ledger.accept("pukyong", report)["id"])


def object_to(ledger: MirroredLedger, accrual: str) -> str:
    """Let Haeundae contest an award; gives the objection."""
    return str(ledger.accept(HAEUNDAE, c.RaiseObjection(accrual, "wrong_amount", NOTE, PAPER))["id"])


def decision(ledger: MirroredLedger, objection: str, accrual: str, outcome: str) -> c.ProposeObjectionDecision:
    """Propose how an objection of Haeundae is decided."""
    company = ledger.clients[HAEUNDAE][1]
    return c.ProposeObjectionDecision(objection, accrual, company, outcome, "procedural", NOTE, PAPER)


def test_a_hold_is_placed_in_the_moment_in_which_its_company_is_affiliated(ledger: MirroredLedger) -> None:
    award(ledger, HAEUNDAE, "E-1")
    proposed = ledger.accept("operator", affiliation(ledger, HAEUNDAE, GIJANG))
    hold = c.PlaceHold(ledger.clients[HAEUNDAE][1], "VOUCHER", 1, private("reference", "R-1"))
    answers = post_together(ledger, ("approver", c.ApproveProposal(str(proposed["id"]))), (HAEUNDAE, hold))
    assert [one.outcomes[0].code for one in answers] == ["", ""]


def test_an_award_is_reversed_in_the_moment_in_which_its_company_is_merged(ledger: MirroredLedger) -> None:
    reversed_one = award(ledger, HAEUNDAE, "E-1")
    award(ledger, SAHA, "E-2")
    proposed = ledger.accept("operator", merger(ledger, HAEUNDAE, SAHA))
    reversal = c.ReverseAccrual(reversed_one, NOTE)
    answers = post_together(ledger, ("approver", c.ApproveProposal(str(proposed["id"]))), ("pukyong", reversal))
    assert [one.outcomes[0].code for one in answers] == ["", ""]
    assert ledger.books.points_in(f"{ledger.clients[SAHA][1]}:available") == 300


def test_a_decision_comes_too_late_for_an_objection_to_one_of_many_payments(ledger: MirroredLedger) -> None:
    contested = pay(ledger, 25_000_000)
    pay(ledger, 30_000_000)
    objection = object_to(ledger, contested)
    waiting = ledger.accept("operator", decision(ledger, objection, contested, "upheld"))
    rejected = ledger.accept("operator", decision(ledger, objection, contested, "rejected"))
    ledger.accept("approver", c.ApproveProposal(str(rejected["id"])))
    before = ledger.books.position
    told = ledger.do("approver", c.ApproveProposal(str(waiting["id"])))
    assert (told.code, ledger.books.position) == ("objection_already_decided", before)


def test_nobody_takes_a_step_of_an_award_that_was_posted_at_once(ledger: MirroredLedger) -> None:
    posted = award(ledger, HAEUNDAE, "E-1")
    before = ledger.books.position
    for who, step in (
        ("pukyong-verifier", c.VerifyAccrual(posted)),
        ("approver", c.ApproveAccrual(posted)),
        (HAEUNDAE, c.ConfirmAccrual(posted)),
        ("operator", c.RejectAccrual(posted, NOTE)),
        ("pukyong", c.WithdrawAccrual(posted, NOTE)),
    ):
        told = ledger.do(who, step)
        assert (told.code, ledger.books.position) == ("claim_not_open", before), (who, told)


def test_a_month_waits_for_the_hold_of_a_successor_and_names_it(ledger: MirroredLedger) -> None:
    award(ledger, HAEUNDAE, "E-1")
    voucher = c.PlaceHold(ledger.clients[HAEUNDAE][1], "VOUCHER", 1, private("reference", "R-1"))
    ledger.accept(HAEUNDAE, voucher)
    done(ledger, merger(ledger, HAEUNDAE, SAHA))
    ledger.go_to("2026-10-02")
    told = ledger.do("operator", c.ProposeClosing("2026-09"))
    assert (told.code, told.params["organization_id"]) == ("period_not_settled", ledger.clients[SAHA][1])


def test_what_lapsed_at_a_successor_comes_back_to_it(ledger: MirroredLedger) -> None:
    lot = ledger.books.accruals.require(award(ledger, HAEUNDAE, "E-1")).lot
    done(ledger, succession(ledger, HAEUNDAE, GIJANG, 300))
    ledger.go_to("2026-12-01")
    ledger.accept("system", c.SettleDue(ledger.clients[GIJANG][1]))
    back = reinstatement(ledger, GIJANG, lot, 300)
    assert done(ledger, back)["balance"] == balance_of(300)
    told = ledger.do("operator", reinstatement(ledger, SAHA, lot, 1))
    assert told.code == "exceeds_lapsed"


def test_what_lapsed_of_an_award_that_was_reversed_does_not_come_back(ledger: MirroredLedger) -> None:
    earned = award(ledger, HAEUNDAE, "E-1")
    lot = ledger.books.accruals.require(earned).lot
    ledger.go_to("2026-12-01")
    ledger.accept("system", c.SettleDue(ledger.clients[HAEUNDAE][1]))
    ledger.accept("pukyong", c.ReverseAccrual(earned, NOTE, 100))
    assert ledger.do("operator", reinstatement(ledger, HAEUNDAE, lot, 201)).code == "exceeds_lapsed"
    waiting = ledger.accept("operator", reinstatement(ledger, HAEUNDAE, lot, 200))
    ledger.accept("pukyong", c.ReverseAccrual(earned, NOTE))
    before = ledger.books.position
    told = ledger.do("approver", c.ApproveProposal(str(waiting["id"])))
    assert (told.code, told.params["lapsed"], ledger.books.position) == ("exceeds_lapsed", 0, before)


def reinstatement(ledger: MirroredLedger, who: str, lot: str, points: int) -> c.ProposeReinstatement:
    """Propose that lapsed points come back until the end of the next year."""
    return c.ProposeReinstatement(ledger.clients[who][1], lot, points, "2027-12-31", "appeal", NOTE, PAPER)


def balance_of(points: int) -> dict[str, int]:
    """Give a wallet in which so much can be spent, and nothing else is."""
    states = dict.fromkeys(("pending", "held", "disputed", "arrears"), 0)
    return {"posted": points, "spendable": points, **states}


def test_two_invitations_of_one_user_in_one_unit_leave_the_last(ledger: MirroredLedger) -> None:
    """Each takes the place of the one before, in a table of which a statement may change a row once."""
    name, login = private("name", "Han Ji-won"), private("login", "han@haeundae.example")
    user = c.NewUser("company", login, "-", "", "2026-09-14T00:00:00Z", name, "")
    invited = ledger.accept("operator", c.InviteUser(ledger.clients[HAEUNDAE][1], user))["user_id"]
    first, last = (c.RenewUser(invited, code, "", f"2026-09-{day}T00:00:00Z") for code, day in (("-", 15), ("--", 16)))
    answers = post_together(ledger, ("operator", first), ("operator", last))
    assert [outcome.code for answer in answers for outcome in answer.outcomes] == ["", ""]
    for store in ledger.stores:
        with store.engine.connect() as connection:
            told = connection.exec_driver_sql("SELECT code_hash, expires_at FROM invitations").fetchall()
        assert [tuple(row) for row in told] == [("--", "2026-09-16T00:00:00Z")]
