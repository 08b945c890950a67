"""Many at once, over HTTP: one effect for one request, no wallet overspent, no quota passed (I3, I5, I6).

Each test leaves the ledger gapless, balanced and verified.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import Any

import pytest

from tests.api.sanctioning import SANCTIONS, propose
from tests.promises.crowd import ACCRUALS, CLIENTS, accrual, told, wallet
from tests.promises.wire import WiredHouse
from tests.support.http import Answer
from tests.support.world import program_terms

REDEMPTIONS = "/api/v1/redemptions"
REQUESTS = 100
ON_ITS_WAY_TO_BE_SETTLED = {"hold_already_settled", "redemption_not_captured", "accrual_already_reversed"}


@pytest.fixture(autouse=True)
def _books_that_follow(house: WiredHouse) -> Iterator[None]:
    """Hold the books to the journal after every test."""
    for name in ("pukyong", "dong-a", "haeundae", "gijang", "operator", "council"):
        house.token(name)
    yield
    house.check_books()


def hold(house: WiredHouse, company: str, **changes: Any) -> Callable[[], Answer]:
    """Prepare a company's hold."""
    return partial(house.post, company, REDEMPTIONS, house.wish(company, **changes), key=house.unique("key"))


def publish(house: WiredHouse, code: str, terms: dict[str, Any]) -> str:
    """Bring a program of this test's own into force."""
    house.publish_program(code, terms)
    return code


def company(house: WiredHouse, points: int) -> str:
    """Onboard a company, and let it earn so many points in ten lots."""
    name = house.new_company()
    house.token(name)
    for _ in range(10):
        house.earn(name, inputs={"allowance_krw": points * 1_000})
    return name


def redeemed(house: WiredHouse, name: str) -> list[dict[str, Any]]:
    """List a company's redemptions."""
    found: list[dict[str, Any]] = house.get(name, f"{REDEMPTIONS}?limit=500").json["items"]
    return found


def test_a_hundred_identical_requests_have_one_effect_and_a_hundred_equal_answers(house: WiredHouse) -> None:
    before = house.head()[0]
    answers = house.at_once([accrual(house, "haeundae")] * REQUESTS)
    assert told(answers) == {"201": REQUESTS}
    assert len({answer.data for answer in answers}) == 1
    assert Counter(answer.replayed for answer in answers) == {True: REQUESTS - 1, False: 1}
    assert house.head()[0] == before + 1


def test_a_hundred_identical_holds_have_one_effect_and_a_hundred_equal_answers(house: WiredHouse) -> None:
    name = company(house, 100)
    answers = house.at_once([hold(house, name)] * REQUESTS)
    assert told(answers) == {"201": REQUESTS}
    assert len({answer.data for answer in answers}) == 1
    assert Counter(answer.replayed for answer in answers) == {True: REQUESTS - 1, False: 1}
    assert (wallet(house, name)["held"], wallet(house, name)["posted"]) == (50, 50)


def test_a_hundred_identical_refused_requests_get_a_hundred_equal_refusals(house: WiredHouse) -> None:
    before = house.head()[0]
    answers = house.at_once([accrual(house, "haeundae", activity="NOPE")] * REQUESTS)
    assert told(answers) == {"activity_unknown": REQUESTS}
    assert len({answer.data for answer in answers}) == 1
    assert sum(answer.replayed for answer in answers) == REQUESTS - 1
    assert house.head()[0] == before


def test_one_activity_under_a_hundred_keys_counts_once(house: WiredHouse) -> None:
    before = house.head()[0]
    event = house.unique("PKNU-2026-twice")
    answers = house.at_once([accrual(house, "haeundae", source_event_id=event) for _ in range(REQUESTS)])
    assert told(answers) == {"201": 1, "source_event_already_posted": REQUESTS - 1}
    known = next(answer.json["id"] for answer in answers if answer.status_code == 201)
    assert all(known in answer.json["detail"] for answer in answers if answer.status_code == 409)
    assert house.head()[0] == before + 1


def test_sixty_four_clients_never_overspend_one_wallet(house: WiredHouse) -> None:
    name = company(house, 1_020)
    answers = house.at_once([hold(house, name) for _ in range(CLIENTS)])
    assert told(answers) == {"201": 20, "exceeds_available_balance": CLIENTS - 20}
    found = wallet(house, name)
    assert (found["posted"], found["held"]) == (20, 1_000)
    assert sum(one["held"] + one["captured"] for one in redeemed(house, name)) == 1_000


