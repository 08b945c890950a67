"""Claims: activities wait for those who must agree, for documents, and for a look at doubles; nobody agrees twice."""

from __future__ import annotations

import pytest

from tests.api.earning import ACCRUALS, REASON, act, documents, furnish_earning, report
from tests.api.house import House


@pytest.fixture(scope="module")
def house(own_house: House) -> House:
    """Give a house of its own, whose clock no other test moves."""
    furnish_earning(own_house)
    return own_house


def test_a_claim_becomes_points_when_the_last_of_its_steps_is_taken(house: House) -> None:
    company = house.new_company()
    claim = report(house, organization_id=house.of(company), inputs={"allowance_krw": 4_000_000})
    assert (claim["status"], claim["points"], claim["active_on"]) == ("submitted", 0, None)
    assert claim["next"] == {"step": "confirmed", "who": "company", "by": "2026-09-15"}
    confirmed = act(house, company, claim["id"], "confirm").json
    assert (confirmed["status"], confirmed["next"]["step"]) == ("confirmed", "verified")
    verified = act(house, "verifier", claim["id"], "verify").json
    assert verified["next"] == {"step": "approved", "who": "operator", "by": "2026-10-01"}
    assert house.get(company, f"/api/v1/organizations/{house.of(company)}/balance").json["posted"] == 0
    posted = act(house, "approver", claim["id"], "approve").json
    assert (posted["status"], posted["points"], posted["next"]) == ("active", 400, None)
    assert posted["balance"]["spendable"] == 400 + 200  # with the campaign's half on top
    shown = house.get("pukyong", f"{ACCRUALS}/{claim['id']}").json
    assert [(lot["role"], lot["points"]) for lot in shown["earned"]] == [("award", 400), ("campaign", 200)]


def test_a_small_claim_needs_no_approval(house: House) -> None:
    claim = report(house, inputs={"allowance_krw": 1_000_000})
    act(house, "haeundae", claim["id"], "confirm")
    posted = act(house, "verifier", claim["id"], "verify").json
    assert (posted["status"], posted["points"]) == ("active", 100)


def test_who_reported_an_activity_cannot_verify_it_by_another_client(house: House) -> None:
    claim = report(house)
    act(house, "haeundae", claim["id"], "confirm")
    with house.unchanged():
        refused = act(house, "same person", claim["id"], "verify")
    assert (refused.status_code, refused.json["code"]) == (409, "same_person_approval")


def test_steps_are_taken_in_order_and_by_their_own(house: House) -> None:
    claim = report(house)
    with house.unchanged():
        assert act(house, "verifier", claim["id"], "verify").json["code"] == "step_not_due"
        assert act(house, "gijang", claim["id"], "confirm").json["code"] == "accrual_unknown"
        assert act(house, "dong-a verifier", claim["id"], "verify").json["code"] == "accrual_unknown"
        assert act(house, "pukyong", claim["id"], "confirm").json["code"] == "permission_missing"
    act(house, "haeundae", claim["id"], "confirm")
    with house.unchanged():
        assert act(house, "haeundae", claim["id"], "confirm").json["code"] == "step_not_due"


def test_a_returned_claim_is_put_right_and_goes_through_its_steps_again(house: House) -> None:
    claim = report(house, inputs={"allowance_krw": 9_000_000})
    returned = act(house, "haeundae", claim["id"], "return", REASON).json
    assert (returned["status"], returned["next"]["who"]) == ("returned", "university")
    with house.unchanged():
        assert act(house, "haeundae", claim["id"], "confirm").json["code"] == "step_not_due"
    again = {"occurred_on": "2026-08-30", "inputs": {"allowance_krw": 1_000_000}}
    assert act(house, "pukyong", claim["id"], "resubmit", again).json["status"] == "submitted"
    act(house, "haeundae", claim["id"], "confirm")
    assert act(house, "verifier", claim["id"], "verify").json["points"] == 100
    shown = house.get("haeundae", f"{ACCRUALS}/{claim['id']}").json
    assert (shown["occurred_on"], shown["inputs"]) == ("2026-08-30", {"allowance_krw": 1_000_000})


