"""Two persons: nobody completes alone what takes two, by whichever clients, users and paths (I10).

Kim has a client and a user of every role that there is, and is one person all the same; Kim proposes, drafts, reports,
decides, withdraws, grants and revokes at will, and no point moves and nothing comes into force until Lee agrees.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ledger.api.conventions.statuses import STATUSES
from ledger.domain.acts import ACTS
from ledger.services.verification import verify
from tests.api.earning import furnish_earning
from tests.api.house import build_house
from tests.api.proposing import adjustment
from tests.promises.alone import STEPS, Alone
from tests.promises.deeds import DEEDS, OF_ACTS, decide_deed, furnish_deeds, propose_deed
from tests.promises.one_person import LEE, Kim, entries, every_hand, expected
from tests.support.engines import ENGINES, fresh_database


@pytest.fixture(scope="module", params=ENGINES)
def kim(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kim]:
    """Give Kim in a house of his own on one engine, in which Lee approves."""
    folder = tmp_path_factory.mktemp("two-persons")
    with fresh_database(request.param, folder, lambda: request.getfixturevalue("postgres_server")) as url:
        house = build_house(url, folder)
        furnish_deeds(house)
        yield Kim(house, every_hand(house))
        house.node.store.engine.dispose()


def test_every_act_is_tried() -> None:
    assert OF_ACTS.keys() == ACTS.keys()


@pytest.mark.parametrize("name", DEEDS)
def test_what_one_person_makes_none_of_his_hands_completes_and_another_person_does(kim: Kim, name: str) -> None:
    """Whichever hand proposes it, the others approve and reject nothing; one that may takes it back, and Lee agrees
    to what is then proposed again."""
    house, deed = kim.house, DEEDS[name]
    subject = deed.subject(house)
    behind, every = house.head()[0], kim.hands
    for maker in kim.of_role(deed.maker):
        at = propose_deed(house, maker.name, deed, subject)
        with house.unchanged():
            for hand, what in product(every, deed.needs):
                if code := expected(deed, hand, what):
                    refused = decide_deed(house, hand.name, at, what)
                    assert (refused.status_code, refused.json["code"]) == (STATUSES[code], code), (hand, what)
        if "withdraw" in deed.needs:
            own = kim.of_role(deed.maker)[-1]
            assert decide_deed(house, own.name, at, "withdraw").status_code == 200
        every = [hand for hand in kim.hands if deed.needs["approve"] in hand.permissions]
    at = propose_deed(house, maker.name, deed, subject)
    assert kim.brought_about(behind) == []
    behind = house.head()[0]
    done = decide_deed(house, LEE, at, "approve")
    assert done.status_code == 200, done.json
    assert [entry.kind for entry in entries(house, behind) if entry.kind in deed.kinds] == [deed.kinds[0]]
    with house.unchanged():
        for who in (LEE, kim.of_role("operator_approver")[0].name):
            assert decide_deed(house, who, at, "approve").json["code"] == deed.over


def test_a_large_act_takes_two_others_however_many_hands_the_first_has(kim: Kim) -> None:
    house, name = kim.house, kim.house.new_company()
    house.grant("park", "operator", "operator")
    large = OF_ACTS["adjustment"]._replace(
        wishes=lambda house, name: [("adjustments", adjustment(house, name, 10_000))]
    )
    at = propose_deed(house, "park", large, name)
    first, *others = kim.of_role("operator_approver")
    counted = decide_deed(house, first.name, at, "approve").json
    assert (counted["status"], counted["checks"], counted["checked"]) == ("proposed", 2, 1)
    with house.unchanged():
        for hand in (first, *others):
            for what in ("approve", "reject"):
                assert decide_deed(house, hand.name, at, what).json["code"] == "same_person_approval"
    assert decide_deed(house, LEE, at, "approve").json["status"] == "approved"


def test_a_claim_takes_as_many_persons_as_it_has_steps(kim: Kim) -> None:
    """Kim reports, and is at the company, at the university once more and at the centre; he agrees to nothing."""
    house = kim.house
    furnish_earning(house)
    behind = house.head()[0]
    activity = house.activity("haeundae", activity="EDU", inputs={"allowance_krw": 4_000_000})
    long = DEEDS["claim"]._replace(wishes=lambda house, activity: [("accruals", activity)])
    at = propose_deed(house, kim.of_role("university")[0].name, long, activity)
    for step, role, other in (
        ("confirm", "company", "haeundae"),
        ("verify", "university_verifier", "verifier"),
        ("approve", "operator_approver", LEE),
    ):
        with house.unchanged():
            for hand in kim.hands:
                refused = house.post(hand.name, f"{at}/{step}")
                missing = {"permission_missing", "step_not_due"}
                assert refused.json["code"] in ({"same_person_approval"} if hand.role == role else missing), hand
        assert kim.brought_about(behind) == []
        assert house.post(other, f"{at}/{step}").status_code == 200
    assert house.get("council", at).json["status"] == "active"


@given(steps=st.lists(STEPS, min_size=10, max_size=25))
@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
def test_whatever_one_person_does_in_whatever_order_nothing_comes_of_it_until_another_agrees(
    kim: Kim, steps: list[tuple[str, int, int, int]]
) -> None:
    alone = Alone(kim)
    for what, *chosen in steps:
        alone.do(what, *chosen)
    alone.end()


def test_the_ledger_verifies_after_all_of_it(kim: Kim) -> None:
    assert verify(kim.house.node).findings == ()
