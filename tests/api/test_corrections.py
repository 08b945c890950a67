"""Corrections: proposed by one person and carried out by another, within bounds, and in time."""

from __future__ import annotations

from ledger.services.verification import verify
from tests.api.house import House
from tests.api.proposing import PROPOSALS, adjustment, correction, debit, decide, propose


def wallet(house: House, name: str) -> dict[str, int]:
    told = house.get("council", f"/api/v1/organizations/{house.of(name)}/balance").json
    return {state: int(told[state]) for state in ("posted", "arrears")}


def test_an_adjustment_is_carried_out_by_a_second_person(house: House) -> None:
    name = house.new_company()
    proposal = propose(house, "adjustments", adjustment(house, name, 130))
    assert wallet(house, name)["posted"] == 0
    same = house.unique("the operator again")
    house.grant(same, "operator", "operator_approver", same_person_as="operator")
    with house.unchanged():
        for what in ("approve", "reject"):
            refused = decide(house, same, proposal, what)
            assert (refused.status_code, refused.json["code"]) == (409, "same_person_approval")
        assert decide(house, "operator", proposal).json["code"] == "permission_missing"
        assert decide(house, name, proposal).json["code"] == "permission_missing"
    done = decide(house, "approver", proposal)
    assert (done.status_code, done.json["status"]) == (200, "approved"), done.json
    assert done.json["result"]["balance"]["posted"] == 130
    moved = house.get("council", f"/api/v1/transactions/{done.json['entry_id']}").json
    assert moved["kind"] == "adjustment"
    assert {leg["account"] for leg in moved["postings"]} == {f"{house.of(name)}:available", "adjusted:data_error"}
    taken = decide(house, "approver", propose(house, "adjustments", debit(house, name, 30)))
    assert taken.json["result"]["balance"]["posted"] == 100
    with house.unchanged():
        assert decide(house, "approver", proposal).json["code"] == "proposal_already_decided"
    assert verify(house.node).findings == ()


def test_a_large_adjustment_takes_two_approvals_of_two_others(house: House) -> None:
    name, third = house.new_company(), house.unique("a third person")
    house.grant(third, "operator", "operator_approver")
    proposal = propose(house, "adjustments", adjustment(house, name, 10_000))
    first = decide(house, "approver", proposal).json
    assert (first["status"], first["checks"], first["checked"]) == ("proposed", 2, 1)
    assert wallet(house, name)["posted"] == 0
    with house.unchanged():
        assert decide(house, "approver", proposal).json["code"] == "same_person_approval"
    assert decide(house, third, proposal).json["status"] == "approved"
    assert wallet(house, name)["posted"] == 10_000
    assert verify(house.node).findings == ()


def test_arrears_are_written_off_and_what_lapsed_comes_back(house: House) -> None:
    name = house.new_company()
    earned = house.earn(name)
    decide(house, "approver", propose(house, "adjustments", debit(house, name, 100)))
    university = next(one for one in ("pukyong", "university") if one in house.clients)
    reversal = house.post(university, f"/api/v1/accruals/{earned['id']}/reverse", {"reason": "it never took place"})
    assert reversal.status_code == 200, reversal.json
    assert wallet(house, name) == {"posted": 0, "arrears": 100}
    with house.unchanged():
        body = correction(house, name, 101, "uncollectible")
        assert house.post("operator", "/api/v1/write-offs", body).json["code"] == "exceeds_arrears"
    body = correction(house, name, 60, "uncollectible")
    assert decide(house, "approver", propose(house, "write-offs", body)).json["status"] == "approved"
    assert wallet(house, name) == {"posted": 0, "arrears": 40}
    assert verify(house.node).findings == ()


def test_the_inbox_shows_what_waits_for_another_person(house: House) -> None:
    name = house.new_company()
    proposal = propose(house, "adjustments", adjustment(house, name, 7))
    mine = f"{PROPOSALS}?waiting_for_me=true&limit=500"
    assert proposal in [one["id"] for one in house.get("approver", mine).json["items"]]
    assert house.get("operator", mine).json["items"] == []
    own = house.get(name, PROPOSALS).json["items"]
    assert [(one["id"], one["reason"][:9]) for one in own] == [(proposal, "the hours")]
    assert decide(house, "operator", proposal, "withdraw").json["status"] == "withdrawn"
    assert proposal not in [one["id"] for one in house.get("approver", mine).json["items"]]
    assert house.get("council", f"{PROPOSALS}/{proposal}").json["withdrawn_because"].startswith("withdraw because")


def test_who_widens_a_bound_needs_as_many_approvals_as_who_would_move_so_much(house: House) -> None:
    third = house.unique("a third person for bounds")
    house.grant(third, "operator", "operator_approver")
    wide = {"name": "write_off", "points_max": 100_000, "second_from": 0, "days": 14, "reason": "fewer signatures"}
    narrow = {**wide, "second_from": 10_000}
    widening = propose(house, "bounds", wide)
    first = decide(house, "approver", widening).json
    assert (first["status"], first["checks"], first["checked"]) == ("proposed", 2, 1)
    assert decide(house, third, widening).json["status"] == "approved"
    assert decide(house, "approver", propose(house, "bounds", narrow)).json["status"] == "approved"
    assert verify(house.node).findings == ()
