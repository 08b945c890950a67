"""Histories over HTTP: filters as an oracle finds them, pages and streams as of a position, and links that add up."""

from __future__ import annotations

import csv
import io
import json
import random
from itertools import combinations
from typing import Any
from unicodedata import normalize
from urllib.parse import quote, urlencode

import pytest

from ledger.domain.books.accounts import holder_of, kind_of
from ledger.domain.journal import canonical
from ledger.domain.journal.merkle import leaf_hash
from ledger.store.reads import journal
from tests.api.house import House
from tests.support.history_oracle import Oracle

TRANSACTIONS, JOURNAL = "/api/v1/transactions", "/api/v1/journal"
LINES = {"Accept": "application/x-ndjson"}
WIRE = {"recorded_from": "from", "recorded_to": "to"}


@pytest.fixture(scope="module")
def house(own_house: House) -> House:
    """Give a house of this module's own, so that a history is no longer than what these tests lived."""
    return own_house


def _oracle(house: House) -> Oracle:
    with house.node.store.reading() as unit:
        return Oracle([entry.data for entry in journal.entries(unit)], house.node.keys.blind_key)


def _every(house: House, who: str, link: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    while link:
        page = house.get(who, link)
        assert page.status_code == 200, page.json
        items += page.json["items"]
        link = page.headers.get("Link", "").partition(">")[0].lstrip("<")
    return items


def _lived_in(house: House) -> dict[str, Any]:
    """Let something of everything happen, and give what can be asked for."""
    activity = house.activity("haeundae")
    posted = house.post("pukyong", "/api/v1/accruals", activity).json
    house.earn("gijang")
    held = house.hold("haeundae")
    house.post("operator", f"/api/v1/redemptions/{held['id']}/capture")
    told = house.get("council", f"{TRANSACTIONS}/{posted['transaction_id']}").json
    return {
        "organization_id": house.of("haeundae"),
        "university_id": house.of("pukyong"),
        "account": f"{house.of('haeundae')}:available",
        "lot": told["postings"][0]["lot"],
        "kind": "hold",
        "program": "VOUCHER",
        "activity": "INT",
        "person_id": told["actor"]["person_id"],
        "client_id": told["actor"]["client_id"],
        "recorded_from": "2026-09-01T00:00:00.000Z",
        "recorded_to": "2027-09-01T00:00:00.000Z",
        "effective_from": "2026-08-01",
        "effective_to": "2026-09-30",
        "occurred_from": "2026-08-31",
        "occurred_to": "2026-08-31",
        "subject": held["id"],
        "reference": activity["source_event_id"],
        "q": posted["id"],
        "order": "newest",
        "recorded_as_of": posted["position"],
        "effective_as_of": "2026-09-01",
    }


def test_pairs_of_filters_find_over_http_what_the_oracle_finds(house: House) -> None:
    values = _lived_in(house)
    oracle, chance = _oracle(house), random.Random(1)
    readers = {"council": "", "haeundae": house.of("haeundae"), "pukyong": house.of("pukyong")}
    found = 0
    for names in chance.sample(list(combinations(values, 2)), 40):
        wanted = {name: values[name] for name in names}
        for who, own in readers.items():
            if own and wanted.get("organization_id", own) != own:
                continue
            query = urlencode({WIRE.get(name, name): value for name, value in wanted.items()})
            items = _every(house, who, f"{TRANSACTIONS}?{query}&limit=100")
            assert items == oracle.history(wanted, own), (who, wanted)
            found += bool(items)
    assert found > 20


def test_what_a_person_would_paste_finds_the_transaction(house: House) -> None:
    activity = house.activity("haeundae", source_event_id="현장실습 " + house.unique("PKNU"))
    posted = house.post("pukyong", "/api/v1/accruals", activity).json
    lot = house.get("council", f"{TRANSACTIONS}/{posted['transaction_id']}").json["postings"][0]["lot"]
    decomposed = normalize("NFD", activity["source_event_id"])
    assert decomposed != activity["source_event_id"]
    for text in (posted["transaction_id"], posted["id"], lot, str(posted["position"]), f"  {decomposed} "):
        for who in ("council", "pukyong", "haeundae"):
            found = _every(house, who, f"{TRANSACTIONS}?limit=500&q={quote(text)}")
            assert posted["transaction_id"] in [item["id"] for item in found], (who, text)
        assert house.get("gijang", f"{TRANSACTIONS}?q={quote(text)}").json["items"] == []
    assert house.get("council", f"{TRANSACTIONS}?q=현장실습").json["items"] == []


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("from=2026-09-02T00:00:00Z&to=2026-09-01T00:00:00Z", "period_ends_before_it_begins", "to"),
        ("effective_from=2026-09-02&effective_to=2026-09-01", "period_ends_before_it_begins", "effective_to"),
        ("effective_from=2026-09-02&effective_as_of=2026-09-01", "period_ends_before_it_begins", "effective_as_of"),
        ("occurred_from=2026-09-02&occurred_to=2026-09-01", "period_ends_before_it_begins", "occurred_to"),
        ("recorded_as_of=999999999", "position_unknown", "recorded_as_of"),
        ("recorded_as_of=yesterday", "not_a_position_or_instant", "recorded_as_of"),
        ("account=savings", "text_shape_unexpected", "account"),
        ("lot=lot_1", "text_shape_unexpected", "lot"),
        ("client_id=me", "text_shape_unexpected", "client_id"),
        ("person_id=Kim", "text_shape_unexpected", "person_id"),
        ("order=sideways", "not_one_of", "order"),
        ("kind=genesis", "not_one_of", "kind"),
        ("colour=blue", "unknown_parameter", "colour"),
    ],
)
def test_a_filter_that_nothing_could_meet_is_a_problem_that_names_it(
    house: House, query: str, code: str, parameter: str
) -> None:
    for accept in ("application/json", "text/csv"):
        refused = house.get("council", f"{TRANSACTIONS}?{query}", {"Accept": accept})
        assert refused.mimetype == "application/problem+json"
        assert refused.json["code"] == code
        assert refused.json["errors"][0]["parameter"] == parameter


