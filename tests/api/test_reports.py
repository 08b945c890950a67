"""Reports and audits over HTTP: for those who read everything, as JSON pages or files, at a point that stays."""

from __future__ import annotations

import csv
import io
import json
from hashlib import sha256
from typing import Any

import pytest

from ledger.domain.journal.notes import Note
from ledger.services.reports.every import REPORTS
from ledger.services.reports.exceptions import EXCEPTIONS
from tests.api.house import House

API = "/api/v1"
SAMPLE = f"{API}/audit/sample"
DOORS = [f"{API}/reports/{name}" for name in REPORTS] + [f"{API}/audit/exceptions/{name}" for name in EXCEPTIONS]


@pytest.fixture(scope="module")
def house(own_house: House) -> House:
    """Give a house of this module's own, so that a report is no longer than what these tests lived."""
    return own_house


@pytest.fixture(scope="module", autouse=True)
def _history(house: House) -> None:
    """Let something be earned, held and used."""
    for _ in range(3):
        house.earn("haeundae", inputs={"allowance_krw": 20_000_000})
    held = house.hold("haeundae", quantity=2)
    assert house.post("haeundae", f"{API}/redemptions/{held['id']}/capture", {"points": 50}).status_code == 200


def read(house: House, path: str) -> dict[str, Any]:
    answer = house.get("council", path)
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def amended(path: str, **asked: object) -> str:
    """Ask for more."""
    return path + ("&" if "?" in path else "?") + "&".join(f"{name}={value}" for name, value in asked.items())


@pytest.mark.parametrize("door", DOORS)
def test_a_report_says_at_which_position_and_root_it_was_read_and_stays_the_same(house: House, door: str) -> None:
    told = read(house, door)
    assert (told["position"], told["root"]) == (house.head()[0], house.head()[1].hex())
    house.earn("gijang")
    again = read(house, f"{door}?recorded_as_of={told['position']}")
    assert (again["position"], again["root"]) == (told["position"], told["root"])
    if told["items"] and "register" not in told["items"][0]:
        assert again["items"] == told["items"]


@pytest.mark.parametrize("door", [*DOORS, f"{SAMPLE}?frame_to=3&seed_checkpoint=4"])
def test_a_report_is_for_those_who_read_every_history(house: House, door: str) -> None:
    for who in ("haeundae", "pukyong"):
        answer = house.get(who, door)
        assert (answer.status_code, answer.json["code"]) == (403, "permission_missing")
    assert house.get("", door).status_code == 401


@pytest.mark.parametrize("door", [f"{API}/reports/general-ledger", f"{API}/reports/movements?by=account"])
def test_pages_and_files_hold_the_same_rows_though_the_ledger_goes_on(house: House, door: str) -> None:
    whole = read(house, amended(door, limit=500))
    items: list[Any] = []
    page = read(house, amended(door, limit=3))
    position = page["position"]
    while True:
        items += page["items"]
        assert page["position"] == position
        if page["next_cursor"] is None:
            break
        if len(items) < 7:
            house.earn("gijang")
        limit = 3 if len(items) < 12 else 100
        page = read(house, amended(door, limit=limit, cursor=page["next_cursor"]))
    whole = read(house, amended(door, limit=500, recorded_as_of=position)) if len(whole["items"]) < 500 else whole
    assert items[: len(whole["items"])] == whole["items"]
    lines = house.get("council", amended(door, recorded_as_of=position), {"Accept": "application/x-ndjson"})
    assert [json.loads(line) for line in lines.text.splitlines()] == items
    assert (lines.headers["Ledger-Position"], lines.headers["Ledger-Root"]) == (str(position), page["root"])
    told = house.get("council", amended(door, recorded_as_of=position), {"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(told.text, newline="")))
    assert [row["debit"] for row in rows] == ["" if item["debit"] is None else str(item["debit"]) for item in items]


def test_the_links_of_a_figure_lead_to_postings_that_add_up_to_it(house: House) -> None:
    rows = read(house, f"{API}/reports/movements?by=activity&per=year")["items"]
    issued = next(row for row in rows if (row["movement"], row["key"]) == ("issued", "INT"))
    postings = read(house, amended(issued["postings"], limit=500))
    assert sum(row["amount"] for row in postings["items"]) == issued["net"] or postings["next_cursor"]
    redeemed = next(row for row in rows if row["movement"] == "redeemed")
    (total,) = [
        row for row in read(house, f"{API}/reports/movements?by=strategy&per=year")["items"] if row["key"] == "S2"
    ]
    finer = read(house, total["rows"])["items"]
    assert sum(row["net"] for row in finer) == total["net"] == redeemed["net"]
    transaction = house.get("council", postings["items"][0]["transactions"])
    assert transaction.json["position"] == postings["items"][0]["position"]


def test_a_sample_is_drawn_again_from_the_leaf_hashes_alone(house: House) -> None:
    frame_to = house.head()[0]
    house.earn("haeundae")
    note = house.get("council", f"{API}/log/checkpoint").text
    size = int(note.split("\n")[1])
    path = f"{SAMPLE}?size=5&frame_to={frame_to}&seed_checkpoint={size}"
    told = read(house, path)
    assert read(house, path) == told
    assert told["checkpoint"] == note
    parameters = json.dumps(told["parameters"], sort_keys=True, separators=(",", ":")).encode()
    seed = sha256(Note.parse(note).text.encode() + b"\x00" + parameters).digest()
    assert told["seed"] == seed.hex()
    listed = read(house, f"{API}/transactions?limit=500")["items"]
    leaves = [each["leaf_hash"] for each in listed if each["position"] <= frame_to]
    lowest = sorted(leaves, key=lambda leaf: sha256(seed + bytes.fromhex(leaf)).digest())[:5]
    assert {item["leaf_hash"] for item in told["items"]} == set(lowest)
    proven = house.get("council", told["items"][0]["proof"]).json
    assert (proven["leaf_hash"], proven["tree_size"]) == (told["items"][0]["leaf_hash"], size)
    lines = house.get("council", path, {"Accept": "text/csv"}).text.splitlines()
    assert len(lines) == 6
    stratified = read(house, f"{path}&method=stratified&strata=kind")
    assert sum(stratum["drawn"] for stratum in stratified["strata"]) == 5


def test_a_list_of_exceptions_takes_its_parameters_and_states_them(house: House) -> None:
    told = read(house, f"{API}/audit/exceptions/round-sums?points_multiple=2000&krw_multiple=0")
    assert told["asked"] == {"points_multiple": "2000", "krw_multiple": "0"}
    found = [item for item in told["items"] if item["rule"] == "round_points"]
    assert {item["why"] for item in found} == {"points=2000"}
    transaction = house.get("council", f"{API}/transactions/{found[0]['transaction_ids']}")
    assert str(transaction.json["position"]) == found[0]["positions"]
    assert read(house, f"{API}/audit/exceptions/round-sums?points_multiple=0&krw_multiple=0")["items"] == []
