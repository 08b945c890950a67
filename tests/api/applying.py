"""Applications through the door: what tests of them have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from tests.api.earning import documents
from tests.api.house import House
from tests.support.world import program_terms

ORGANIZATIONS, PROGRAMS, REDEMPTIONS = "/api/v1/organizations", "/api/v1/programs", "/api/v1/redemptions"
REASON = {"reason": "the committee decided so"}
CALL = "2026-1"
PLAN = {"evidence": documents("plan")}


class Agency(NamedTuple):
    """An agency of the house, and the code by which programs name it as their owner."""

    name: str
    owner: str


def found_agency(house: House) -> Agency:
    """Onboard an agency that programs can name."""
    name = house.unique("Technopark")
    owner = name.upper()
    house.onboard(name, "agency", None, "program_owner")
    told = house.post("operator", f"{ORGANIZATIONS}/{house.of(name)}/profile", {"owner": owner})
    assert told.status_code == 200, told.json
    return Agency(name, owner)


def publish(house: House, agency: Agency, points: int = 50, **changes: Any) -> str:
    """Bring a program of an agency into force, changed as told; gives its code."""
    code = house.unique("P")
    house.publish_program(code, program_terms(points, owner=agency.owner, **changes))
    return code


def publish_bid(house: House, agency: Agency, **changes: Any) -> str:
    """Bring a call of an agency into force, for 50 points and a plan; gives its code."""
    bid = {
        "price": {"kind": "bid", "points": 50},
        "call": CALL,
        "eligibility": {"documents": ["plan"]},
        "release": {"expired_lots": "keep_original"},
    }
    return publish(house, agency, **{**bid, **changes})


def company(house: House, points: int = 100) -> str:
    """Onboard a company that has earned so many points."""
    name = house.new_company()
    if points:
        house.earn(name, inputs={"allowance_krw": points * 10_000})
    return name


def act(house: House, who: str, redemption: str, what: str, body: Any = None) -> Any:
    """Do something to a redemption as somebody."""
    return house.post(who, f"{REDEMPTIONS}/{redemption}/{what}", body)


def done(house: House, who: str, redemption: str, what: str, body: Any = None) -> dict[str, Any]:
    """Do something to a redemption that must succeed; gives the answer."""
    answer = act(house, who, redemption, what, body)
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def apply(house: House, name: str, program: str, **changes: Any) -> str:
    """Let a company apply and hand in its plan; gives the application."""
    applied = str(house.hold(name, program=program, **changes)["id"])
    done(house, name, applied, "submit", PLAN)
    return applied


def report(*selected: str | Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """Write the report of a call: who is selected; whoever is not named is not, unless told otherwise."""
    chosen = [{"redemption_id": one} if isinstance(one, str) else dict(one) for one in selected]
    return {"call": CALL, "selected": chosen, "rest_is_declined": True, **changes}


def settle(house: House, who: str, program: str, body: Mapping[str, Any], key: str = "", query: str = "") -> Any:
    """Report a call as somebody."""
    return house.post(who, f"{PROGRAMS}/{program}/selections{query}", body, key=None if query else key)


def shown(house: House, who: str, redemption: str) -> dict[str, Any]:
    """Read a redemption as somebody."""
    answer = house.get(who, f"{REDEMPTIONS}/{redemption}")
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def wallet(house: House, name: str) -> dict[str, int]:
    """Read a company's wallet."""
    return dict(house.get(name, f"{ORGANIZATIONS}/{house.of(name)}/balance").json)


def usage(house: House, program: str, who: str = "gijang", query: str = "") -> dict[str, Any]:
    """Read what of a program is used."""
    answer = house.get(who, f"{PROGRAMS}/{program}/usage{query}")
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def refused(code: str, status: int, answer: Any) -> None:
    """Hold an answer to a refusal."""
    assert (answer.status_code, answer.json["code"]) == (status, code), answer.json
