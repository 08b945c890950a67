"""Provenance through the door: from what was bought to who earned it, and back, each seeing what is its own."""

from __future__ import annotations

import pytest

from tests.api.earning import ACCRUALS, act, documents, furnish_earning, report
from tests.api.house import House

TRANSACTIONS, REDEMPTIONS = "/api/v1/transactions", "/api/v1/redemptions"
NOWHERE = "0" * 32


@pytest.fixture(scope="module", autouse=True)
def _furnished(house: House) -> None:
    furnish_earning(house)


def captured(house: House, name: str, **changes: object) -> str:
    """Let a company use vouchers; gives the transaction."""
    held = house.hold(name, **changes)
    answer = house.post(name, f"{REDEMPTIONS}/{held['id']}/capture", {})
    assert answer.status_code == 200, answer.json
    return str(answer.json["transaction_id"])


def shared_award(house: House) -> tuple[str, str, str]:
    """Let Pukyong report an activity that two companies share, with its documents; gives both and the award."""
    first, second = house.new_company(), house.new_company()
    shares = [
        {"organization_id": house.of(name), "basis_points": part} for name, part in ((first, 6_000), (second, 4_000))
    ]
    made = report(house, "DOC", organization_id=house.of(first), evidence=documents("report"), shares=shares)
    answer = act(house, "pukyong", made["id"], "evidence", {"evidence": documents("receipt")})
    assert answer.status_code == 200, answer.json
    return first, second, str(made["id"])


def test_what_was_bought_leads_to_the_activity_its_rule_and_its_documents(house: House) -> None:
    name, _, accrual = shared_award(house)
    transaction = captured(house, name)
    told = house.get(name, f"{TRANSACTIONS}/{transaction}/provenance").json
    assert (told["transaction_id"], told["kind"], told["points"]) == (transaction, "capture", 50)
    assert sum(lot["points"] for lot in told["lots"]) == 50
    assert {lot["earned_by"]["role"] for lot in told["lots"]} <= {"award", "campaign"}
    (by,) = (lot["earned_by"] for lot in told["lots"] if lot["earned_by"]["role"] == "award")
    assert (by["accrual_id"], by["organization_id"]) == (accrual, house.of(name))
    assert (by["activity"], by["rule"], by["points"]) == ("DOC", {"code": "DOC", "version": 1}, 60)
    assert by["inputs"] == {"allowance_krw": 1_000_000}
    assert [one["kind"] for one in by["evidence"]] == ["report", "receipt"]
    assert by["steps"]
    award = house.get("council", f"{TRANSACTIONS}/{by['transaction_id']}").json
    assert (award["leaf_hash"], award["position"]) == (by["leaf_hash"], by["position"])
    assert house.get("council", f"{TRANSACTIONS}/{transaction}/provenance").json == told
    assert (told["position"], bytes.fromhex(told["root"])) == house.head()


def test_who_shares_anothers_activity_sees_its_own_lot_and_rule_and_not_the_inputs(house: House) -> None:
    _, second, accrual = shared_award(house)
    lots = house.get(second, f"{TRANSACTIONS}/{captured(house, second)}/provenance").json["lots"]
    (by,) = (lot["earned_by"] for lot in lots if lot["earned_by"]["role"] == "share")
    assert (by["accrual_id"], by["rule"], by["points"]) == (accrual, {"code": "DOC", "version": 1}, 40)
    assert all(lot["earned_by"][hidden] is None for lot in lots for hidden in ("inputs", "steps", "evidence"))
    award = house.get(second, f"{TRANSACTIONS}/{by['transaction_id']}/provenance").json
    assert {one["earned_by"]["organization_id"] for one in award["lots"]} == {house.of(second)}
    assert sum(one["points"] for one in award["lots"]) == award["points"]
    every = house.get("pukyong", f"{TRANSACTIONS}/{by['transaction_id']}/provenance").json
    assert {one["earned_by"]["role"] for one in every["lots"]} == {"award", "share", "campaign", "mirror"}
    assert all(one["earned_by"]["inputs"] for one in every["lots"])
    steps = {one["earned_by"]["role"]: one["earned_by"]["steps"] for one in every["lots"]}
    assert all(step["step"].startswith("MIRROR:") for step in steps["mirror"])
    assert not any(":" in step["step"] for step in steps["award"])


def test_nobody_sees_where_anothers_points_came_from_or_went(house: House) -> None:
    own, other = house.new_company(), house.new_company()
    accrual = house.earn(own)["id"]
    transaction = captured(house, own)
    for who in (other, "dong-a"):
        hidden = house.get(who, f"{TRANSACTIONS}/{transaction}/provenance")
        assert (hidden.status_code, hidden.json["code"]) == (404, "transaction_unknown")
        hidden = house.get(who, f"{ACCRUALS}/{accrual}/uses")
        assert (hidden.status_code, hidden.json["code"]) == (404, "accrual_unknown")
    assert house.get("council", f"{TRANSACTIONS}/txn_{NOWHERE}/provenance").json["code"] == "transaction_unknown"
    assert house.get("council", f"{ACCRUALS}/acr_{NOWHERE}/uses").json["code"] == "accrual_unknown"
    seen_by_university = house.get("pukyong", f"{ACCRUALS}/{accrual}/uses").json
    assert (seen_by_university["points"], seen_by_university["lots"]) == (100, [])


def test_an_activity_leads_to_what_was_bought_with_it(house: House) -> None:
    first, second, accrual = shared_award(house)
    captured(house, first)
    held = house.hold(second)
    every = house.get("operator", f"{ACCRUALS}/{accrual}/uses").json
    assert (every["accrual_id"], every["points"], every["reversed_points"]) == (accrual, 100, 0)
    own = house.get(second, f"{ACCRUALS}/{accrual}/uses").json
    assert {lot["holder"] for lot in own["lots"]} == {house.of(second)}
    assert [lot for lot in every["lots"] if lot["holder"] == house.of(second)] == own["lots"]
    assert sum(part["held"] for lot in own["lots"] for part in lot["redemptions"]) == 50
    assert {part["redemption_id"] for lot in own["lots"] for part in lot["redemptions"]} == {held["id"]}
    reference = house.get(second, f"{REDEMPTIONS}/{held['id']}").json["reference"]
    assert {part["reference"] for lot in own["lots"] for part in lot["redemptions"]} == {reference}
    assert house.get("council", f"{ACCRUALS}/{accrual}/uses").json["lots"] == every["lots"]


def test_a_claim_that_waits_has_no_lots_yet(house: House) -> None:
    waiting = report(house)["id"]
    told = house.get("pukyong", f"{ACCRUALS}/{waiting}/uses").json
    assert (told["points"], told["lots"], told["arrears_paid_by"]) == (0, [], [])
