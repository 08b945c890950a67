"""The last one: the last seat, the last won, the last point, raced for by two at once, has one winner, every time (I5).

So has whatever ends once: a hold, a call, a sanction, an award. Each test leaves the ledger gapless, balanced and
verified.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from ledger.domain.commands import ProposeSanction
from ledger.services.context import private
from tests.api.sanctioning import SANCTIONS
from tests.promises.crowd import ACCRUALS, told, wallet
from tests.promises.racing import RACES, Call, apply, company, earn, hold, lay_out, publish, race, used
from tests.promises.wire import WiredHouse
from tests.support.http import Answer
from tests.support.world import documents, program_terms

REDEMPTIONS, PROGRAMS = "/api/v1/redemptions", "/api/v1/programs"
DECISIONS = RACES // 2
CALLS = RACES // 4
REASON = {"reason": "the committee decided so"}
WON, LOST = 0, 1


@pytest.fixture(autouse=True)
def _books_that_follow(house: WiredHouse) -> Iterator[None]:
    """Hold the books to the journal after every test."""
    for name in ("pukyong", "operator", "approver", "council"):
        house.token(name)
    yield
    house.check_books()


def wish(name: str, program: str) -> Call:
    """Prepare a company's hold."""
    return lambda house: house.post(name, REDEMPTIONS, house.wish(name, program=program))


def act(who: str, path: str, what: str, body: Any = None) -> Call:
    """Prepare what somebody does to something."""
    return lambda house: house.post(who, f"{path}/{what}", body)


def sorted_out(answers: list[tuple[Answer, Answer]]) -> Counter[tuple[str, ...]]:
    """Count races by what the two were told, whoever it was."""
    return Counter(tuple(sorted(told(pair).elements())) for pair in answers)


def winners(answers: list[tuple[Answer, Answer]]) -> list[int]:
    """Tell of each race which of the two was not refused."""
    return [next(nth for nth, answer in enumerate(pair) if answer.status_code < 400) for pair in answers]


def bid(**changes: Any) -> dict[str, Any]:
    """Write the terms of a program whose owner selects among applications of 5 points."""
    return program_terms(5, **{"price": {"kind": "bid", "points": 5}, "call": "2026-1", **changes})


def test_of_two_companies_one_gets_the_last_seat(house: WiredHouse) -> None:
    names = [company(house, 10 * RACES) for _ in range(2)]
    codes = publish(house, "SEAT", [program_terms(10, quota_quantity=1)] * RACES)
    answers = race(house, [(wish(names[0], code), wish(names[1], code)) for code in codes])
    assert sorted_out(answers) == {("201", "program_limit_reached"): RACES}
    assert used(house, codes, "quota:{}:2026:quantity") == [1] * RACES
    held = [winners(answers).count(nth) * 10 for nth in range(2)]
    assert [wallet(house, name)["held"] for name in names] == held


def test_of_two_companies_one_gets_the_last_won_of_a_budget(house: WiredHouse) -> None:
    names = [company(house, 10 * RACES) for _ in range(2)]
    terms = program_terms(10, support={"krw_per_unit": 700_000}, budget_krw=1_399_999)
    codes = publish(house, "BUDGET", [terms] * RACES)
    answers = race(house, [(wish(names[0], code), wish(names[1], code)) for code in codes])
    assert sorted_out(answers) == {("201", "program_limit_reached"): RACES}
    assert used(house, codes, "budget:{}:2026:krw") == [700_000] * RACES
    held = [winners(answers).count(nth) * 10 for nth in range(2)]
    assert [wallet(house, name)["held"] for name in names] == held


def test_of_one_companys_two_clients_one_spends_the_last_point(house: WiredHouse) -> None:
    name = company(house, 1)
    colleague = house.unique("colleague")
    house.grant(colleague, name, "company")
    house.token(colleague)
    (code,) = publish(house, "LAST", [program_terms(1, quota_quantity=2 * RACES)])
    answers = []
    for _ in range(RACES):
        answers += race(house, [(wish(name, code), wish(colleague, code))])
        house.earn(name, inputs={"allowance_krw": 10_000})
    assert sorted_out(answers) == {("201", "exceeds_available_balance"): RACES}
    found = wallet(house, name)
    assert (found["held"], found["posted"]) == (RACES, 1)
    assert used(house, [code], "quota:{}:2026:quantity") == [RACES]


