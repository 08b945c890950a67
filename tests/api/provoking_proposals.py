"""What provokes the refusals of acts that take two persons, through HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.api.house import House
from tests.api.proposing import PROPOSALS, adjustment, correction, decide, propose
from tests.api.sanctioning import SANCTIONS, act
from tests.api.sanctioning import propose as propose_sanction

Provoke = Callable[[House], Any]
NOWHERE = "0" * 32
WHO = "gijang"


def _post(path: str, body: Callable[..., dict[str, Any]], *said: Any, who: str = WHO, **changes: Any) -> Provoke:
    return lambda house: house.post("operator", f"/api/v1/{path}", body(house, who, *said, **changes))


def _without_a_last_day(house: House) -> Any:
    body = adjustment(house, WHO, 10)
    del body["expires_on"]
    return house.post("operator", "/api/v1/adjustments", body)


def _on_the_last(status: str) -> Provoke:
    def provoke(house: House) -> Any:
        found = house.get("council", f"{PROPOSALS}?status={status}&act=adjustment&limit=500").json["items"]
        return decide(house, "approver", found[-1]["id"])

    return provoke


def _after_its_day(house: House) -> Any:
    (found, *_) = house.get("council", f"{SANCTIONS}?status=expired").json["items"]
    return act(house, "approver", found["id"], "approve")


LAPSED = {"lot_id": f"lot_{NOWHERE}", "expires_on": "2029-12-31"}

PROPOSING: dict[str, Provoke] = {
    "bound_exceeded": _post("adjustments", adjustment, 100_001),
    "exceeds_arrears": _post("write-offs", correction, 1, "uncollectible"),
    "exceeds_lapsed": _post("reinstatements", correction, 1, "appeal", **LAPSED),
    "expires_on_missing": _without_a_last_day,
    "expires_on_not_for_debit": _post("adjustments", adjustment, 1, direction="debit"),
    "last_day_is_over": _post("adjustments", adjustment, 1, expires_on="2020-12-31"),
    "organization_holds_no_points": _post("adjustments", adjustment, 1, who="council"),
    "proposal_already_decided": _on_the_last("withdrawn"),
    "proposal_expired": _on_the_last("expired"),
    "sanction_expired": _after_its_day,
    "proposal_unknown": lambda house: decide(house, "approver", f"prp_{NOWHERE}"),
}


def furnish_for_proposals(house: House) -> None:
    """Let a proposal be withdrawn, and another expire, as does a sanction."""
    decide(house, "operator", propose(house, "adjustments", adjustment(house, WHO, 1)), "withdraw")
    propose(house, "adjustments", adjustment(house, WHO, 2))
    propose_sanction(house, WHO, 2)
    house.clock.pass_by(days=15)
