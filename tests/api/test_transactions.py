"""Transactions, accounts and the log over HTTP: the history, its representations and its proofs."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import Any

import pytest

from ledger.domain.journal.merkle import leaf_hash, verify_consistency, verify_inclusion
from ledger.domain.journal.notes import Checkpoint, Note, parse_verifier_key
from tests.api.house import House

TRANSACTIONS = "/api/v1/transactions"


def _every(house: House, who: str, query: str = "") -> list[dict[str, Any]]:
    link, items = f"{TRANSACTIONS}?limit=500{query}", []
    while link:
        page = house.get(who, link)
        items += page.json["items"]
        link = page.headers.get("Link", "").partition(">")[0].lstrip("<")
    return items


def test_every_transaction_balances_and_names_its_lots(house: House) -> None:
    house.earn()
    house.hold()
    for transaction in _every(house, "council"):
        sides = {"debit": 0, "credit": 0}
        for posting in transaction["postings"]:
            assert posting["amount"] >= 1
            assert posting["lot"].startswith("lot_")
            sides[posting["side"]] += posting["amount"]
        assert sides["debit"] == sides["credit"]


def test_a_transaction_tells_who_did_what_and_when(house: House) -> None:
    posted = house.earn()
    told = house.get("pukyong", f"{TRANSACTIONS}/{posted['transaction_id']}").json
    assert (told["kind"], told["occurred_on"], told["effective_on"]) == ("accrual", "2026-08-31", told["effective_on"])
    assert told["actor"]["client_id"] == house.clients["pukyong"].client_id
    assert (told["subject"], told["position"]) == (posted["id"], posted["position"])


def test_filters_narrow_the_history(house: House) -> None:
    activity = house.activity("gijang")
    posted = house.post("pukyong", "/api/v1/accruals", activity).json
    company = house.of("gijang")
    for query in (
        f"&reference={activity['source_event_id']}",
        f"&account={company}:available&kind=accrual",
        f"&organization_id={company}&effective_from=2026-09-01",
        f"&from=2026-09-01T00:00:00Z&organization_id={company}",
    ):
        ids = [item["id"] for item in _every(house, "council", query)]
        assert posted["transaction_id"] in ids, query
    assert _every(house, "council", "&to=2020-01-01T00:00:00Z") == []
    assert _every(house, "council", "&reference=nobody-wrote-this") == []
    assert {item["kind"] for item in _every(house, "council", "&kind=hold")} <= {"hold"}


def test_nobody_sees_anothers_history(house: House) -> None:
    posted = house.earn()
    for who in ("gijang", "dong-a"):
        foreign = house.get(who, f"{TRANSACTIONS}/{posted['transaction_id']}")
        assert (foreign.status_code, foreign.json["code"]) == (404, "transaction_unknown")
        assert posted["transaction_id"] not in [item["id"] for item in _every(house, who)]
    assert house.get("gijang", f"{TRANSACTIONS}?organization_id={house.of('haeundae')}").status_code == 404


def test_the_history_streams_as_lines_and_as_csv(house: House) -> None:
    house.earn()
    house.hold()
    every = _every(house, "council")
    lines = house.get("council", TRANSACTIONS, {"Accept": "application/x-ndjson"})
    assert lines.mimetype == "application/x-ndjson"
    assert [json.loads(line) for line in lines.text.splitlines()] == every
    table = house.get("council", f"{TRANSACTIONS}?limit=1", {"Accept": "text/csv"})
    assert table.content_type == "text/csv; charset=utf-8; header=present"
    assert not table.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert len(rows) == sum(len(item["postings"]) for item in every)
    assert {int(row["position"]) for row in rows} == {item["position"] for item in every}
    assert sum(int(row["amount"]) * (1 if row["side"] == "debit" else -1) for row in rows) == 0


def test_a_stream_begins_behind_its_cursor(house: House) -> None:
    house.earn()
    house.earn()
    page = house.get("council", f"{TRANSACTIONS}?limit=1").json
    rest = house.get(
        "council", f"{TRANSACTIONS}?cursor={page['next_cursor']}", {"Accept": "application/x-ndjson"}
    ).text.splitlines()
    assert json.loads(rest[0])["position"] > page["items"][0]["position"]
    assert len(rest) == len(_every(house, "council")) - 1


def test_a_stream_that_is_refused_is_a_problem(house: House) -> None:
    refused = house.get("gijang", f"{TRANSACTIONS}?organization_id={house.of('haeundae')}", {"Accept": "text/csv"})
    assert (refused.status_code, refused.json["code"]) == (404, "organization_unknown")


def test_an_inclusion_proof_holds_against_the_signed_checkpoint(house: House) -> None:
    posted = house.earn()
    proof = house.get("pukyong", f"{TRANSACTIONS}/{posted['transaction_id']}/proof").json
    key = parse_verifier_key(house.get("", "/api/v1/log/vkey").text.strip())
    public = house.node.keys.log_key.public_key()

    def verify(_: bytes, signature: bytes, message: bytes) -> bool:
        public.verify(signature, message)
        return True

    signed = Checkpoint.parse(Note.parse(proof["checkpoint"]).verified_text(key, verify))
    assert (signed.origin, signed.size, signed.root.hex()) == ("tests.example/log", proof["tree_size"], proof["root"])
    leaf = leaf_hash(house.get("council", f"{TRANSACTIONS}/{posted['transaction_id']}/proof").json["entry"].encode())
    assert leaf.hex() == proof["leaf_hash"]
    steps = [bytes.fromhex(step) for step in proof["proof"]]
    verify_inclusion(proof["leaf_index"], proof["tree_size"], leaf, steps, signed.root)
    sized = house.get("pukyong", f"{TRANSACTIONS}/{posted['transaction_id']}/proof?size={posted['position']}").json
    assert (sized["tree_size"], sized["checkpoint"]) == (posted["position"], None)


def test_a_consistency_proof_holds(house: House) -> None:
    house.earn()
    told = house.get("", "/api/v1/log/consistency?old=3").json
    steps = [bytes.fromhex(step) for step in told["proof"]]
    roots = (bytes.fromhex(told["old_root"]), bytes.fromhex(told["new_root"]))
    verify_consistency(3, told["new_size"], *roots, steps)


@pytest.mark.parametrize("place", ["0/999", "0/000.p/999", "x", "0/000.p/0", "../docs"])
def test_a_tile_that_is_not_there_is_a_problem(house: House, place: str) -> None:
    assert house.get("", f"/api/v1/log/tile/{place}").status_code == 404


def test_tiles_serve_the_leaf_hashes(house: House) -> None:
    tile = house.get("", "/api/v1/log/tile/0/000.p/3")
    assert tile.mimetype == "application/octet-stream"
    assert len(tile.data) == 3 * hashlib.sha256().digest_size


def test_the_trial_balance_balances_and_is_for_those_who_read_all(house: House) -> None:
    house.earn()
    told = house.get("council", "/api/v1/trial-balance").json
    assert told["totals"]["debit"] == told["totals"]["credit"] > 0
    assert (told["position"], told["root"]) == (house.head()[0], house.head()[1].hex())
    earlier = house.get("council", "/api/v1/trial-balance?recorded_as_of=1").json
    assert earlier["totals"] == {"debit": 0, "credit": 0}
    refused = house.get("haeundae", "/api/v1/trial-balance")
    assert (refused.status_code, refused.json["code"]) == (403, "permission_missing")


def test_accounts_are_listed_page_by_page_to_whom_they_concern(house: House) -> None:
    house.earn()
    house.hold()
    own = house.get("haeundae", "/api/v1/accounts?limit=1")
    assert own.json["items"][0]["organization_id"] == house.of("haeundae")
    rest = house.get("haeundae", own.headers["Link"].partition(">")[0].lstrip("<")).json
    assert rest["items"][0]["account"] > own.json["items"][0]["account"]
    every = house.get("council", "/api/v1/accounts?limit=500").json["items"]
    assert "issued:INT" in [item["account"] for item in every]
