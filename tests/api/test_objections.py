"""Objections: what is contested is frozen, and comes free with its dates or is taken back, by two other persons."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from ledger.domain.dates import business_date
from ledger.services.due import run_due
from ledger.services.verification import verify
from tests.api.house import House
from tests.api.objecting import (
    LATER,
    OBJECTIONS,
    STATEMENT,
    decide,
    object_to,
    objection_body,
    propose_decision,
    withdraw,
)
from tests.api.proposing import decide as act
from tests.support.world import rule_terms


@pytest.fixture(scope="module")
def house(own_house: House) -> House:
    """Give a house whose clock these tests may move."""
    return own_house


def wallet(house: House, name: str) -> dict[str, int]:
    told = house.get("council", f"/api/v1/organizations/{house.of(name)}/balance").json
    return {
        state: told[state] for state in ("posted", "spendable", "pending", "held", "disputed", "arrears") if told[state]
    }


def lots(house: House, name: str) -> dict[str, dict[str, int]]:
    """Give what stands of each lot of a wallet, by state."""
    found: dict[str, dict[str, int]] = {}
    for part in house.get(name, f"/api/v1/organizations/{house.of(name)}/lots").json["items"]:
        found.setdefault(part["lot"], {})[part["state"]] = part["points"]
    return found


def lot_of(house: House, award: dict[str, Any]) -> dict[str, Any]:
    return dict(house.get("council", f"/api/v1/accruals/{award['id']}").json)


def today(house: House) -> date:
    return business_date(house.clock.now)


def short_lived(house: House) -> str:
    """Publish a rule whose points lapse at the end of the month after; gives its code."""
    code = house.unique("SHORT").upper()
    house.publish_rule(code, 1, rule_terms(limits=[], validity_months=1))
    return code


def days_before_it_lapses(house: House, award: dict[str, Any], days: int) -> None:
    """Let time pass until so many days before the last day of an award's points."""
    last_day = date.fromisoformat(lot_of(house, award)["expires_on"])
    house.clock.pass_by(days=(last_day - today(house)).days - days)


def test_an_objection_freezes_exactly_its_lot_and_nothing_else_can_be_spent_less(house: House) -> None:
    name = house.new_company()
    contested, other = house.earn(name), house.earn(name)
    objection = object_to(house, name, contested["id"])
    assert (objection["frozen"], objection["balance"]["disputed"], objection["balance"]["posted"]) == (100, 100, 100)
    frozen = lot_of(house, contested)
    assert lots(house, name) == {frozen["lot"]: {"disputed": 100}, lot_of(house, other)["lot"]: {"available": 100}}
    moved = house.get(name, f"/api/v1/transactions/{objection['transaction_id']}").json
    assert (moved["kind"], moved["subject"]) == ("freeze", contested["id"])
    with house.unchanged():
        refused = house.post(name, "/api/v1/redemptions", house.wish(name, quantity=3))
        assert refused.json["code"] == "exceeds_available_balance"
    assert house.hold(name, quantity=2)["status"] == "held"
    assert wallet(house, name) == {"held": 100, "disputed": 100}
    freed = withdraw(house, name, objection["id"])
    assert (freed.status_code, freed.json["status"]) == (200, "withdrawn")
    assert wallet(house, name) == {"posted": 100, "spendable": 100, "held": 100}
    assert lot_of(house, contested)["expires_on"] == frozen["expires_on"]
    with house.unchanged():
        assert withdraw(house, name, objection["id"]).json["code"] == "objection_already_decided"
    assert verify(house.node).findings == ()


