"""Mergers, closures, affiliations and more numbers through the door: by two persons, and seen by those they concern."""

from __future__ import annotations

import pytest

from ledger.services.demo_cast import registration_number
from ledger.services.verification import verify
from tests.api.house import House
from tests.api.proposing import decide, propose
from tests.api.transferring import affiliation, closure, transfer

ORGANIZATIONS = "/api/v1/organizations"


@pytest.fixture(scope="module")
def house(own_house: House) -> House:
    """Give a house whose clock these tests may move."""
    return own_house


def test_a_merged_company_is_shown_with_its_successor_which_sees_what_was_its(house: House) -> None:
    source, target = house.new_company(), house.new_company()
    earned = house.earn(source)
    held = house.hold(source)["id"]
    proposal = propose(house, "transfers", transfer(house, "merger", source, target))
    with house.unchanged():
        assert decide(house, source, proposal).json["code"] == "permission_missing"
        assert decide(house, "operator", proposal).json["code"] == "permission_missing"
    done = decide(house, "approver", proposal).json
    assert (done["status"], done["result"]["points"]) == ("approved", 100)
    shown = house.get("council", f"{ORGANIZATIONS}/{house.of(source)}").json
    assert (shown["status"], shown["successor_id"]) == ("merged", house.of(target))
    assert set(house.get(target, f"{ORGANIZATIONS}/{house.of(target)}").json["affiliate_ids"]) == {
        house.of(source),
        house.of(target),
    }
    own = house.get(target, f"/api/v1/redemptions/{held}").json
    assert (own["organization_id"], own["holder_id"]) == (house.of(source), house.of(target))
    used = house.post(target, f"/api/v1/redemptions/{held}/capture", {}).json
    told = house.get(target, f"/api/v1/transactions/{used['transaction_id']}/provenance").json
    (lot,) = told["lots"]
    assert (lot["earned_by"]["accrual_id"], lot["earned_by"]["inputs"]) == (earned["id"], {"allowance_krw": 1_000_000})
    (use,) = house.get(target, f"/api/v1/accruals/{earned['id']}/uses").json["lots"]
    assert (use["holder"], use["now_with"]) == (
        house.of(source),
        [{"organization_id": house.of(target), "points": 50}],
    )
    lots = house.get(target, f"{ORGANIZATIONS}/{house.of(target)}/lots").json["items"]
    assert [(one["lot"], one["points"]) for one in lots] == [(lot["lot"], 50)]
    with house.unchanged():
        refused = house.post("pukyong", "/api/v1/accruals", house.activity(source))
        assert (refused.status_code, refused.json["code"]) == (409, "organization_merged")
        assert house.of(target) in refused.json["detail"]
        late = house.post(source, f"/api/v1/redemptions/{held}/cancel", {"reason": "x"})
        assert late.json["code"] == "organization_merged"
    assert verify(house.node).findings == ()


def test_what_was_held_before_a_merger_is_spendable_as_of_any_day_of_its_successor(house: House) -> None:
    source, target = house.new_company(), house.new_company()
    house.earn(source)
    house.hold(source)
    before = house.head()[0]
    decide(house, "approver", propose(house, "transfers", transfer(house, "merger", source, target)))
    after = house.head()[0]
    house.clock.pass_by(days=5)  # and the hold is over
    house.earn(target)
    wallet = f"{ORGANIZATIONS}/{house.of(target)}/balance?recorded_as_of="
    told = {at: house.get(target, f"{wallet}{at}").json for at in (before, after, house.head()[0])}
    found = [(one["posted"], one["spendable"], one["held"]) for one in told.values()]
    assert found == [(0, 0, 0), (50, 50, 50), (200, 200, 0)]


def test_a_company_has_several_numbers_and_each_leads_to_it_or_to_its_successor(house: House) -> None:
    name, target = house.new_company(), house.new_company()
    path, number = f"{ORGANIZATIONS}/{house.of(name)}/registrations", registration_number(7_000 + next(house.serial))
    with house.unchanged():
        mistyped = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"
        wrong = house.post("operator", path, {"registration_number": mistyped})
        assert wrong.json["code"] == "registration_number_invalid"
    added = house.post("operator", path, {"registration_number": number})
    assert (added.status_code, added.json["organization_id"]) == (201, house.of(name))
    listed = [one["registration_number"] for one in house.get(name, path).json["items"]]
    assert (len(listed), listed[1]) == (2, number)
    decide(house, "approver", propose(house, "transfers", transfer(house, "merger", name, target)))
    body = {"kind": "company", "name_ko": "부경", "name_en": "Pukyong", "role": "company", "person_name": "Lee"}
    for taken in listed:
        with house.unchanged():
            refused = house.post("operator", ORGANIZATIONS, {**body, "registration_number": taken})
        assert refused.json["code"] == "registration_number_taken"
        assert house.of(target) in refused.json["detail"]


def test_a_company_is_closed_and_affiliates_are_told_by_two_persons(house: House) -> None:
    name, one, other = house.new_company(), house.new_company(), house.new_company()
    closing = propose(house, f"organizations/{house.of(name)}/close", closure())
    assert decide(house, "approver", closing).json["status"] == "approved"
    assert house.get("council", f"{ORGANIZATIONS}/{house.of(name)}").json["status"] == "closed"
    joining = propose(house, "affiliations", affiliation(house, one, other))
    assert decide(house, "approver", joining).json["result"]["affiliates"].keys() == {house.of(one), house.of(other)}
    assert house.get(one, f"{ORGANIZATIONS}/{house.of(other)}").status_code == 404
    assert verify(house.node).findings == ()
