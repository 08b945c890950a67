"""Objections under concurrent spending: exactly the contested lot is frozen, and everything else is spent (I5, I8)."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.api.objecting import OBJECTIONS, decision_body, objection_body
from tests.api.proposing import PROPOSALS
from tests.promises.crowd import told, wallet
from tests.promises.racing import RACES, Call, company, earn, publish, race
from tests.promises.wire import WiredHouse
from tests.support.world import program_terms

CONTESTS = RACES // 4
POINTS = 10


def contest(who: str, award: str) -> Call:
    """Prepare an objection."""
    return lambda house: house.post(who, OBJECTIONS, objection_body(award))


def wish(name: str, program: str) -> Call:
    """Prepare a company's hold."""
    return lambda house: house.post(name, "/api/v1/redemptions", house.wish(name, program=program))


def test_a_hold_and_an_objection_at_once_leave_the_lot_to_one_of_them(house: WiredHouse) -> None:
    """Each company has one lot, which one of the two gets; whoever came second finds nothing of it."""
    names = [company(house, POINTS) for _ in range(CONTESTS)]
    awards = [_only_award(house, name) for name in names]
    (code,) = publish(house, "RACED", [program_terms(POINTS, quota_quantity=CONTESTS)])
    contests = [(wish(name, code), contest("pukyong", award)) for name, award in zip(names, awards, strict=True)]
    outcomes = Counter[str]()
    for name, (held, contested) in zip(names, race(house, contests), strict=True):
        found = wallet(house, name)
        frozen = contested.json["frozen"]
        assert contested.status_code == 201, contested.json
        assert (found["posted"], found["held"] + found["disputed"]) == (0, POINTS)
        assert found["disputed"] == frozen
        assert (held.status_code == 201) == (frozen == 0), (held.json, frozen)
        outcomes["held" if held.status_code == 201 else held.json["code"]] += 1
    assert outcomes.keys() <= {"held", "exceeds_available_balance"}
    house.check_books()


def test_of_two_objections_at_once_one_is_raised(house: WiredHouse) -> None:
    name = company(house, 1)
    awards = earn(house, name, [POINTS] * CONTESTS)
    answers = race(house, [(contest(name, award), contest("pukyong", award)) for award in awards])
    assert {tuple(sorted(told(pair).elements())) for pair in answers} == {("201", "objection_already_open")}
    found = wallet(house, name)
    assert (found["posted"], found["disputed"]) == (1, POINTS * CONTESTS)
    house.check_books()


@pytest.mark.parametrize("outcome", ["rejected", "upheld"])
def test_a_decision_and_a_hold_at_once_spend_nothing_that_is_frozen_or_taken_back(
    house: WiredHouse, outcome: str
) -> None:
    """Each company has a contested lot and a free one, and asks for both; what is freed keeps its dates."""
    names = [company(house, POINTS) for _ in range(CONTESTS // 2)]
    awards = [_only_award(house, name) for name in names]
    proposals = [_proposed(house, award, outcome) for award in awards]
    for name in names:
        earn(house, name, [POINTS])
    before = [_dates(house, award) for award in awards]
    (code,) = publish(house, "DECIDED", [program_terms(2 * POINTS, quota_quantity=CONTESTS)])
    contests = [(wish(name, code), _approval(proposal)) for name, proposal in zip(names, proposals, strict=True)]
    frees = outcome == "rejected"
    for name, (held, approved) in zip(names, race(house, contests), strict=True):
        found = wallet(house, name)
        assert approved.json["status"] == "approved", approved.json
        spent = 2 * POINTS if held.status_code == 201 else 0
        assert frees or held.json["code"] == "exceeds_available_balance", held.json
        left = (2 if frees else 1) * POINTS - spent
        assert (found["posted"], found["held"], found["disputed"], found["arrears"]) == (left, spent, 0, 0)
    assert [_dates(house, award) for award in awards] == before
    house.check_books()


def _proposed(house: WiredHouse, award: str, outcome: str) -> str:
    """Let Pukyong object to an award, and the operator propose what becomes of it."""
    objection = house.post("pukyong", OBJECTIONS, objection_body(award)).json
    assert objection["frozen"] == POINTS, objection
    proposed = house.post("operator", f"{OBJECTIONS}/{objection['id']}/decide", decision_body(outcome))
    assert proposed.status_code == 201, proposed.json
    return str(proposed.json["id"])


def _approval(proposal: str) -> Call:
    return lambda house: house.post("approver", f"{PROPOSALS}/{proposal}/approve")


def _dates(house: WiredHouse, award: str) -> tuple[str, str]:
    told = house.get("council", f"/api/v1/accruals/{award}").json
    return told["active_on"], told["expires_on"]


def _only_award(house: WiredHouse, name: str) -> str:
    path = f"/api/v1/accruals?organization_id={house.of(name)}"
    return str(house.get("council", path).json["items"][0]["id"])
