"""Sanctions: proposed by one person, imposed by another, taken from the lots that expire soonest."""

from __future__ import annotations

import pytest

from ledger.services.verification import verify
from tests.api import proposing
from tests.api.house import House
from tests.api.sanctioning import DECISION, SANCTIONS, act, propose, sanction_body


def available(house: House, name: str) -> int:
    return int(house.get("council", f"/api/v1/organizations/{house.of(name)}/balance").json["posted"])


def test_a_sanction_is_imposed_by_a_second_person(house: House) -> None:
    name = house.new_company()
    house.earn(name)
    house.earn(name)
    sanction = propose(house, name, 130)
    assert available(house, name) == 200
    same = house.unique("the operator again")
    house.grant(same, "operator", "operator_approver", same_person_as="operator")
    with house.unchanged():
        for what in ("approve", "reject"):
            refused = act(house, same, sanction, what)
            assert (refused.status_code, refused.json["code"]) == (409, "same_person_approval")
        assert act(house, "operator", sanction, "approve").json["code"] == "permission_missing"
        assert act(house, name, sanction, "approve").json["code"] == "permission_missing"
    imposed = act(house, "approver", sanction, "approve")
    assert (imposed.status_code, imposed.json["status"]) == (200, "imposed")
    assert (imposed.json["points"], imposed.json["forfeited"], imposed.json["balance"]["posted"]) == (130, 130, 70)
    moved = house.get("council", f"/api/v1/transactions/{imposed.json['transaction_id']}").json
    assert (moved["kind"], moved["subject"]) == ("sanction", sanction)
    assert {leg["account"] for leg in moved["postings"]} == {f"{house.of(name)}:available", "forfeited"}
    with house.unchanged():
        assert act(house, "approver", sanction, "approve").json["code"] == "sanction_already_decided"
    assert verify(house.node).findings == ()


def test_a_sanction_takes_the_lots_that_expire_soonest_and_leaves_them_their_names(house: House) -> None:
    name = house.new_company()
    late = house.earn(name)
    soon = house.earn(name, activity="CAPPED", inputs={"allowance_krw": 100_000})
    lots = {
        award: house.get("council", f"/api/v1/accruals/{one['id']}").json["lot"]
        for award, one in (("late", late), ("soon", soon))
    }
    imposed = act(house, "approver", propose(house, name, 25), "approve").json
    legs = house.get(name, f"/api/v1/transactions/{imposed['transaction_id']}").json["postings"]
    taken = {leg["lot"]: leg["amount"] for leg in legs if leg["account"] == "forfeited"}
    assert taken == {lots["soon"]: 10, lots["late"]: 15}


def test_a_closure_takes_all_that_is_available_when_it_is_approved(house: House) -> None:
    name = house.new_company()
    for _ in range(40):  # more lots than are looked at first
        house.earn(name)
    closure = propose(house, name, None, cause="closure")
    house.earn(name)
    house.hold(name)
    imposed = act(house, "approver", closure, "approve").json
    assert (imposed["points"], imposed["forfeited"]) == (None, 41 * 100 - 50)
    assert (imposed["balance"]["posted"], imposed["balance"]["held"]) == (0, 50)


@pytest.mark.parametrize(("points", "code"), [(101, "exceeds_available_balance"), (None, "nothing_to_forfeit")])
def test_more_than_there_is_then_is_refused(house: House, points: int | None, code: str) -> None:
    name = house.new_company()
    house.earn(name)
    sanction = propose(house, name, points)
    if points is None:
        house.hold(name, quantity=2)
    with house.unchanged():
        refused = act(house, "approver", sanction, "approve")
        assert (refused.status_code, refused.json["code"]) == (409, code)
    assert house.get("council", f"{SANCTIONS}/{sanction}").json["status"] == "proposed"


def test_what_has_lapsed_by_then_is_not_forfeited(house: House) -> None:
    name = house.new_company()
    house.earn(name, activity="CAPPED", inputs={"allowance_krw": 100_000})
    house.clock.pass_by(days=85)
    sanction = propose(house, name, None)
    house.clock.pass_by(days=14)
    with house.unchanged():
        assert act(house, "approver", sanction, "approve").json["code"] == "nothing_to_forfeit"
    house.clock.pass_by(days=1)
    with house.unchanged():
        for what in ("approve", "reject"):
            refused = act(house, "approver", sanction, what)
            assert (refused.status_code, refused.json["code"]) == (409, "sanction_expired")
    assert house.get("council", f"{SANCTIONS}/{sanction}").json["status"] == "expired"
    expired = house.get("council", f"{SANCTIONS}?status=expired&limit=500").json["items"]
    waiting = house.get("council", f"{SANCTIONS}?status=proposed&limit=500").json["items"]
    assert sanction in [one["id"] for one in expired]
    assert sanction not in [one["id"] for one in waiting]