def test_a_history_is_read_at_a_position_and_comes_again_to_the_byte(house: House) -> None:
    for _ in range(3):
        house.earn()
    first = house.get("council", f"{TRANSACTIONS}?limit=2&order=newest")
    position, root = house.head()
    assert (first.json["position"], first.json["root"]) == (position, root.hex())
    stream = house.get("council", TRANSACTIONS, LINES)
    assert (stream.headers["Ledger-Position"], stream.headers["Ledger-Root"]) == (str(position), root.hex())
    as_of = f"{TRANSACTIONS}?recorded_as_of={position}"
    once = house.get("council", f"{as_of}&limit=3")
    house.earn()
    assert house.get("council", f"{as_of}&limit=3").data == once.data
    for media_type in ("application/x-ndjson", "text/csv"):
        again = house.get("council", as_of, {"Accept": media_type})
        assert (again.headers["Ledger-Position"], again.headers["Ledger-Root"]) == (str(position), root.hex())
        assert media_type == "text/csv" or again.data == stream.data
    following = house.get("council", first.headers["Link"].partition(">")[0].lstrip("<")).json
    assert (following["position"], following["root"]) == (position, root.hex())
    assert following["items"][0]["position"] < first.json["items"][-1]["position"]


def _signed(item: dict[str, Any], account: str) -> int:
    legs = [leg for leg in item["postings"] if leg["account"] == account]
    return sum(leg["amount"] * (1 if leg["side"] == "debit" else -1) for leg in legs)


@pytest.mark.parametrize("as_of", ["", "?effective_as_of=2026-08-31", "?recorded_as_of=2026-09-01T03:00:00Z"])
def test_every_figure_leads_to_the_transactions_that_it_is_the_sum_of(house: House, as_of: str) -> None:
    house.earn()
    held = house.hold()
    house.post("operator", f"/api/v1/redemptions/{held['id']}/capture")
    trial = house.get("council", f"/api/v1/trial-balance{as_of}").json
    for line in trial["accounts"]:
        behind = _every(house, "council", line["transactions"] + "&limit=500")
        assert sum(_signed(item, line["account"]) for item in behind) == line["debit"] - line["credit"]
        assert all(any(leg["account"] == line["account"] for leg in item["postings"]) for item in behind)
    for who in ("council", "haeundae"):
        for item in house.get(who, f"/api/v1/accounts{as_of}").json["items"]:
            behind = _every(house, who, item["transactions"] + "&limit=500")
            side = 1 if item["side"] == "debit" else -1
            assert sum(_signed(one, item["account"]) for one in behind) == side * item["balance"]
        company = house.of("haeundae")
        wallet = house.get(who, f"/api/v1/organizations/{company}/balance{as_of}").json
        for name, link in wallet["transactions"].items():
            account = f"{company}:{'available' if name == 'posted' else name}"
            assert abs(sum(_signed(one, account) for one in _every(house, who, link))) == wallet[name]


