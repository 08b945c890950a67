"""Closings through the door: what tests of them have in common."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Final

from tests.api.house import House
from tests.api.proposing import decide

PERIODS: Final = "/api/v1/periods"


def close(house: House, period: str) -> None:
    """Let two persons close a period; what is due is settled by then."""
    proposed = house.post("operator", f"{PERIODS}/{period}/close")
    assert proposed.status_code == 201, proposed.json
    approved = decide(house, "approver", proposed.json["id"])
    assert approved.status_code == 200, approved.json


def proven_lines(house: House, period: str) -> list[dict[str, Any]]:
    """Give a closed period's lines, each held to the period's root by its own proof."""
    root = house.get("council", f"{PERIODS}/{period}").json["root"]
    lines: list[dict[str, Any]] = house.get("council", f"{PERIODS}/{period}/lines?limit=500").json["items"]
    for line in lines:
        proven = house.get("council", f"{PERIODS}/{period}/lines/{line['account']}").json
        assert {name: proven[name] for name in line} == line
        assert root_of(proven) == root
    return lines


def root_of(proven: dict[str, Any]) -> str:
    """Follow a proof upwards, as docs/api.md says."""
    node, place, last = sha256(b"\x00" + proven["leaf"].encode()).digest(), proven["leaf_index"], proven["lines"] - 1
    for told in map(bytes.fromhex, proven["hashes"]):
        while place == last and place % 2 == 0:
            place, last = place // 2, last // 2
        node = sha256(b"\x01" + (told + node if place % 2 else node + told)).digest()
        place, last = place // 2, last // 2
    return node.hex()
