"""What provokes the refusals of objections, through HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ledger.services.demo_cast import registration_number
from tests.api.house import House
from tests.api.objecting import OBJECTIONS, object_to, objection_body, propose_decision, withdraw

Provoke = Callable[[House], Any]
NOBODY = f"obj_{'0' * 32}"
ACCRUALS = "/api/v1/accruals"


def _first(house: House, status: str) -> dict[str, Any]:
    found = house.get("council", f"{OBJECTIONS}?status={status}&organization_id={house.of('songjeong')}").json["items"]
    return dict(found[0])


def _again(status: str) -> Provoke:
    return lambda house: house.post("songjeong", OBJECTIONS, objection_body(_first(house, status)["accrual_id"]))


def _too_late(house: House) -> Any:
    path = f"{ACCRUALS}?organization_id={house.of('songjeong')}&limit=1"
    return house.post("songjeong", OBJECTIONS, objection_body(house.get("songjeong", path).json["items"][0]["id"]))


OBJECTION: dict[str, Provoke] = {
    "objection_unknown": lambda house: withdraw(house, "songjeong", NOBODY),
    "objection_already_open": _again("open"),
    "objection_already_decided": lambda house: withdraw(house, "songjeong", _first(house, "withdrawn")["id"]),
    "objection_window_closed": _too_late,
    "grace_out_of_range": lambda house: propose_decision(
        house, _first(house, "open")["id"], "rejected", grace_days=1_000
    ),
    "points_without_reversal": lambda house: propose_decision(house, _first(house, "open")["id"], "rejected", points=1),
}


def furnish_for_objections(house: House) -> None:
    """Let a company object to two awards, and think better of one; a third is too old."""
    house.onboard("songjeong", "company", registration_number(88))
    old = house.earn("songjeong")
    house.clock.pass_by(days=61)
    withdrawn, contested = house.earn("songjeong"), house.earn("songjeong")
    withdraw(house, "songjeong", object_to(house, "songjeong", withdrawn["id"])["id"])
    object_to(house, "songjeong", contested["id"])
    assert old["position"] < withdrawn["position"]