@pytest.mark.parametrize(
    ("who", "what", "status"), [("haeundae", "reject", "rejected"), ("pukyong", "withdraw", "withdrawn")]
)
def test_a_claim_that_was_given_up_is_over(house: House, who: str, what: str, status: str) -> None:
    claim = report(house)
    ended = act(house, who, claim["id"], what, REASON).json
    assert (ended["status"], ended["next"], ended["points"]) == (status, None, 0)
    with house.unchanged():
        assert act(house, "haeundae", claim["id"], "confirm").json["code"] == "claim_not_open"
        assert act(house, "pukyong", claim["id"], "withdraw", REASON).json["code"] == "claim_not_open"
        assert act(house, "pukyong", claim["id"], "reverse", {"reason": "x"}).json["code"] == "accrual_not_posted"


def test_the_list_tells_who_acts_next_and_by_when(house: House) -> None:
    company = house.new_company()
    claim = report(house, organization_id=house.of(company))
    (item,) = house.get(company, f"{ACCRUALS}?status=submitted&organization_id={house.of(company)}").json["items"]
    assert (item["id"], item["next"]["step"], item["next"]["by"]) == (claim["id"], "confirmed", "2026-09-15")


def test_the_same_activity_at_two_universities_is_held_for_the_operator(house: House) -> None:
    company = house.new_company()
    same = {"organization_id": house.of(company), "subject_reference": "S-77", "started_on": "2026-06-01"}
    first = report(house, "COOP", **same)
    second = report(house, "DOC", "dong-a", evidence=documents("report", "receipt"), **same)
    assert (second["status"], second["points"], second["next"]["who"]) == ("held", 0, "operator")
    for who, wanted in (("dong-a", None), (company, None), ("operator", first["id"]), ("council", first["id"])):
        shown = house.get(who, f"{ACCRUALS}/{second['id']}").json
        assert (shown["clash"], shown["clash_with"]) == (True, wanted)
    with house.unchanged():
        assert house.get("dong-a", f"{ACCRUALS}/{first['id']}").json["code"] == "accrual_unknown"
        assert act(house, company, second["id"], "confirm").json["code"] == "step_not_due"
    cleared = act(house, "operator", second["id"], "clear", {"reason": "two students of one name"}).json
    assert (cleared["status"], cleared["points"]) == ("active", 100)


def test_a_double_that_was_given_up_is_in_nobodys_way(house: House) -> None:
    same = {"organization_id": house.of(house.new_company()), "subject_reference": "S-78", "started_on": "2026-06-01"}
    first = report(house, "COOP", **same)
    act(house, "pukyong", first["id"], "withdraw", REASON)
    assert report(house, "COOP", "dong-a", **same)["status"] == "submitted"


def test_points_wait_for_their_documents_and_are_spendable_when_the_last_came(house: House) -> None:
    company = house.new_company()
    award = report(house, "DOC", organization_id=house.of(company), evidence=documents("report"))
    assert (award["status"], award["balance"]["pending"], award["balance"]["spendable"]) == ("pending", 150, 0)
    assert award["next"] == {"step": "documented", "who": "university", "by": "2026-09-21", "missing": ["receipt"]}
    assert act(house, "pukyong", award["id"], "evidence", {"evidence": documents("photo")}).json["status"] == "pending"
    came = act(house, "pukyong", award["id"], "evidence", {"evidence": documents("receipt")}).json
    assert (came["status"], came["balance"]["spendable"], came["next"]) == ("active", 150, None)
    shown = house.get("pukyong", f"{ACCRUALS}/{award['id']}").json
    assert [document["kind"] for document in shown["evidence"]] == ["report", "photo", "receipt"]