def test_sixty_four_clients_that_hold_capture_and_release_never_overspend_one_wallet(house: WiredHouse) -> None:
    name = company(house, 1_000)

    def spend(nth: int) -> list[Answer]:
        answers = [hold(house, name)()]
        if answers[0].status_code == 201:
            path = f"{REDEMPTIONS}/{answers[0].json['id']}"
            if nth % 3:
                answers.append(house.post(name, f"{path}/capture", {"points": 40}))
            else:
                answers.append(house.post(name, f"{path}/release", {"reason": "not needed"}))
        return answers

    answers = [answer for each in house.at_once([partial(spend, nth) for nth in range(CLIENTS)]) for answer in each]
    assert set(told(answers)) == {"201", "200", "exceeds_available_balance"}
    found, ended = wallet(house, name), redeemed(house, name)
    captured = sum(one["captured"] for one in ended)
    assert {one["status"] for one in ended} == {"captured", "released"}
    assert (found["held"], found["posted"]) == (0, 1_000 - captured)
    assert 0 < captured <= 1_000


def test_a_programs_quota_is_not_passed_by_a_unit(house: WiredHouse) -> None:
    names = [company(house, 500) for _ in range(4)]
    program = publish(house, house.unique("QUOTA").upper(), program_terms(10, quota_quantity=21))
    wishes = [hold(house, names[nth % 4], program=program, quantity=2) for nth in range(CLIENTS)]
    answers = house.at_once(wishes)
    assert told(answers) == {"201": 10, "program_limit_reached": CLIENTS - 10}
    assert sum(wallet(house, name)["held"] for name in names) == 10 * 2 * 10


def test_a_companys_ceiling_is_not_passed_by_a_point(house: WiredHouse) -> None:
    name = company(house, 1_000)
    terms = program_terms(30, points_max_per_organization_year=200)
    program = publish(house, house.unique("CEILING").upper(), terms)
    answers = house.at_once([hold(house, name, program=program) for _ in range(CLIENTS)])
    assert told(answers) == {"201": 6, "program_limit_reached": CLIENTS - 6}
    assert wallet(house, name)["held"] == 180


def test_a_hold_ends_once_whoever_is_first(house: WiredHouse) -> None:
    name = company(house, 100)
    path = f"{REDEMPTIONS}/{house.hold(name)['id']}"
    capture = [partial(house.post, who, f"{path}/capture", {}) for who in (name, "operator")]
    release = [partial(house.post, who, f"{path}/release", {"reason": "too late"}) for who in (name, "operator")]
    answers = house.at_once((capture + release) * (CLIENTS // 4))
    assert told(answers) == {"200": 1, "hold_already_settled": CLIENTS - 1}
    found = wallet(house, name)
    assert (found["held"], found["posted"]) in ((0, 50), (0, 100))


def test_a_reversal_takes_an_award_back_once(house: WiredHouse) -> None:
    name = house.new_company()
    path = f"{ACCRUALS}/{house.earn(name)['id']}/reverse"
    answers = house.at_once([partial(house.post, "pukyong", path, {"reason": "withdrawn"}) for _ in range(CLIENTS)])
    assert told(answers) == {"200": 1, "accrual_already_reversed": CLIENTS - 1}
    assert wallet(house, name)["posted"] == wallet(house, name)["arrears"] == 0


def test_everything_at_once_leaves_books_that_follow_from_the_journal(house: WiredHouse) -> None:
    names = [company(house, 300) for _ in range(3)]

    def work(nth: int) -> list[Answer]:
        chance = Random(nth)
        name = chance.choice(names)
        answers = []
        for _ in range(3):
            earned = accrual(house, name, krw=chance.randrange(2_000_000))()
            held = hold(house, name, quantity=chance.randint(1, 4))()
            answers += [earned, held]
            if chance.random() < 0.5:
                body = {"reason": "reported twice"}
                answers.append(house.post("pukyong", f"{ACCRUALS}/{earned.json['id']}/reverse", body))
            if held.status_code == 201:
                path = f"{REDEMPTIONS}/{held.json['id']}"
                answers.append(house.post("operator", f"{path}/capture", {"points": chance.choice((None, 10))}))
                if chance.random() < 0.5:
                    answers.append(house.post("operator", f"{path}/cancel", {"reason": "withdrawn"}))
        return answers

    answers = [answer for each in house.at_once([partial(work, nth) for nth in range(24)]) for answer in each]
    assert set(told(answers)) <= {"200", "201", "exceeds_available_balance", *ON_ITS_WAY_TO_BE_SETTLED,
                                  "capture_exceeds_hold"}  # fmt: skip


def test_a_sanction_approved_sixty_four_times_at_once_is_imposed_once(house: WiredHouse) -> None:
    name = company(house, 200)
    house.token("approver")
    sanction = propose(house, name, 150)
    approve = [
        partial(house.post, "approver", f"{SANCTIONS}/{sanction}/approve", key=house.unique("key"))
        for _ in range(CLIENTS)
    ]
    answers = house.at_once(approve)
    assert told(answers) == {"200": 1, "sanction_already_decided": CLIENTS - 1}
    assert wallet(house, name)["posted"] == 50
