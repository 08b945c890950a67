"""V8, V9 and V10 through the door, day by day: what is spent comes back with its dates, or is owed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from ledger.services.verification import verify
from tests.api.house import House, furnish, open_house
from tests.api.stage import Stage, staged
from tests.support.engines import ENGINES
from tests.support.postgres import PostgresServer
from tests.support.world import program_terms

LONG_BEFORE = datetime(2022, 1, 3, 3, 0, tzinfo=UTC)
NOON_IN_SEOUL = time(3, tzinfo=UTC)
CANCEL = {"until_days_after_capture": 90}
KEEP = {**CANCEL, "expired_lots": "keep_original"}
GRACE = {**CANCEL, "expired_lots": "grace", "grace_days": 30}


def build(url: str, folder: Path) -> House:
    """Open and furnish a house long before the vectors' days."""
    house = open_house(url, folder, LONG_BEFORE)
    furnish(house)
    for code, cancel in (("KEEP", KEEP), ("GRACE", GRACE)):
        house.publish_program(code, program_terms(100, cancel=cancel))
    return house


@pytest.fixture(scope="module", params=ENGINES)
def stage(
    request: pytest.FixtureRequest,
    postgres: Callable[[], PostgresServer],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stage]:
    """Give what each of these tests has a copy of."""
    with staged(postgres, tmp_path_factory, build, request.param) as stage:
        yield stage


@pytest.fixture
def house(stage: Stage) -> Iterator[House]:
    """Give a house that was opened long before the vectors' days."""
    with stage.set() as house:
        yield house
        assert verify(house.node).findings == ()


def go_to(house: House, day: str) -> None:
    """Let the clock stand at noon of a day."""
    noon = datetime.combine(date.fromisoformat(day), NOON_IN_SEOUL)
    assert noon >= house.clock.now
    house.clock.now = noon


def earn(house: House, day: str, points: int) -> dict[str, Any]:
    """Let Haeundae earn points on a day, valid for 36 months."""
    go_to(house, day)
    return house.earn(occurred_on=day, inputs={"allowance_krw": points * 10_000})


def spend(house: House, quantity: int, program: str) -> str:
    """Hold units of 100 points and capture them; gives the redemption."""
    redemption = str(house.hold(program=program, quantity=quantity)["id"])
    assert post(house, "haeundae", f"redemptions/{redemption}/capture", {})["status"] == "captured"
    return redemption


