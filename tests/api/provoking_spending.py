"""What provokes the refusals of applications, pools and selections, through HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ledger.services.demo_cast import registration_number
from tests.api.applying import CALL, PLAN, REASON, REDEMPTIONS, act, done, report, settle
from tests.api.house import House
from tests.api.tiering import set_tiers
from tests.support.tiering import tier_terms
from tests.support.world import program_terms

Provoke = Callable[[House], Any]
APPLICANTS = ("oryuk", "suyeong", "dadae")


def _on(status: str, who: str, what: str, body: Any = None, program: str = "BID") -> Provoke:
    """Do something to what stands first, in a status, for a program."""
    return lambda house: act(house, who, _first(house, status, program), what, body)


def _first(house: House, status: str, program: str) -> str:
    found = house.get("operator", f"{REDEMPTIONS}?status={status}&program={program}").json["items"]
    return str(found[0]["id"])


def _hold(who: str, program: str, **changes: Any) -> Provoke:
    return lambda house: house.post(who, REDEMPTIONS, house.wish(who, program=program, **changes))


def _join(who: str, pool: str, program: str = "POOLED") -> Provoke:
    """Apply together with what stands first, in a status."""
    return lambda house: _hold(who, program, pool=_first(house, pool, program))(house)


def _report(*statuses: str, program: str = "BID", **changes: Any) -> Provoke:
    """Report a call that selects what stands first in each of these statuses."""

    def provoke(house: House) -> Any:
        return settle(house, "operator", program, report(*[_first(house, one, program) for one in statuses], **changes))

    return provoke


def _part_of_a_pool(house: House) -> Any:
    chosen = {"redemption_id": _first(house, "submitted", "POOLED"), "points": 3}
    return settle(house, "operator", "POOLED", report(chosen))


def _behind_another(house: House) -> Any:
    path = f"{REDEMPTIONS}?status=submitted&program=POOLED"
    behind = next(item for item in house.get("operator", path).json["items"] if item["pool"])
    return act(house, "operator", behind["id"], "select", {})


def _captured_by_itself(house: House) -> Any:
    selected = house.get("operator", f"{REDEMPTIONS}?status=selected&program=BID").json["items"][0]
    who = next(name for name, one in house.clients.items() if one.organization_id == selected["organization_id"])
    return act(house, who, selected["id"], "capture", {})


def _tier_before_there_were_any(house: House) -> Any:
    return house.get("oryuk", f"/api/v1/organizations/{house.of('oryuk')}/tier?recorded_as_of=1")


SPENDING: dict[str, Provoke] = {
    "amount_out_of_range": _on("submitted", "operator", "select", {"amount_krw": 7}),
    "arrears_stand": _hold("dadae", "CLEAN"),
    "balance_below_minimum": _hold("dadae", "RICH"),
    "capture_is_for_the_owner": _captured_by_itself,
    "company_already_in_pool": _join("oryuk", "held"),
    "documents_missing": _on("held", "oryuk", "submit", {"evidence": []}),
    "nobody_applied": lambda house: settle(house, "operator", "BID", {"call": "2098-1", "rest_is_declined": True}),
    "organization_not_eligible": _hold("oryuk", "SMALL"),
    "pool_closed": _join("dadae", "submitted"),
    "pool_full": _join("dadae", "held", "PAIR"),
    "pool_too_small": _on("held", "oryuk", "submit", PLAN, "POOLED"),
    "pool_unknown": _hold("oryuk", "POOLED", pool=f"red_{'0' * 32}"),
    "pooled_capture_must_be_whole": _part_of_a_pool,
    "program_not_pooled": _join("suyeong", "held", "BID"),
    "program_selects_nobody": _on("held", "operator", "select", {}, "PLAIN"),
    "redemption_already_fulfilled": _on("fulfilled", "oryuk", "cancel", REASON, "PLAIN"),
    "redemption_already_selected": _on("selected", "operator", "decline", REASON),
    "redemption_already_submitted": _on("submitted", "suyeong", "submit", PLAN),
    "redemption_named_twice": _report("submitted", "submitted"),
    "redemption_not_in_call": _report("submitted", call="2099-9"),
    "redemption_not_selected": _on("submitted", "suyeong", "capture", {}),
    "redemption_not_submitted": _on("held", "operator", "select", {}),
    "redemption_pooled": _behind_another,
    "selection_incomplete": _report(rest_is_declined=False),
    "tier_below_minimum": _hold("oryuk", "BEST"),
    "tiers_not_set": _tier_before_there_were_any,
}
"""Code to what provokes it in the furnished house."""


def furnish_for_spending(house: House) -> None:
    """Leave applications in every state: of Oryuk Dyeing, Suyeong Optics, and Dadae Ropes, which owes points."""
    for nth, name in enumerate(APPLICANTS):
        house.onboard(name, "company", registration_number(91 + nth))
    bid = {"price": {"kind": "bid", "points": 1}, "call": CALL, "hold_ttl_seconds": 30 * 86_400}
    pooled, three = {"organizations_min": 2, "organizations_max": 2}, {"organizations_min": 2, "organizations_max": 3}
    plan = {"eligibility": {"documents": ["plan"]}}
    for code, terms in (
        ("BID", {**bid, **plan, "support": {"krw_min": 1, "krw_max": 5}}),
        ("POOLED", {**bid, **plan, "pool": three}),
        ("PAIR", {**bid, "pool": pooled}),
        ("PLAIN", {}),
        ("CLEAN", {"eligibility": {"no_arrears": True}}),
        ("RICH", {"eligibility": {"balance_min": 1}}),
        ("SMALL", {"eligibility": {"sizes": ["small"]}}),
        ("BEST", {"eligibility": {"tier_min": "T1"}}),
    ):
        house.publish_program(code, program_terms(1, **terms))
    set_tiers(house, tier_terms(24, 6, 9_000_000))
    for name in ("oryuk", "suyeong"):
        house.earn(name)
    owed = house.earn("dadae", inputs={"allowance_krw": 10_000})["id"]
    done(house, "dadae", house.hold("dadae", program="PLAIN")["id"], "capture", {})
    assert house.post("pukyong", f"/api/v1/accruals/{owed}/reverse", {"reason": "x"}).status_code == 200
    delivered = house.hold("oryuk", program="PLAIN")["id"]
    done(house, "oryuk", delivered, "capture", {})
    done(house, "operator", delivered, "fulfil")
    for program in ("PLAIN", "BID"):
        house.hold("oryuk", program=program)
    for _ in range(2):
        done(house, "suyeong", house.hold("suyeong", program="BID")["id"], "submit", PLAN)
    done(house, "operator", _first(house, "submitted", "BID"), "select", {"amount_krw": 1})
    for program in ("POOLED", "PAIR"):
        lead = house.hold("oryuk", program=program)["id"]
        house.hold("suyeong", program=program, pool=lead)
    done(house, "oryuk", _first(house, "held", "POOLED"), "submit", PLAN)
    house.hold("oryuk", program="POOLED")