def test_a_rejected_objection_sets_free_by_two_persons_who_did_not_object(house: House) -> None:
    name = house.new_company()
    award = house.earn(name)
    objection = object_to(house, "pukyong", award["id"])
    assert wallet(house, name) == {"disputed": 100}
    same = house.unique("who objects, at the office")
    house.grant(same, "operator", "operator", same_person_as="pukyong")
    both = house.unique("who objects, approving")
    house.grant(both, "operator", "operator_approver", same_person_as="pukyong")
    with house.unchanged():
        assert propose_decision(house, objection["id"], "rejected", same).json["code"] == "same_person_approval"
        for who in (name, "pukyong", "approver"):
            assert propose_decision(house, objection["id"], "rejected", who).json["code"] == "permission_missing"
    proposed = propose_decision(house, objection["id"], "rejected").json
    with house.unchanged():
        assert act(house, both, proposed["id"]).json["code"] == "same_person_approval"
        assert act(house, "operator", proposed["id"]).json["code"] == "permission_missing"
        points = propose_decision(house, objection["id"], "rejected", points=5)
        assert (points.status_code, points.json["code"]) == (422, "points_without_reversal")
    approved = act(house, "approver", proposed["id"]).json
    assert (approved["status"], approved["result"]["status"]) == ("approved", "rejected")
    assert wallet(house, name) == {"posted": 100, "spendable": 100}
    shown = house.get("pukyong", f"{OBJECTIONS}/{objection['id']}").json
    assert (shown["status"], shown["decided_because"], shown["proposal_id"]) == ("rejected", LATER, proposed["id"])
    assert shown["document"] == STATEMENT
    again = object_to(house, name, award["id"])
    assert (again["frozen"], again["objector_id"]) == (100, house.of(name))
    assert verify(house.node).findings == ()


@pytest.mark.parametrize(("points", "left"), [(None, {}), (30, {"posted": 70, "spendable": 70})])
def test_an_upheld_objection_takes_back_what_is_frozen_and_frees_the_rest(
    house: House, points: int | None, left: dict[str, int]
) -> None:
    name = house.new_company()
    award = house.earn(name)
    before = lot_of(house, award)
    objection = object_to(house, name, award["id"])
    decided = decide(house, objection["id"], "upheld", points=points)
    assert (decided["status"], decided["taken_back"]) == ("upheld", points or 100)
    assert wallet(house, name) == left
    after = lot_of(house, award)
    assert after["status"] == ("reversed" if points is None else "partly_reversed")
    assert after["expires_on"] == before["expires_on"]
    assert verify(house.node).findings == ()


def test_an_upheld_objection_to_a_spent_award_leaves_arrears(house: House) -> None:
    name = house.new_company()
    award = house.earn(name)
    spent = house.hold(name)["id"]
    house.post(name, f"/api/v1/redemptions/{spent}/capture", {"points": 50})
    objection = object_to(house, "pukyong", award["id"])
    assert objection["frozen"] == 50
    decide(house, objection["id"], "upheld")
    assert wallet(house, name) == {"arrears": 50}
    assert verify(house.node).findings == ()


def test_an_upheld_payment_is_priced_out_of_its_agreement(house: House) -> None:
    name = house.new_company()
    agreement = house.unique("RES-2026")
    paid = {"inputs": {"paid_krw": 25_000_000}, "agreement_reference": agreement, "activity": "RES"}
    first, second = house.earn(name, **paid), house.earn(name, **paid)
    objection = object_to(house, name, first["id"])
    with house.unchanged():
        refused = propose_decision(house, objection["id"], "upheld", points=1)
        assert refused.json["code"] == "cumulative_reversal_must_be_whole"
    decided = decide(house, objection["id"], "upheld")
    total = first["points"] + second["points"]
    assert wallet(house, name)["posted"] == first["points"]  # one payment is left, and it is worth what the first was
    assert decided["taken_back"] == total - first["points"]
    assert verify(house.node).findings == ()


def test_a_frozen_lot_does_not_lapse_and_lapses_when_it_is_freed_too_late(house: House) -> None:
    name = house.new_company()
    award = house.earn(name, activity=short_lived(house))
    days_before_it_lapses(house, award, 5)
    objection = object_to(house, name, award["id"])
    house.clock.pass_by(days=10)
    run_due(house.node)
    assert wallet(house, name) == {"disputed": 100}
    assert house.get(name, f"/api/v1/organizations/{house.of(name)}/expiring").json["spendable"] == 0
    decided = decide(house, objection["id"], "rejected")
    assert decided["status"] == "rejected"
    assert wallet(house, name) == {}
    assert verify(house.node).findings == ()


