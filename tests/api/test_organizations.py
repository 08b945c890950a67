"""Organizations and clients over HTTP: onboarding, who sees whom, and the wallet at any point."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.services.demo_cast import registration_number
from tests.api.house import House

ORGANIZATIONS = "/api/v1/organizations"


def test_the_operator_onboards_a_company_that_can_log_in(house: House) -> None:
    name = house.unique("Yeongdo Marine")
    client = house.onboard(name, "company", registration_number(101))
    shown = house.get(name, f"{ORGANIZATIONS}/{client.organization_id}").json
    assert (shown["kind"], shown["name_en"], shown["name_ko"]) == ("company", name, f"{name} 기관")
    assert shown["registration_number"] == registration_number(101)


def test_a_dry_run_of_onboarding_shows_no_secret(house: House) -> None:
    body = {"kind": "auditor", "name_ko": "의회", "name_en": "Council", "role": "auditor", "person_name": "Lee"}
    with house.unchanged():
        dry = house.post("operator", f"{ORGANIZATIONS}?dry_run=true", body, key=None)
    assert dry.status_code == 201
    assert "client_secret" not in dry.json["client"]


def test_everyone_sees_as_far_as_it_may(house: House) -> None:
    haeundae, gijang = house.of("haeundae"), house.of("gijang")
    assert house.get("haeundae", f"{ORGANIZATIONS}/{haeundae}").status_code == 200
    for who in ("haeundae", "pukyong"):
        for path in ("", "/balance", "/lots", "/clients"):
            answer = house.get(who, f"{ORGANIZATIONS}/{gijang}{path}")
            assert (answer.status_code, answer.json["code"]) == (404, "organization_unknown")
    own = house.get("haeundae", ORGANIZATIONS).json["items"]
    assert [item["id"] for item in own] == [haeundae]
    companies = house.get("pukyong", f"{ORGANIZATIONS}?kind=company").json["items"]
    assert {haeundae, gijang} <= {item["id"] for item in companies}
    assert {item["registration_number"] for item in companies} == {None}
    every = house.get("council", f"{ORGANIZATIONS}?limit=500").json["items"]
    assert {"operator", "university", "company", "auditor"} <= {item["kind"] for item in every}


@pytest.mark.parametrize("who", ["pukyong", "haeundae", "council"])
def test_nobody_but_the_operator_onboards(house: House, who: str) -> None:
    body = {"kind": "auditor", "name_ko": "의회", "name_en": "Council", "role": "auditor", "person_name": "Lee"}
    with house.unchanged():
        answer = house.post(who, ORGANIZATIONS, body)
    assert (answer.status_code, answer.json["code"]) == (403, "permission_missing")


def test_a_second_client_stands_for_a_new_person_or_a_known_one(house: House) -> None:
    path = f"{ORGANIZATIONS}/{house.of('pukyong')}/clients"
    new = house.post("operator", path, {"role": "university_verifier", "person_name": "Choi"})
    same = house.post("operator", path, {"role": "university", "same_person_as": house.clients["pukyong"].client_id})
    assert (new.status_code, same.status_code) == (201, 201)
    listed = {item["client_id"]: item for item in house.get("pukyong", path).json["items"]}
    first = listed[house.clients["pukyong"].client_id]
    assert listed[same.json["client_id"]]["person_id"] == first["person_id"]
    assert listed[new.json["client_id"]]["person_id"] != first["person_id"]


@pytest.mark.parametrize("person", [{}, {"person_name": "Choi", "same_person_as": "cli_" + "0" * 32}])
def test_behind_a_client_stands_one_person(house: House, person: dict[str, str]) -> None:
    path = f"{ORGANIZATIONS}/{house.of('pukyong')}/clients"
    with house.unchanged():
        answer = house.post("operator", path, {"role": "university", **person})
    assert (answer.status_code, answer.json["code"]) == (422, "text_shape_unexpected")


def test_a_revocation_takes_no_body_or_an_empty_one(house: House) -> None:
    path = f"{ORGANIZATIONS}/{house.of('pukyong')}/clients"
    granted = house.post("operator", path, {"role": "university", "person_name": "Choi"}).json["client_id"]
    with house.unchanged():
        refused = house.post("operator", f"/api/v1/api-clients/{granted}/revoke", {"why": "x"})
    assert refused.json["code"] == "unknown_field"
    assert house.post("operator", f"/api/v1/api-clients/{granted}/revoke", {}).status_code == 200


def test_a_wallet_can_be_read_as_of_any_point(house: House) -> None:
    company = house.of("haeundae")
    first = house.earn()
    position, root = house.head()
    then = house.get("haeundae", f"{ORGANIZATIONS}/{company}/balance").json
    house.earn()
    now = house.get("haeundae", f"{ORGANIZATIONS}/{company}/balance").json
    again = house.get("haeundae", f"{ORGANIZATIONS}/{company}/balance?recorded_as_of={position}").json
    assert now["posted"] == then["posted"] + 100
    assert again == then == {**then, "position": position, "root": root.hex(), "posted": first["balance"]["posted"]}
    before = house.get("haeundae", f"{ORGANIZATIONS}/{company}/balance?effective_as_of=2020-01-01").json
    assert before["posted"] == 0


def _lots(house: House, path: str, limit: int) -> list[dict[str, Any]]:
    """Walk all pages of a wallet's lots."""
    seen, cursor = [], ""
    while cursor is not None:
        page = house.get("haeundae", f"{path}&limit={limit}" + (f"&cursor={cursor}" if cursor else "")).json
        assert page["organization_id"] == house.of("haeundae")
        assert len(page["items"]) == limit or page["next_cursor"] is None
        seen += page["items"]
        cursor = page["next_cursor"]
    return seen


def test_lots_are_listed_soonest_expiry_first(house: House) -> None:
    company = house.of("haeundae")
    house.earn()
    told = _lots(house, f"{ORGANIZATIONS}/{company}/lots?", 500)
    days = [lot["expires_on"] for lot in told]
    assert days == sorted(days)
    available = sum(lot["points"] for lot in told if lot["state"] == "available")
    assert available == house.get("haeundae", f"{ORGANIZATIONS}/{company}/balance").json["posted"]


def test_lots_are_the_same_on_small_pages_and_on_large_ones(house: House) -> None:
    wallet = f"{ORGANIZATIONS}/{house.of('haeundae')}"
    for _ in range(4):
        house.earn()
    then = house.get("haeundae", f"{wallet}/balance").json["position"]
    now = _lots(house, f"{wallet}/lots?", 499)
    assert _lots(house, f"{wallet}/lots?", 3 if len(now) < 60 else 97) == now
    house.earn()
    assert _lots(house, f"{wallet}/lots?recorded_as_of={then}", 101) == now


def test_a_position_that_the_journal_has_not_reached_is_unknown(house: House) -> None:
    answer = house.get("haeundae", f"{ORGANIZATIONS}/{house.of('haeundae')}/balance?recorded_as_of=999999999")
    assert (answer.status_code, answer.json["code"]) == (404, "position_unknown")