def test_the_journal_shows_every_entry_to_those_who_read_all(house: House) -> None:
    house.earn()
    first = house.get("council", f"{JOURNAL}?limit=3").json
    assert [item["kind"] for item in first["items"]] == ["genesis", "organization_registered", "client_granted"]
    for item in [*first["items"], *house.get("council", f"{JOURNAL}?kind=accrual&order=newest&limit=2").json["items"]]:
        assert leaf_hash(canonical.encode(item["entry"])).hex() == item["leaf_hash"]
        assert house.get("council", f"{JOURNAL}/{item['position']}").json == item
    published = _every(house, "council", f"{JOURNAL}?kind=rule_published&person_id={_person(house, 'approver')}")
    assert {item["entry"]["fact"]["code"] for item in published} >= {"INT", "RES"}
    for who in ("haeundae", "pukyong"):
        for path in (JOURNAL, f"{JOURNAL}/1"):
            refused = house.get(who, path)
            assert (refused.status_code, refused.json["code"]) == (403, "permission_missing")
    for position in ("0", "999999999", "first"):
        unknown = house.get("council", f"{JOURNAL}/{position}")
        assert (unknown.status_code, unknown.json["code"]) == (404, "position_unknown")


def _person(house: House, who: str) -> str:
    client = house.clients[who].client_id
    granted = _every(house, "council", f"{JOURNAL}?limit=500&kind=client_granted")
    return next(item["entry"]["fact"]["person"] for item in granted if item["entry"]["fact"]["client"] == client)


def test_the_journal_streams_as_lines_and_as_csv(house: House) -> None:
    house.earn()
    lines = house.get("council", JOURNAL, LINES)
    items = [json.loads(line) for line in lines.text.splitlines()]
    assert [item["position"] for item in items] == list(range(1, int(lines.headers["Ledger-Position"]) + 1))
    table = house.get("council", f"{JOURNAL}?recorded_as_of={len(items)}", {"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [json.loads(row["entry"]) for row in rows] == [item["entry"] for item in items]
    assert [leaf_hash(row["entry"].encode()).hex() for row in rows] == [row["leaf_hash"] for row in rows]


def test_nobody_learns_of_another_by_asking_for_it(house: House) -> None:
    """A shared award names two companies; each finds it by what is its own, and not by what is the other's."""
    shares = [{"organization_id": house.of(company), "basis_points": 5_000} for company in ("haeundae", "gijang")]
    posted = house.earn("haeundae", shares=shares)
    told = house.get("council", f"{TRANSACTIONS}/{posted['transaction_id']}").json
    lots = {holder_of(leg["account"]): leg["lot"] for leg in told["postings"] if holder_of(leg["account"])}
    assert len(lots) == 2
    for who, other in (("haeundae", "gijang"), ("gijang", "haeundae")):
        own, foreign = house.of(who), house.of(other)
        for query in (f"lot={lots[own]}", f"q={lots[own]}", f"account={own}:available", f"q={own}"):
            found = [item["id"] for item in _every(house, who, f"{TRANSACTIONS}?limit=500&{query}")]
            assert posted["transaction_id"] in found, query
        for query in (f"lot={lots[foreign]}", f"q={lots[foreign]}", f"account={foreign}:available", f"q={foreign}"):
            answer = house.get(who, f"{TRANSACTIONS}?{query}")
            assert (answer.status_code, answer.json["items"]) == (200, [])
        (shown,) = _every(house, who, f"{TRANSACTIONS}?q={posted['transaction_id']}")
        assert {kind_of(leg["account"]): leg["lot"] for leg in shown["postings"]} == {
            "issued": lots[own],
            "available": lots[own],
        }