def test_grace_lets_points_live_that_lapsed_while_they_were_frozen(house: House) -> None:
    name = house.new_company()
    award = house.earn(name, activity=short_lived(house))
    days_before_it_lapses(house, award, 2)
    objection = object_to(house, "pukyong", award["id"])
    house.clock.pass_by(days=3)
    with house.unchanged():
        refused = propose_decision(house, objection["id"], "rejected", grace_days=91)
        assert (refused.status_code, refused.json["code"]) == (422, "grace_out_of_range")
    decided = decide(house, objection["id"], "rejected", grace_days=15)
    assert decided["grace_days"] == 15
    assert wallet(house, name) == {"posted": 100, "spendable": 100}
    (lot,) = house.get(name, f"/api/v1/organizations/{house.of(name)}/lots").json["items"]
    assert lot["accrual_id"] == award["id"]
    assert lot["expires_on"] == (today(house) + timedelta(days=15)).isoformat()
    house.clock.pass_by(days=16)
    run_due(house.node)
    assert wallet(house, name) == {}
    assert verify(house.node).findings == ()


@pytest.mark.parametrize("swept", [True, False])
def test_the_clock_ends_an_objection_that_nobody_decides(house: House, swept: bool) -> None:
    name = house.new_company()
    award = house.earn(name)
    objection = object_to(house, "pukyong", award["id"])
    proposed = propose_decision(house, objection["id"], "upheld").json["id"]
    house.clock.pass_by(days=30)
    assert wallet(house, name) == {"disputed": 100}
    house.clock.pass_by(days=1)
    assert wallet(house, name)["spendable"] == 100
    with house.unchanged():
        assert act(house, "approver", proposed).json["code"] == "proposal_expired"
        assert withdraw(house, "pukyong", objection["id"]).json["code"] == "objection_already_decided"
    if swept:
        run_due(house.node)
        assert house.get("council", f"{OBJECTIONS}/{objection['id']}").json["status"] == "timed_out"
    assert house.hold(name, quantity=2)["status"] == "held"
    assert house.get("council", f"{OBJECTIONS}/{objection['id']}").json["status"] == "timed_out"
    assert verify(house.node).findings == ()


def test_an_objection_to_what_is_spent_freezes_nothing_and_ends_by_the_clock(house: House) -> None:
    name = house.new_company()
    award = house.earn(name)
    hold = house.hold(name, quantity=2)["id"]
    objection = object_to(house, "pukyong", award["id"])
    assert (objection["frozen"], wallet(house, name)) == (0, {"held": 100})
    told = house.get(name, f"/api/v1/events?organization_id={house.of(name)}").json["items"][-1]
    assert (told["kind"], told["subject"]) == ("objection_noted", award["id"])
    released = house.post(name, f"/api/v1/redemptions/{hold}/release", {"reason": "not this year"})
    assert released.status_code == 200, released.json
    assert wallet(house, name) == {"disputed": 100}
    assert house.get("council", f"{OBJECTIONS}/{objection['id']}").json["status"] == "open"
    house.clock.pass_by(days=31)
    run_due(house.node)
    assert wallet(house, name) == {"posted": 100, "spendable": 100}
    assert verify(house.node).findings == ()


def test_a_capture_in_part_brings_the_rest_back_frozen_and_a_cancellation_too(house: House) -> None:
    name = house.new_company()
    award = house.earn(name)
    hold = house.hold(name, quantity=2)["id"]
    objection = object_to(house, name, award["id"])
    house.post(name, f"/api/v1/redemptions/{hold}/capture", {"points": 60})
    assert wallet(house, name) == {"disputed": 40}
    cancelled = house.post("operator", f"/api/v1/redemptions/{hold}/cancel", {"reason": "closed"})
    assert cancelled.status_code == 200, cancelled.json
    assert wallet(house, name) == {"disputed": 100}
    withdraw(house, name, objection["id"])
    assert wallet(house, name) == {"posted": 100, "spendable": 100}
    assert verify(house.node).findings == ()