def test_a_quote_tells_what_the_posting_gives_and_what_it_would_wait_for(house: House) -> None:
    activity = house.activity(activity="EDU", inputs={"allowance_krw": 5_000_000})
    with house.unchanged():
        quoted = house.post("pukyong", f"{ACCRUALS}/quote", activity, key=None).json
    assert (quoted["points"], quoted["waiting"]) == (500, ["confirmed", "verified", "approved"])
    claim = house.post("pukyong", ACCRUALS, activity).json
    for who, what in (("haeundae", "confirm"), ("verifier", "verify"), ("approver", "approve")):
        posted = act(house, who, claim["id"], what).json
    assert posted["points"] == quoted["points"]
    shown = house.get("pukyong", f"{ACCRUALS}/{claim['id']}").json["earned"]
    assert [{key: lot[key] for key in quoted["earned"][0]} for lot in shown] == quoted["earned"]


def test_shares_go_to_each_company_by_largest_remainder(house: House) -> None:
    lead, other = house.new_company(), house.new_company()
    shares = [
        {"organization_id": house.of(lead), "basis_points": 6_667},
        {"organization_id": house.of(other), "basis_points": 3_333},
    ]
    award = report(house, "INT", organization_id=house.of(lead), shares=shares, inputs={"allowance_krw": 1_000_000})
    assert (award["points"], award["balance"]["spendable"]) == (100, 67)
    assert house.get(other, f"/api/v1/organizations/{house.of(other)}/balance").json["spendable"] == 33
    own = house.get(other, f"{ACCRUALS}/{award['id']}").json["earned"]
    assert [(lot["role"], lot["points"]) for lot in own] == [("share", 33)], "and nothing of what others earned"
    reversed_one = act(house, "pukyong", award["id"], "reverse", {"reason": "x", "points": 50}).json
    assert (reversed_one["status"], reversed_one["points"]) == ("partly_reversed", 50)
    assert house.get(lead, f"/api/v1/organizations/{house.of(lead)}/balance").json["spendable"] == 33
    assert house.get(other, f"/api/v1/organizations/{house.of(other)}/balance").json["spendable"] == 17


def test_a_mirror_is_posted_with_its_award_and_taken_back_with_it(house: House) -> None:
    before = house.get("dong-a", f"/api/v1/organizations/{house.of('dong-a')}/balance").json["posted"]
    award = report(house, "DOC", "dong-a", evidence=documents("report", "receipt"), inputs={"allowance_krw": 2_009_999})
    shown = house.get("dong-a", f"{ACCRUALS}/{award['id']}").json["earned"]
    assert [(lot["role"], lot["points"]) for lot in shown] == [("award", 200), ("campaign", 100), ("mirror", 20)]
    transaction = house.get("dong-a", f"/api/v1/transactions/{award['transaction_id']}").json
    assert len(transaction["postings"]) == 6
    assert house.get("dong-a", f"/api/v1/organizations/{house.of('dong-a')}/balance").json["posted"] == before + 20
    act(house, "dong-a", award["id"], "reverse", {"reason": "x", "points": 101})
    left = [
        lot["points"] - lot["reversed_points"]
        for lot in house.get("dong-a", f"{ACCRUALS}/{award['id']}").json["earned"]
    ]
    assert left == [99, 49, 9]
    act(house, "dong-a", award["id"], "reverse", {"reason": "x"})
    assert house.get("dong-a", f"/api/v1/organizations/{house.of('dong-a')}/balance").json["posted"] == before


def test_points_whose_documents_never_come_are_dropped_by_the_clock(house: House) -> None:
    company = house.new_company()
    award = report(house, "DOC", organization_id=house.of(company))
    house.clock.pass_by(days=21)
    balance = house.get(company, f"/api/v1/organizations/{house.of(company)}/balance").json
    assert (balance["spendable"], balance["pending"]) == (0, 150)
    other = report(house, "INT", organization_id=house.of(company), occurred_on="2026-09-02")
    assert (other["balance"]["spendable"], other["balance"]["pending"]) == (100, 0)
    shown = house.get(company, f"{ACCRUALS}/{award['id']}").json
    assert (shown["status"], [lot["reversed_points"] for lot in shown["earned"]]) == ("dropped", [100, 50])
    with house.unchanged():
        late = act(house, "pukyong", award["id"], "evidence", {"evidence": documents("report", "receipt")})
    assert late.json["code"] == "claim_not_open"