def post(house: House, who: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Write as somebody, successfully."""
    answer = house.post(who, f"/api/v1/{path}", body)
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def balance(house: House, query: str = "") -> dict[str, int]:
    """Give what Haeundae has, what is nothing left out."""
    told = house.get("haeundae", f"/api/v1/organizations/{house.of('haeundae')}/balance{query}").json
    kinds = ("posted", "spendable", "pending", "held", "disputed", "arrears")
    return {name: told[name] for name in kinds if told[name]}


def lots(house: House) -> list[tuple[int, str]]:
    """Give Haeundae's available lots: points and last day, soonest first."""
    items = house.get("haeundae", f"/api/v1/organizations/{house.of('haeundae')}/lots").json["items"]
    return [(part["points"], part["expires_on"]) for part in items if part["state"] == "available"]


def legs(house: House, transaction: str) -> list[tuple[str, str, int]]:
    """Give a transaction's legs as the council sees them: account without its holder's id, side, points."""
    told = house.get("council", f"/api/v1/transactions/{transaction}").json
    own = f"{house.of('haeundae')}:"
    return [(leg["account"].removeprefix(own), leg["side"], leg["amount"]) for leg in told["postings"]]


def two_lots_of_which_700_are_spent(house: House, program: str) -> str:
    """Let Haeundae have 500 to 2025-06-30 and 800 to 2026-03-31, and redeem 700 in April 2025."""
    assert earn(house, "2022-06-10", 500)["expires_on"] == "2025-06-30"
    assert earn(house, "2023-03-10", 800)["expires_on"] == "2026-03-31"
    assert lots(house) == [(500, "2025-06-30"), (800, "2026-03-31")]
    go_to(house, "2025-04-28")
    redemption = spend(house, 7, program)
    used = house.get("haeundae", f"/api/v1/redemptions/{redemption}").json["lots"]
    assert sorted(part["captured"] for part in used) == [200, 500]
    assert lots(house) == [(600, "2026-03-31")]
    assert balance(house) == {"posted": 600, "spendable": 600}
    return redemption


def cancel(house: House, redemption: str) -> dict[str, Any]:
    """Let Haeundae cancel what it captured."""
    return post(house, "haeundae", f"redemptions/{redemption}/cancel", {"reason": "the equipment was out of order"})


@pytest.mark.parametrize("program", ["KEEP", "GRACE"])
def test_v8_a_cancellation_restores_both_lots_with_the_same_dates(house: House, program: str) -> None:
    redemption = two_lots_of_which_700_are_spent(house, program)
    go_to(house, "2025-05-10")
    cancelled = cancel(house, redemption)
    assert (cancelled["status"], cancelled["captured"], cancelled["returned"]) == ("cancelled", 0, 700)
    assert legs(house, cancelled["transaction_id"]) == [
        (f"redeemed:{program}", "debit", 500),
        ("available", "credit", 500),
        (f"redeemed:{program}", "debit", 200),
        ("available", "credit", 200),
    ]
    assert lots(house) == [(500, "2025-06-30"), (800, "2026-03-31")]
    assert balance(house) == {"posted": 1_300, "spendable": 1_300}
    go_to(house, "2025-07-01")
    assert balance(house) == {"posted": 1_300, "spendable": 800}


def test_v9_points_of_a_lot_that_is_over_come_back_and_expire_at_once(house: House) -> None:
    redemption = two_lots_of_which_700_are_spent(house, "KEEP")
    go_to(house, "2025-07-05")
    cancelled = cancel(house, redemption)
    assert (cancelled["status"], cancelled["returned"]) == ("cancelled", 700)
    assert legs(house, cancelled["transaction_id"]) == [
        ("redeemed:KEEP", "debit", 500),
        ("expired", "credit", 500),
        ("redeemed:KEEP", "debit", 200),
        ("available", "credit", 200),
    ]
    assert lots(house) == [(800, "2026-03-31")]
    assert balance(house) == {"posted": 800, "spendable": 800}
    with house.unchanged():
        again = house.post("haeundae", f"/api/v1/redemptions/{redemption}/cancel", {"reason": "once more"})
    assert again.json["code"] == "redemption_not_captured"


def test_v9_under_grace_a_stand_in_lot_takes_the_place_of_what_is_over(house: House) -> None:
    redemption = two_lots_of_which_700_are_spent(house, "GRACE")
    go_to(house, "2025-07-05")
    cancelled = cancel(house, redemption)
    assert (cancelled["status"], cancelled["returned"]) == ("cancelled", 700)
    assert legs(house, cancelled["transaction_id"]) == [
        ("redeemed:GRACE", "debit", 500),
        ("expired", "credit", 500),
        ("adjusted:grace", "debit", 500),
        ("available", "credit", 500),
        ("redeemed:GRACE", "debit", 200),
        ("available", "credit", 200),
    ]
    assert lots(house) == [(500, "2025-08-04"), (800, "2026-03-31")]
    assert balance(house) == {"posted": 1_300, "spendable": 1_300}
    go_to(house, "2025-08-05")
    assert balance(house) == {"posted": 1_300, "spendable": 800}


def test_v10_what_was_spent_is_owed_and_the_next_earnings_pay_it(house: House) -> None:
    wrong = earn(house, "2025-03-10", 1_000)
    spend(house, 10, "KEEP")
    earn(house, "2025-03-11", 300)
    assert balance(house) == {"posted": 300, "spendable": 300}
    go_to(house, "2025-05-12")
    reversal = post(house, "pukyong", f"accruals/{wrong['id']}/reverse", {"reason": "another company's students"})
    assert (reversal["status"], reversal["points"]) == ("reversed", 1_000)
    assert legs(house, reversal["transaction_id"]) == [("arrears", "debit", 1_000), ("issued:INT", "credit", 1_000)]
    assert balance(house) == {"arrears": 700}
    with house.unchanged():
        refused = house.post("haeundae", "/api/v1/redemptions", house.wish(program="KEEP"))
    assert refused.json["code"] == "exceeds_available_balance"
    paying = earn(house, "2025-06-02", 900)
    assert (paying["points"], paying["balance"]["posted"], paying["balance"]["arrears"]) == (900, 200, 0)
    assert balance(house) == {"posted": 200, "spendable": 200}
    assert balance(house, f"?recorded_as_of={reversal['position'] + 1}") == {"arrears": 700}
    assert lots(house) == [(200, "2028-06-30")]
