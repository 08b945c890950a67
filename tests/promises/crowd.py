"""A crowd: many clients that ask for the same thing at once, and how to count what they were told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from tests.promises.wire import WiredHouse
from tests.support.http import Answer

ACCRUALS = "/api/v1/accruals"
CLIENTS = 64


def told(answers: Sequence[Answer]) -> Counter[str]:
    """Count answers by their code, or by their status where nothing was refused."""
    return Counter(str(answer.status_code) if answer.status_code < 400 else answer.json["code"] for answer in answers)


def accrual(
    house: WiredHouse, company: str, krw: int = 1_000_000, who: str = "pukyong", **changes: Any
) -> Callable[[], Answer]:
    """Prepare a university's posting of an activity, a point for every KRW 10,000."""
    body = house.activity(company, **{"inputs": {"allowance_krw": krw}} | changes)
    return partial(house.post, who, ACCRUALS, body, key=house.unique("key"))


def wallet(house: WiredHouse, name: str) -> dict[str, int]:
    """Read a company's wallet."""
    found: dict[str, int] = house.get(name, f"/api/v1/organizations/{house.of(name)}/balance").json
    return found