def test_a_university_takes_back_what_the_company_objects_to(house: House) -> None:
    name = house.new_company()
    award = house.earn(name)
    objection = object_to(house, name, award["id"])
    reversal = house.post("pukyong", f"/api/v1/accruals/{award['id']}/reverse", {"reason": "it never took place"})
    assert reversal.status_code == 200, reversal.json
    legs = house.get("council", f"/api/v1/transactions/{reversal.json['transaction_id']}").json["postings"]
    assert {leg["account"] for leg in legs} == {f"{house.of(name)}:disputed", "issued:INT"}
    assert wallet(house, name) == {}
    with house.unchanged():
        refused = propose_decision(house, objection["id"], "upheld")
        assert refused.json["code"] == "accrual_already_reversed"
    assert decide(house, objection["id"], "rejected")["status"] == "rejected"
    assert verify(house.node).findings == ()


def test_pending_points_wait_and_go_on_where_they_stand(house: House) -> None:
    name = house.new_company()
    award = house.earn(name, activity="HIRE", occurred_on=today(house).isoformat())
    assert wallet(house, name) == {"pending": 100}
    objection = object_to(house, name, award["id"])
    assert wallet(house, name) == {"disputed": 100}
    withdraw(house, name, objection["id"])
    assert wallet(house, name) == {"pending": 100}
    house.clock.pass_by(days=5)
    again = object_to(house, name, award["id"])
    house.clock.pass_by(days=27)
    run_due(house.node)
    assert wallet(house, name) == {"disputed": 100}
    withdraw(house, name, again["id"])
    active = lot_of(house, award)
    assert (active["status"], wallet(house, name)["posted"]) == ("active", 100)
    assert verify(house.node).findings == ()


def test_missing_documents_have_time_while_the_award_is_contested(house: House) -> None:
    name, code = house.new_company(), house.unique("DOC").upper()
    terms = rule_terms(evidence=["report"], evidence_days=10, limits=[], validity_months=36)
    house.publish_rule(code, 1, terms)
    late, never = house.earn(name, activity=code), house.earn(name, activity=code)
    house.clock.pass_by(days=9)
    objections = [object_to(house, name, award["id"])["id"] for award in (late, never)]
    house.clock.pass_by(days=9)
    run_due(house.node)
    assert wallet(house, name) == {"disputed": 200}
    added = house.post(
        "pukyong",
        f"/api/v1/accruals/{late['id']}/evidence",
        {"evidence": [{"kind": "report", "sha256": "9f" * 32, "media_type": "application/pdf", "bytes": 4_711}]},
    )
    assert added.status_code in (200, 201), added.json
    assert wallet(house, name) == {"disputed": 200}
    for objection in objections:
        withdraw(house, name, objection)
    assert wallet(house, name) == {"posted": 100, "spendable": 100, "pending": 100}
    house.clock.pass_by(days=1)
    run_due(house.node)
    assert wallet(house, name) == {"posted": 100, "spendable": 100}
    assert lot_of(house, never)["status"] == "dropped"
    assert verify(house.node).findings == ()


def test_arrears_are_paid_from_what_comes_free(house: House) -> None:
    name = house.new_company()
    kept, spent = house.earn(name), house.earn(name)
    objection = object_to(house, name, kept["id"])
    hold = house.hold(name, quantity=2)["id"]
    house.post(name, f"/api/v1/redemptions/{hold}/capture", {"points": 100})
    house.post("pukyong", f"/api/v1/accruals/{spent['id']}/reverse", {"reason": "it never took place"})
    assert wallet(house, name) == {"disputed": 100, "arrears": 100}
    decide(house, objection["id"], "rejected")
    assert wallet(house, name) == {}
    assert verify(house.node).findings == ()


