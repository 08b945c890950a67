"""A merger amid everything: holds, arrears, pending and contested points change hands, and nothing of them changes."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from ledger.services.due import run_due
from ledger.services.verification import verify
from tests.api.house import House
from tests.api.objecting import decide as decide_objection
from tests.api.objecting import object_to, withdraw
from tests.api.proposing import decide, propose
from tests.api.transferring import transfer
from tests.support.world import rule_terms

API = "/api/v1"
STATES = ("posted", "pending", "held", "disputed", "arrears")
REASON = {"reason": "as agreed"}


class Lot(NamedTuple):
    """What stands of a lot in one state, and where it came from."""

    lot: str
    state: str
    points: int
    accrual: str
    active_on: str
    expires_on: str


def wallet(house: House, name: str, at: int | None = None) -> Counter[str]:
    """Give a wallet by state, now or as of a position, without what is empty."""
    query = "" if at is None else f"?recorded_as_of={at}"
    told = house.get("council", f"{API}/organizations/{house.of(name)}/balance{query}").json
    return Counter({state: told[state] for state in STATES if told[state]})


def lots(house: House, name: str, at: int) -> list[Lot]:
    """Give a wallet's lots as of a position."""
    path = f"{API}/organizations/{house.of(name)}/lots?limit=500&recorded_as_of={at}"
    return [Lot(**lot_of(one)) for one in house.get("council", path).json["items"]]


def lot_of(shown: dict[str, Any]) -> dict[str, Any]:
    kept = {field: shown[field] for field in ("lot", "state", "points", "active_on", "expires_on")}
    return {**kept, "accrual": shown["accrual_id"]}


def done(house: House, who: str, path: str, body: Any = None) -> dict[str, Any]:
    """Do something that must succeed."""
    answer = house.post(who, f"{API}/{path}", body)
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


class Saha(NamedTuple):
    """A company with something of everything: its awards, redemptions and objections by name."""

    name: str
    awards: dict[str, str]
    redemptions: dict[str, str]
    objections: dict[str, str]


def live(house: House) -> Saha:
    """Let a company have 200 points held, 300 contested and 100 pending, and owe 100."""
    name, short = house.new_company(), house.unique("SHORT").upper()
    house.publish_rule(short, 1, rule_terms(limits=[], validity_months=1))
    awards, redemptions = {}, {}
    for word, activity in (("owed", "INT"), ("cancelled", "INT"), ("captured", "INT"), ("released", short)):
        awards[word] = house.earn(name, activity=activity)["id"]
        redemptions[word] = house.hold(name, quantity=2)["id"]
        if word in ("owed", "cancelled"):
            done(house, name, f"redemptions/{redemptions[word]}/capture", {})
    for word, activity in (("rejected", "INT"), ("upheld", "INT"), ("pending", "HIRE"), ("withdrawn", "HIRE")):
        awards[word] = house.earn(name, activity=activity, occurred_on=house.clock.now.date().isoformat())["id"]
    objectors = {"rejected": name, "upheld": "pukyong", "withdrawn": name}
    objections = {word: object_to(house, who, awards[word])["id"] for word, who in objectors.items()}
    done(house, "pukyong", f"accruals/{awards['owed']}/reverse", REASON)
    assert wallet(house, name) == {"held": 200, "disputed": 300, "pending": 100, "arrears": 100}
    return Saha(name, awards, redemptions, objections)


def test_a_merger_changes_no_total_no_date_and_no_origin_and_all_that_was_begun_is_ended(own_house: House) -> None:
    house = own_house
    saha, target = live(house), house.new_company()
    house.earn(target, inputs={"allowance_krw": 300_000})
    told = {word: house.get("council", f"{API}/accruals/{award}").json for word, award in saha.awards.items()}
    merged = decide(house, "approver", propose(house, "transfers", transfer(house, "merger", saha.name, target))).json
    at = house.get("council", f"{API}/transactions/{merged['result']['transaction_id']}").json["position"]

    both = {when: [lots(house, name, when) for name in (saha.name, target)] for when in (at - 1, at)}
    assert sorted(both[at - 1][0] + both[at - 1][1]) == sorted(both[at][0] + both[at][1])
    assert (both[at][0], len(both[at][1])) == ([], len(both[at - 1][0]) + 1)
    before, after = (wallet(house, saha.name, when) + wallet(house, target, when) for when in (at - 1, at))
    assert before == after == {"posted": 30, "held": 200, "disputed": 300, "pending": 100, "arrears": 100}
    assert wallet(house, saha.name) == {}
    assert wallet(house, target) == {"held": 200, "disputed": 300, "pending": 100, "arrears": 70}
    for word, award in saha.awards.items():
        assert house.get("council", f"{API}/accruals/{award}").json == told[word]
    moved = house.get("council", f"{API}/transactions/{merged['result']['transaction_id']}/provenance").json["lots"]
    origins = {lot.lot: lot.accrual for lot in both[at - 1][0] if lot.state != "arrears"}
    assert {one["lot"]: one["earned_by"]["accrual_id"] for one in moved if one["lot"] in origins} == origins
    assert verify(house.node).findings == ()

    _end_what_was_begun(house, saha, target)
    assert verify(house.node).findings == ()


def _end_what_was_begun(house: House, saha: Saha, target: str) -> None:
    """Decide what is contested, end what is held, and let what is pending become active."""
    owner = house.get(target, f"{API}/objections/{saha.objections['rejected']}").json
    assert (owner["organization_id"], owner["objector_id"]) == (house.of(target), house.of(target))
    with house.unchanged():
        assert withdraw(house, saha.name, saha.objections["withdrawn"]).json["code"] == "organization_merged"
    assert decide_objection(house, saha.objections["rejected"], "rejected")["status"] == "rejected"
    assert wallet(house, target) == {"posted": 30, "held": 200, "disputed": 200, "pending": 100}
    assert decide_objection(house, saha.objections["upheld"], "upheld")["taken_back"] == 100
    assert wallet(house, target) == {"posted": 30, "held": 200, "disputed": 100, "pending": 100}
    assert withdraw(house, target, saha.objections["withdrawn"]).json["status"] == "withdrawn"
    assert wallet(house, target) == {"posted": 30, "held": 200, "pending": 200}

    used = done(house, target, f"redemptions/{saha.redemptions['captured']}/capture", {"points": 60})
    (lot,) = house.get(target, f"{API}/transactions/{used['transaction_id']}/provenance").json["lots"]
    assert (lot["earned_by"]["accrual_id"], lot["points"]) == (saha.awards["captured"], 60)
    done(house, target, f"redemptions/{saha.redemptions['released']}/release", REASON)
    done(house, "operator", f"redemptions/{saha.redemptions['cancelled']}/cancel", REASON)
    assert wallet(house, target) == {"posted": 30 + 40 + 100 + 100, "pending": 200}
    house.clock.pass_by(days=70)
    run_due(house.node)
    assert wallet(house, target) == {"posted": 30 + 40 + 100 + 200}  # what was to lapse soon has lapsed
    assert wallet(house, saha.name) == {}
