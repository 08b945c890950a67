"""A closed period stays closed, whatever comes late: awards, reversals, mergers, decisions, points that come back."""

from __future__ import annotations

from typing import Any

from ledger.services.due import run_due
from ledger.services.verification import verify
from tests.api.closing import close, proven_lines
from tests.api.house import House
from tests.api.objecting import decide as decide_objection
from tests.api.objecting import object_to
from tests.api.proposing import correction, decide, propose
from tests.api.transferring import transfer
from tests.support.world import rule_terms

API = "/api/v1"
SEPTEMBER, OCTOBER = "2026-09", "2026-10"


def late_by_account(house: House, name: str, period: str) -> dict[str, int]:
    """Give by how much each account's closing differs from what was closed; what came late explains it to the point."""
    path = f"{API}/organizations/{house.of(name)}/statement?period={period}"
    told = house.get("council", path).json
    found: dict[str, int] = {}
    for account in told["accounts"]:
        sign = 1 if account["account"].endswith(":arrears") else -1
        legs = [leg for moved in told["late"] for leg in moved["postings"] if leg["account"] == account["account"]]
        explained = sign * sum(leg["amount"] if leg["side"] == "debit" else -leg["amount"] for leg in legs)
        difference = account["restated"]["closing"] - account["as_closed"]["closing"]
        assert difference == account["late"] == explained, account
        if difference:
            found[account["account"].removeprefix(f"{house.of(name)}:")] = difference
    return found


def live(house: House) -> tuple[list[str], dict[str, Any]]:
    """Let three companies earn in September; gives them, and what happens to be decided or taken back later."""
    names = [house.new_company() for _ in range(3)]
    saha, target, other = names
    house.publish_rule("SHORT", 1, rule_terms(limits=[], validity_months=1))
    told: dict[str, Any] = {
        "kept": house.earn(saha),
        "reversed": house.earn(saha, occurred_on="2026-09-01"),
        "pending": house.earn(saha, activity="HIRE", occurred_on="2026-09-01"),
        "lapsing": house.earn(other, activity="SHORT", occurred_on="2026-09-01"),
    }
    house.hold(saha)
    house.clock.pass_by(days=20)
    for word, who in (("rejected", saha), ("upheld", "pukyong")):
        award = house.earn(saha, occurred_on="2026-09-10")
        told[word] = object_to(house, who, award["id"])["id"]
    house.earn(target, occurred_on="2026-09-10")
    house.clock.pass_by(days=12)
    return names, told


def test_whatever_comes_late_a_closed_month_stays_as_it_was_and_statements_explain_the_difference(
    own_house: House,
) -> None:
    house = own_house
    (saha, target, other), told = live(house)
    close(house, SEPTEMBER)
    closed = {SEPTEMBER: proven_lines(house, SEPTEMBER)}

    house.earn(saha, occurred_on="2026-09-15", inputs={"allowance_krw": 1_500_000})
    taken = house.post("pukyong", f"{API}/accruals/{told['reversed']['id']}/reverse", {"reason": "never took place"})
    assert taken.status_code == 200, taken.json
    decide_objection(house, told["upheld"], "upheld")
    merged = decide(house, "approver", propose(house, "transfers", transfer(house, "merger", saha, target)))
    assert merged.status_code == 200, merged.json
    decide_objection(house, told["rejected"], "rejected")
    # What is taken back is late with the award's own date; to decide, to free and to merge happened in October.
    assert late_by_account(house, saha, SEPTEMBER) == {"available": 150 - 100, "disputed": -100}

    house.clock.pass_by(days=30)
    run_due(house.node)
    close(house, OCTOBER)
    closed[OCTOBER] = proven_lines(house, OCTOBER)
    lot = house.get("council", f"{API}/accruals/{told['lapsing']['id']}").json["lot"]
    back = correction(house, other, 40, "appeal", lot_id=lot, expires_on="2027-12-31")
    assert decide(house, "approver", propose(house, "reinstatements", back)).status_code == 200
    house.earn(target, occurred_on="2026-09-20")
    house.earn(other, occurred_on="2026-10-20")

    assert {period: proven_lines(house, period) for period in closed} == closed
    for period, differs in ((SEPTEMBER, {target: 100}), (OCTOBER, {target: 100, other: 100})):
        found = {name: late_by_account(house, name, period).get("available", 0) for name in (target, other)}
        assert found == {target: 0, other: 0} | differs, period
    assert verify(house.node).findings == ()