@pytest.mark.parametrize(("word", "limits", "meter", "most"), [
    ("QUOTA", {"quota_applications": 1}, "quota:{}:2026-1:applications", 1),
    ("PRIZE", {"support": {"krw_min": 1, "krw_max": 9}, "budget_krw": 9}, "budget:{}:2026-1:krw", 9),
])  # fmt: skip
def test_of_two_applications_that_are_selected_at_once_the_last_place_goes_to_one(
    house: WiredHouse, word: str, limits: dict[str, Any], meter: str, most: int
) -> None:
    names, owners = [company(house, 5 * DECISIONS) for _ in range(2)], agency(house)
    codes = publish(house, word, [bid(owner=owners[0].upper(), **limits)] * DECISIONS)
    applied = [[f"{REDEMPTIONS}/{one}" for one in apply(house, name, codes)] for name in names]
    body = {"amount_krw": most} if "support" in limits else {}
    contests = [
        (act(owners[0], one, "select", body), act(owners[1], other, "select", body))
        for one, other in zip(*applied, strict=True)
    ]
    answers = race(house, contests)
    assert sorted_out(answers) == {("200", "program_limit_reached"): DECISIONS}
    assert used(house, codes, meter) == [most] * DECISIONS
    for nth, name in enumerate(names):
        statuses = Counter(winner == nth for winner in winners(answers))
        listed = house.get(name, f"{REDEMPTIONS}?limit=500").json["items"]
        assert Counter(one["status"] == "selected" for one in listed) == statuses
        assert wallet(house, name)["held"] == 5 * DECISIONS


def agency(house: WiredHouse) -> list[str]:
    """Onboard an agency with two clients; its code as an owner is its name in capitals."""
    name = house.unique("Technopark")
    organization = house.onboard(name, "agency", None, "program_owner").organization_id
    told = house.post("operator", f"/api/v1/organizations/{organization}/profile", {"owner": name.upper()})
    assert told.status_code == 200, told.json
    colleague = house.unique("colleague")
    house.grant(colleague, name, "program_owner")
    for who in (name, colleague):
        house.token(who)
    return [name, colleague]


def select_alone(house: WiredHouse, owner: str, winner: str, path: str) -> Call:
    """The agency's other client selects the one that the report names."""
    return act(owner, path, "select", {})


def decline(house: WiredHouse, owner: str, winner: str, path: str) -> Call:
    """The agency's other client declines the one that the report selects."""
    return act(owner, path, "decline", REASON)


def release(house: WiredHouse, owner: str, winner: str, path: str) -> Call:
    """The company takes back the application that the report selects."""
    return act(winner, path, "release", REASON)


@pytest.mark.parametrize(("rival", "became"), [
    (select_alone, "selected"),
    (decline, "not_selected"),
    (release, "released"),
])  # fmt: skip
def test_a_call_is_settled_whole_or_not_at_all_whatever_happens_to_one_of_it(
    house: WiredHouse, rival: Callable[..., Call], became: str
) -> None:
    names, owners = [company(house, 5 * CALLS) for _ in range(2)], agency(house)
    codes = publish(house, "CALL", [bid(owner=owners[0].upper())] * CALLS)
    applied = [apply(house, name, codes) for name in names]
    contests = [
        (settle(owners[0], code, chosen), rival(house, owners[1], names[0], f"{REDEMPTIONS}/{chosen}"))
        for code, chosen in zip(codes, applied[0], strict=True)
    ]
    answers = race(house, contests)
    late = "redemption_already_selected" if became == "selected" else "hold_already_settled"
    assert set(sorted_out(answers)) <= {("200", "hold_already_settled"), ("200", late)}
    after = {WON: ("captured", "not_selected"), LOST: (became, "submitted")}
    assert statuses(house, names, applied) == [after[winner] for winner in winners(answers)]
    settled = winners(answers).count(WON)
    kept = CALLS - settled if became == "selected" else 0
    assert [wallet(house, name)["held"] for name in names] == [5 * kept, 5 * (CALLS - settled)]
    back = 0 if became == "selected" else CALLS - settled
    assert [wallet(house, name)["posted"] for name in names] == [5 * back, 5 * settled]


