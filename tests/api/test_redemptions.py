"""Redemptions over HTTP: quote, hold, capture, release, cancel and list."""

from __future__ import annotations

from tests.api.house import House

REDEMPTIONS = "/api/v1/redemptions"


def _wallet(house: House, company: str = "haeundae") -> dict[str, int]:
    return dict(house.get(company, f"/api/v1/organizations/{house.of(company)}/balance").json)


def test_points_are_held_and_then_captured_in_part(house: House) -> None:
    house.earn()
    before = _wallet(house)
    answer = house.post("haeundae", REDEMPTIONS, house.wish(quantity=2))
    held = answer.json
    assert (answer.status_code, held["status"], held["points"], held["held"]) == (201, "held", 100, 100)
    assert answer.headers["Location"] == f"{REDEMPTIONS}/{held['id']}"
    assert held["balance"]["spendable"] == before["spendable"] - 100
    captured = house.post("haeundae", f"{REDEMPTIONS}/{held['id']}/capture", {"points": 30}).json
    assert (captured["status"], captured["captured"], captured["returned"]) == ("captured", 30, 70)
    assert captured["balance"]["spendable"] == before["spendable"] - 30


def test_a_quote_tells_the_lots_and_leaves_no_trace(house: House) -> None:
    house.earn()
    wish = {name: value for name, value in house.wish().items() if name != "reference"}
    with house.unchanged():
        quoted = house.post("haeundae", f"{REDEMPTIONS}/quote", wish, key=None)
    assert (quoted.status_code, quoted.json["points"]) == (200, 50)
    assert sum(lot["points"] for lot in quoted.json["lots"]) == 50
    assert quoted.json["position"] == house.head()[0]


def test_a_release_gives_everything_back(house: House) -> None:
    house.earn()
    before = _wallet(house)["spendable"]
    held = house.hold()["id"]
    released = house.post("haeundae", f"{REDEMPTIONS}/{held}/release", {"reason": "plans changed"}).json
    assert (released["status"], released["balance"]["spendable"]) == ("released", before)


def test_a_captured_redemption_can_be_cancelled(house: House) -> None:
    house.earn()
    before = _wallet(house)["spendable"]
    held = house.hold()["id"]
    house.post("operator", f"{REDEMPTIONS}/{held}/capture", {})
    cancelled = house.post("operator", f"{REDEMPTIONS}/{held}/cancel", {"reason": "행사 취소"}).json
    assert (cancelled["status"], cancelled["balance"]["spendable"]) == ("cancelled", before)


def test_a_dry_run_of_a_hold_holds_nothing(house: House) -> None:
    house.earn()
    with house.unchanged():
        dry = house.post("haeundae", f"{REDEMPTIONS}?dry_run=true", house.wish(), key=None)
    assert (dry.status_code, dry.json["status"], dry.headers["Dry-Run"]) == (201, "held", "true")


def test_a_company_sees_its_own_redemptions_only(house: House) -> None:
    house.earn()
    wish = house.wish()
    held = house.post("haeundae", REDEMPTIONS, wish).json["id"]
    shown = house.get("haeundae", f"{REDEMPTIONS}/{held}").json
    assert (shown["reference"], shown["program_version"]) == (wish["reference"], 1)
    assert sum(lot["held"] for lot in shown["lots"]) == 50
    assert house.get("gijang", f"{REDEMPTIONS}/{held}").json["code"] == "redemption_unknown"
    for action, body in (("capture", {}), ("release", {"reason": "x"}), ("cancel", {"reason": "x"})):
        with house.unchanged():
            foreign = house.post("gijang", f"{REDEMPTIONS}/{held}/{action}", body)
        assert (foreign.status_code, foreign.json["code"]) == (404, "redemption_unknown")


def test_lists_narrow_by_status_program_and_company(house: House) -> None:
    house.earn()
    held = house.hold()["id"]
    own = house.get("haeundae", f"{REDEMPTIONS}?status=held&program=VOUCHER&limit=500").json["items"]
    assert held in [item["id"] for item in own]
    assert {item["status"] for item in own} == {"held"}
    other = house.new_company()
    assert house.get(other, f"{REDEMPTIONS}?limit=500").json["items"] == []
    foreign = house.get(other, f"{REDEMPTIONS}?organization_id={house.of('haeundae')}")
    assert (foreign.status_code, foreign.json["code"]) == (404, "organization_unknown")
    every = house.get("council", f"{REDEMPTIONS}?organization_id={house.of('haeundae')}&program=SEAT").json["items"]
    assert {item["program"] for item in every} <= {"SEAT"}


def test_an_overdue_hold_has_ended_by_itself(house: House) -> None:
    company = house.new_company()
    house.earn(company)
    held = house.hold(company)["id"]
    before = _wallet(house, company)
    house.clock.pass_by(days=4)
    after = _wallet(house, company)
    assert (after["posted"], after["spendable"]) == (before["posted"], before["posted"] + 50)
    with house.unchanged():
        late = house.post(company, f"{REDEMPTIONS}/{held}/capture", {})
    assert (late.status_code, late.json["code"]) == (409, "hold_already_settled")
