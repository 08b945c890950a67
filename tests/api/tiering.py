"""Tiers through the door: set by two persons, and companies that come to one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.api.house import House


def propose(house: House, terms: Mapping[str, Any], who: str = "operator") -> Any:
    """Propose tiers."""
    return house.post(who, "/api/v1/tiers", {"terms": terms, "reason": "as the scheme says"})


def set_tiers(house: House, terms: Mapping[str, Any]) -> int:
    """Bring tiers into force, and give their version."""
    proposed = propose(house, terms)
    assert proposed.status_code == 201, proposed.json
    approved = house.post("approver", f"/api/v1/proposals/{proposed.json['id']}/approve")
    assert approved.status_code == 200, approved.json
    return int(approved.json["result"]["version"])


def standing(house: House, who: str, query: str = "") -> Any:
    """Ask what a company has come to, as itself."""
    answer = house.get(who, f"/api/v1/organizations/{house.of(who)}/tier{query}")
    assert answer.status_code == 200, answer.json
    return answer.json


def code(shown: Mapping[str, Any], name: str = "tier") -> str | None:
    """Give the code of a tier that is shown, ``None`` where there is none."""
    return shown[name] and str(shown[name]["code"])