def test_a_call_is_settled_whole_or_not_at_all_while_its_applications_time_out(house: WiredHouse) -> None:
    """The application that the report selects lasts ten seconds longer in each call, and the clock moves on by ten."""
    names, owners = [company(house, 6 * CALLS) for _ in range(2)], agency(house)
    terms = [bid(owner=owners[0].upper(), hold_ttl_seconds=60 + 10 * nth) for nth in range(CALLS)]
    codes = publish(house, "BRIEF", terms)
    (cheap,) = publish(house, "CHEAP", [program_terms(1, quota_quantity=CALLS)])
    applied = [apply(house, name, codes) for name in names]
    house.clock.pass_by(seconds=50)

    def late(through: WiredHouse) -> Answer:
        house.clock.pass_by(seconds=10)
        return wish(names[0], cheap)(through)

    answers = race(house, [(settle(owners[0], code, one), late) for code, one in zip(codes, applied[0], strict=True)])
    assert set(sorted_out(answers)) <= {("200", "201"), ("201", "hold_already_settled")}
    won = [pair[0].status_code == 200 for pair in answers]
    found = statuses(house, names, applied)
    assert [pair == ("captured", "not_selected") for pair in found] == won
    assert {one for one, _ in found} <= {"captured", "timed_out"}
    assert {other for one, other in found if one == "timed_out"} <= {"submitted", "timed_out"}
    first = wallet(house, names[0])
    assert first["spendable"] == 6 * CALLS - CALLS - 5 * sum(won)
    assert wallet(house, names[1])["spendable"] == 6 * CALLS


def settle(owner: str, code: str, chosen: str) -> Call:
    """Prepare the report of a call that selects one, and nobody else."""
    body = {"call": "2026-1", "selected": [{"redemption_id": chosen}], "rest_is_declined": True}
    return act(owner, f"{PROGRAMS}/{code}", "selections", body)


def statuses(house: WiredHouse, names: list[str], applied: list[list[str]]) -> list[tuple[str, ...]]:
    """Give the statuses of the applications of each call, as they were made."""
    known = {
        item["id"]: item["status"]
        for name in names
        for item in house.get(name, f"{REDEMPTIONS}?limit=500").json["items"]
    }
    return [tuple(known[one] for one in call) for call in zip(*applied, strict=True)]


def test_of_two_approvals_of_a_sanction_one_imposes_it(house: WiredHouse) -> None:
    name = company(house, 2 * DECISIONS)
    second = house.unique("second approver")
    house.grant(second, "operator", "operator_approver")
    house.token(second)
    (decision,) = documents("decision")
    reason = private(house.node, "reason", "internship that never took place")
    proposal = ProposeSanction(house.of(name), "sanction", reason, decision, 1)
    sanctions = [f"{SANCTIONS}/{made['id']}" for made in lay_out(house, "operator", [proposal] * DECISIONS)]
    answers = race(house, [(act("approver", one, "approve"), act(second, one, "approve")) for one in sanctions])
    assert sorted_out(answers) == {("200", "sanction_already_decided"): DECISIONS}
    assert wallet(house, name)["posted"] == DECISIONS


def test_a_capture_and_the_reversal_of_the_award_that_paid_leave_points_used_and_owed_or_neither(
    house: WiredHouse,
) -> None:
    name = house.new_company()
    house.token(name)
    awards = earn(house, name, [10] * DECISIONS)
    (code,) = publish(house, "PAID", [program_terms(10, quota_quantity=DECISIONS)])
    holds = [f"{REDEMPTIONS}/{one}" for one in hold(house, name, [code] * DECISIONS)]
    take_back = partial(act, "pukyong", what="reverse", body={"reason": "reported twice", "points": None})
    answers = race(
        house,
        [
            (act(name, one, "capture", {}), take_back(f"{ACCRUALS}/{award}"))
            for one, award in zip(holds, awards, strict=True)
        ],
    )
    assert {answer.status_code for _, answer in answers} == {200}
    assert set(told([answer for answer, _ in answers])) <= {"200", "hold_already_settled"}
    captured = sum(answer.status_code == 200 for answer, _ in answers)
    found = wallet(house, name)
    assert (found["held"], found["posted"], found["arrears"]) == (0, 0, 10 * captured)
    listed = house.get(name, f"{REDEMPTIONS}?limit=500").json["items"]
    assert Counter(one["status"] for one in listed) == +Counter(captured=captured, revoked=DECISIONS - captured)