def test_a_large_sanction_takes_two_others_however_it_is_split(house: House) -> None:
    name, third = house.new_company(), house.unique("a third person")
    house.grant(third, "operator", "operator_approver")
    bound = {"name": "sanction", "points_max": 250, "second_from": 120, "days": 14, "reason": "small cases only"}
    _set_bound(house, third, bound)
    for _ in range(3):
        house.earn(name)
    with house.unchanged():
        refused = house.post("operator", SANCTIONS, sanction_body(house, name, 251))
        assert (refused.status_code, refused.json["code"]) == (409, "bound_exceeded")
    small, rest = propose(house, name, 60), propose(house, name, 60)
    assert act(house, "approver", small, "approve").json["status"] == "imposed"
    waits = act(house, "approver", rest, "approve").json
    assert (waits["status"], waits["forfeited"], len(waits["approved_by"])) == ("proposed", 0, 1)
    with house.unchanged():
        assert act(house, "approver", rest, "approve").json["code"] == "same_person_approval"
    assert act(house, third, rest, "approve").json["status"] == "imposed"
    over = propose(house, name, None)
    with house.unchanged():
        assert act(house, "approver", over, "approve").json["code"] == "bound_exceeded"
    assert available(house, name) == 180
    _set_bound(house, third, {**bound, "points_max": 1_000_000, "second_from": 100_000})
    assert verify(house.node).findings == ()


def _set_bound(house: House, third: str, bound: dict[str, object]) -> None:
    proposal = proposing.propose(house, "bounds", bound)
    if proposing.decide(house, "approver", proposal).json["status"] == "proposed":
        assert proposing.decide(house, third, proposal).json["status"] == "approved"


def test_a_proposal_is_rejected_or_withdrawn_and_moves_nothing(house: House) -> None:
    name = house.new_company()
    house.earn(name)
    ends = (("reject", "approver", "rejected"), ("withdraw", "operator", "withdrawn"))
    for what, who, status in ends:
        sanction = propose(house, name, 10)
        other = "operator" if who == "approver" else "approver"
        assert act(house, other, sanction, what).json["code"] == "permission_missing"
        ended = act(house, who, sanction, what)
        assert (ended.status_code, ended.json["status"], ended.json["forfeited"]) == (200, status, 0)
        shown = house.get(name, f"{SANCTIONS}/{sanction}").json
        assert shown[f"{status}_because"] == f"{what} because of what was found"
        with house.unchanged():
            assert act(house, "approver", sanction, "approve").json["code"] == "sanction_already_decided"
    assert available(house, name) == 100
    assert verify(house.node).findings == ()


def test_a_company_sees_its_own_sanctions_and_no_others(house: House) -> None:
    own, other = house.new_company(), house.new_company()
    sanction, hidden = propose(house, own, 10), propose(house, other, 20)
    (found,) = house.get(own, SANCTIONS).json["items"]
    assert (found["id"], found["points"], found["document"]) == (sanction, 10, DECISION)
    assert found["reason"] == "internship that never took place"
    assert house.get(own, f"{SANCTIONS}/{hidden}").json["code"] == "sanction_unknown"
    assert house.get(own, f"{SANCTIONS}?organization_id={house.of(other)}").json["code"] == "organization_unknown"
    assert house.get("pukyong", SANCTIONS).json["items"] == []
    page = house.get("council", f"{SANCTIONS}?status=proposed&limit=1").json
    assert len(page["items"]) == 1
    assert page["next_cursor"]
    assert house.post(own, SANCTIONS, sanction_body(house, other, 10)).json["code"] == "permission_missing"


def test_a_dry_run_tells_what_an_approval_would_take_and_leaves_no_trace(house: House) -> None:
    name = house.new_company()
    house.earn(name)
    sanction = propose(house, name, 60)
    with house.unchanged():
        dry = house.post("approver", f"{SANCTIONS}/{sanction}/approve?dry_run=true")
        assert (dry.json["status"], dry.json["balance"]["posted"]) == ("imposed", 40)
    assert available(house, name) == 100


def test_only_companies_are_sanctioned_for_whole_points(house: House) -> None:
    with house.unchanged():
        refused = house.post("operator", SANCTIONS, sanction_body(house, "pukyong", 10))
        assert refused.json["code"] == "organization_is_not_a_company"
        nobody = sanction_body(house, "haeundae", 10, organization_id=f"org_{'0' * 32}")
        assert house.post("operator", SANCTIONS, nobody).json["code"] == "organization_unknown"
        for points, code in ((0, "number_out_of_range"), (-1, "number_out_of_range"), ("10", "not_a_whole_number")):
            answer = house.post("operator", SANCTIONS, sanction_body(house, "haeundae", points))
            assert (answer.status_code, answer.json["code"]) == (422, code)