def test_nobody_objects_to_what_is_not_theirs_or_too_late_or_twice(house: House) -> None:
    name, other = house.new_company(), house.new_company()
    award = house.earn(name)
    with house.unchanged():
        assert house.post(other, OBJECTIONS, objection_body(award["id"])).json["code"] == "accrual_unknown"
        assert house.post("operator", OBJECTIONS, objection_body(award["id"])).json["code"] == "permission_missing"
        wrong = house.post(name, OBJECTIONS, objection_body(award["id"], reason_code="dislike"))
        assert wrong.json["code"] == "validation_failed" or wrong.status_code == 422
    objection = object_to(house, name, award["id"])
    with house.unchanged():
        for who in (name, "pukyong"):
            assert house.post(who, OBJECTIONS, objection_body(award["id"])).json["code"] == "objection_already_open"
        for who in (other, "pukyong"):
            assert withdraw(house, who, objection["id"]).json["code"] == "objection_unknown"
            assert house.get(who, f"{OBJECTIONS}/{objection['id']}").json["code"] == "objection_unknown"
    assert [one["id"] for one in house.get(name, OBJECTIONS).json["items"]] == [objection["id"]]
    assert house.get(other, OBJECTIONS).json["items"] == []
    assert objection["id"] not in {one["id"] for one in house.get("pukyong", OBJECTIONS).json["items"]}
    assert house.get(other, f"{OBJECTIONS}?organization_id={house.of(name)}").json["code"] == "organization_unknown"
    page = house.get("council", f"{OBJECTIONS}?status=open&accrual_id={award['id']}").json
    assert [one["reason"] for one in page["items"]] == ["the students never came to Haeundae"]
    withdraw(house, name, objection["id"])
    house.clock.pass_by(days=61)
    with house.unchanged():
        late = house.post(name, OBJECTIONS, objection_body(award["id"]))
        assert (late.status_code, late.json["code"]) == (409, "objection_window_closed")


def test_a_share_is_frozen_alone_and_a_university_freezes_every_lot(house: House) -> None:
    lead, partner = house.new_company(), house.new_company()
    shares = [{"organization_id": house.of(one), "basis_points": 5_000} for one in (lead, partner)]
    award = house.earn(lead, shares=shares)
    objection = object_to(house, partner, award["id"])
    assert (wallet(house, lead), wallet(house, partner)) == ({"posted": 50, "spendable": 50}, {"disputed": 50})
    assert house.get(lead, OBJECTIONS).json["items"] == []
    withdraw(house, partner, objection["id"])
    whole = object_to(house, "pukyong", award["id"])
    assert (whole["frozen"], wallet(house, lead), wallet(house, partner)) == (100, {"disputed": 50}, {"disputed": 50})
    house.clock.pass_by(days=31)
    assert house.hold(partner)["status"] == "held"  # its own clock ran; the other's lot comes free when it is touched
    assert wallet(house, lead)["spendable"] == 50
    assert verify(house.node).findings == ()
    run_due(house.node)
    assert wallet(house, lead) == {"posted": 50, "spendable": 50}
    again = object_to(house, "pukyong", award["id"])
    assert again["frozen"] == 50
    decide(house, again["id"], "upheld")
    assert wallet(house, lead) == {}
    assert verify(house.node).findings == ()


def test_what_could_be_spent_is_told_of_every_position(house: House) -> None:
    name = house.new_company()
    award = house.earn(name)
    objection = object_to(house, "pukyong", award["id"])
    frozen_at = objection["position"]
    house.clock.pass_by(days=32)
    run_due(house.node)
    where = f"/api/v1/organizations/{house.of(name)}/balance?recorded_as_of="
    then = house.get("council", f"{where}{frozen_at}").json
    assert (then["spendable"], then["disputed"], then["posted"]) == (0, 100, 0)
    before = house.get("council", f"{where}{frozen_at - 1}").json
    assert (before["spendable"], before["disputed"]) == (100, 0)
    now = house.get("council", f"{where}{house.head()[0]}").json
    assert (now["spendable"], now["disputed"]) == (100, 0)
