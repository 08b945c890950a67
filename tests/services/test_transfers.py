"""Mergers, successions, affiliations and closures, mirrored on an engine: what was a company's is its successor's.

Every step is compared with the model, its entries with a replay, and at the end every projection with both.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.domain import commands as c
from ledger.domain.control_accounts import control_findings
from ledger.domain.journal.facts import PointsTransferred, Share
from ledger.services.keys import Keys
from ledger.store.store import Store
from tests.support.memory import private
from tests.support.merging import (
    GIJANG,
    HAEUNDAE,
    SAHA,
    affiliation,
    books_at,
    carry_out,
    closure,
    done,
    merger,
    profile,
    state,
    succession,
    totals,
)
from tests.support.mirrored import MirroredLedger
from tests.support.world import documents, furnish, program_terms, rule_terms

NOTE = private("reason", "as agreed")


@pytest.fixture
def ledger(store: Store, tmp_path: Path) -> Iterator[MirroredLedger]:
    """Give a ledger of three companies, of which Haeundae has points in every state and Gijang some."""
    ledger = furnish(MirroredLedger([store], Keys.load_or_create(tmp_path / "keys")))
    yield ledger
    ledger.compare_projections()
    ledger.check_books()
    assert list(control_findings(ledger.books)) == []


def hold(ledger: MirroredLedger, who: str, units: int = 1, program: str = "VOUCHER") -> str:
    """Hold points of a company."""
    reference = private("reference", f"R-{ledger.books.position}")
    return str(ledger.accept(who, c.PlaceHold(ledger.clients[who][1], program, units, reference))["id"])


def award(ledger: MirroredLedger, event: str, activity: str, who: str, points: int, day: str = "2026-08-31") -> str:
    """Let a company earn points."""
    told = ledger.accrue("pukyong", event, activity, who, day, allowance_krw=points * 10_000)
    assert not told.code, told
    return str(told.result["id"])


def claim(ledger: MirroredLedger, who: str, points: int) -> str:
    """Report an activity of a company, shared with Saha, that others must look at."""
    shares = Share(ledger.clients[who][1], 6_000), Share(ledger.clients[SAHA][1], 4_000)
    source = private("source_event_id", f"E-{ledger.books.position}")
    inputs = {"allowance_krw": points * 10_000}
    report = c.PostAccrual(source, "EDU", ledger.clients[who][1], "2026-08-31", inputs, None, shares=shares)
    return str(ledger.accept("pukyong", report)["id"])


def live(ledger: MirroredLedger) -> dict[str, str]:
    """Let Haeundae have something of everything; gives the ids of it by name."""
    spent = award(ledger, "E-SPENT", "ADV", HAEUNDAE, 300)
    used = hold(ledger, HAEUNDAE, 6)
    ledger.accept(HAEUNDAE, c.CaptureHold(used))
    told = {
        "spent": spent,
        "used": used,
        "soon": award(ledger, "E-SOON", "ADV", HAEUNDAE, 110),
        "late": award(ledger, "E-LATE", "INT", HAEUNDAE, 400),
        "pending": award(ledger, "E-PENDING", "HIRE", HAEUNDAE, 70),
        "waiting": award(ledger, "E-WAITING", "DOC", HAEUNDAE, 90),
        "claim": claim(ledger, HAEUNDAE, 100),
        "own": award(ledger, "E-OWN", "INT", GIJANG, 25),
    }
    told["open"] = hold(ledger, HAEUNDAE, 3)
    told["over"] = hold(ledger, HAEUNDAE, 2)
    return told


def test_a_merger_hands_over_every_point_in_its_state_with_its_lot_and_its_dates(ledger: MirroredLedger) -> None:
    told = live(ledger)
    ledger.accept("pukyong", c.ReverseAccrual(told["spent"], NOTE))  # which was spent, and so is owed
    left = ledger.accept(HAEUNDAE, c.ReleaseHold(told["over"], NOTE))["balance"]
    assert left["arrears"] == 0
    result = done(ledger, merger(ledger, HAEUNDAE, GIJANG))
    at = next(one.entry.position for one in ledger.entries if one.entry.id == result["transaction_id"])
    before, after = books_at(ledger, at - 1), books_at(ledger, at)
    assert profile(before) == profile(after)
    assert totals(before) == totals(after)
    assert state(ledger, HAEUNDAE) == {}
    fact = ledger.entries[at - 1].entry.fact
    assert isinstance(fact, PointsTransferred)
    assert fact.whole
    row = ledger.books.organizations.require(ledger.clients[HAEUNDAE][1])
    assert (row.status, row.successor) == ("merged", ledger.clients[GIJANG][1])


def test_what_a_merged_company_owes_is_paid_by_its_successor(ledger: MirroredLedger) -> None:
    spent = award(ledger, "E-1", "ADV", HAEUNDAE, 300)
    ledger.accept(HAEUNDAE, c.CaptureHold(hold(ledger, HAEUNDAE, 6)))
    ledger.accept("pukyong", c.ReverseAccrual(spent, NOTE))
    award(ledger, "E-2", "INT", GIJANG, 120)
    assert state(ledger, HAEUNDAE) == {"arrears": 300}
    result = done(ledger, merger(ledger, HAEUNDAE, GIJANG))
    kinds = [sealed.entry.kind for sealed in ledger.entries[-2:]]
    assert (result["points"], kinds) == (0, ["transfer", "arrears_payment"])
    assert (state(ledger, HAEUNDAE), state(ledger, GIJANG)) == ({}, {"arrears": 180})
    award(ledger, "E-3", "INT", GIJANG, 200)
    assert state(ledger, GIJANG) == {"available": 20}


def test_what_was_begun_with_a_company_goes_on_with_its_successor(ledger: MirroredLedger) -> None:
    told = live(ledger)
    ledger.accept("pukyong", c.AddEvidence(told["waiting"], documents("report")))
    done(ledger, merger(ledger, HAEUNDAE, GIJANG))
    assert state(ledger, GIJANG) == {"available": 285, "held": 250, "pending": 205}
    refused = ledger.do(HAEUNDAE, c.CaptureHold(told["open"]))
    assert refused.code == "organization_merged"
    ledger.accept(GIJANG, c.CaptureHold(told["open"], 40))
    ledger.accept("operator", c.CancelRedemption(told["used"], NOTE))
    assert state(ledger, GIJANG) == {"available": 695, "held": 100, "pending": 205}
    ledger.accept("pukyong", c.AddEvidence(told["waiting"], documents("receipt")))
    ledger.accept("pukyong", c.ReverseAccrual(told["late"], NOTE, 30))
    ledger.accept(GIJANG, c.ConfirmAccrual(told["claim"]))
    ledger.accept("pukyong-verifier", c.VerifyAccrual(told["claim"]))
    assert state(ledger, SAHA) == {"available": 60}
    assert state(ledger, HAEUNDAE) == {}
    ledger.go_to("2026-09-20")
    ledger.accept("system", c.SettleDue(ledger.clients[GIJANG][1]))
    assert state(ledger, GIJANG)["available"] == 695 - 30 + 100 + 90 + 60 + 30 + 45
    ledger.go_to("2027-03-01")
    ledger.accept("system", c.SettleDue(ledger.clients[GIJANG][1]))
    assert state(ledger, GIJANG) == {}


def test_a_merged_company_earns_and_acts_no_more_and_the_refusal_names_its_successor(ledger: MirroredLedger) -> None:
    award(ledger, "E-1", "INT", HAEUNDAE, 10)
    done(ledger, merger(ledger, HAEUNDAE, GIJANG))
    successor = ledger.clients[GIJANG][1]
    before = ledger.books.position
    report = ledger.accrue("pukyong", "E-2", "INT", HAEUNDAE, "2026-08-31", allowance_krw=100_000)
    assert (report.code, report.params["successor_id"]) == ("organization_merged", successor)
    again = ledger.do("operator", merger(ledger, HAEUNDAE, SAHA))
    assert (again.code, again.pointer) == ("organization_merged", "/source_id")
    into = ledger.do("operator", merger(ledger, SAHA, HAEUNDAE))
    assert (into.code, into.pointer) == ("organization_merged", "/target_id")
    assert ledger.do("operator", merger(ledger, SAHA, SAHA)).code == "transfer_to_itself"
    assert ledger.books.position == before


def test_mergers_follow_each_other_and_everything_ends_with_the_last(ledger: MirroredLedger) -> None:
    told = live(ledger)
    done(ledger, merger(ledger, HAEUNDAE, GIJANG))
    done(ledger, merger(ledger, GIJANG, SAHA))
    for name in (HAEUNDAE, GIJANG):
        assert ledger.books.organizations.require(ledger.clients[name][1]).successor == ledger.clients[SAHA][1]
        assert state(ledger, name) == {}
    assert state(ledger, SAHA) == {"available": 285, "held": 250, "pending": 205}
    ledger.accept(SAHA, c.ReleaseHold(told["open"], NOTE))
    ledger.accept("pukyong", c.ReverseAccrual(told["spent"], NOTE))
    assert state(ledger, SAHA) == {"available": 435 - 300, "held": 100, "pending": 205}
    award(ledger, "E-NEW", "ADV", SAHA, 500 - 410)
    refused = ledger.accrue("pukyong", "E-MORE", "ADV", SAHA, "2026-08-31", allowance_krw=4_200_000)
    assert (refused.code, refused.params["used"]) == ("limit_reached", 200)


def test_an_empty_company_merges_without_a_movement(ledger: MirroredLedger) -> None:
    done(ledger, merger(ledger, HAEUNDAE, GIJANG))
    assert ledger.entries[-1].entry.kind == "merger"
    assert ledger.entries[-1].entry.postings == ()


def test_a_large_wallet_is_handed_over_in_linked_entries(ledger: MirroredLedger) -> None:
    ledger.publish_rule("SMALL", 1, "2020-01-01", rule_terms(limits=[]))
    reports = []
    for nth in range(260):
        source, holder = private("source_event_id", f"S-{nth}"), ledger.clients[HAEUNDAE][1]
        reports.append(c.PostAccrual(source, "SMALL", holder, "2026-08-31", {"allowance_krw": 10_000}))
    ledger.submit([ledger.submission("pukyong", reports)])
    held = hold(ledger, HAEUNDAE, 2)
    done(ledger, merger(ledger, HAEUNDAE, GIJANG))
    assert [one.entry.kind for one in ledger.entries[-4:]] == ["proposal", "transfer", "continuation", "continuation"]
    assert state(ledger, GIJANG) == {"available": 160, "held": 100}
    ledger.accept(GIJANG, c.CaptureHold(held))


def test_a_part_is_handed_over_soonest_first_or_by_its_lots_and_is_taken_back_from_there(
    ledger: MirroredLedger,
) -> None:
    late = award(ledger, "E-LATE", "INT", HAEUNDAE, 100)
    soon = award(ledger, "E-SOON", "ADV", HAEUNDAE, 40)
    assert carry_out(ledger, succession(ledger, HAEUNDAE, GIJANG, 141)).code == "exceeds_available_balance"
    assert done(ledger, succession(ledger, HAEUNDAE, GIJANG, 60))["points"] == 60
    assert (state(ledger, HAEUNDAE), state(ledger, GIJANG)) == ({"available": 80}, {"available": 60})
    lots = {row.accrual: row.lot for row in ledger.books.lots.rows()}
    gone = ledger.do("operator", succession(ledger, HAEUNDAE, SAHA, lots=(lots[soon],)))
    assert (gone.code, gone.params["lot"]) == ("lot_not_available", lots[soon])
    done(ledger, succession(ledger, HAEUNDAE, SAHA, lots=(lots[late],)))
    assert (state(ledger, HAEUNDAE), state(ledger, SAHA)) == ({}, {"available": 80})
    assert ledger.do("operator", succession(ledger, HAEUNDAE, SAHA)).code == "nothing_to_transfer"
    used = hold(ledger, SAHA)
    ledger.accept(SAHA, c.CaptureHold(used))
    ledger.accept("pukyong", c.ReverseAccrual(late, NOTE))
    assert (state(ledger, HAEUNDAE), state(ledger, GIJANG), state(ledger, SAHA)) == (
        {"arrears": 50},
        {"available": 40},
        {},
    )


def test_affiliates_count_as_one_for_yearly_caps_and_ceilings(ledger: MirroredLedger) -> None:
    award(ledger, "E-1", "ADV", HAEUNDAE, 300)
    done(ledger, affiliation(ledger, HAEUNDAE, GIJANG))
    refused = ledger.accrue("pukyong", "E-2", "ADV", GIJANG, "2026-08-31", allowance_krw=2_010_000)
    assert (refused.code, refused.params["used"]) == ("limit_reached", 300)
    award(ledger, "E-3", "ADV", GIJANG, 200)
    assert ledger.accrue("pukyong", "E-4", "ADV", HAEUNDAE, "2026-08-31", allowance_krw=10_000).code == "limit_reached"
    award(ledger, "E-5", "ADV", SAHA, 500)
    ceiling = program_terms(10, points_max_per_organization_year=100)
    ledger.publish_program("SHARED", ceiling)
    hold(ledger, HAEUNDAE, 7, "SHARED")
    full = ledger.do(GIJANG, c.PlaceHold(ledger.clients[GIJANG][1], "SHARED", 4, private("reference", "R-9")))
    assert (full.code, full.params["used"]) == ("program_limit_reached", 70)
    afford = ledger.accept("system", c.QuotePrograms(ledger.clients[GIJANG][1], ("SHARED",)))
    assert afford["programs"][0]["quantity_max"] == 3
    done(ledger, affiliation(ledger, HAEUNDAE, together=False))
    hold(ledger, GIJANG, 10, "SHARED")
    award(ledger, "E-6", "ADV", GIJANG, 300)
    assert carry_out(ledger, affiliation(ledger, GIJANG, together=False)).code == "not_affiliated"


def test_an_affiliate_that_is_merged_away_takes_what_it_used_along(ledger: MirroredLedger) -> None:
    award(ledger, "E-1", "ADV", HAEUNDAE, 300)
    done(ledger, affiliation(ledger, HAEUNDAE, SAHA))
    done(ledger, merger(ledger, HAEUNDAE, GIJANG))
    ids = {name: ledger.clients[name][1] for name in (HAEUNDAE, GIJANG, SAHA)}
    rows = {name: ledger.books.organizations.require(one).affiliates for name, one in ids.items()}
    both = " ".join(sorted((ids[HAEUNDAE], ids[GIJANG])))
    assert rows == {HAEUNDAE: both, GIJANG: both, SAHA: ""}
    award(ledger, "E-2", "ADV", SAHA, 500)
    refused = ledger.accrue("pukyong", "E-3", "ADV", GIJANG, "2026-08-31", allowance_krw=2_010_000)
    assert (refused.code, refused.params["used"]) == ("limit_reached", 300)


def test_a_company_is_closed_once_nothing_of_it_is_left(ledger: MirroredLedger) -> None:
    earned = award(ledger, "E-1", "ADV", HAEUNDAE, 100)
    pending = claim(ledger, HAEUNDAE, 100)
    used = hold(ledger, HAEUNDAE, 2)

    def left() -> tuple[object, ...]:
        before = ledger.books.position
        refused = ledger.do("operator", closure(ledger, HAEUNDAE))
        assert ledger.books.position == before
        return refused.code, refused.params.get("what"), refused.params.get("points")

    assert left() == ("wallet_not_empty", "held", 100)
    ledger.accept(HAEUNDAE, c.CaptureHold(used))
    assert left() == ("wallet_not_empty", "claim", 0)
    ledger.accept("pukyong", c.WithdrawAccrual(pending, NOTE))
    open_proposal = ledger.accept("operator", merger(ledger, HAEUNDAE, SAHA))
    assert left() == ("wallet_not_empty", "proposal", 0)
    ledger.accept("operator", c.WithdrawProposal(str(open_proposal["id"]), NOTE))
    done(ledger, closure(ledger, HAEUNDAE))
    before = ledger.books.position
    for who, command in (
        ("operator", c.CancelRedemption(used, NOTE)),
        ("pukyong", c.ReverseAccrual(earned, NOTE)),
        ("pukyong", c.RaiseObjection(earned, "wrong_amount", NOTE, documents("letter")[0])),
        ("operator", closure(ledger, HAEUNDAE)),
        ("operator", merger(ledger, SAHA, HAEUNDAE)),
        (HAEUNDAE, c.ReleaseHold(used, NOTE)),
    ):
        assert ledger.do(who, command).code == "organization_closed", command
    report = ledger.accrue("pukyong", "E-9", "INT", HAEUNDAE, "2026-08-31", allowance_krw=100_000)
    assert (report.code, ledger.books.position) == ("organization_closed", before)


def test_a_step_on_what_never_was_a_claim_is_refused_to_the_successor_too(ledger: MirroredLedger) -> None:
    """An award that was posted at once has no claim, and whose it is must be known all the same."""
    posted = award(ledger, "E-1", "INT", HAEUNDAE, 10)
    assert ledger.do("pukyong", c.ResubmitAccrual(posted, "2026-08-31", {})).code == "claim_not_open"
    done(ledger, merger(ledger, HAEUNDAE, GIJANG))
    before = ledger.books.position
    assert ledger.do(GIJANG, c.ConfirmAccrual(posted)).code == "claim_not_open"
    assert ledger.do(SAHA, c.ConfirmAccrual(posted)).code == "accrual_unknown"
    assert ledger.books.position == before


def test_a_company_contests_its_share_of_an_award_whose_first_lot_is_another_s(ledger: MirroredLedger) -> None:
    """Saha has the first lot of an award that names Haeundae, and Saha is merged before somebody objects."""
    shares = Share(ledger.clients[SAHA][1], 6_000), Share(ledger.clients[HAEUNDAE][1], 4_000)
    told = private("source_event_id", "E-SHARED")
    inputs = {"allowance_krw": 1_000_000}
    report = c.PostAccrual(told, "COOP", ledger.clients[HAEUNDAE][1], "2026-08-31", inputs, None, shares=shares)
    shared = str(ledger.accept("pukyong", report)["id"])
    ledger.accept(HAEUNDAE, c.ConfirmAccrual(shared))
    (document,) = documents("letter")
    objection = c.RaiseObjection(shared, "wrong_amount", NOTE, document)
    raised = ledger.accept(HAEUNDAE, objection)
    assert state(ledger, HAEUNDAE) == {"disputed": 40}
    assert state(ledger, SAHA) == {"available": 60}
    ledger.accept(HAEUNDAE, c.WithdrawObjection(str(raised["id"]), NOTE))
    done(ledger, merger(ledger, SAHA, GIJANG))
    assert ledger.accept(GIJANG, objection)["frozen"] == 60
    assert state(ledger, GIJANG) == {"disputed": 60}
    assert state(ledger, HAEUNDAE) == {"available": 40}


def test_an_award_that_came_to_nothing_is_contested_after_its_company_is_merged_twice(ledger: MirroredLedger) -> None:
    """No lot leads to the wallet that the answer shows."""
    award(ledger, "E-OWN", "INT", GIJANG, 25)
    told = ledger.accrue("pukyong", "E-NOTHING", "INT", HAEUNDAE, "2026-08-31", allowance_krw=9_999)
    assert told.result["points"] == 0
    done(ledger, merger(ledger, HAEUNDAE, GIJANG))
    objection = c.RaiseObjection(told.result["id"], "wrong_amount", NOTE, documents("letter")[0])
    raised = ledger.accept("pukyong", objection)
    assert (raised["frozen"], raised["balance"]["posted"]) == (0, 25)
    done(ledger, merger(ledger, GIJANG, SAHA))
    withdrawn = ledger.accept("pukyong", c.WithdrawObjection(raised["id"], NOTE))
    assert withdrawn["status"] == "withdrawn"
